package retention_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// letter is something that is kept: on the day of its number it was over.
type letter struct{ Day int }

const day = 24 * time.Hour

var (
	start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	here  = storage.CommunityScope("acme")
)

func (l letter) since() time.Time { return start.Add(time.Duration(l.Day) * day) }

func newLetters(db *storage.DB) *storage.Collection[letter] {
	return storage.NewCollection(db, storage.Schema[letter]{Name: "letter", Terms: func(l letter) []storage.Term {
		return []storage.Term{{Index: "end", Value: "x", Score: l.since().Unix()}}
	}})
}

// written has one letter of each day, from 0 on.
func written(t *testing.T, db *storage.DB, letters *storage.Collection[letter], n int) {
	t.Helper()
	tx := db.Begin(here, "", start)
	for i := range n {
		letters.Put(tx, letters.New(fmt.Sprint("l", i), letter{i}))
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func left(t *testing.T, letters *storage.Collection[letter]) int {
	t.Helper()
	n, err := letters.Count(t.Context(), here, "end", "x")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What was over before the moment goes, however much it is, and nothing else.
func TestOld(t *testing.T) {
	for _, days := range []int{0, 1, 99, 100, 101, 200, 250} {
		db := redistest.Mini(t).DB
		letters := newLetters(db)
		written(t, db, letters, 250)
		sweep := retention.Old(db, letters, "end", "x", letter.since, nil)
		if err := sweep(t.Context(), here, start.Add(time.Duration(days)*day), start.Add(300*day)); err != nil {
			t.Fatal(err)
		}
		if got := left(t, letters); got != 250-days {
			t.Errorf("of 250, %d are left after those before day %d went", got, days)
		}
	}
}

// Where what belongs to a record cannot be deleted, the record stays, for the
// next sweep to find.
func TestOldWithBelongings(t *testing.T) {
	db := redistest.Mini(t).DB
	letters := newLetters(db)
	written(t, db, letters, 3)
	broken, gone := errors.New("broken"), 0
	sweep := retention.Old(db, letters, "end", "x", letter.since, func(_ context.Context, _ storage.Scope, r *storage.Record[letter], _ time.Time) error {
		if gone++; r.Value.Day == 1 && gone == 2 {
			return broken
		}
		return nil
	})
	if err := sweep(t.Context(), here, start.Add(100*day), start.Add(100*day)); !errors.Is(err, broken) || left(t, letters) != 3 {
		t.Errorf("got %v, and %d are left", err, left(t, letters))
	}
	if err := sweep(t.Context(), here, start.Add(100*day), start.Add(100*day)); err != nil || left(t, letters) != 0 {
		t.Errorf("the next time: %v, and %d are left", err, left(t, letters))
	}
}

func TestAll(t *testing.T) {
	db := redistest.Mini(t).DB
	letters := newLetters(db)
	written(t, db, letters, 250)
	if err := retention.All(t.Context(), db, here, letters, "end", "x", start); err != nil || left(t, letters) != 0 {
		t.Errorf("got %v, and %d are left", err, left(t, letters))
	}
}

// A job that keeps everything is not planned; one that was planned when there was
// something to delete deletes nothing, and ends.
func TestJob(t *testing.T) {
	for keep, want := range map[time.Duration]int{0: 3, 2 * day: 2, 100 * day: 3} {
		db := redistest.Mini(t).DB
		letters := newLetters(db)
		written(t, db, letters, 3)
		job := retention.Job("x.retention", db, keep, retention.Old(db, letters, "end", "x", letter.since, nil))
		if (job.Every == "") != (keep == 0) {
			t.Errorf("kept for %s, the job is every %q", keep, job.Every)
		}
		at := start.Add(3*day - time.Hour)
		planned := storage.NewAgenda(db)
		tx := db.Begin(here, "", start)
		planned.Put(tx, "x.retention:", at)
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		taken, err := planned.Get(t.Context(), here, "x.retention:")
		if err != nil {
			t.Fatal(err)
		}
		due := bot.JobRun{In: bot.Community{ID: "acme", Zone: time.UTC}, Job: "x.retention", At: at, For: taken.Due, Rev: taken.Rev}
		if err := job.Do(t.Context(), due); err != nil {
			t.Fatal(err)
		}
		if got := left(t, letters); got != want {
			t.Errorf("kept for %s, %d are left, want %d", keep, got, want)
		}
		if _, err := planned.Get(t.Context(), here, "x.retention:"); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("kept for %s, it is planned again: %v", keep, err)
		}
	}
}
