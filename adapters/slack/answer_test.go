package slack_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
)

var open = bot.Action{Community: "acme", Route: "a.open", Arg: "7"}

// card is a message with a button.
func card(text string) bot.Message {
	return say(text).With(bot.Buttons{{Label: "Open", Action: open}})
}

func (w *harness) sends(out bot.Outgoing) bot.MessageRef {
	w.t.Helper()
	ref, err := w.adapter.Send(w.t.Context(), out)
	if err != nil {
		w.t.Fatal(err)
	}
	return ref
}

// at takes a reference apart.
func at(ref bot.MessageRef) (channel, ts string) {
	id := strings.Split(string(ref), "/")
	return id[1], id[2]
}

// When the response_url is used up or gone, the answer takes another way, and
// what is private does not become public on it.
func TestOtherWaysToAnswer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer bot.Response
		fault  []slacktest.Fault
		want   []string
	}{
		"private, ephemeral": {bot.Reply{Message: say("a")}, nil, []string{"C1 only UKEN: a"}},
		"private, direct": {bot.Reply{Message: say("a")},
			[]slacktest.Fault{{Method: "chat.postEphemeral", Kind: slacktest.Says, Code: "user_not_in_channel"}}, []string{"DUKEN: a"}},
		"public":  {bot.Reply{Message: say("a"), Public: true}, nil, []string{"C1: a"}},
		"updated": {bot.Update{Message: say("a")}, nil, []string{"C1 edited: a"}},
		"updated, gone": {bot.Update{Message: say("a")},
			[]slacktest.Fault{{Method: "chat.update", Kind: slacktest.Says, Code: "message_not_found"}}, []string{"C1 only UKEN: a"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response { return tt.answer }})
			channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
			w.screen()
			for _, f := range append(tt.fault, slacktest.Fault{Method: "response_url", Kind: slacktest.Says, Code: "expired_url"}) {
				w.server.Inject(f)
			}
			w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
			w.sees(tt.want...)
		})
	}
}

// The platform asks to wait: the answer comes a little later, once.
func TestAnswersAfterALimit(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response { return bot.Reply{Message: say("a")} }})
	channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
	w.screen()
	w.server.Inject(slacktest.Fault{Method: "response_url", Kind: slacktest.Limited, Times: 1})
	w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
	w.sees("C1 only UKEN: a")
}

// Two home pages at once: the one that is written later is the one that stays.
func TestHomeOfTwoOpenings(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	w.does(w.space.Look("UKEN"))
	stale := w.space.Look("UKEN")
	w.does(w.space.Look("UKEN"))
	w.does(stale)
	w.sees("UKEN home", "UKEN home", "UKEN home")
	if n, _ := w.bot.events(); n != 3 || w.server.Calls("views.publish") != 4 {
		t.Errorf("%d events, %d calls", n, w.server.Calls("views.publish"))
	}
}

// A file that only one person may see goes to the conversation with them.
func TestPrivateFile(t *testing.T) {
	t.Parallel()
	file := bot.File{Name: "a.json", Type: "application/json", Content: []byte("{}")}
	w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response {
		return bot.Reply{Message: say("Your data").With(file)}
	}})
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("DUKEN:  +a.json")
}

// What Slack would not take is said, and nobody else reads it.
func TestAnswerTooLargeForSlack(t *testing.T) {
	t.Parallel()
	var rows []bot.Block
	for range 60 {
		rows = append(rows, bot.Buttons{{Label: "x", Action: open}})
	}
	w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response {
		return bot.Reply{Message: bot.Message{Blocks: rows}, Public: true}
	}})
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1 only UKEN: This is too long to be shown in Slack. Please tell an administrator.")
}

func TestThread(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	ref := w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: say("card")})
	w.sends(bot.Outgoing{Key: "l", Channel: "slack:T1/C1", Thread: ref, Message: say("detail")})
	w.sees("C1: card", "C1 thread: detail")
	for _, thread := range []bot.MessageRef{"slack:T1/C2/1.1", "slack:T1/C1/9.9", "discord:1"} {
		_, err := w.adapter.Send(t.Context(), bot.Outgoing{Key: "m", Channel: "slack:T1/C1", Thread: thread, Message: say("x")})
		if !errors.Is(err, bot.ErrUnreachable) {
			t.Errorf("thread %s: %v", thread, err)
		}
	}
}
