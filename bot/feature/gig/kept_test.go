package gig_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// until lets the hours go by, with what is due in each, and answers what was
// sent to somebody: on which day and hour, and which gigs it names.
func (w *world) until(end time.Time, name string) (heard []string) {
	w.T.Helper()
	for ; w.Now.Before(end); w.Now = w.Now.Add(time.Hour) {
		w.Settle()
		for _, out := range w.Sent() {
			if out.User != bot.User("stage:"+name) {
				continue
			}
			var titles []string
			for _, title := range []string{"First", "Second", "Third", "Fourth", "Fifth", "Sixth"} {
				if strings.Contains(bottest.Read(bot.Reply{Message: out.Message}), title) {
					titles = append(titles, title)
				}
			}
			heard = append(heard, w.Now.Format("2 Jan 15:00 ")+strings.Join(titles, "+"))
		}
	}
	return heard
}

// wants has somebody choose how they hear of gigs.
func (w *world) wants(u bot.User, digest string) {
	w.T.Helper()
	bottest.ActionOf(w.T, w.Fill(u, w.Type(u, "/alumni closeness"), bot.Values{"digest": digest}), "Edit")
	w.Sync(w.members)
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestOverBudget: what is more than a member is to hear of in a week stands in
// their next digest, however they want to hear of gigs, until they could be told.
func TestOverBudget(t *testing.T) {
	w := newWorldWith(t, deliver.SendPolicy{WeeklyBudget: 2})
	w.register("ann", member.Member{Skills: []string{"go"}})
	day := func(d, hour int) time.Time { return time.Date(2026, 12, d, hour, 0, 0, 0, time.UTC) }
	w.Now = day(1, 10)
	w.post("First", 1)
	w.post("Second", 1)
	w.told()
	closed := w.post("Third", 1)
	w.post("Fourth", 1)
	expect(t, w.until(day(3, 8), "ann"))
	w.PressRoute(hr, "gig.close", closed)
	w.post("Fifth", 1)
	// There is room again when the first week is over, and a digest after that.
	expect(t, w.until(day(12, 8), "ann"), "9 Dec 09:00 Fourth+Fifth")
}

// TestDailyDigestOverBudget: a digest that was too much is part of the next one.
func TestDailyDigestOverBudget(t *testing.T) {
	w := newWorldWith(t, deliver.SendPolicy{WeeklyBudget: 1})
	w.wants(w.register("day", member.Member{Skills: []string{"go"}}), "Once a day")
	var heard []string
	for i, title := range []string{"First", "Second", "Third"} {
		w.Now = time.Date(2026, 12, 1+i, 10, 0, 0, 0, time.UTC)
		w.post(title, 1)
		heard = append(heard, w.until(w.Now.Add(23*time.Hour+30*time.Minute), "day")...)
	}
	heard = append(heard, w.until(time.Date(2026, 12, 15, 0, 0, 0, 0, time.UTC), "day")...)
	expect(t, heard, "2 Dec 09:00 First", "9 Dec 09:00 Second+Third")
}

// TestKeptIsAskedAgain: who withdrew, or found the gig otherwise and applied, is
// not told of it.
func TestKeptIsAskedAgain(t *testing.T) {
	w := newWorldWith(t, deliver.SendPolicy{WeeklyBudget: 1})
	ann := w.register("ann", member.Member{Skills: []string{"go"}})
	w.register("bea", member.Member{Skills: []string{"go"}})
	w.Now = w.Now.Add(time.Hour)
	w.post("First", 1)
	w.told()
	second := w.post("Second", 2)
	w.told()
	w.apply(ann, second)
	week := w.Now.AddDate(0, 0, 8)
	expect(t, w.until(week, "ann"))
	expect(t, w.until(week.AddDate(0, 0, 40), "bea"))
}
