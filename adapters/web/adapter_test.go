package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// sees is what a person's screen shows in a conversation, one line a message.
func sees(t *testing.T, a *Adapter, u bot.User, conversation string) []string {
	t.Helper()
	if err := a.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, ok := a.world.person(u)
	if !ok {
		t.Fatalf("nobody is %s", u)
	}
	s := &server{Adapter: a}
	lines := []string{}
	for _, c := range s.stateOf(p).Conversations {
		if c.ID != conversation {
			continue
		}
		for _, m := range c.Messages {
			lines = append(lines, lineOf(m))
		}
	}
	return lines
}

func lineOf(m message) string {
	var b strings.Builder
	if m.Thread != "" {
		b.WriteString("  ")
	}
	if m.Only != "" {
		b.WriteString("(only you) ")
	}
	if m.From != "" {
		b.WriteString(string(m.From) + ": ")
	}
	b.WriteString(m.Text)
	for i, x := range m.Blocks {
		if i > 0 {
			b.WriteString(" / ")
		}
		for _, s := range x.Text {
			b.WriteString(s.Text)
		}
		for _, s := range x.Buttons {
			b.WriteString("[" + s.Label + "]")
		}
		if x.File != nil {
			b.WriteString(x.File.Name)
		}
	}
	if !m.Edited.IsZero() {
		b.WriteString(" (edited)")
	}
	return b.String()
}

func show(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// does plays an act that must not be refused.
func does(t *testing.T, a *Adapter, f *fakeBot, in act) outcome {
	t.Helper()
	out, err := tries(t, a, f, in)
	if err != nil {
		t.Fatalf("%s: %v", in.Act, err)
	}
	return out
}

func tries(t *testing.T, a *Adapter, f *fakeBot, in act) (outcome, error) {
	t.Helper()
	if err := a.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if in.Look == "" {
		in.Look = Slack
	}
	p, _ := a.world.person(in.Person)
	return (&server{a, f}).play(t.Context(), p, in)
}

func sends(t *testing.T, a *Adapter, out bot.Outgoing) bot.MessageRef {
	t.Helper()
	ref, err := a.Send(t.Context(), out)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func say(text string) bot.Message { return bot.Say(bot.Plain(text)) }

func TestSendOnce(t *testing.T) {
	a, _, redis := playground(t)
	first := sends(t, a, bot.Outgoing{Key: "k1", User: "web:hana", Message: say("hello")})
	if again := sends(t, a, bot.Outgoing{Key: "k1", User: "web:hana", Message: say("hello")}); again != first {
		t.Errorf("the same key led to another message: %s and %s", first, again)
	}
	other := New(seed(redis.DB))
	if again := sends(t, other, bot.Outgoing{Key: "k1", User: "web:hana", Message: say("hello")}); again != first {
		t.Errorf("after a restart, the same key led to another message: %s and %s", first, again)
	}
	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("no key")})
	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("no key")})
	show(t, "hana", sees(t, a, "web:hana", direct), "hello", "no key", "no key")
}

// A reply of Redis that got lost leaves it open whether the message was
// written. Sending again finds it.
func TestSendAgainAfterLostReply(t *testing.T) {
	a, _, redis := playground(t)
	sends(t, a, bot.Outgoing{Key: "k0", User: "web:hana", Message: say("before")})
	redis.Line.LoseReplies(20)
	if _, err := a.Send(t.Context(), bot.Outgoing{Key: "k1", User: "web:hana", Message: say("hello")}); err == nil {
		t.Fatal("sent, although Redis did not answer")
	} else if !errors.Is(err, bot.ErrUncertain) {
		t.Errorf("error %v: want uncertain", err)
	}
	redis.Line.LoseReplies(0)
	sends(t, a, bot.Outgoing{Key: "k1", User: "web:hana", Message: say("hello")})
	show(t, "hana", sees(t, a, "web:hana", direct), "before", "hello")
	show(t, "hana, after a restart", sees(t, New(seed(redis.DB)), "web:hana", direct), "before", "hello")
}

func TestSendToNobody(t *testing.T) {
	a, _, _ := playground(t)
	ref := sends(t, a, bot.Outgoing{Channel: "web:#gigs", Message: say("card")})
	for _, tt := range []struct {
		name string
		out  bot.Outgoing
		want error
	}{
		{"unknown person", bot.Outgoing{User: "web:nobody"}, bot.ErrUnreachable},
		{"another platform's person", bot.Outgoing{User: "slack:U1"}, bot.ErrUnreachable},
		{"unknown channel", bot.Outgoing{Channel: "web:#nowhere"}, bot.ErrUnreachable},
		{"unknown thread", bot.Outgoing{Channel: "web:#gigs", Thread: "web:none"}, bot.ErrUnreachable},
		{"thread of elsewhere", bot.Outgoing{Channel: "web:#general", Thread: ref}, bot.ErrUnreachable},
		{"no address", bot.Outgoing{}, bot.ErrRefused},
		{"two addresses", bot.Outgoing{User: "web:hana", Channel: "web:#gigs"}, bot.ErrRefused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.out.Message = say("x")
			if _, err := a.Send(t.Context(), tt.out); !errors.Is(err, tt.want) {
				t.Errorf("error %v: want %v", err, tt.want)
			}
		})
	}
	if err := a.Edit(t.Context(), "web:none", say("x")); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("Edit of no message: %v", err)
	}
	if _, err := a.Profile(t.Context(), "web:nobody"); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("Profile of nobody: %v", err)
	}
}

func TestEditAndThread(t *testing.T) {
	a, f, redis := playground(t)
	ref := sends(t, a, bot.Outgoing{Key: "card", Channel: "web:#gigs", Message: say("open")})
	reply := sends(t, a, bot.Outgoing{Channel: "web:#gigs", Thread: ref, Message: say("published")})
	sends(t, a, bot.Outgoing{Channel: "web:#gigs", Thread: reply, Message: say("a reply to a reply")})
	for range 2 {
		if err := a.Edit(t.Context(), ref, say("filled")); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"filled (edited)", "  published", "  a reply to a reply"}
	show(t, "hana", sees(t, a, "web:hana", "web:#gigs"), want...)
	show(t, "a restart", sees(t, New(seed(redis.DB)), "web:hana", "web:#gigs"), want...)

	// What a person wrote is not the bot's to edit.
	does(t, a, f, act{Person: "web:sato", Conversation: "web:#general", Act: "say", Text: "hi"})
	written := a.world.lists["web:#general"][0].ID
	if err := a.Edit(t.Context(), bot.MessageRef(written), say("no")); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("Edit of a person's message: %v", err)
	}
}

func TestOnlyTheLatestAreKept(t *testing.T) {
	a, _, redis := playground(t)
	for i := range keptMessages + 3 {
		sends(t, a, bot.Outgoing{Key: fmt.Sprint(i), User: "web:hana", Message: say(fmt.Sprint(i))})
	}
	for name, x := range map[string]*Adapter{"now": a, "after a restart": New(seed(redis.DB))} {
		got := sees(t, x, "web:hana", direct)
		if len(got) != keptMessages || got[0] != "3" {
			t.Errorf("%s: %d messages, the first is %q", name, len(got), got[0])
		}
	}
	n, err := a.keep.messages.Count(t.Context(), a.cfg.Scope, byConversation, directOf("web:hana"))
	if err != nil || n != keptMessages {
		t.Errorf("in storage: %d messages, %v", n, err)
	}
}

// A person is answered also while nothing can be kept.
func TestAnswersWithoutRedis(t *testing.T) {
	a, f, redis := playground(t)
	ref := sends(t, a, bot.Outgoing{User: "web:hana", Message: say("before")})
	redis.Line.Down(true)
	does(t, a, f, act{Person: "web:hana", Conversation: direct, Act: "say", Text: "hi"})
	answer := "(only you) 「hi」ですね。「/」で始めるとコマンドが使えます。"
	show(t, "while Redis is away", sees(t, a, "web:hana", direct), "before", "web:hana: hi", answer)
	if err := a.Edit(t.Context(), ref, say("after")); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("Edit without Redis: %v", err)
	}
	redis.Line.Down(false)
	if err := a.Edit(t.Context(), ref, say("after")); err != nil {
		t.Errorf("Edit with Redis back: %v", err)
	}
	show(t, "with Redis back", sees(t, a, "web:hana", direct), "after (edited)", "web:hana: hi", answer)
}

func TestReset(t *testing.T) {
	a, f, redis := playground(t)
	does(t, a, f, act{Person: "web:hana", Conversation: "web:#gigs", Act: "say", Text: "hi"})
	does(t, a, f, act{Person: "web:hana", Conversation: direct, Act: "locale", Locale: bot.English})
	old := sends(t, a, bot.Outgoing{Key: "card", Channel: "web:#gigs", Message: say("card")})
	a.cfg.Reset = func(ctx context.Context) error {
		_, err := a.Send(ctx, bot.Outgoing{Key: "card", Channel: "web:#gigs", Message: say("card of the seed")})
		return err
	}
	if err := a.reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]*Adapter{"now": a, "after a restart": New(seed(redis.DB))} {
		show(t, name, sees(t, x, "web:hana", "web:#gigs"), "card of the seed")
		if l := x.world.locale("web:hana"); l != bot.Japanese {
			t.Errorf("%s: language %s", name, l)
		}
	}
	if err := a.Edit(t.Context(), old, say("x")); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("Edit of a message from before: %v", err)
	}
}

func TestOnlySafeLinks(t *testing.T) {
	for url, want := range map[string]string{
		"https://example.com/a?b#c": "https://example.com/a?b#c", "http://example.com": "http://example.com",
		"mailto:a@example.com": "mailto:a@example.com", "javascript:alert(1)": "", "JAVASCRIPT:alert(1)": "",
		"data:text/html,x": "", "/relative": "", "": "", " https://example.com": "", "\x01javascript:alert(1)": "",
	} {
		if got := safeURL(url); got != want {
			t.Errorf("safeURL(%q) = %q, want %q", url, got, want)
		}
	}
}

// A message comes back from storage as it was sent.
func TestMessageKeepsItsShape(t *testing.T) {
	in := message{ID: "web:x", At: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Blocks: blocksOf(gigCard(bot.Japanese, hostile, "募集中").
		With(bot.File{Name: "a.json", Type: "application/json", Content: []byte("{}")}))}
	var out message
	if err := json.Unmarshal(encode(in), &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Error(diff)
	}
	if in.Blocks[0].Text[0].Text != hostile {
		t.Errorf("text was changed: %q", in.Blocks[0].Text[0].Text)
	}
}
