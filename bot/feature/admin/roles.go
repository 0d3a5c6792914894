package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// grant is what an account was given by an admin, beside what its platform
// gives.
type grant struct {
	User  bot.User
	Roles bot.Role
	Since time.Time
}

const allGrants = "all"

func grantTerms(g grant) []storage.Term {
	return []storage.Term{{Index: allGrants, Score: g.Since.UnixMilli()}}
}

// grantOf is the id of an account's grant.
func grantOf(u bot.User) string { return digest("grant", string(u)) }

// Look is engine.People: who somebody is as the member feature knows them, with
// the roles that they were granted, from the same trip. Whoever was granted a
// role is an insider by it, also from outside; an account that its platform has
// deactivated has none.
func (a *Admin) Look(b *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	known := a.Members.Look(b, in, m)
	r := a.grants.GetIn(b, grantOf(m.User))
	return func(ctx context.Context) (bot.Who, error) {
		who, err := known(ctx)
		switch {
		case err != nil || errors.Is(r.Err, storage.ErrNotFound):
			return who, err
		case r.Err != nil:
			return bot.Who{}, fmt.Errorf("read a grant: %w", r.Err)
		}
		if who.Roles == 0 {
			profile, err := a.Profile(ctx, m.User)
			if err != nil {
				return bot.Who{}, fmt.Errorf("ask the platform for a profile: %w", err)
			}
			if profile.Deactivated {
				return who, nil
			}
		}
		who.Roles |= r.Record.Value.Roles | bot.Insider
		if who.Member != "" {
			who.Roles |= bot.Member
		}
		return who, nil
	}
}

// Left keeps that an account left its platform. What it was granted stays.
func (a *Admin) Left(ctx context.Context, in bot.Community, m bot.Meta, at time.Time) error {
	return a.Members.Left(ctx, in, m, at)
}

// roleOptions are those of /alumni role.
func (a *Admin) roleOptions() []bot.Option {
	complete := func(_ context.Context, c *bot.Call, _ string) ([]bot.Pick, error) { return rolePicks(c.Locale), nil }
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
		return nil, sayRoleHow.Refuse(c.Locale)
	}
	roles, ok := typedRoles(give + take)
	if !ok {
		return nil, sayWhichRole.Refuse(c.Locale, roleList(c.Locale, grantable))
	}
	if give != "" {
		return a.give(ctx, c, person, roles)
	}
	return a.take(ctx, c, grantOf(person), roles)
}

// grantForm asks whom to give which roles.
func (a *Admin) grantForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	l := c.Locale
	return bot.Form{
		Title: labelGrant.In(l), Submit: labelGrant.In(l), Intro: sayGrantIntro.Text(l),
		Pages: []bot.Page{{Fields: []bot.Field{
			bot.Person{Base: bot.Base{Name: "person", Label: labelPerson.In(l)}},
			bot.Choices{Base: bot.Base{Name: "roles", Label: labelRole.In(l)}, Picks: rolePicks(l)},
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
		return nil, bot.RefuseField("person", sayNobodyThere.Text(c.Locale))
	case err != nil:
		return nil, fmt.Errorf("ask the platform for a profile: %w", err)
	}
	r, err := a.grants.Get(ctx, scope(c.In.ID), grantOf(to), c.At)
	if errors.Is(err, storage.ErrNotFound) {
		r, err = a.grants.New(grantOf(to), grant{User: to, Since: c.At}), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	added := roles &^ r.Value.Roles
	name := bot.Mention{User: to, Name: profile.Name}
	if added == 0 {
		return nil, sayHasAlready.Refuse(c.Locale, name, roleList(c.Locale, roles))
	}
	r.Value.Roles |= added
	tx := a.DB.Begin(scope(c.In.ID), c.Once, c.At)
	a.grants.Put(tx, r)
	a.Audit.Add(tx, c.Once, Entry{At: c.At, By: c.User, What: Granted, To: to, Detail: added.String()})
	a.Outbox.Tell(tx, noticeRoles, "", "u:"+string(to))
	if err := tx.Commit(ctx); err != nil {
		return nil, fmt.Errorf("grant a role: %w", err)
	}
	return bot.Reply{Message: bot.Say(sayGiven.Text(c.Locale, name, roleList(c.Locale, added)))}, nil
}

// revoke is a button of the list: its argument names a grant and a role.
func (a *Admin) revoke(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	id, name, _ := strings.Cut(c.Arg, ".")
	role, _ := bot.ParseRole(name)
	return a.take(ctx, c, id, role)
}

// take withdraws what an admin gave. What the platform gives stays.
func (a *Admin) take(ctx context.Context, c *bot.Call, id string, roles bot.Role) (bot.Answer, error) {
	r, err := a.grants.Get(ctx, scope(c.In.ID), id, c.At)
	if errors.Is(err, storage.ErrNotFound) || err == nil && r.Value.Roles&roles == 0 {
		return nil, sayNotGiven.Refuse(c.Locale)
	}
	if err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	from := r.Value.User
	profile, err := a.Profile(ctx, from)
	if err != nil && !errors.Is(err, bot.ErrUnreachable) {
		return nil, fmt.Errorf("ask the platform for a profile: %w", err)
	}
	taken := r.Value.Roles & roles
	r.Value.Roles &^= taken
	tx := a.DB.Begin(scope(c.In.ID), c.Once, c.At)
	if r.Value.Roles == 0 {
		a.grants.Delete(tx, r)
	} else {
		a.grants.Put(tx, r)
	}
	a.Audit.Add(tx, c.Once, Entry{At: c.At, By: c.User, What: Withdrew, To: from, Detail: taken.String()})
	if err := tx.Commit(ctx); err != nil {
		return nil, fmt.Errorf("withdraw a role: %w", err)
	}
	text := sayTaken.Text(c.Locale, bot.Mention{User: from, Name: profile.Name}, roleList(c.Locale, taken))
	return bot.Update{Message: bot.Say(text).With(bot.Note{Text: sayPlatformGives.Text(c.Locale)})}, nil
}

// listed is how many grants are listed: as many as have a button.
const listed = bot.MaxRows * bot.MaxButtons

// list is who was given what, with a button to withdraw each.
func (a *Admin) list(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	records, more, err := a.grants.List(ctx, scope(c.In.ID), allGrants, "", storage.Page{Limit: listed, Oldest: true}, c.At)
	if err != nil {
		return nil, fmt.Errorf("list the grants: %w", err)
	}
	give := button(c, labelGrant, routeGrant, "")
	give.Style = bot.Primary
	if len(records) == 0 {
		return bot.Reply{Message: bot.Say(sayNoGrants.Text(c.Locale)).With(bot.Buttons{give})}, nil
	}
	var facts bot.Facts
	rows := []bot.Buttons{{give}}
	for _, r := range records {
		who, err := a.mention(ctx, r.Value.User)
		if err != nil {
			return nil, err
		}
		facts = append(facts, bot.Fact{Label: roleList(c.Locale, r.Value.Roles), Value: bot.Textf("%s", who)})
		for _, role := range each(r.Value.Roles) {
			rows = put(rows, bot.Button{
				Label:  labelRevoke.Text(c.Locale, shorten(who.Name), roleList(c.Locale, role)).String(),
				Action: c.Action(routeRevoke, r.ID+"."+role.String()),
			})
		}
	}
	m := bot.Say(sayGrants.Text(c.Locale)).With(facts)
	for _, row := range rows {
		m = m.With(row)
	}
	note := sayPlatformGives
	if more != "" {
		note = sayMoreGrants
	}
	return bot.Reply{Message: m.With(bot.Note{Text: note.Text(c.Locale)})}, nil
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

// shorten keeps a name within a button.
func shorten(name string) string {
	const most = 30
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}

// writeRoles tells somebody which roles they were given, if they still have
// them.
func (a *Admin) writeRoles(ctx context.Context, p bot.Parcel) (bot.Post, error) {
	user, ok := strings.CutPrefix(p.To, "u:")
	if !ok {
		return bot.Post{}, bot.Withheld{Reason: "gone"}
	}
	r, err := a.grants.Get(ctx, scope(p.In.ID), grantOf(bot.User(user)), p.At)
	if errors.Is(err, storage.ErrNotFound) {
		return bot.Post{}, bot.Withheld{Reason: "outdated"}
	}
	if err != nil {
		return bot.Post{}, fmt.Errorf("read a grant: %w", err)
	}
	return bot.Post{User: bot.User(user), Body: func(l bot.Locale) bot.Message {
		return bot.Say(sayYouGot.Text(l, p.In.Name, roleList(l, r.Value.Roles)))
	}}, nil
}

// grantable are the roles that can be given: being a member comes from
// registering, and being an insider from anything.
const grantable = bot.Employee | bot.HR | bot.Manager | bot.Admin

// each are the single roles in a set.
func each(roles bot.Role) (all []bot.Role) {
	for _, r := range []bot.Role{bot.Employee, bot.HR, bot.Manager, bot.Admin} {
		if roles&r != 0 {
			all = append(all, r)
		}
	}
	return all
}

// readRoles reads a list of roles by their names, separated by commas or as
// Role.String prints them.
func readRoles(list string) (roles bot.Role) {
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '|' }) {
		role, _ := bot.ParseRole(name)
		roles |= role
	}
	return roles & grantable
}

// typedRoles reads roles as people type them: by their names in either language.
func typedRoles(typed string) (roles bot.Role, ok bool) {
	for _, name := range strings.FieldsFunc(i18n.Fold(typed), func(r rune) bool { return r == ',' || r == '、' }) {
		name = strings.TrimSpace(name)
		found := slices.IndexFunc(each(grantable), func(r bot.Role) bool {
			return name == r.String() || name == i18n.Fold(roleLabel(r).In(bot.Japanese)) || name == i18n.Fold(roleLabel(r).In(bot.English))
		})
		if found < 0 {
			return 0, false
		}
		roles |= each(grantable)[found]
	}
	return roles, roles != 0
}

func rolePicks(l bot.Locale) (picks []bot.Pick) {
	for _, r := range each(grantable) {
		picks = append(picks, bot.Pick{Value: r.String(), Label: roleLabel(r).In(l)})
	}
	return picks
}

func roleList(l bot.Locale, roles bot.Role) string {
	var names []string
	for _, r := range each(roles) {
		names = append(names, roleLabel(r).In(l))
	}
	return i18n.List(l, names)
}
