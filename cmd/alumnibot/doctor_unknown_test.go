package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestDoctorNamesUnknownWork: what waits and this version does not have, and since
// when; neither what it has nor what is not due yet.
func TestDoctorNamesUnknownWork(t *testing.T) {
	db, now := redistest.Mini(t).DB, time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	scope := storage.CommunityScope("acme")
	tx := db.Begin(scope, "", now)
	agenda, outbox := schedule.NewAgenda(db), deliver.NewOutbox(db)
	agenda.Plan(tx, "circle.meet", "b", now.Add(-time.Hour))
	agenda.Plan(tx, "circle.meet", "a", now.Add(-2*time.Hour))
	agenda.Plan(tx, "circle.later", "", now.Add(24*time.Hour))
	agenda.Plan(tx, "gig.known", "", now.Add(-time.Hour))
	outbox.Tell(tx, "circle.news", "", "1")
	outbox.Tell(tx, "gig.match", "", "1")
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	do := func(context.Context, bot.JobRun) error { return nil }
	features := []bot.Feature{{Jobs: []bot.Job{{Name: "gig.known", Do: do}}, Notices: []bot.Notice{{Name: "gig.match"}}}}
	look := func() string {
		var lines []string
		for _, f := range unknownWork(t.Context(), db, []bot.Community{{ID: "acme"}}, features, now) {
			lines = append(lines, f.About+": "+f.Says(bot.English).String())
		}
		return strings.Join(lines, "\n")
	}
	want := "community acme: the job circle.meet, which this version does not have, has waited since 2026-12-01T07:00:00Z\n" +
		"community acme: the notice circle.news, which this version does not have, is waiting"
	if got := look(); got != want {
		t.Errorf("doctor says\n%s\nwant\n%s", got, want)
	}
	ledger := storage.NewLedger(db)
	for range 2 {
		lease, err := ledger.Take(t.Context(), scope, now, time.Second, 20, storage.All)
		if err != nil || lease == nil {
			t.Fatal("nothing to lease", err)
		}
		if lease.Notice == "circle.news" {
			if _, err := ledger.UnknownSince(t.Context(), scope, lease, now.Add(-time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := look(); !strings.HasSuffix(got, "has waited since 2026-12-01T08:59:00Z") {
		t.Errorf("doctor says\n%s\nwant since when copies have left the notice", got)
	}
}
