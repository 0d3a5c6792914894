package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// mostTrips is how many round trips to Redis an answer may take.
const mostTrips = 3

// tripTable plays every conversation there is and counts, for each route and
// kind of event, the most round trips that an answer took.
type tripTable struct {
	trips redistest.Trips
	route string // the one that ran last
	most  map[string]int
}

// build is the whole bot, with its client and its routes watched.
func (tt *tripTable) build(env bottest.Env) bottest.Bot {
	env.DB.Hook(&tt.trips)
	b := scripted(env)
	for i, f := range b.Features {
		routes := slices.Clone(f.Routes)
		for j := range routes {
			tt.watch(&routes[j])
		}
		b.Features[i].Routes = routes
	}
	return b
}

func (tt *tripTable) watch(r *bot.Route) {
	name, form, do := r.Name, r.Form, r.Do
	if form != nil {
		r.Form = func(ctx context.Context, c *bot.Call) (bot.Form, error) {
			tt.route = name
			return form(ctx, c)
		}
	}
	r.Do = func(ctx context.Context, c *bot.Call) (bot.Answer, error) {
		tt.route = name
		return do(ctx, c)
	}
}

// counted is a stage whose events are counted on their way.
type counted struct {
	bottest.Stage
	table *tripTable
}

func (s counted) Raise(ctx context.Context, d bot.Dispatcher) error {
	return s.Stage.Raise(ctx, counting{d, s.table})
}

type counting struct {
	bot.Dispatcher
	table *tripTable
}

func (c counting) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	c.table.trips.Reset()
	c.table.route = "(engine)"
	answer := c.Dispatcher.Dispatch(ctx, e)
	kind := strings.TrimPrefix(fmt.Sprintf("%T", e), "bot.")
	key := fmt.Sprintf("%-20s %s", c.table.route, kind)
	c.table.most[key] = max(c.table.most[key], c.table.trips.Count())
	return answer
}

// The table is checked in: a route that takes one more round trip than before
// is seen in review.
func TestRoundTrips(t *testing.T) {
	table := &tripTable{most: map[string]int{}}
	player := bottest.Player{Build: table.build, Stage: func(traits bot.Traits) bottest.Stage {
		return counted{bottest.NewHall(traits), table}
	}}
	scripts, err := filepath.Glob("../../bot/feature/[gm]*/testdata/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range scripts {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := player.Play(t.Context(), file, text, false); err != nil {
			t.Fatal(err)
		}
	}
	var got bytes.Buffer
	fmt.Fprintln(&got, "# The most round trips to Redis on the way to an answer, by route and event,")
	fmt.Fprintln(&got, "# over every conversation in bot/feature. UPDATE=1 go test ./cmd/alumnibot writes it.")
	for _, key := range slices.Sorted(maps.Keys(table.most)) {
		fmt.Fprintf(&got, "%-34s %d\n", key, table.most[key])
		if table.most[key] > mostTrips {
			t.Errorf("%s takes %d round trips, more than %d", key, table.most[key], mostTrips)
		}
	}
	table.everyRoute(t)
	golden(t, "testdata/trips.txt", got.Bytes())
}

// everyRoute fails for routes that no conversation reaches.
func (tt *tripTable) everyRoute(t *testing.T) {
	_, all := features(ground{}, nil)
	for _, f := range all {
		for _, r := range f.Routes {
			reached := slices.ContainsFunc(slices.Collect(maps.Keys(tt.most)), func(key string) bool {
				return strings.HasPrefix(key, r.Name+" ")
			})
			if !reached && f.Name != "help" {
				t.Errorf("no conversation reaches %s", r.Name)
			}
		}
	}
}

// golden compares with a file that UPDATE=1 writes.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("%s differs (%v). Now it is:\n%s", file, err, got)
	}
}
