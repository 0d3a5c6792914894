package gig

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// The jobs.
const (
	jobTick   = "gig.tick"   // about a gig: what the passing of time does to it
	jobReview = "gig.review" // about a gig: applicants who wait too long
	jobDaily  = "gig.daily"  // digests
	jobWeekly = "gig.weekly"
)

// What time does to a gig that is open.
const (
	askBefore  = 3  // days before its last day: who posted it is asked whether it goes on
	askEvery   = 14 // days: whether it is still correct
	answerTime = 3  // days to answer that; then it is paused
	askingHour = 9  // of the day
	reviewDays = 3  // working days until who posted is reminded of an applicant
	reviewHour = askingHour + 1
)

// at is an hour of a day in zone.
func at(d bot.Date, hour int, zone *time.Location) time.Time {
	return schedule.Wall{Day: d, Minute: hour * 60}.In(zone)
}

// asksEnd is when to ask about the end of the gig; zero if that was asked, or
// would have been before it was published.
func (g Gig) asksEnd(zone *time.Location) time.Time {
	ask := at(g.Expires.AddDays(-askBefore), askingHour, zone)
	if g.State != Open || g.AskedEnd == g.Expires || !ask.After(g.Published) {
		return time.Time{}
	}
	return ask
}

// asksStill is when to ask whether the gig is still correct, or, if that was
// asked, when to pause it.
func (g Gig) asksStill(zone *time.Location) time.Time {
	switch {
	case g.State != Open:
		return time.Time{}
	case !g.AskedStill.IsZero():
		return g.AskedStill.AddDate(0, 0, answerTime)
	}
	return at(bot.DateOf(g.LastConfirmed.In(zone)).AddDays(askEvery), askingHour, zone)
}

// ends is when the gig's last day is over.
func (g Gig) ends(zone *time.Location) time.Time {
	if g.State != Open && g.State != Paused || g.Expires.IsZero() {
		return time.Time{}
	}
	return at(g.Expires.AddDays(1), 0, zone)
}

// nextTick is when time does something to the gig next; zero for never.
func (g Gig) nextTick(zone *time.Location) time.Time {
	var next time.Time
	for _, t := range []time.Time{g.asksEnd(zone), g.asksStill(zone), g.ends(zone)} {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	return next
}

// planTick has the gig looked at when time does something to it next.
func (g *Gigs) planTick(tx *storage.Tx, in bot.Community, gig *storage.Record[Gig]) {
	if next := gig.Value.nextTick(in.Zone); !next.IsZero() {
		g.agenda.Plan(tx, jobTick, gig.ID, next)
	} else {
		g.agenda.Drop(tx, jobTick, gig.ID)
	}
}

// tick does what is due about one gig.
func (g *Gigs) tick(ctx context.Context, d bot.JobRun) error {
	tx := kit.Begin(g.DB, d)
	gig, err := kit.Get(ctx, d, g.gigs, d.About)
	if errors.Is(err, storage.ErrNotFound) {
		g.agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	if err != nil {
		return fmt.Errorf("read a gig: %w", err)
	}
	v, zone, poster := &gig.Value, d.In.Zone, bot.ToUser(gig.Value.Poster.User)
	due := func(t time.Time) bool { return !t.IsZero() && !d.At.Before(t) }
	switch {
	case due(v.ends(zone)):
		v.State = Expired
		v.note(d.At, WasExpired, "")
		g.Outbox.Tell(tx, noticeEnded, gig.ID, poster)
	case due(v.asksStill(zone)) && !v.AskedStill.IsZero():
		v.State, v.AskedStill = Paused, time.Time{}
		v.note(d.At, WasLeftAlone, "")
		g.Outbox.Tell(tx, noticePausedByTime, gig.ID, poster)
	default:
		if due(v.asksEnd(zone)) {
			v.AskedEnd = v.Expires
			g.Outbox.Tell(tx, noticeEnding, gig.ID, poster)
		}
		if due(v.asksStill(zone)) {
			v.AskedStill = d.At
			g.Outbox.Tell(tx, noticeStill, gig.ID, poster)
		}
	}
	g.agenda.Done(tx, d, v.nextTick(zone))
	g.put(tx, d.In, gig)
	return tx.Commit(ctx)
}

// correct says that the gig still is as it says. One that was paused for want of
// this answer goes on.
func (g *Gigs) correct(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	switch gig.Value.State {
	case Paused:
		gig.Value.State = Open
		gig.Value.note(c.At, WasResumed, c.Who.Name)
	case Open:
	default:
		return nil, c.Refuse(msgNotFromHere, c.Text(stateWords(gig.Value.State)))
	}
	gig.Value.confirm(c.At)
	return g.kept(ctx, c, gig, c.Text(msgCorrect))
}

// extend lets the gig go on for thirty more days, from its last day or from
// today.
func (g *Gigs) extend(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	gig, err := g.findManaged(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	v := &gig.Value
	switch v.State {
	case Open, Paused, Expired:
	default:
		return nil, c.Refuse(msgNotFromHere, c.Text(stateWords(v.State)))
	}
	from := v.Expires
	if past(from, c.Today()) {
		from = c.Today()
	}
	v.Expires = from.AddDays(life)
	if !v.Deadline.IsZero() {
		v.Deadline = v.Expires
	}
	if v.State != Open {
		v.State = Open
		v.note(c.At, WasResumed, c.Who.Name)
	}
	v.confirm(c.At)
	v.settle(c, c.Who.Name)
	return g.kept(ctx, c, gig, c.Text(msgExtended, v.Expires))
}

// confirm notes that the gig is as it says.
func (g *Gig) confirm(at time.Time) { g.LastConfirmed, g.AskedStill = at, time.Time{} }

// kept saves the gig and shows it to who answers for it.
func (g *Gigs) kept(ctx context.Context, c *bot.Call, gig *storage.Record[Gig], done bot.Text) (bot.Answer, error) {
	tx := kit.Begin(g.DB, c)
	g.save(tx, c.In, gig)
	return kit.Commit(ctx, tx, bot.Update{Message: g.managed(c, gig, done)})
}

// question is a message to who posted a gig, if the gig still is in one of the
// states that it is about.
func (g *Gigs) question(say i18n.Line, args func(Gig) []any, buttons []choice, states ...State) func(context.Context, bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	return func(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
		gig, err := g.published(ctx, p, p.About)
		if err != nil {
			return bot.OutgoingMessage{}, err
		}
		if !slices.Contains(states, gig.State) {
			return bot.OutgoingMessage{}, skip("outdated")
		}
		return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
			var row bot.Buttons
			for _, b := range buttons {
				row = append(row, l.Button(b.label, b.route, p.About).Styled(b.style))
			}
			return l.Say(say, args(gig)...).With(row)
		}}, nil
	}
}

// choice is a button below a question.
type choice struct {
	label i18n.Line
	route string
	style bot.Style
}

var (
	chooseExtend  = choice{labelExtend, "gig.extend", bot.Primary}
	chooseClose   = choice{labelClose, "gig.close", bot.Danger}
	chooseCorrect = choice{labelCorrect, "gig.correct", bot.Primary}
	chooseEdit    = choice{labelEdit, "gig.edit", bot.Ordinary}
	chooseDetails = choice{labelDetails, "gig.show", bot.Ordinary}
)

func titled(g Gig) []any { return []any{g.Title} }

func titledUntil(g Gig) []any { return []any{g.Title, g.Expires} }

// timeNotices are what time has to tell to who posted.
func (g *Gigs) timeNotices() []bot.Notice {
	return []bot.Notice{
		{Name: noticeEnding, Write: g.question(msgEnding, titledUntil, []choice{chooseExtend, chooseEdit, chooseClose}, Open)},
		{Name: noticeStill, Write: g.question(msgStill, titledUntil, []choice{chooseCorrect, chooseEdit, chooseClose}, Open)},
		{Name: noticePausedByTime, Write: g.question(msgPausedByTime, titled, []choice{chooseCorrect, chooseEdit, chooseClose}, Paused)},
		{Name: noticeEnded, Write: g.question(msgEnded, titled, []choice{chooseExtend, chooseDetails, chooseClose}, Expired)},
		{Name: noticeReview, Write: g.writeReview},
	}
}
