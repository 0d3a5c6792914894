package main

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

// soaks reports whether the long form of a test is wanted.
func soaks() bool { return os.Getenv("ALUMNIBOT_SOAK") != "" }

// soon waits for a moment that nothing has chosen, so that what is killed then is
// in the middle of anything.
func soon(most time.Duration) { time.Sleep(rand.N(most)) }

// losesReplies has Slack take its time for each message, and lose one reply in
// fifty after the deed.
func (f *fleet) losesReplies() {
	f.slack.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Lost, OneIn: 50})
	f.slack.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Slow, After: 30 * time.Millisecond})
}

// TestSoakKilledCopies: three copies write to everybody on a Slack that loses
// one reply in fifty after the deed, and are killed again and again. Everybody
// gets it once, or is listed as uncertain.
func TestSoakKilledCopies(t *testing.T) {
	members, kills := 600, 6
	if soaks() {
		members, kills = 20_000, 25
	} else {
		t.Parallel() // most of it is waiting for the dead's leases, and for Slack's history
	}
	k := keptRedis(t, "everysec")
	f := newFleet(t, k.URL(), k.Client, members, 60_000)
	f.losesReplies()
	f.start(3)
	begun := time.Now()
	id := f.broadcast()
	for n := range kills {
		f.sent(id, n+1, kills+2)
		soon(200 * time.Millisecond)
		if r, ok := f.report(id); ok && r.Done() {
			t.Errorf("it was over after %d kills", n)
		}
		f.restart()
	}
	r := f.settled(id, 10*time.Minute)
	t.Logf("%d members, %d kills, %s: %+v; %d calls to post, %d to look", members, kills, time.Since(begun).Round(time.Second), r,
		f.slack.Calls("chat.postMessage"), f.slack.Calls("conversations.history"))
	f.check(id, r)
	if n := f.slack.Calls("users.info"); n > 0 {
		t.Errorf("Slack was asked %d times who somebody is", n)
	}
}

// TestSoakKilledRedis: Redis itself is killed while three copies write to
// everybody, and comes back with what its file has.
func TestSoakKilledRedis(t *testing.T) {
	members, kills := 600, 3
	if soaks() {
		members, kills = 5_000, 10
	} else {
		t.Parallel() // most of it is waiting for the dead's leases, and for Slack's history
	}
	k := keptRedis(t, "always")
	f := newFleet(t, k.URL(), k.Client, members, 60_000)
	f.losesReplies()
	f.start(3)
	begun := time.Now()
	id := f.broadcast()
	for n := range kills {
		f.sent(id, n+1, kills+2)
		k.Kill()
		soon(500 * time.Millisecond)
		k.Run()
	}
	r := f.settled(id, 10*time.Minute)
	t.Logf("%d members, Redis killed %d times, %s: %+v", members, kills, time.Since(begun).Round(time.Second), r)
	f.check(id, r)
}

// TestSoakFailover: the master dies while three copies write to everybody, after
// its replicas stood still. A Sentinel makes another the master. What the master
// had said before lies in the replicas' buffers; what no replica hears is in
// TestReplicaThatFellBehind of package deliver.
func TestSoakFailover(t *testing.T) {
	members, failovers := 400, 1
	if soaks() {
		members, failovers = 5_000, 4
	} else {
		t.Parallel() // most of it is waiting for the dead's leases, and for Slack's history
	}
	s := newSentinel(t, 3)
	f := newFleet(t, s.url(), s.client(), members, 6_000)
	f.losesReplies()
	f.start(3)
	begun := time.Now()
	id := f.broadcast()
	for n := range failovers {
		f.sent(id, n+1, failovers+2)
		t.Logf("failover at %s", time.Now().Format(time.TimeOnly))
		s.failover()
		if n < failovers-1 {
			s.whole()
		}
	}
	r := f.settled(id, 10*time.Minute)
	t.Logf("%d members, %d failovers, %s: %+v", members, failovers, time.Since(begun).Round(time.Second), r)
	f.check(id, r)
}
