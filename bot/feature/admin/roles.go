package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// roleOptions are those of /alumni role.
func (a *Admin) roleOptions() []bot.Option {
	complete := func(_ context.Context, c *bot.Call, _ string) ([]bot.Pick, error) { return rolePicks(c), nil }
	return []bot.Option{
		{Name: "person", Summary: hintPerson.In, Kind: bot.OptionPerson},
		{Name: "give", Summary: hintGive.In, Kind: bot.OptionText, Complete: complete},
		{Name: "withdraw", Summary: hintWithdraw.In, Kind: bot.OptionText, Complete: complete},
	}
}

// roles gives or withdraws what was typed, and lists who was given what.
func (a *Admin) roles(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	person, give, take := bot.User(c.Values["person"]), c.Values["give"], c.Values["withdraw"]
	if person == "" && give == "" && take == "" {
		return a.list(ctx, c)
	}
	if person == "" || (give == "") == (take == "") {
		return nil, c.Refuse(msgRoleHow)
	}
	roles, ok := typedRoles(give + take)
	if !ok {
		return nil, c.Refuse(msgWhichRole, roleList(c, grantable))
	}
	if give != "" {
		return a.give(ctx, c, person, roles)
	}
	return a.take(ctx, c, grantOf(person), roles)
}

// grantForm asks whom to give which roles.
func (a *Admin) grantForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	return bot.Form{
		Title: c.Label(labelGrant), Submit: c.Label(labelGrant), Intro: c.Text(msgGrantIntro),
		Pages: []bot.Page{{Fields: []bot.Field{
			bot.Person{Base: bot.Base{Name: "person", Label: c.Label(labelPerson)}},
			bot.Choices{Base: bot.Base{Name: "roles", Label: c.Label(labelRole)}, Picks: rolePicks(c)},
		}}},
	}, nil
}

func (a *Admin) grantSent(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return a.give(ctx, c, bot.User(c.Values["person"]), readRoles(c.Values["roles"]))
}

// give grants roles to an account of this platform that is not deactivated.
func (a *Admin) give(ctx context.Context, c *bot.Call, to bot.User, roles bot.Role) (bot.Answer, error) {
	profile, err := a.Profile(ctx, to)
	switch {
	case errors.Is(err, bot.ErrUnreachable) || err == nil && profile.Deactivated:
		return nil, c.RefuseField("person", msgNobodyThere)
	case err != nil:
		return nil, fmt.Errorf("ask the platform for a profile: %w", err)
	}
	r, err := kit.GetOrNew(ctx, c, a.grants, grantOf(to))
	if err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	if r.Rev == 0 {
		r.Value = grant{User: to, Since: c.At}
	}
	added := roles &^ r.Value.Roles
	name := bot.Mention{User: to, Name: profile.Name}
	if added == 0 {
		return nil, c.Refuse(msgHasAlready, name, roleList(c, roles))
	}
	r.Value.Roles |= added
	tx := kit.Begin(a.DB, c)
	a.grants.Put(tx, r)
	a.Audit.Add(tx, c.Once, Entry{At: c.At, By: c.User, What: Granted, To: to, Detail: added.String()})
	a.Outbox.Tell(tx, noticeRoles, "", bot.ToUser(to))
	return kit.Commit(ctx, tx, bot.Reply{Message: c.Say(msgGiven, name, roleList(c, added))})
}

// revoke is a button of the list: its argument names a grant and a role.
func (a *Admin) revoke(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id, name, _ := strings.Cut(c.Arg, ".")
	role, _ := bot.ParseRole(name)
	return a.take(ctx, c, id, role)
}

// take withdraws what an admin gave. What the platform gives stays.
func (a *Admin) take(ctx context.Context, c *bot.Call, id string, roles bot.Role) (bot.Answer, error) {
	r, err := kit.Find(ctx, c, a.grants, id, msgNotGiven)
	if err != nil {
		return nil, err
	}
	if r.Value.Roles&roles == 0 {
		return nil, c.Refuse(msgNotGiven)
	}
	from := r.Value.User
	profile, err := a.Profile(ctx, from)
	if err != nil && !errors.Is(err, bot.ErrUnreachable) {
		return nil, fmt.Errorf("ask the platform for a profile: %w", err)
	}
	taken := r.Value.Roles & roles
	r.Value.Roles &^= taken
	tx := kit.Begin(a.DB, c)
	if r.Value.Roles == 0 {
		a.grants.Delete(tx, r)
	} else {
		a.grants.Put(tx, r)
	}
	a.Audit.Add(tx, c.Once, Entry{At: c.At, By: c.User, What: Withdrew, To: from, Detail: taken.String()})
	if err := tx.Commit(ctx); err != nil {
		return nil, fmt.Errorf("withdraw a role: %w", err)
	}
	text := c.Text(msgTaken, bot.Mention{User: from, Name: profile.Name}, roleList(c, taken))
	return bot.Update{Message: bot.Say(text).With(bot.Note{Text: c.Text(msgPlatformGives)})}, nil
}

// listed is how many grants are listed: as many as have a button.
const listed = bot.MaxRows * bot.MaxButtons

// list is who was given what, with a button to withdraw each.
func (a *Admin) list(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	records, more, err := kit.List(ctx, c, a.grants, allGrants, "", storage.Page{Limit: listed, Oldest: true})
	if err != nil {
		return nil, fmt.Errorf("list the grants: %w", err)
	}
	give := c.Button(labelGrant, routeGrant, "")
	give.Style = bot.Primary
	if len(records) == 0 {
		return bot.Reply{Message: c.Say(msgNoGrants).With(bot.Buttons{give})}, nil
	}
	var facts bot.Facts
	rows := []bot.Buttons{{give}}
	for _, r := range records {
		who, err := a.mention(ctx, r.Value.User)
		if err != nil {
			return nil, err
		}
		facts = append(facts, bot.Fact{Label: roleList(c, r.Value.Roles), Value: bot.Textf("%s", who)})
		for _, role := range each(r.Value.Roles) {
			rows = put(rows, bot.Button{
				Label:  c.Label(labelRevoke, i18n.Shorten(who.Name, shownName), roleList(c, role)),
				Action: c.Action(routeRevoke, r.ID+"."+role.String()),
			})
		}
	}
	m := c.Say(msgGrants).With(facts)
	for _, row := range rows {
		m = m.With(row)
	}
	note := msgPlatformGives
	if more != "" {
		note = msgMoreGrants
	}
	return bot.Reply{Message: m.With(bot.Note{Text: c.Text(note)})}, nil
}

// put adds a button where there is room for one.
func put(rows []bot.Buttons, b bot.Button) []bot.Buttons {
	last := len(rows) - 1
	switch {
	case len(rows[last]) < bot.MaxButtons:
		rows[last] = append(rows[last], b)
	case len(rows) < bot.MaxRows:
		rows = append(rows, bot.Buttons{b})
	}
	return rows
}

// shownName is how many characters of a name stand on a button.
const shownName = 30

// writeRoles tells somebody which roles they were given, if they still have
// them.
func (a *Admin) writeRoles(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := kit.GetOrSkip(ctx, p, a.grants, grantOf(p.User()))
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		return l.Say(msgYouGot, p.In.Name, roleList(l, r.Value.Roles))
	}}, nil
}
