// Package adaptertest holds an adapter to what package bot promises of it, by
// what each person's screen shows.
//
// The adapter is put to the test on a Stage: behind it a platform or a fake of
// one, before it a bot of the suite's own that answers what each check wants.
// The suite promises that an adapter which passes shows every answer whole, as
// typed, once, in time, and to those it is for; and that it brings the bot what
// people did, unchanged. It knows no platform by name: what may differ is what
// bot.Traits say. It does not look at what only one platform has, such as how its
// requests are signed and what its limits are: that is for the adapter's own tests.
//
// Adapters are on the same footing: a check that one of them cannot pass is
// wrong, or the adapter is.
//
// Besides, here is what the adapters' own tests and stages have in common.
package adaptertest

import (
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Platform is what is put to the test.
type Platform struct {
	// Stage is a platform with nobody on it, which ends with the test. Each
	// check has its own.
	Stage func(testing.TB) Stage
	// Patience is how long the platform waits for the first answer to what
	// somebody did, before it tells them that there is none. 0: as long as it
	// takes.
	Patience time.Duration

	wait time.Duration // how long a check waits for a screen; 0: five seconds
}

// Stage is a platform as checks need it: besides what scripts do on it, it ends
// as at a shutdown, and goes wrong on demand. Act may be called while other acts
// are under way.
type Stage interface {
	bottest.Stage
	// Lower disconnects the bot, as at a shutdown, and returns when its adapter
	// has ended.
	Lower() error
	// Trouble has the platform treat the next message that the bot sends so,
	// until end is called. It reports false if the platform never does that.
	Trouble(Trouble) (end func(), possible bool)
	// Reconnect has the platform ask the adapter to replace its connection. It
	// returns when that was asked, and reports false where there is none, as over
	// HTTP.
	Reconnect() (possible bool)
	// Commands are what the platform offers somebody who begins to type a
	// command: each as it is typed, with what is said about it.
	Commands(person string) []bot.Pick
}

// Trouble is something that a platform does to a message which is sent.
type Trouble string

const (
	// Busy: the platform wants less, and says for how long. Nothing is sent.
	Busy Trouble = "asks to wait"
	// Lost: the message is there, and the reply that says so is lost.
	Lost Trouble = "does it and loses the reply"
	// Rejected: the platform will never take this message.
	Rejected Trouble = "refuses the message"
	// Revoked: the bot's token is no longer good.
	Revoked Trouble = "refuses the token"
)

// check is one promise, or a few that belong together.
type check struct {
	name string
	// slow checks wait until a platform's patience has ended.
	slow bool
	run  func(*room)
}

// checks are all of them, by subject.
func checks() []check {
	var all []check
	for _, subject := range []struct {
		name   string
		checks []check
	}{
		{"answers", answers()}, {"buttons", buttons()}, {"forms", forms()}, {"texts", texts()}, {"time", times()},
		{"sending", sending()}, {"people", people()}, {"events", events()}, {"links", links()}, {"operation", operation()}, {"end", ends()},
	} {
		for _, c := range subject.checks {
			c.name = subject.name + "/" + c.name
			all = append(all, c)
		}
	}
	return all
}

// atOnce is how many checks run beside each other, besides the slow ones and those
// that only wait for their connections to end.
const atOnce = 6

// Run puts a platform's adapter to the test, one subtest for each check.
func Run(t *testing.T, p Platform) {
	t.Helper()
	var all sync.WaitGroup
	defer all.Wait()
	places := make(chan struct{}, atOnce)
	for _, c := range checks() {
		all.Go(func() {
			done := func() {}
			if !c.slow {
				places <- struct{}{}
				done = sync.OnceFunc(func() { <-places })
				defer done()
			}
			t.Run(c.name, func(t *testing.T) { c.on(t, p, done) })
		})
	}
}

// on runs the check on a platform of its own. It tells when that is done and only
// has to end.
func (c check) on(t testing.TB, p Platform, done func()) {
	t.Helper()
	r := enter(t, p)
	c.run(r)
	done()
	r.leave()
}
