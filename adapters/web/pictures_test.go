package web

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/web/webtest"
	"github.com/alumnibot/alumnibot/bot"
)

// The page in both looks, light and dark, wide and narrow. ALUMNIBOT_SHOTS names
// a directory for pictures of it.
func TestPictures(t *testing.T) {
	s, f, a := open(t, nil)
	populate(t, a, f)
	shot := func(name string) {
		s.Settled()
		s.Shot(name)
	}
	for _, look := range []string{"slack", "discord"} {
		for _, dark := range []bool{false, true} {
			name := look + map[bool]string{false: "-light-", true: "-dark-"}[dark]
			s.Dark(dark)
			s.Size(1280, 800)
			s.Visit("web:hana", "web:#gigs")
			s.Click(`[data-look-choice=` + look + `]`)
			shot(name + "channel")
			s.Visit("web:hana", "direct")
			s.Enter("/gig list")
			s.Says(`[data-private]`, "在庫API")
			s.Enter("/export")
			s.Says(`.file`, "json")
			shot(name + "direct")
			s.Visit("web:ken", "home")
			s.Says(`.homepage`, "Hello")
			shot(name + "home")
			s.Visit("web:sato", "web:#general")
			s.Type(webtest.Composer, "/gig ")
			s.Says(`[role=option]`, "gig post")
			shot(name + "empty")
			emptied(s)
			s.Enter("/gig post")
			s.Says("dialog", "募集を出す")
			s.Click("dialog [type=submit]")
			if look == "slack" {
				s.Says("[data-fault]", "入力して")
				shot(name + "form")
				s.Click("dialog header button")
			}
			s.See(`document.querySelector("dialog") === null`) // an open form would take the click
			s.Click("[data-me]")
			s.Says("dialog.people", "鈴木")
			shot(name + "people")
			s.Click("dialog.people header button")
			s.Size(360, 740)
			s.Visit("web:hana", "web:#gigs")
			shot(name + "phone")
			s.Click(".menubutton")
			shot(name + "phone-drawer")
			s.Visit("web:hana", "direct")
			sends(t, a, bot.Outgoing{User: "web:hana", Message: say("新しいお知らせです。")})
			shot(name + "phone-direct")
			s.Click("[data-settings]")
			shot(name + "phone-settings")
		}
	}
}

// populate sends what a community might have said.
func populate(t *testing.T, a *Adapter, f *fakeBot) {
	t.Helper()
	ctx := t.Context()
	s := &server{a, f}
	must := func(ref bot.MessageRef, err error) bot.MessageRef {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return ref
	}
	play := func(u bot.User, at, text string) {
		t.Helper()
		p, _ := a.world.person(u)
		if _, err := s.play(ctx, p, act{Person: u, Look: Slack, Conversation: at, Act: "say", Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	play("web:sato", "web:#gigs", "アルムナイのみなさん、こんにちは。人事の佐藤です。\n来年1月から在庫APIの書き直しを手伝ってくれる方を2人探しています。Go と Redis、月20時間、8万円、締め切りは12/20です。")
	ref := must(a.Send(ctx, bot.Outgoing{Key: "1", Channel: "web:#gigs", Message: gigCard(bot.Japanese, "在庫APIの書き直し（Go）", "下書き")}))
	if err := a.Edit(ctx, ref, gigCard(bot.Japanese, "在庫APIの書き直し（Go）", "募集中 (0/2)")); err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"募集を公開しました。", "締め切りを12月20日に変更しました。", "応募が1件ありました。"} {
		must(a.Send(ctx, bot.Outgoing{Key: fmt.Sprint("t", i), Channel: "web:#gigs", Thread: ref, Message: bot.Say(bot.Plain(text))}))
	}
	play("web:ken", "web:#gigs", "Looks interesting! Is it fine to work from Fukuoka?")
	play("web:sato", "web:#gigs", "もちろんです。"+hostile)
	must(a.Send(ctx, bot.Outgoing{Key: "2", User: "web:hana", Message: gigCard(bot.Japanese, "在庫APIの書き直し（Go）", "募集中")}))
}
