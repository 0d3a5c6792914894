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
	"github.com/alumnibot/alumnibot/storage"
)

// remindAfter is how long after a run began its reminders are sent.
var remindAfter = [maxReminders]time.Duration{24 * time.Hour, 72 * time.Hour}

// lastCall is how long before its end a run is reminded of at the latest.
const lastCall = time.Hour

// remindAt is when the nth reminder is due, which is not before a moment and a
// day after the one before; zero if there is none.
func (r Run) remindAt(n int, now time.Time) time.Time {
	if n < 1 || n > r.Reminders || n > maxReminders {
		return time.Time{}
	}
	at := r.Opened.Add(remindAfter[n-1])
	if n > 1 && at.Before(now.Add(24*time.Hour)) {
		at = now.Add(24 * time.Hour)
	}
	if at.After(r.Closes.Add(-lastCall)) {
		return time.Time{}
	}
	return at
}

// reminders is how many come before it closes.
func (d Design) reminders() int {
	open := time.Duration(d.Days) * 24 * time.Hour
	for n := d.Reminders; n > 0; n-- {
		if remindAfter[n-1] <= open-lastCall {
			return n
		}
	}
	return 0
}

// reminder is which of the reminders is due: the first for which none was sent.
// What was planned for a time that has long passed is sent once.
func (r Run) reminder(due time.Time) int {
	n := 1
	for n < maxReminders && !due.Before(r.Opened.Add(remindAfter[n])) {
		n++
	}
	return n
}

// remind gathers who has not answered, and queues their reminder.
func (k *CheckIns) remind(ctx context.Context, d bot.JobRun) error {
	batch := kit.Batch(k.DB, d)
	run, asked := k.runs.GetIn(batch, d.About), k.cohorts.GetIn(batch, d.About)
	if err := batch.Run(ctx); err != nil {
		return fmt.Errorf("read a run: %w", err)
	}
	tx := kit.Begin(k.DB, d)
	if run.Err != nil || asked.Err != nil || !run.Record.Value.open(d.At.Add(lastCall)) {
		k.Agenda.Done(tx, d, time.Time{})
		return tx.Commit(ctx)
	}
	done, err := k.replied(ctx, d.In.ID, run.Record, d.At)
	if err != nil {
		return err
	}
	silent := func(yield func(uint32) bool) {
		for o := range asked.Record.Value.all() {
			if !done.Has(o) && !yield(o) {
				return
			}
		}
	}
	gathered, err := k.Outbox.Gather(ctx, d.In.ID, d.At, member.Recipients(silent))
	if err != nil {
		return err
	}
	n := run.Record.Value.reminder(d.For)
	k.Outbox.Send(tx, announced(d.About, n), noticeReminder, reminderAbout(d.About, n), gathered, d.At)
	k.Agenda.Done(tx, d, run.Record.Value.remindAt(n+1, d.At))
	return tx.Commit(ctx)
}

// replied are the ordinals of those who answered or skipped.
func (k *CheckIns) replied(ctx context.Context, in bot.CommunityID, run *storage.Record[Run], at time.Time) (done audience.Set, err error) {
	var ordinals []uint32
	if run.Value.Anonymous {
		for after := ""; ; {
			who, next, err := k.ballots.Participants(ctx, kit.Scope(in), run.ID, after, 1000)
			if err != nil {
				return done, fmt.Errorf("read who took part: %w", err)
			}
			for _, w := range who {
				if ordinal, ok := member.ReadRecipient(w); ok {
					ordinals = append(ordinals, ordinal)
				}
			}
			if after = next; after == "" {
				return audience.SetOf(ordinals), nil
			}
		}
	}
	for _, index := range []string{byAnswered, bySkipped} {
		for after := ""; ; {
			page, next, err := k.replies.List(ctx, kit.Scope(in), index, run.ID, storage.Page{Limit: 1000, After: after}, at)
			if err != nil {
				return done, fmt.Errorf("read who replied: %w", err)
			}
			for _, r := range page {
				ordinals = append(ordinals, r.Value.Ordinal)
			}
			if after = next; after == "" {
				break
			}
		}
	}
	return audience.SetOf(ordinals), nil
}

func reminderAbout(run string, n int) string { return run + "#" + strconv.Itoa(n) }

// writeReminder says what is asked and how long is left; the second one softer.
// It is skipped for members who have replied or snoozed since.
func (k *CheckIns) writeReminder(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	id, number, _ := strings.Cut(p.About, "#")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return bot.OutgoingMessage{}, errors.New("a reminder without its number")
	}
	to, run, err := k.address(ctx, p, id)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	if !to.Value.Snoozed.Before(run.Value.Opened) {
		return bot.OutgoingMessage{}, skip(reasonSnoozed)
	}
	post := postTo(to, id)
	post.Body = func(l bot.Localizer) bot.Message {
		say := msgReminder
		if n > 1 {
			say = msgLastReminder
		}
		return l.Say(say, run.Value.Title, leftWords(l, run.Value.Closes.Sub(p.At))).
			With(promptButtons(l, id))
	}
	return post, nil
}
