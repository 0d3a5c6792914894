package slack_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// mishap is something that Slack does to its apps. What do returns ends it. Where
// it cuts connections, what is under way on them may have to come again.
type mishap struct {
	name string
	cuts bool
	do   func(*faultRun) (end func())
}

func failing(faults ...slacktest.Fault) func(*faultRun) func() {
	return func(o *faultRun) func() {
		var ends []func()
		for _, f := range faults {
			ends = append(ends, o.server.Inject(f))
		}
		return func() {
			for _, end := range ends {
				end()
			}
		}
	}
}

// limited is a method that is asked for too often, in the three ways in which
// Slack says so.
func limited(method string) func(*faultRun) func() {
	return failing(
		slacktest.Fault{Method: method, Kind: slacktest.Limited, Times: 2},
		slacktest.Fault{Method: method, Kind: slacktest.LimitedInWords, Times: 1},
		slacktest.Fault{Method: method, Kind: slacktest.LimitedSilent, Times: 1},
	)
}

func disconnecting(reason string) func(*faultRun) func() {
	return func(o *faultRun) func() { o.worked(o.space.Disconnect(reason)); return nil }
}

func (o *faultRun) worked(err error) {
	if err != nil {
		o.t.Error(err)
	}
}

// mishaps are those that people notice nothing of as long as a connection is
// up.
var mishaps = []mishap{
	{"a warning", false, disconnecting("warning")},
	{"a refresh", false, disconnecting("refresh_requested")},
	{"a reset", true, func(o *faultRun) func() { o.worked(o.space.Reset()); return nil }},
	{"all connections reset", true, func(o *faultRun) func() {
		for o.space.Reset() == nil {
			continue
		}
		return nil
	}},
	{"a connection that is silent", false, func(o *faultRun) func() { o.worked(o.space.Silence()); return nil }},
	{"Socket Mode switched off", true, func(o *faultRun) func() {
		o.space.SwitchSocketMode(false)
		o.space.SwitchSocketMode(true)
		return nil
	}},
	{"no new connections", true, func(o *faultRun) func() {
		o.server.Inject(slacktest.Fault{Method: "apps.connections.open", Kind: slacktest.Broken, Times: 3})
		o.worked(o.space.Reset())
		return nil
	}},
	{"limits of messages", false, limited("chat.postMessage")},
	{"limits of answers", false, limited("response_url")},
	{"limits of forms", false, failing(
		slacktest.Fault{Method: "views.open", Kind: slacktest.Limited, Times: 2}, slacktest.Fault{Method: "views.open", Kind: slacktest.LimitedInWords, Times: 2},
		slacktest.Fault{Method: "views.publish", Kind: slacktest.Limited, Times: 1}, slacktest.Fault{Method: "views.update", Kind: slacktest.LimitedSilent, Times: 1},
	)},
	{"limits of people", false, func(o *faultRun) func() {
		for i := range workers {
			o.worked(o.space.UserChange(fmt.Sprint("U", i)).Deliver(o.t.Context()))
		}
		return limited("users.info")(o)
	}},
	{"replies lost", false, failing(
		slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Lost, Times: 3}, slacktest.Fault{Method: "response_url", Kind: slacktest.Lost, Times: 2},
		slacktest.Fault{Method: "views.open", Kind: slacktest.Lost, Times: 2}, slacktest.Fault{Method: "views.publish", Kind: slacktest.Lost, Times: 1},
	)},
	{"replies garbled", false, failing(
		slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Garbled, Times: 2}, slacktest.Fault{Method: "views.open", Kind: slacktest.Garbled, Times: 2},
	)},
	{"Slack is ill", false, failing(
		slacktest.Fault{Method: "response_url", Kind: slacktest.Broken, Times: 2}, slacktest.Fault{Method: "chat.update", Kind: slacktest.Unavailable, Times: 1},
		slacktest.Fault{Method: "users.info", Kind: slacktest.SaysNothing, Times: 2},
	)},
	{"internal errors of what did not happen", false, failing(
		slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Says, Code: "internal_error", Times: 3},
		slacktest.Fault{Method: "views.open", Kind: slacktest.Says, Code: "internal_error", Times: 2},
		slacktest.Fault{Method: "views.publish", Kind: slacktest.Says, Code: "internal_error", Times: 1},
	)},
	{"internal errors of what happened", false, failing(
		slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.SaysAfter, Code: "internal_error", Times: 3},
		slacktest.Fault{Method: "views.open", Kind: slacktest.SaysAfter, Code: "internal_error", Times: 2},
		slacktest.Fault{Method: "response_url", Kind: slacktest.SaysAfter, Code: "internal_error", Times: 1},
	)},
	{"Slack is slow", false, failing(
		slacktest.Fault{Method: "views.open", Kind: slacktest.Slow, After: time.Second, Times: 4},
		slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Slow, After: time.Second, Times: 4},
	)},
	{"the adapter is started again", true, func(o *faultRun) func() {
		o.worked(o.stop())
		o.server.Inject(slacktest.Fault{Method: "auth.test", Kind: slacktest.Slow, After: 300 * time.Millisecond, Times: 1})
		o.begin()
		return nil
	}},
}

// The same again and again, over Socket Mode and over HTTP: whatever a connection
// meets with, nothing that was delivered to a live one is lost or done twice, and
// nothing grows. ALUMNIBOT_SOAK says for how long, as a duration; 20 seconds
// unless told.
func TestSoakSlack(t *testing.T) {
	d, _ := bottest.Soak(t)
	until := time.Now().Add(d)
	o := newFaultRun(t)
	var before uint64
	var goroutines int
	met := 0
	for ; met <= len(mishaps) || time.Now().Before(until); met++ {
		if met == len(mishaps) { // of a bot that has seen everything once
			o.rests()
			before, goroutines = bottest.Heap(), runtime.NumGoroutine()
		}
		turn := met / len(mishaps)
		o.in([]slacktest.Mode{slacktest.SocketMode, slacktest.SignedHTTP}[(met+turn)%2])
		o.work(mishaps[met%len(mishaps)])
		o.space.Forget()
		o.referee.forget()
		o.bot.forget()
		o.log.Take()
	}
	o.rests()
	after := bottest.Heap()
	// What came is remembered for a while, with some 50 bytes each.
	allowed := uint64(o.acts.Load())*50 + 1<<20
	if after > before+allowed {
		t.Errorf("the heap grew from %d to %d kB with %d mishaps and %d acts", before>>10, after>>10, met, o.acts.Load())
	}
	o.until("without goroutines left over", func() bool { return runtime.NumGoroutine() <= goroutines+workers })
	t.Logf("%d mishaps, %d acts: a heap of %d kB after one of each and of %d kB after the last, %d and %d goroutines",
		met, o.acts.Load(), before>>10, after>>10, goroutines, runtime.NumGoroutine())
}

// rests closes connections that are kept for the next call.
func (o *faultRun) rests() {
	o.cfg.HTTPClient.CloseIdleConnections()
	o.server.CloseIdle()
}
