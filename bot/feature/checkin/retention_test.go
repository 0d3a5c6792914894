package checkin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestRetention: of a run that closed so long ago nothing is left, nor of a task
// that is done, nor of a check-in that ended, even if it was stored before its end
// was an index term.
func TestRetention(t *testing.T) {
	r := redistest.Mini(t)
	w := newWorld(t, r)
	people := w.enrol(9)
	run := w.start(bot.Values{"title": "Pulse", "questions": "How are you? | text\nCall me | contact", "days": "7", "when": "now"})
	w.answers(people[0], run, bot.Values{"q1": "fine", "q2": bot.Yes})
	w.PressRoute(people[1], "checkin.skip", run)
	hushed := w.start(secret)
	whisper(w, people, hushed)
	w.Press(manager, bottest.ActionOf(t, w.Type(manager, "/checkin tasks"), "Done"))

	is := func(when string, wanted ...string) {
		t.Helper()
		got := w.Mentions(run)
		for _, want := range wanted {
			if !slices.ContainsFunc(got, func(key string) bool { return strings.Contains(key, want) }) {
				t.Fatalf("%s there is no %s, but %q", when, want, got)
			}
		}
	}
	w.Pass(kept - 24*time.Hour)
	is("a day before its time", ":checkintask:r:"+run)
	w.Pass(7 * 24 * time.Hour)
	is("a day before its time", ":checkinreply:r:"+run, ":checkinreply:i:skipped:"+run, ":checkincohort:r:"+run, ":checkinrun:r:"+run)
	if left := w.Mentions(":checkintask:"); len(left) > 0 {
		t.Errorf("the task still stands in %q", left)
	}
	if got := w.Mentions(":checkintext:r:" + hushed); len(got) == 0 {
		t.Fatalf("nothing is kept of what was written anonymously: %q", w.Mentions(hushed))
	}

	for _, key := range w.Mentions(":checkin:i:end:") {
		if n, err := r.Client.Del(t.Context(), key).Result(); err != nil || n != 1 {
			t.Fatalf("deleting %s: %d, %v", key, n, err)
		}
	}
	for _, key := range w.Mentions(":checkin:r:") {
		r.Client.HDel(t.Context(), key, "i")
	}
	w.Pass(2 * 24 * time.Hour)
	for _, r := range []string{run, hushed} {
		if left := w.Mentions(r); len(left) > 0 {
			t.Errorf("the run still stands in %q", left)
		}
	}
	w.Pass(kept) // the clock of the test leapt, so that the end was noticed late
	if left := w.Mentions(":checkin:"); len(left) > 0 {
		t.Errorf("of the check-ins there is still %q", left)
	}
}
