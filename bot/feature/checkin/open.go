package checkin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// The jobs: one about a check-in, the others about a run.
const (
	jobOpen   = "checkin.open"
	jobRemind = "checkin.remind"
	jobClose  = "checkin.close"
	jobCount  = "checkin.count"
)

// Why a run did not take place.
const (
	whyLate   = "late"   // the bot did not run until it would have closed
	whyOver   = "over"   // the same, and there is no other run to come
	whyNobody = "nobody" // there is nobody to ask
	whyFew    = "few"    // too few people for anonymity
	whyQuery  = "query"  // the audience is not understood any more
)

// announced is the id of what a run sends first, or as its nth reminder.
func announced(run string, reminder int) string {
	if reminder == 0 {
		return "checkin:" + run
	}
	return "checkin:" + run + ":" + strconv.Itoa(reminder)
}

// turn is what is to be done about a check-in that is due. A run that was missed
// takes place as long as it would still be open.
func (k CheckIn) turn(d bot.JobRun) schedule.Missed {
	if k.Plan.IsZero() {
		return schedule.Missed{Run: d.At}
	}
	turn := k.Plan.Turn(d, time.Duration(k.Days)*24*time.Hour-time.Minute)
	if !turn.Run.IsZero() && !d.At.Before(closing(turn.Run, k.Days)) {
		turn.Run, turn.Skipped = time.Time{}, turn.Skipped+1
	}
	return turn
}

// closing is when a run closes that begins at a moment in the community's zone.
func closing(from time.Time, days int) time.Time { return from.AddDate(0, 0, days) }

// open begins a run: whom it asks is frozen, and they are told.
func (k *CheckIns) open(ctx context.Context, d bot.JobRun) error {
	r, err := kit.Lookup(ctx, d, k.checkIns, d.About)
	if err != nil {
		return fmt.Errorf("read a check-in: %w", err)
	}
	tx := kit.Begin(k.DB, d)
	if r == nil || r.Value.State != Active {
		k.Agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	turn := r.Value.turn(d)
	k.Agenda.Done(tx, d, turn.Next)
	why := ""
	switch {
	case !turn.Run.IsZero():
		if why, err = k.openRun(ctx, tx, d, r, turn.Run); err != nil {
			return err
		}
	case turn.Skipped > 0 && turn.Next.IsZero():
		why = whyOver
	case turn.Skipped > 0:
		why = whyLate
	}
	if why != "" {
		k.Outbox.Tell(tx, noticeNotRun, notRunAbout(d.About, why, max(turn.Skipped, 1)), bot.ToUser(r.Value.Owner.User))
		k.endIfOver(tx, r, turn.Next, d.At)
	}
	return tx.Commit(ctx)
}

// endIfOver ends a check-in that has no next run.
func (k *CheckIns) endIfOver(tx *storage.Tx, r *storage.Record[CheckIn], next, at time.Time) {
	if next.IsZero() {
		r.Value.State, r.Value.Ended = Ended, at
		k.checkIns.Put(tx, r)
	}
}

// openRun adds to tx what begins a run that was planned for a moment; or says why
// there is none.
func (k *CheckIns) openRun(ctx context.Context, tx *storage.Tx, d bot.JobRun, r *storage.Record[CheckIn], planned time.Time) (why string, err error) {
	reach, err := k.reach(ctx, d.In, r.Value.Design, d.At)
	var refused *audience.Refused
	switch {
	case errors.As(err, &refused):
		return whyQuery, nil
	case err != nil:
		return "", err
	case reach.Reached.Len() == 0:
		return whyNobody, nil
	case r.Value.Anonymous && reach.Reached.Len() < fewest:
		return whyFew, nil
	}
	r.Value.Runs++
	id := runID(r.ID, r.Value.Runs)
	gathered, err := k.Outbox.Gather(ctx, d.In.ID, d.At, member.Recipients(reach.Reached.All()))
	if err != nil {
		return "", err
	}
	run := k.runs.New(id, Run{
		CheckIn: r.ID, Number: r.Value.Runs,
		Title: r.Value.Title, Questions: r.Value.Questions, Anonymous: r.Value.Anonymous,
		Reminders: r.Value.Reminders, Owner: r.Value.Owner,
		Opened: d.At, Closes: closing(planned, r.Value.Days), Invited: reach.Reached.Len(), Away: awayOf(reach),
	})
	k.checkIns.Put(tx, r)
	k.runs.Put(tx, run)
	k.cohorts.Put(tx, k.cohorts.New(id, cohortOf(reach.Reached.All())))
	k.Outbox.Send(tx, announced(id, 0), noticePrompt, id, gathered, d.At)
	k.Agenda.Plan(tx, jobClose, id, run.Value.Closes)
	if first := run.Value.remindAt(1, d.At); !first.IsZero() {
		k.Agenda.Plan(tx, jobRemind, id, first)
	}
	k.summarize(tx, d.In, id)
	return "", nil
}

// reach is whom a design asks at a moment, and who is left out.
func (k *CheckIns) reach(ctx context.Context, in bot.Community, design Design, at time.Time) (audience.Reach, error) {
	asked, err := k.Members.Audience(ctx, in.ID, in.Locale, design.Audience, at)
	if err != nil {
		return audience.Reach{}, fmt.Errorf("read the audience of a check-in: %w", err)
	}
	return k.Members.ReachNow(ctx, in.ID, asked.Expr, member.CheckIns, at)
}

// awayOf is how many agreed to be asked but had paused or cannot be reached.
func awayOf(r audience.Reach) int {
	n := 0
	for _, out := range r.LeftOut {
		if out.Reason == member.ReasonPaused || out.Reason == member.ReasonUnreachable {
			n += out.Count
		}
	}
	return n
}

// notRunAbout names what did not take place: the check-in, why, and how often.
func notRunAbout(id, why string, times int) string {
	return id + "#" + why + "#" + strconv.Itoa(times)
}

// writeNotRun tells the owner, once, of runs that did not take place.
func (k *CheckIns) writeNotRun(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	part := strings.Split(p.About, "#")
	if len(part) != 3 {
		return bot.OutgoingMessage{}, bot.Skip{Reason: "gone"}
	}
	r, err := kit.GetOrSkip(ctx, p, k.checkIns, part[0])
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	times, _ := strconv.Atoi(part[2])
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		title := r.Value.Title.In(l.Language())
		text := map[string]bot.Text{
			whyLate: l.Text(msgNotRunLate, title, times), whyOver: l.Text(msgNotRunOver, title), whyNobody: l.Text(msgNotRunNobody, title),
			whyFew: l.Text(msgNotRunFew, title, fewest), whyQuery: l.Text(msgNotRunQuery, title),
		}[part[1]]
		return bot.Say(text).With(bot.Buttons{
			l.Button(labelDetails, "checkin.show", part[0]),
		})
	}}, nil
}
