package main

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/storage/redistest"
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
func paced(t *testing.T, members, limit int) (*fleet, *redistest.Pulse) {
	t.Helper()
	k := keptRedis(t, "everysec")
	f := newFleet(t, k.URL(), k.Client, members, 60*limit)
	f.slack.Limit(limit)
	f.slack.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Slow, After: 100 * time.Millisecond})
	f.start(3)
	return f, redistest.Feel(t, k.Client)
}

// TestSoakPace holds copies of the program to the clock. So its parts wait beside
// each other, and beside nothing else of this package.
func TestSoakPace(t *testing.T) {
	t.Run("Kept", keepsPace)
	t.Run("Follows", followsPace)
}

// keepsPace: three copies of the program use at least 97 of a hundred of what
// Slack allows, and are hardly ever refused. The long form goes by the clock, on a
// machine that does nothing else; the short one by the time that the machine leaves
// them, and in it the first second and the last weigh more.
func keepsPace(t *testing.T) {
	const limit = 50
	members, least := 500, 0.93
	if soaks() {
		members, least = 2_000, 0.97
	} else {
		t.Parallel()
	}
	f, pulse := paced(t, members, limit)
	id := f.broadcast()
	r := f.settled(id, 5*time.Minute)
	taken, refused := f.slack.Taken(), f.slack.Refused()
	end := taken[len(taken)-1].Add(time.Second / limit)
	took := end.Sub(taken[0])
	clock, used := float64(len(taken))/took.Seconds()/limit, pulse.Rate(len(taken), taken[0], end)/limit
	t.Logf("%d messages in %s, %.1f%% of %d a second, %.1f%% in the time they had, %d refused", len(taken), took.Round(time.Millisecond), 100*clock, limit, 100*used, len(refused))
	if soaks() {
		used = clock
	}
	if used < least || len(refused) >= 5 {
		t.Errorf("%.1f%% with %d refused; want %.0f%% or more, with less than 5 refused", 100*used, len(refused), 100*least)
	}
	f.check(id, r)
}

// followsPace: when Slack allows half of what it did, three copies send less
// within five seconds, and as much as before when they may.
func followsPace(t *testing.T) {
	const limit, settle = 50, 5 * time.Second
	part := 7 * time.Second
	if soaks() {
		part = 30 * time.Second
	} else {
		t.Parallel()
	}
	f, pulse := paced(t, 5*limit*int(part/time.Second), limit)
	f.broadcast()
	f.until(time.Minute, "it is on its way", func() bool { return len(f.slack.Taken()) > limit })
	begun := time.Now()
	time.Sleep(part) // here and below: a pace is what is sent in a time
	less := f.slack.Limit(limit / 2)
	time.Sleep(settle + part)
	more := f.slack.Limit(limit)
	time.Sleep(settle + part)
	end := time.Now()
	taken, refused := f.slack.Taken(), f.slack.Refused()
	rate := func(from, to time.Time) float64 { return pulse.Rate(within(taken, from, to), from, to) }
	full, half, again := rate(begun, less), rate(less.Add(settle), more), rate(end.Add(-3*time.Second), end)
	t.Logf("%.1f a second in the time they had, %.1f at half the limit, %.1f again", full, half, again)
	if full < 0.85*limit || half < 0.6*limit/2 || again < 0.85*limit {
		t.Error("they do not follow")
	}
	had, late := more.Sub(less)-settle, within(refused, less.Add(settle), more)
	switch n := within(taken, less.Add(settle), more); {
	case float64(n) > had.Seconds()*limit/2:
		t.Errorf("%d taken in %s at half the limit", n, had)
	case float64(late) > 0.1*float64(n):
		t.Errorf("%d refused after they had %s to settle", late, settle)
	}
}
