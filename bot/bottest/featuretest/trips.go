package featuretest

import (
	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

// Trips counts how often somebody waits for Redis, for each thing that they do by
// its name.
type Trips struct {
	harness *Harness
	counted map[string]int
}

// Trips begins to count.
func (d *Harness) Trips() *Trips { return &Trips{d, map[string]int{}} }

// Of counts what is done, under a name.
func (t *Trips) Of(name string, do func() bot.Response) bot.Response {
	t.harness.T.Helper()
	t.harness.Redis.Trips.Reset()
	r := do()
	t.counted[name] = t.harness.Redis.Trips.Count()
	return r
}

// Type is Harness.Type, counted under the line.
func (t *Trips) Type(u bot.User, line string) bot.Response {
	t.harness.T.Helper()
	return t.Of(line, func() bot.Response { return t.harness.Type(u, line) })
}

// Press is Harness.PressRoute, counted under the route.
func (t *Trips) Press(u bot.User, route, arg string) bot.Response {
	t.harness.T.Helper()
	return t.Of(route, func() bot.Response { return t.harness.PressRoute(u, route, arg) })
}

// Fill is Harness.Fill, counted under the name of the form.
func (t *Trips) Fill(u bot.User, form string, r bot.Response, v bot.Values) bot.Response {
	t.harness.T.Helper()
	return t.Of(form+", sent", func() bot.Response { return t.harness.Fill(u, r, v) })
}

// Want compares what was counted, all of it.
func (t *Trips) Want(want map[string]int) {
	t.harness.T.Helper()
	if diff := cmp.Diff(want, t.counted); diff != "" {
		t.harness.T.Errorf("round trips (-want +got)\n%s", diff)
	}
}
