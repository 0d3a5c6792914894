package checkin_test

import (
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestCohortIsReadOnce: a process that has read whom a run asks shows the run to
// members without reading the list again, which may be of 100,000.
func TestCohortIsReadOnce(t *testing.T) {
	w := newWorld(t, redistest.Mini(t))
	people := w.enrol(2)
	run := w.start(bot.Values{"title": "Pulse", "questions": "How? | 1-5"})
	shows := func() bool { return strings.Contains(bottest.Read(w.Open(people[0])), "Pulse") }
	if !shows() {
		t.Fatal("the home page does not show the check-in")
	}
	cohorts := storage.NewCollection(w.Redis.DB, storage.Schema[struct{}]{Name: "checkincohort"})
	r, err := cohorts.Get(t.Context(), w.Scope(), run, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	tx := w.Redis.DB.Begin(w.Scope(), "", w.Now)
	cohorts.Delete(tx, r)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !shows() {
		t.Error("the home page reads again whom the run asks")
	}
	if form := bottest.Read(w.PressRoute(people[1], "checkin.answer", run)); !strings.Contains(form, "form:") {
		t.Errorf("the form to answer says %s", form)
	}
}
