package slack_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// gated is a bot whose storage is slow until the gate opens.
func gated(answer func(context.Context, bot.Event) bot.Response) (*fakeBot, func()) {
	gate := make(chan struct{})
	b := &fakeBot{answer: func(ctx context.Context, e bot.Event) bot.Response {
		<-gate
		return answer(ctx, e)
	}}
	return b, sync.OnceFunc(func() { close(gate) })
}

func TestSlowAnswerStaysPrivate(t *testing.T) {
	t.Parallel()
	b, open := gated(echo)
	w := newHarness(t, b)
	defer open()
	d := w.space.Command("UHANA", "C1", "/x")
	if err := d.Deliver(t.Context()); err != nil || d.Acked > 1500*time.Millisecond {
		t.Fatalf("acknowledged after %s: %v", d.Acked, err)
	}
	if got := w.screen(); len(got) != 0 {
		t.Fatalf("shown before there was an answer: %q", got)
	}
	open()
	w.until("answered", func() bool { return len(w.space.Conversation("C1")) == 1 })
	w.sees("C1 only UHANA: you typed /x")
}

// Where a form is due and storage is slow, a modal opens while the trigger is
// good, and becomes the form.
func TestSlowForm(t *testing.T) {
	t.Parallel()
	b, open := gated(func(context.Context, bot.Event) bot.Response { return bot.Ask{Sheet: sheet(nil)} })
	b.opens = func(bot.Event) bool { return true }
	w := newHarness(t, b)
	defer open()
	start := time.Now()
	if err := w.space.Command("UHANA", "C1", "/x").Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until("loading", func() bool { return len(w.space.OpenViews("UHANA")) == 1 })
	if took := time.Since(start); took > 2500*time.Millisecond {
		t.Errorf("the modal came after %s", took)
	}
	w.sees("UHANA modal")
	open()
	w.until("a form", func() bool { return w.space.OpenViews("UHANA")[0].CallbackID == "sheet" })
	w.sees("UHANA form")
}

// An answer that is no form after all comes as a message, and the modal says
// so.
func TestSlowAnswerInsteadOfForm(t *testing.T) {
	t.Parallel()
	b, open := gated(echo)
	b.opens = func(bot.Event) bool { return true }
	w := newHarness(t, b)
	defer open()
	if err := w.space.Command("UHANA", "C1", "/x").Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until("loading", func() bool { return len(w.space.OpenViews("UHANA")) == 1 })
	open()
	w.settled(1)
	w.sees("UHANA modal", "C1 only UHANA: you typed /x", "UHANA modal")
	if body := string(w.space.OpenViews("UHANA")[0].Body); !strings.Contains(body, "結果はメッセージで") {
		t.Errorf("the modal says %s", body)
	}
}

// A form that takes long is acknowledged with a modal that says so, and the
// answer comes when it is there.
func TestSlowSubmission(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer bot.Response
		want   []string
	}{
		"answer": {bot.Reply{Message: say("done")}, []string{"UHANA modal", "C1 only UHANA: done", "UHANA modal"}},
		"faults": {bot.Amend{Sheet: sheet(bot.Values{"name": "x"}), Faults: map[string]string{"name": "no"}}, []string{"UHANA modal", "UHANA form"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gate := make(chan struct{})
			b := &fakeBot{answer: func(_ context.Context, e bot.Event) bot.Response {
				if _, sent := e.(bot.Sent); !sent {
					return bot.Ask{Sheet: sheet(nil)}
				}
				<-gate
				return tt.answer
			}}
			w := newHarness(t, b)
			open := sync.OnceFunc(func() { close(gate) })
			defer open()
			w.does(w.space.Command("UHANA", "C1", "/x"))
			w.sees("UHANA form")
			d := w.space.Submit("UHANA", w.space.OpenViews("UHANA")[0], nil)
			if err := d.Deliver(t.Context()); err != nil || d.Acked > 2500*time.Millisecond {
				t.Fatalf("acknowledged after %s: %v", d.Acked, err)
			}
			open()
			w.settled(2)
			w.sees(tt.want...)
		})
	}
}
