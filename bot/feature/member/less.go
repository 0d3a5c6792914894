package member

import (
	"context"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// Arguments of less that take it back, instead of a purpose.
const (
	backToAny    = "back:any" // to as many messages as others get
	backToDigest = "back:"    // to a digest, which follows
)

// less has the member get less of what the bot sends by itself: gig offers in a
// digest a step rarer, of everything else one message a week. It acts on what is
// queued, since each message is asked about when it is sent.
func (m *Members) less(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	if said, ok := r.Value.back(c); ok {
		return m.agreeOn(ctx, c, r, bot.Say(said))
	}
	p, err := sentFor(c)
	if err != nil {
		return nil, err
	}
	if !r.Value.consents(p) {
		return bot.Reply{Message: notSent(c, p)}, nil
	}
	if p == Gigs {
		return m.lessGigs(ctx, c, r)
	}
	if r.Value.Sparing {
		return bot.Reply{Message: c.Say(msgLeast).With(bot.Buttons{
			c.Button(labelClosenessEdit, routeCloseness, ""),
			c.Button(labelSnooze, deliver.RouteSnooze, ""),
			c.Button(labelStop, deliver.RouteStop, string(p)),
		})}, nil
	}
	r.Value.Sparing = true
	return m.agreeOn(ctx, c, r, c.Say(msgSparing).With(bot.Buttons{c.Button(labelUndo, deliver.RouteLess, backToAny)}))
}

func (m *Members) lessGigs(ctx context.Context, c *bot.Call, r *storage.Record[Member]) (bot.Answer, error) {
	said, before := msgDaily, r.Value.Digest
	switch before {
	case Weekly:
		return bot.Reply{Message: c.Say(msgLeastGigs).With(bot.Buttons{
			c.Button(labelSnooze, deliver.RouteSnooze, ""),
			c.Button(labelStop, deliver.RouteStop, string(Gigs)),
		})}, nil
	case Daily:
		r.Value.Digest, said = Weekly, msgWeekly
	default:
		r.Value.Digest, before = Daily, AtOnce
	}
	return m.agreeOn(ctx, c, r, c.Say(said).With(bot.Buttons{
		c.Button(labelUndo, deliver.RouteLess, backToDigest+string(before)),
	}))
}

// back takes less back, if that is what the call asks for.
func (m *Member) back(c *bot.Call) (bot.Text, bool) {
	switch c.Arg {
	case backToAny:
		m.Sparing = false
	case backToDigest + string(AtOnce):
		m.Digest = AtOnce
	case backToDigest + string(Daily):
		m.Digest = Daily
	default:
		return nil, false
	}
	return c.Text(msgAsBefore), true
}

// Lengths of a snooze, as arguments of its buttons; snoozeEnd ends one.
const snoozeEnd = "end"

type snooze struct {
	value string
	days  int
	label i18n.Line
}

func snoozes() []snooze {
	return []snooze{{"week", 7, labelWeek}, {"month", 30, labelMonth}, {"quarter", 90, labelQuarter}}
}

// snoozeOption lets people snooze in one line.
func snoozeOption() bot.Option {
	return bot.Option{
		Name: "for", Summary: hintSnooze.In, Kind: bot.OptionText,
		Complete: func(_ context.Context, c *bot.Call, _ string) ([]bot.Pick, error) {
			out := []bot.Pick{{Value: snoozeEnd, Label: c.Label(labelResume)}}
			for _, s := range snoozes() {
				out = append(out, bot.Pick{Value: s.value, Label: c.Label(s.label)})
			}
			return out, nil
		},
	}
}

// snooze stops everything that the bot sends by itself for a while. Without a
// length it asks for one.
func (m *Members) snooze(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	typed := c.Arg
	if typed == "" {
		typed = c.Values["for"]
	}
	days, known := readSnooze(typed)
	switch {
	case !known && c.Values["for"] != "":
		return nil, c.Refuse(msgWhichSnooze)
	case !known:
		var row bot.Buttons
		for _, s := range snoozes() {
			row = append(row, c.Button(s.label, deliver.RouteSnooze, s.value))
		}
		return bot.Reply{Message: c.Say(msgHowLong).With(row)}, nil
	case days == 0:
		r.Value.PausedUntil = time.Time{}
		return m.agreeOn(ctx, c, r, c.Say(msgResumed))
	}
	until := c.Today().AddDays(days)
	r.Value.PausedUntil, r.Value.Snoozed = until.In(c.At.Location()), c.At
	return m.agreeOn(ctx, c, r, c.Say(msgSnoozed, until).With(bot.Buttons{
		c.Button(labelResume, deliver.RouteSnooze, snoozeEnd),
	}))
}

// readSnooze reads a length by its value, or by its label in any language; 0 days end
// a snooze.
func readSnooze(typed string) (days int, ok bool) {
	is := func(value string, label i18n.Line) bool {
		return i18n.Fold(typed) == value || label.Matches(typed)
	}
	if is(snoozeEnd, labelResume) {
		return 0, true
	}
	for _, s := range snoozes() {
		if is(s.value, s.label) {
			return s.days, true
		}
	}
	return 0, false
}

// stop withdraws the consent under which a message came.
func (m *Members) stop(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	p, err := sentFor(c)
	if err != nil {
		return nil, err
	}
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	if !r.Value.consents(p) {
		return bot.Reply{Message: notSent(c, p)}, nil
	}
	tx := kit.Begin(m.db, c)
	m.record(tx, c.Once, r, false, c.Locale, c.At, p)
	m.members.Put(tx, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: c.Say(msgStopped, purposeWords(p).name).With(bot.Buttons{
		c.Button(labelConsent, routeConsent, ""),
	})})
}

// sentFor is the purpose in the pressed button, if messages are sent for it.
func sentFor(c *bot.Call) (Purpose, error) {
	var all []Purpose
	for _, p := range Purposes() {
		if p.Sends() {
			all = append(all, p)
		}
	}
	if p := Purpose(c.Arg); slices.Contains(all, p) {
		return p, nil
	}
	return "", c.Refuse(msgWhichPurpose, names(c, all))
}

// notSent says that the member gets nothing for a purpose anyway.
func notSent(c *bot.Call, p Purpose) bot.Message {
	return c.Say(msgNotSent, purposeWords(p).name).With(bot.Buttons{
		c.Button(labelConsent, routeConsent, ""),
	})
}

// agreeOn writes the caller's changed record and answers with what was agreed.
func (m *Members) agreeOn(ctx context.Context, c *bot.Call, r *storage.Record[Member], said bot.Message) (bot.Answer, error) {
	tx := kit.Begin(m.db, c)
	m.members.Put(tx, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: said})
}

// backButtons take back what keeps a member from getting as much as others.
func backButtons(c *bot.Call, r Member) bot.Buttons {
	var row bot.Buttons
	if c.At.Before(r.PausedUntil) {
		row = append(row, c.Button(labelResume, deliver.RouteSnooze, snoozeEnd))
	}
	if r.Sparing {
		row = append(row, c.Button(labelNotSparing, deliver.RouteLess, backToAny))
	}
	return row
}
