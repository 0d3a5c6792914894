package main

import (
	"log/slog"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// unseeded is a playground before its first start, at a moment that is always
// the same.
func unseeded(t *testing.T, r *redistest.Redis) *playground {
	t.Helper()
	if err := r.Client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	in, err := seed.Community(bot.Japanese, gigsChannel, managersChannel)
	if err != nil {
		t.Fatal(err)
	}
	g := &playground{in: in}
	g.App, err = app.New(app.Deps{
		Sending: config.SendingDefaults(),
		DB:      r.DB, Clock: func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, in.Zone) },
		Log: slog.New(slog.DiscardHandler), Communities: []bot.Community{in}, Profile: script.SeedProfile(account),
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// A playground that was ended while it was filled is filled by the next start,
// as if nothing had been there.
func TestInterruptedSeed(t *testing.T) {
	r := anyRedis(t)
	line := newScissors(r)
	if err := unseeded(t, r).fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := shape(r.Dump(t))
	for _, trips := range []int{4, 60} {
		g := unseeded(t, r)
		line.cut(trips)
		err := g.fill(t.Context())
		line.mend()
		if err == nil {
			t.Fatalf("it takes no more than %d round trips", trips)
		}
		for range 2 { // the second time there is nothing to do
			if err := g.fill(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if diff := difference(want, shape(r.Dump(t))); diff != "" {
			t.Errorf("interrupted after %d round trips (- as it should be, + as it is):\n%s", trips, diff)
		}
	}
}
