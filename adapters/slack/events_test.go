package slack_test

import (
	"context"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

// An event comes again when its acknowledgement was lost, and a message under
// several ids. It is answered once.
func TestEventAgain(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
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
	w := newHarness(t, &fakeBot{})
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
		maps.Copy(e, change)
		w.does(w.space.Event(e))
		if n, _ := w.bot.events(); n != 0 {
			t.Fatalf("%s: the bot heard of it", name)
		}
	}
}

// What people type arrives as they typed it.
func TestTextAsTyped(t *testing.T) {
	t.Parallel()
	w := newHarness(t, &fakeBot{})
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
	w := newHarness(t, &fakeBot{answer: func(context.Context, bot.Event) bot.Response { return bot.Ask{Sheet: sheet(nil)} }})
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
