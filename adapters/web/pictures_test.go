package web

import (
	"os"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// TestPictures takes pictures of the page in both looks, light and dark, wide
// and narrow, into the directory that ALUMNIBOT_SHOTS names.
func TestPictures(t *testing.T) {
	if os.Getenv("ALUMNIBOT_SHOTS") == "" {
		t.Skip("ALUMNIBOT_SHOTS names no directory for pictures")
	}
	s, f, a := open(t, nil)
	populate(t, a, f)
	shot := func(name string) {
		s.settled()
		s.shot(name)
	}
	for _, look := range []string{"slack", "discord"} {
		for _, dark := range []bool{false, true} {
			name := look + map[bool]string{false: "-light-", true: "-dark-"}[dark]
			s.dark(dark)
			s.size(1280, 800)
			s.visit("web:hana", "web:#gigs")
			s.click(`[data-look-choice=` + look + `]`)
			shot(name + "channel")
			s.visit("web:hana", "direct")
			s.enter("/gig list")
			s.says(`[data-private]`, "在庫API")
			s.enter("/export")
			s.says(`.file`, "json")
			shot(name + "direct")
			s.visit("web:ken", "home")
			s.says(`.homepage`, "Hello")
			shot(name + "home")
			s.visit("web:sato", "web:#general")
			s.typed(line, "/gig ")
			s.says(`[role=option]`, "gig post")
			shot(name + "empty")
			s.emptied()
			s.enter("/gig post")
			s.says("dialog", "募集を出す")
			s.click("dialog [type=submit]")
			if look == "slack" {
				s.says("[data-fault]", "入力して")
				shot(name + "form")
				s.click("dialog header button")
			}
			s.click("[data-me]")
			s.says("dialog.people", "鈴木")
			shot(name + "people")
			s.click("dialog.people header button")
			s.size(360, 740)
			s.visit("web:hana", "web:#gigs")
			shot(name + "phone")
			s.click(".menubutton")
			shot(name + "phone-drawer")
			s.visit("web:hana", "direct")
			sends(t, a, bot.Outgoing{User: "web:hana", Message: say("新しいお知らせです。")})
			shot(name + "phone-direct")
			s.click("[data-settings]")
			shot(name + "phone-settings")
		}
	}
}
