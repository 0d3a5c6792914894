package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

func TestWhoSeesWhat(t *testing.T) {
	a, f, redis := playground(t)
	does(t, a, f, act{Person: "web:hana", Conversation: "web:#gigs", Act: "say", Text: "／gig list"})
	does(t, a, f, act{Person: "web:sato", Conversation: "web:#gigs", Act: "say", Text: hostile})
	does(t, a, f, act{Person: "web:sato", Conversation: "web:#gigs", Act: "say", Text: "/shout"})
	does(t, a, f, act{Person: "web:hana", Conversation: direct, Act: "say", Text: "hello"})

	card := "在庫APIの書き直し（Go） / 社内の在庫APIをGoで書き直します。設計のレビューから一緒に進めてくれる方を探しています。 /  / " +
		"あなたが書いた「go」「redis」「月20時間」に合っています。取引条件の明示について / [応募する][くわしく][興味なし][取り下げる]"
	public := []string{"web:sato: " + hostile, hostile}
	for name, x := range map[string]*Adapter{"now": a, "after a restart": New(seed(redis.DB))} {
		t.Run(name, func(t *testing.T) {
			show(t, "hana in #gigs", sees(t, x, "web:hana", "web:#gigs"),
				append([]string{"(only you) web:hana: ／gig list", "(only you) " + card}, public...)...)
			show(t, "ken in #gigs", sees(t, x, "web:ken", "web:#gigs"), public...)
			show(t, "sato in #gigs", sees(t, x, "web:sato", "web:#gigs"),
				public[0], "(only you) web:sato: /shout", public[1])
			show(t, "hana, direct", sees(t, x, "web:hana", direct),
				"web:hana: hello", "(only you) 「hello」ですね。「/」で始めるとコマンドが使えます。")
			show(t, "ken, direct", sees(t, x, "web:ken", direct))
			show(t, "the guest in #gigs", sees(t, x, "web:guest", "web:#gigs"))
			show(t, "hana in #managers", sees(t, x, "web:hana", "web:#managers"))
		})
	}
}

func TestUpdateReplacesWhereTheButtonWas(t *testing.T) {
	a, f, _ := playground(t)
	ref := sends(t, a, bot.Outgoing{User: "web:hana", Message: say("offer")})
	press := act{Person: "web:hana", Conversation: direct, Act: "press", Message: string(ref)}

	press.Action = action("gig.hide", "g1").Encode()
	does(t, a, f, press)
	show(t, "after the button", sees(t, a, "web:hana", direct), "この募集はもう表示しません。 (edited)")

	press.Action = action("gig.apply", "g1").Encode()
	if out := does(t, a, f, press); out.Sheet == nil || out.Sheet.ID != "apply" {
		t.Fatalf("no form was opened: %+v", out)
	}
	send := act{Person: "web:hana", Conversation: direct, Act: "send", Sheet: "apply", Values: bot.Values{"title": "x"}}
	does(t, a, f, send)
	send.Message = string(ref)
	does(t, a, f, send)
	show(t, "a form without, and with a message", sees(t, a, "web:hana", direct),
		"応募しました。 (edited)", "(only you) 応募しました。")
}

func TestHome(t *testing.T) {
	a, f, _ := playground(t)
	out := does(t, a, f, act{Person: "web:hana", Conversation: home, Act: "home"})
	if len(out.Home) == 0 || out.Home[0].Text[0].Text != "こんにちは、田中 花さん" {
		t.Errorf("home page: %+v", out.Home)
	}
	out = does(t, a, f, act{Person: "web:hana", Conversation: home, Act: "press", Action: action("gig.show", "g1").Encode()})
	if out.Conversation != direct {
		t.Errorf("the answer to a button of the home page is in %q", out.Conversation)
	}
	show(t, "direct", sees(t, a, "web:hana", direct), "(only you) くわしい内容です。")
}

func TestShortcut(t *testing.T) {
	a, f, _ := playground(t)
	does(t, a, f, act{Person: "web:sato", Conversation: "web:#gigs", Act: "say", Text: "手伝ってください"})
	written := a.world.lists["web:#gigs"][0].ID
	out := does(t, a, f, act{Person: "web:suzuki", Conversation: "web:#gigs", Act: "shortcut", Route: "gig.post", Message: written})
	if out.Sheet == nil || out.Sheet.Values["task"] != "手伝ってください" {
		t.Fatalf("the form does not hold the message: %+v", out.Sheet)
	}
	e, ok := f.latest().(bot.UsedCommand)
	want := &bot.Source{Ref: bot.MessageRef(written), Author: "web:sato", Text: "手伝ってください"}
	if !ok || e.Command != "gig.post" || cmp.Diff(want, e.On) != "" || e.Channel != "web:#gigs" {
		t.Errorf("the bot was told %+v", f.latest())
	}
}

func TestEventsTellWhereAndOnWhat(t *testing.T) {
	a, f, _ := playground(t)
	does(t, a, f, act{Person: "web:ken", Look: Discord, Conversation: "web:#gigs", Act: "say", Text: "/gig post title:x"})
	first := f.latest().(bot.UsedCommand)
	want := bot.Meta{ID: first.ID, Community: "tsubame", User: "web:ken", Channel: "web:#gigs", Locale: bot.English,
		Traits: bot.Traits{Platform: "web", FormFields: 5, Repeatable: true}}
	if diff := cmp.Diff(want, first.Meta); diff != "" || first.Line != "/gig post title:x" {
		t.Errorf("line %q, meta (-want +got):\n%s", first.Line, diff)
	}
	does(t, a, f, act{Person: "web:ken", Conversation: direct, Act: "say", Text: "hi"})
	second := f.latest().(bot.Wrote)
	if second.ID == first.ID || second.ID == "" || second.Channel != "" || !second.Traits.InlineFaults {
		t.Errorf("meta of a direct message: %+v", second.Meta)
	}
}

func TestLocaleIsKept(t *testing.T) {
	a, f, redis := playground(t)
	does(t, a, f, act{Person: "web:hana", Conversation: direct, Act: "locale", Locale: bot.English})
	for name, x := range map[string]*Adapter{"now": a, "after a restart": New(seed(redis.DB))} {
		p, err := x.Profile(t.Context(), "web:hana")
		want := bot.Profile{Name: "田中 花", Locale: bot.English, Roles: bot.Insider}
		if err != nil || cmp.Diff(want, p) != "" {
			t.Errorf("%s: profile %+v, %v", name, p, err)
		}
	}
}

func TestMarksAreKept(t *testing.T) {
	a, f, redis := playground(t)
	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("one")})
	does(t, a, f, act{Person: "web:hana", Conversation: direct, Act: "read"})
	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("two")})
	other := New(seed(redis.DB))
	if err := other.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]*Adapter{"now": a, "after a restart": other} {
		if diff := cmp.Diff(map[bot.User]int{"web:hana": 1}, x.world.waiting()); diff != "" {
			t.Errorf("%s: who has unread messages (-want +got):\n%s", name, diff)
		}
	}
}

func TestDismiss(t *testing.T) {
	a, f, redis := playground(t)
	does(t, a, f, act{Person: "web:hana", Conversation: "web:#gigs", Act: "say", Text: "/shout"})
	echo := a.world.lists["web:#gigs"][0].ID
	shout := a.world.lists["web:#gigs"][1].ID
	for _, in := range []act{
		{Person: "web:ken", Conversation: "web:#gigs", Act: "dismiss", Message: echo},
		{Person: "web:hana", Conversation: "web:#gigs", Act: "dismiss", Message: shout},
	} {
		if _, err := tries(t, a, f, in); err == nil {
			t.Errorf("%s could dismiss what is not only theirs", in.Person)
		}
	}
	does(t, a, f, act{Person: "web:hana", Conversation: "web:#gigs", Act: "dismiss", Message: echo})
	show(t, "now", sees(t, a, "web:hana", "web:#gigs"), hostile)
	show(t, "after a restart", sees(t, New(seed(redis.DB)), "web:hana", "web:#gigs"), hostile)
}
