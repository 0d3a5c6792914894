package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

func TestWithoutACommunityTheBotAsks(t *testing.T) {
	d := newHarness(t, nil)
	m := d.meta("hana", roomy)
	m.Community = ""
	answer := d.Dispatch(t.Context(), bot.Wrote{Meta: m, Text: "hello"})
	d.says(answer, "Which community", "[Acme]", "[Other]")
	m.ID = "again"
	pressed := answer.(bot.Reply).Message.Blocks[1].(bot.Buttons)[1].Action
	d.says(d.Dispatch(t.Context(), bot.Pressed{Meta: m, Action: pressed}), "your direct messages are about Other")
}

// Whoever is in several communities is asked once: what they wrote is done in
// the one they choose, and so is what they write later, until they choose
// another one or leave it.
func TestTheCommunityOfDirectMessagesIsRemembered(t *testing.T) {
	d := newHarness(t, nil)
	d.People = places{"acme": {"test:hana": bot.Insider}, "other": {"test:hana": bot.Insider | bot.HR}}
	direct := func() bot.Meta {
		m := d.meta("test:hana", cramped)
		m.Community = ""
		return m
	}
	wrote := func(text string) bot.Response { return d.Dispatch(t.Context(), bot.Wrote{Meta: direct(), Text: text}) }
	press := func(r bot.Response, label string) bot.Response {
		for _, b := range r.(bot.Reply).Message.Blocks {
			if row, ok := b.(bot.Buttons); ok {
				for _, button := range row {
					if button.Label == label {
						return d.Dispatch(t.Context(), bot.Pressed{Meta: direct(), Action: button.Action})
					}
				}
			}
		}
		t.Fatalf("no button [%s] in %#v", label, r)
		return nil
	}
	asked := d.Dispatch(t.Context(), bot.UsedCommand{Meta: direct(), Command: "x count", Options: bot.Values{"n": "3"}})
	d.says(asked, "Which community", "[Acme]", "[Other]")
	if len(d.made) != 0 {
		t.Fatal("it was done before it was clear where")
	}
	d.says(press(asked, "Other"), "about Other", "made")
	if len(d.made) != 1 || d.made[0]["n"] != "3" {
		t.Errorf("what was typed came to %v", d.made)
	}
	d.says(press(asked, "Other"), "about Other") // pressed again, it is not done again
	if len(d.made) != 1 {
		t.Errorf("it was done again: %v", d.made)
	}
	d.says(wrote("/x hr"), "made") // HR in Other only
	d.says(wrote("/alumni community"), "This is Other", "[Acme]", "[Other]")
	d.says(press(wrote("/alumni community"), "Acme"), "about Acme")
	d.says(wrote("/x hr"), "Only these people")

	// Where the event says where it is, there is nothing to choose, and nothing
	// to learn of other communities.
	if said := d.text(d.command("test:hana", roomy, "/alumni community")); said != "Here, everything is about Acme." {
		t.Errorf("in a channel: %s", said)
	}

	// They leave it: then there is one left.
	d.People = places{"other": {"test:hana": bot.Insider | bot.HR}}
	d.says(wrote("/x hr"), "made")
	d.says(wrote("/alumni community"), "one community only: Other")
	d.People = places{}
	d.says(wrote("/x join"), "only for people in one of the alumni communities")

	// What waited too long is not done.
	d.People = places{"acme": {"test:hana": bot.Insider}, "other": {"test:hana": bot.Insider}}
	asked = wrote("/x join")
	done := len(d.made)
	d.now = d.now.Add(2 * time.Hour)
	d.says(press(asked, "Acme"), "about Acme")
	if len(d.made) != done {
		t.Error("it was done hours later")
	}
}

// What somebody wrote before it was clear where is not kept when they never choose;
// what they chose is.
func TestWhatWasAskedForIsForgotten(t *testing.T) {
	d, redis := newHarnessOver(t, nil)
	wrote := func(user bot.User, text string) bot.Response {
		m := d.meta(user, roomy)
		m.Community = ""
		return d.Dispatch(t.Context(), bot.Wrote{Meta: m, Text: text})
	}
	asked := wrote("test:emi", "/x join")
	m := d.meta("test:emi", roomy)
	m.Community = ""
	d.Dispatch(t.Context(), bot.Pressed{Meta: m, Action: asked.(bot.Reply).Message.Blocks[1].(bot.Buttons)[1].Action})
	wrote("test:hana", "my private letter")
	d.now = d.now.Add(26 * time.Hour)
	wrote("test:ken", "hello")
	for key, value := range redis.Dump(t) {
		if strings.Contains(value, "private letter") {
			t.Errorf("%s still holds what was typed: %s", key, value)
		}
	}
	d.says(wrote("test:emi", "/x join"), "made")
}

// Nobody learns which other companies there are.
func TestOnlyThePersonsOwnCommunitiesAreOffered(t *testing.T) {
	d := newHarness(t, nil)
	d.People = places{"other": {"ken": bot.Insider}}
	wrote := func(user bot.User, text string) bot.Response {
		m := d.meta(user, roomy)
		m.Community = ""
		return d.Dispatch(t.Context(), bot.Wrote{Meta: m, Text: text})
	}
	d.says(wrote("stranger", "/x join"), "only for people in one of the alumni communities")
	d.says(wrote("ken", "/x join"), "made")
	d.says(wrote("ken", "/x make"), "[Open the form]")
}

// places are who is what, by community.
type places map[bot.CommunityID]everybody

func (p places) Look(_ *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	return func(context.Context) (bot.Who, error) {
		return bot.Who{User: m.User, Name: string(m.User), Roles: p[in.ID][m.User]}, nil
	}
}

func (places) Left(context.Context, bot.Community, bot.Meta, time.Time) error { return nil }
