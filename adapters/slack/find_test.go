package slack_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
)

// A send whose reply was lost while nothing could be looked up is uncertain.
// Later it is found by its key, wherever it went.
func TestFindsWhatWasSent(t *testing.T) {
	t.Parallel()
	for name, out := range map[string]bot.Outgoing{
		"to a person":            {User: "slack:T1/UKEN"},
		"into a channel":         {Channel: "slack:T1/C1"},
		"into a private channel": {Channel: "slack:T1/CHIDDEN"},
	} {
		for _, thread := range []bool{false, true} {
			if thread && out.User != "" {
				continue
			}
			t.Run(fmt.Sprintf("%s, thread %v", name, thread), func(t *testing.T) {
				t.Parallel()
				out := out
				w := newHarness(t, &fakeBot{})
				w.space.SetChannel(slacktest.Channel{ID: "CHIDDEN", Name: "hr", Private: true})
				if out.Message = say("hello"); thread {
					out.Thread = w.sends(bot.Outgoing{Key: "parent", Channel: out.Channel, Message: say("card")})
				}
				out.Key = "k-1"
				began := time.Now()
				w.losesReply(out)
				for i := range 130 { // more than a page, before and after
					other := out
					other.Key = fmt.Sprint("other", i)
					w.sends(other)
				}
				ref, err := w.adapter.Find(t.Context(), out, began)
				if err != nil {
					t.Fatal(err)
				}
				channel, ts := at(ref)
				for _, m := range w.space.Conversation(channel) {
					if m.TS == ts && m.Metadata["event_payload"].(map[string]any)["key"] == "k-1" {
						return
					}
				}
				t.Errorf("found %s, which is not it", ref)
			})
		}
	}
}

// losesReply sends something that arrives, and is told to nobody.
func (w *harness) losesReply(out bot.Outgoing) {
	w.t.Helper()
	w.server.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: slacktest.Lost, Times: 1})
	for _, method := range []string{"conversations.history", "conversations.replies"} {
		defer w.server.Inject(slacktest.Fault{Method: method, Kind: slacktest.Broken})()
	}
	if _, err := w.adapter.Send(w.t.Context(), out); !errors.Is(err, bot.ErrUncertain) {
		w.t.Fatalf("sent: %v", err)
	}
}

// That something was not sent is said when the whole history since then is
// known, and it is old enough to be in it.
func TestKnowsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	const history = "conversations.history"
	start := time.Now()
	for name, tt := range map[string]struct {
		after time.Duration
		since time.Time
		fault *slacktest.Fault
		said  int // since then, in the channel
		key   string
		want  error
	}{
		"not there":              {after: time.Minute, since: start, want: bot.ErrNotSent},
		"too early to tell":      {after: 20 * time.Second, since: start, want: bot.TryAfter{Seconds: 41}},
		"nobody knows since":     {after: time.Minute, want: bot.ErrUncertain},
		"without a key":          {after: time.Minute, since: start, key: "-", want: bot.ErrUncertain},
		"too much since":         {after: time.Minute, since: start, said: 501, want: bot.ErrUncertain},
		"a lot since":            {after: time.Minute, since: start, said: 499, want: bot.ErrNotSent},
		"it may not be read":     {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.Says, Code: "missing_scope"}, want: bot.ErrRefused},
		"refused without a word": {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.SaysNothing}, want: bot.ErrUncertain},
		"asked too often":        {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.Limited, After: 60 * time.Second}, want: bot.TryAfter{Seconds: 60}},
		"the answer is lost":     {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.Lost}, want: bot.TryAfter{Seconds: 5}},
		"Slack is in trouble":    {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.Broken}, want: bot.TryAfter{Seconds: 5}},
		"there is no history":    {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.Says, Code: "unknown_method"}, want: bot.ErrRefused},
		"the channel is gone":    {after: time.Minute, since: start, fault: &slacktest.Fault{Kind: slacktest.Says, Code: "channel_not_found"}, want: bot.ErrUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newHarness(t, &fakeBot{}, func(c *slack.Config) { c.Clock = func() time.Time { return start.Add(tt.after) } })
			for i := range tt.said {
				w.space.Post("UKEN", "C1", fmt.Sprint(i))
			}
			if tt.fault != nil {
				tt.fault.Method = history
				w.server.Inject(*tt.fault)
			}
			out := bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: say("x")}
			if tt.key != "" {
				out.Key = ""
			}
			if ref, err := w.adapter.Find(t.Context(), out, tt.since); !errors.Is(err, tt.want) || ref != "" {
				t.Errorf("%q, %v; want %v", ref, err, tt.want)
			}
		})
	}
}

// Where the app may not open conversations, what was sent is found under the
// person's own id, if Slack answers to that; and what is not is uncertain.
func TestFindsWithoutOpening(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	w.server.Inject(slacktest.Fault{Method: "conversations.open", Kind: slacktest.Says, Code: "missing_scope"})
	out := bot.Outgoing{Key: "k-1", User: "slack:T1/UKEN", Message: say("hello")}
	began := time.Now().Add(-2 * time.Minute)
	w.losesReply(out)
	if ref, err := w.adapter.Find(t.Context(), out, began); err != nil || ref == "" {
		t.Errorf("what is there: %q, %v", ref, err)
	}
	out.Key = "k-2"
	if ref, err := w.adapter.Find(t.Context(), out, began); !errors.Is(err, bot.ErrRefused) || ref != "" {
		t.Errorf("what is not there: %q, %v", ref, err)
	}
}

// A message of the bot that lost its metadata is known by its words.
func TestFindsByItsWords(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
	out := bot.Outgoing{Key: "k-1", User: "slack:T1/UKEN", Message: say("hello")}
	began := time.Now().Add(-2 * time.Minute)
	w.losesReply(out)
	w.space.Strip("UKEN")
	if ref, err := w.adapter.Find(t.Context(), out, began); err != nil || ref == "" {
		t.Errorf("the same words: %q, %v", ref, err)
	}
	out.Message = say("something else")
	if ref, err := w.adapter.Find(t.Context(), out, began); !errors.Is(err, bot.ErrNotSent) {
		t.Errorf("other words: %q, %v", ref, err)
	}
}

// A file whose sharing was not confirmed is found by its id, and one that could
// not be brought to Slack was not shared.
func TestFilesWhoseReplyWasLost(t *testing.T) {
	t.Parallel()
	file := bot.File{Name: "a.json", Type: "application/json", Content: []byte("{}")}
	for name, tt := range map[string]struct {
		fault slacktest.Fault
		want  error
		shown int
	}{
		"shared":        {slacktest.Fault{Method: "files.completeUploadExternal", Kind: slacktest.Lost}, nil, 1},
		"not shared":    {slacktest.Fault{Method: "files.completeUploadExternal", Kind: slacktest.Broken}, bot.ErrUncertain, 0},
		"not announced": {slacktest.Fault{Method: "files.getUploadURLExternal", Kind: slacktest.Lost}, bot.TryAfter{Seconds: 5}, 0},
		"nobody home":   {slacktest.Fault{Method: "conversations.open", Kind: slacktest.SaysNothing}, bot.TryAfter{Seconds: 5}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newHarness(t, &fakeBot{})
			w.server.Inject(tt.fault)
			_, err := w.adapter.Send(t.Context(), bot.Outgoing{Key: "k", User: "slack:T1/UKEN", Message: say("Your data").With(file)})
			if n := len(w.space.Conversation("UKEN")); !errors.Is(err, tt.want) || n != tt.shown {
				t.Errorf("%v with %d messages, want %v with %d", err, n, tt.want, tt.shown)
			}
		})
	}
}

// Two files and what is said about them are one message.
func TestFilesTogether(t *testing.T) {
	t.Parallel()
	file := func(name string) bot.File { return bot.File{Name: name, Content: []byte("x")} }
	w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response {
		return bot.Reply{Public: true, Message: say("Both").With(file("a.csv"), file("b.csv"))}
	}})
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1:  +a.csv +b.csv")
}
