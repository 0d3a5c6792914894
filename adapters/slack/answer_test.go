package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
)

var open = bot.Action{Community: "acme", Route: "a.open", Arg: "7"}

// card is a message with a button.
func card(text string) bot.Message {
	return say(text).With(bot.Buttons{{Label: "Open", Action: open}})
}

func (w *world) sends(out bot.Outgoing) bot.MessageRef {
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

// A form that a button opened is answered where the button is, whoever else
// reads there sees only what is public.
func TestAnswersToAFormGoWhereItWasOpened(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer bot.Response
		want   string
	}{
		"update":        {bot.Update{Message: say("changed")}, "C1 edited: changed"},
		"private reply": {bot.Reply{Message: say("thanks")}, "C1 only UKEN: thanks"},
		"public reply":  {bot.Reply{Message: say("news"), Public: true}, "C1: news"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &brain{answer: func(_ context.Context, e bot.Event) bot.Response {
				if _, sent := e.(bot.Sent); sent {
					return tt.answer
				}
				return bot.Ask{Sheet: sheet(nil)}
			}}
			w := newWorld(t, b)
			channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
			w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
			w.sees("C1: card", "UKEN form")
			w.does(w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], map[string]map[string]any{
				"name": {"x": map[string]any{"type": "plain_text_input", "value": "<@UHANA>"}},
			}))
			w.sees(tt.want)
			if sent := b.latest().(bot.Sent); sent.Values["name"] != "<@UHANA>" || sent.Channel != "slack:T1/C1" || sent.Sheet != "sheet" {
				t.Errorf("it came as %+v", sent)
			}
			if len(w.space.OpenViews("UKEN")) != 0 {
				t.Error("the form is still open")
			}
		})
	}
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
			w := newWorld(t, &brain{answer: func(context.Context, bot.Event) bot.Response { return tt.answer }})
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
	w := newWorld(t, &brain{answer: func(context.Context, bot.Event) bot.Response { return bot.Reply{Message: say("a")} }})
	channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
	w.screen()
	w.server.Inject(slacktest.Fault{Method: "response_url", Kind: slacktest.Limited, Times: 1})
	w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
	w.sees("C1 only UKEN: a")
}

// A trigger that is too old: a button opens the form instead, and what the form
// is answered with goes where it would have gone.
func TestTriggerTooOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{answer: func(_ context.Context, e bot.Event) bot.Response {
		if _, sent := e.(bot.Sent); sent {
			return bot.Update{Message: say("changed")}
		}
		return bot.Ask{Sheet: sheet(nil)}
	}})
	channel, ts := at(w.sends(bot.Outgoing{Key: "k", Channel: "slack:T1/C1", Message: card("card")}))
	w.server.Inject(slacktest.Fault{Method: "views.open", Kind: slacktest.Says, Code: "expired_trigger_id", Times: 1})
	w.does(w.space.Press("UKEN", channel, ts, open.Encode()))
	w.sees("C1: card", "C1 only UKEN: Sorry for the wait. Open the form with the button below.")
	offer := w.space.Conversation("C1")[1]
	w.does(w.space.Press("UKEN", "C1", offer.TS, w.button(offer)))
	w.sees("UKEN form")
	if p, ok := w.bot.latest().(bot.Pressed); !ok || p.Action != sheet(nil).Reopen || p.Message != bot.MessageRef("slack:T1/C1/"+ts) {
		t.Errorf("it came as %+v", w.bot.latest())
	}
	w.does(w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], nil))
	w.sees("C1 edited: changed")
	if first := w.space.Conversation("C1")[0]; first.Text != "changed" {
		t.Errorf("the card says %q", first.Text)
	}
}

// button is the value of the first button of a message.
func (w *world) button(m slacktest.Message) string {
	w.t.Helper()
	var blocks []struct {
		Elements []struct {
			Type  string `json:"type"`
			Value string `json:"value"`
		} `json:"elements"`
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		w.t.Fatal(err)
	}
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.Type == "button" {
				return e.Value
			}
		}
	}
	w.t.Fatalf("no button in %s", m.Blocks)
	return ""
}

// Faults stand beside their fields; where the form has changed it is shown
// anew, with what was typed.
func TestFaults(t *testing.T) {
	t.Parallel()
	longer := sheet(bot.Values{"name": "typed"})
	longer.Sections = append(longer.Sections, bot.Page{Fields: []bot.Field{bot.Tick{Base: bot.Base{Name: "agree", Label: "Agree"}}}})
	for name, tt := range map[string]struct {
		amend bot.Amend
		want  string
		body  string
	}{
		"same form":    {bot.Amend{Sheet: sheet(nil), Faults: map[string]string{"hours": "1 to 9"}}, "UKEN faults map[hours:1 to 9]", ""},
		"another form": {bot.Amend{Sheet: longer, Faults: map[string]string{"agree": "needed"}}, "UKEN form", "⚠ needed"},
		"no faults":    {bot.Amend{Sheet: sheet(nil)}, "UKEN form", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, &brain{answer: func(_ context.Context, e bot.Event) bot.Response {
				if _, sent := e.(bot.Sent); sent {
					return tt.amend
				}
				return bot.Ask{Sheet: sheet(nil)}
			}})
			w.does(w.space.Command("UKEN", "C1", "/x"))
			w.screen()
			w.does(w.space.Submit("UKEN", w.space.OpenViews("UKEN")[0], nil))
			w.sees(tt.want)
			if body := string(w.space.OpenViews("UKEN")[0].Body); !strings.Contains(body, tt.body) {
				t.Errorf("the form is %s", body)
			}
		})
	}
}

// Two home pages at once: the one that is written later is the one that stays.
func TestHomeOfTwoOpenings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{})
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
	w := newWorld(t, &brain{answer: func(context.Context, bot.Event) bot.Response {
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
	w := newWorld(t, &brain{answer: func(context.Context, bot.Event) bot.Response {
		return bot.Reply{Message: bot.Message{Blocks: rows}, Public: true}
	}})
	w.does(w.space.Command("UKEN", "C1", "/x"))
	w.sees("C1 only UKEN: This is too long to be shown in Slack. Please tell an administrator.")
}

// An event comes again when its acknowledgement was lost, and a message under
// several ids. It is answered once.
func TestEventAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{})
	d := w.space.Write("UKEN", "hello")
	w.does(d)
	if err := d.Again(t.Context()); err != nil {
		t.Fatal(err)
	}
	same := w.space.Conversation("UKEN")[0]
	w.does(w.space.Event(map[string]any{
		"type": "message", "channel_type": "im", "channel": same.Channel, "user": "UKEN", "text": "hello", "ts": same.TS,
	}))
	w.sees("DUKEN: you wrote hello")
}

// What is no direct message of a person is nothing to the bot.
func TestOtherMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{})
	for name, change := range map[string]map[string]any{
		"the bot's own":    {"user": w.space.BotUser},
		"another bot's":    {"bot_id": "B2"},
		"an edit":          {"subtype": "message_changed"},
		"in a channel":     {"channel_type": "channel", "channel": "C1"},
		"nobody's":         {"user": nil},
		"of Slack itself":  {"user": "USLACKBOT"},
		"without its time": {"ts": ""},
	} {
		e := map[string]any{"type": "message", "channel_type": "im", "channel": "DUKEN", "user": "UKEN", "text": "hello", "ts": "1.1"}
		for k, v := range change {
			e[k] = v
		}
		w.does(w.space.Event(e))
		if n, _ := w.bot.events(); n != 0 {
			t.Fatalf("%s: the bot heard of it", name)
		}
	}
}

// What people type arrives as they typed it.
func TestTextAsTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{})
	for slack, want := range map[string]string{
		"a &amp; b &lt;!channel&gt; &amp;lt;":  "a & b <!channel> &lt;",
		"<@UHANA> <@UHANA|hana>":               "slack:T1/UHANA slack:T1/UHANA",
		"<#C1|gigs> <#C2>":                     "#gigs #C2",
		"<https://example.com/?a=1&amp;b=2>":   "https://example.com/?a=1&b=2",
		"<https://example.com|here>":           "here (https://example.com)",
		"<http://example.com|example.com>":     "http://example.com",
		"<mailto:a@example.com|a@example.com>": "a@example.com",
		"<!channel> <!subteam^S1|@hr>":         "@channel @hr",
		"*b* _i_ `c` ~s~ :tada:":               "*b* _i_ `c` ~s~ :tada:",
	} {
		w.does(w.space.Event(map[string]any{
			"type": "message", "channel_type": "im", "channel": "DUKEN", "user": "UKEN", "text": slack, "ts": want,
		}))
		if got := w.bot.latest().(bot.Wrote).Text; got != want {
			t.Errorf("%s came as %q, want %q", slack, got, want)
		}
	}
}

func TestMessageShortcut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{answer: func(context.Context, bot.Event) bot.Response { return bot.Ask{Sheet: sheet(nil)} }})
	m := w.space.Post("UHANA", "C1", "急募 <b> & co")
	d, err := w.space.Shortcut("UKEN", "gig.post", "C1", m.TS)
	if err != nil {
		t.Fatal(err)
	}
	w.does(d)
	w.sees("UKEN form")
	want := &bot.Source{Ref: bot.MessageRef("slack:T1/C1/" + m.TS), Author: "slack:T1/UHANA", Text: "急募 <b> & co"}
	got := w.bot.latest().(bot.UsedCommand)
	if diff := cmp.Diff(want, got.On); diff != "" || got.Command != "gig.post" || got.Channel != "slack:T1/C1" {
		t.Errorf("it came as %+v\n%s", got, diff)
	}
}

func TestThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &brain{})
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
