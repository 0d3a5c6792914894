package admin

import (
	"context"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
)

// What a channel can be for: the arguments of buttons, and the words of the
// audit trail.
const (
	forGigs     = "gigs"
	forManagers = "managers"
	forZone     = "zone"
	forLanguage = "language"
)

// of are the channels of a purpose: all that the community has, and those that
// admins set. nil for no purpose.
func of(purpose string, in *bot.Community, s *Settings) (all, own *[]bot.Channel) {
	switch purpose {
	case forGigs:
		return &in.Gigs, &s.Gigs
	case forManagers:
		return &in.Managers, &s.Managers
	}
	return nil, nil
}

// setup is what is set, with a button for each thing that can be changed here.
func (a *Admin) setup(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := a.stored(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	return bot.Reply{Message: a.state(c, c.In, r.Value)}, nil
}

func (a *Admin) state(c *bot.Call, in bot.Community, s Settings, above ...bot.Text) bot.Message {
	m := bot.Say(above...)
	if missing := missing(c, in); missing != "" {
		m = m.With(bot.Paragraph{Text: c.Text(msgMissing, missing)})
	}
	m = m.With(bot.Facts{
		{Label: c.Label(labelGigs), Value: where(c, in.Gigs)},
		{Label: c.Label(labelManagers), Value: where(c, in.Managers)},
		{Label: c.Label(labelZone), Value: c.Text(msgZone, in.Zone.String(), c.At.In(in.Zone).Format("15:04"))},
		{Label: c.Label(labelLanguage), Value: c.Text(i18n.Name(in.Locale))},
	})
	var row bot.Buttons
	if c.Channel == "" {
		m = m.With(bot.Note{Text: c.Text(msgGoThere)})
	} else {
		row = append(row, a.channelButtons(c, in, s)...)
	}
	if fixed := a.Fixed(in.ID); !fixed.Zone || !fixed.Language {
		row = append(row, c.Button(labelPlace, routePlace, ""))
	}
	if len(row) > 0 {
		m = m.With(row)
	}
	return m
}

// channelButtons make the channel that the admin is in one of those, or not one
// any more. What the configuration says has no button.
func (a *Admin) channelButtons(c *bot.Call, in bot.Community, s Settings) (row bot.Buttons) {
	for _, p := range []struct {
		purpose     string
		here, leave i18n.Line
	}{{forGigs, labelGigsHere, labelGigsLeave}, {forManagers, labelManagersHere, labelManagersLeave}} {
		all, own := of(p.purpose, &in, &s)
		switch {
		case slices.Contains(*own, c.Channel):
			row = append(row, c.Button(p.leave, routeLeave, p.purpose))
		case !slices.Contains(*all, c.Channel):
			row = append(row, c.Button(p.here, routeHere, p.purpose))
		}
	}
	if len(row) > 0 && row[0].Action.Route == routeHere && len(in.Gigs) == 0 {
		row[0].Style = bot.Primary
	}
	return row
}

// where says how many channels there are, and whether this is one of them.
// Channels have no name that the bot knows.
func where(c *bot.Call, all []bot.Channel) bot.Text {
	others := len(all)
	if slices.Contains(all, c.Channel) {
		if others--; others == 0 {
			return c.Text(msgHereOnly)
		}
		return c.Text(msgHereAndOthers, others)
	}
	if others == 0 {
		return c.Text(msgNowhere)
	}
	return c.Text(msgOthers, others)
}

// missing names what a community cannot do without.
func missing(l bot.Localizer, in bot.Community) string {
	var what []string
	if len(in.Gigs) == 0 {
		what = append(what, l.Label(labelGigs))
	}
	if len(in.Managers) == 0 {
		what = append(what, l.Label(labelManagers))
	}
	return i18n.List(l.Language(), what)
}

func (a *Admin) here(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	if c.Channel == "" {
		return nil, c.Refuse(msgGoThere)
	}
	return a.change(ctx, c, func(all []bot.Channel) []bot.Channel { return union(all, []bot.Channel{c.Channel}) })
}

func (a *Admin) leave(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return a.change(ctx, c, func(all []bot.Channel) []bot.Channel {
		return slices.DeleteFunc(slices.Clone(all), func(ch bot.Channel) bool { return ch == c.Channel })
	})
}

// maxChannels is how many channels of one kind admins may set.
const maxChannels = 20

// change sets the channels of the purpose in the button's argument, and says in
// a channel that is new what will come there.
func (a *Admin) change(ctx context.Context, c *bot.Call, edit func([]bot.Channel) []bot.Channel) (bot.Answer, error) {
	r, err := a.stored(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	in := c.In
	all, own := of(c.Arg, &in, &r.Value)
	if own == nil {
		return nil, c.Refuse(msgNoPurpose)
	}
	before := *own
	*own, *all = edit(before), edit(*all)
	if len(*own) > maxChannels {
		return nil, c.Refuse(msgManyChannels, maxChannels)
	}
	if slices.Equal(before, *own) {
		return bot.Update{Message: a.state(c, in, r.Value)}, nil
	}
	said := msgSaved
	tx := kit.Begin(a.DB, c)
	a.settings.Put(tx, r)
	a.Audit.Add(tx, c.Once, Entry{At: c.At, By: c.User, What: Set, Detail: c.Arg})
	if len(*own) > len(before) {
		said = msgGreeting
		a.Outbox.Tell(tx, noticeHere, c.Arg, bot.ToChannels(c.Channel)...)
	}
	return kit.Commit(ctx, tx, bot.Update{Message: a.state(c, in, r.Value, c.Text(said))})
}

// writeHere says in a channel what will come there, while that is so.
func (a *Admin) writeHere(_ context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	all, _ := of(p.About, &p.In, &Settings{})
	if all == nil || !slices.Contains(*all, p.Channel()) {
		return bot.OutgoingMessage{}, bot.Skip{Reason: "outdated"}
	}
	say := msgGigsCome
	if p.About == forManagers {
		say = msgManagersCome
	}
	return bot.OutgoingMessage{Channel: p.Channel(), Body: func(l bot.Localizer) bot.Message { return l.Say(say, p.In.Name) }}, nil
}
