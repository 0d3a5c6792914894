package main

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

// within are the moments from one to before another.
func within(all []time.Time, from, to time.Time) (n int) {
	for _, at := range all {
		if !at.Before(from) && at.Before(to) {
			n++
		}
	}
	return n
}

// paced is a fleet in front of a Slack that takes so many a second, of which the
// settings know.
func paced(t *testing.T, members, limit int) *fleet {
	k := keptRedis(t, "everysec")
	f := newFleet(t, k.URL(), members, 60*limit)
	f.client = k.Client
	f.slack.Limit(limit)
	f.slack.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Slow, After: 100 * time.Millisecond})
	f.start(3)
	return f
}

// TestSoakPaceOfCopies: three copies of the program use at least 97 of a hundred
// of what Slack allows, and are hardly ever refused. In the short form it is as
// much as a machine that is busy with something else lets them.
func TestSoakPaceOfCopies(t *testing.T) {
	const limit = 50
	members, least := 500, 0.85
	if soaks() {
		members, least = 2_000, 0.97
	}
	f := paced(t, members, limit)
	id := f.broadcast()
	r := f.settled(id, 5*time.Minute)
	taken, refused := f.slack.Taken(), f.slack.Refused()
	took := taken[len(taken)-1].Sub(taken[0]) + time.Second/limit
	used := float64(len(taken)) / took.Seconds() / limit
	t.Logf("%d messages in %s, %.1f%% of %d a second, %d refused", len(taken), took.Round(time.Millisecond), 100*used, limit, len(refused))
	if used < least || len(refused) >= 5 {
		t.Errorf("%.1f%% with %d refused; want %.0f%% or more, with less than 5 refused", 100*used, len(refused), 100*least)
	}
	f.check(id, r)
}

// TestSoakPaceOfCopiesFollows: when Slack allows half of what it did, three
// copies send less within five seconds, and as much as before when they may.
func TestSoakPaceOfCopiesFollows(t *testing.T) {
	const limit, settle = 50, 5 * time.Second
	part := 7 * time.Second
	if soaks() {
		part = 30 * time.Second
	}
	f := paced(t, 5*limit*int(part/time.Second), limit)
	f.broadcast()
	f.until(time.Minute, "it is on its way", func() bool { return len(f.slack.Taken()) > limit })
	begun := time.Now()
	time.Sleep(part)
	less := f.slack.Limit(limit / 2)
	time.Sleep(settle + part)
	more := f.slack.Limit(limit)
	time.Sleep(settle + part)
	end := time.Now()
	taken, refused := f.slack.Taken(), f.slack.Refused()
	rate := func(from, to time.Time) float64 { return float64(within(taken, from, to)) / to.Sub(from).Seconds() }
	full, half, again := rate(begun, less), rate(less.Add(settle), more), rate(end.Add(-3*time.Second), end)
	late := within(refused, less.Add(settle), more)
	t.Logf("%.1f a second, %.1f at half the limit with %d refused, %.1f again", full, half, late, again)
	if full < 0.85*limit || half < 0.6*limit/2 || half > limit/2 || again < 0.85*limit {
		t.Error("they do not follow")
	}
	if float64(late) > 0.1*half*(more.Sub(less)-settle).Seconds() {
		t.Errorf("%d refused after they had %s to settle", late, settle)
	}
}
