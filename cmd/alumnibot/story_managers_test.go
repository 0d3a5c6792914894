package main

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/web/webtest"
)

// outreach is the story of those who run the community: they write to everybody, and
// ask how they are; a member gets both, and answers.
type outreach struct {
	look, locale  string
	wide, high    int64
	alumnus, runs string
	register      string
	title, body   string
	audience      string
	checkIn       string // from the library
	hostile       string
	// What is on the screen.
	welcome, notSent, starts, sent, reaches, begun, asked, thanks, answered, results, changes, updated string
	// Buttons.
	send, use, start, answer, see, next, update string
}

var outreaches = map[string]outreach{
	"Slack in Japanese on a phone": {
		wide: 390, high: 844,
		look: "slack", locale: "ja", alumnus: "web:hana", runs: "web:suzuki",
		register: "/alumni register name:田中 花 department:開発部 left:2022 hours:20",
		audience: "スキル:go",
		body:     "12月10日の夜に、オンラインで集まります。<script>alert(1)</script> *太字* @everyone", title: "秋の交流会",
		checkIn: "副業の話、まだ聞きたいですか", hostile: "そのうち",
		welcome: "ご登録ありがとうございます", notSent: "まだ配信していません", starts: "配信します", sent: "配信済み", reaches: "届きます",
		begun: "始めました", asked: "近況をうかがいます", thanks: "ご回答ありがとうございます", answered: "1人（100%）", results: "副業の話を聞きたいですか",
		changes: "プロフィールにも反映しますか", updated: "プロフィールを更新しました",
		send: "配信する", use: "「副業の話、まだ聞きたいですか」を使う", start: "始める", answer: "回答する", see: "結果を見る", next: "続ける", update: "更新する",
	},
	"Discord in English on a desk": {
		wide: 1280, high: 860,
		look: "discord", locale: "en", alumnus: "web:ken", runs: "web:grace",
		register: "/alumni register name:Ken Brown department:Overseas left:2020 hours:20",
		audience: "skill:go",
		body:     "We meet online on 10 December. <script>alert(1)</script> *bold* @everyone", title: "Autumn meetup",
		checkIn: "Still open to gigs?", hostile: "some day",
		welcome: "Thank you for registering", notSent: "Nothing is sent yet", starts: "It starts", sent: "Sent", reaches: "as of now",
		begun: "Started", asked: "would like to know how you are", thanks: "Thank you for your answers", answered: "1 (100%)", results: "Are you still open to gigs?",
		changes: "Update your profile as well?", updated: "Your profile is updated",
		send: "Send", use: "Use “Still open to gigs?”", start: "Start", answer: "Answer", see: "See results", next: "Continue", update: "Update",
	},
}

// Nothing is wider than the screen, on a phone or on a desk.
func TestManagersStory(t *testing.T) {
	for name, st := range outreaches {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &album{webtest.Browse(t, start(t, "--locale", st.locale)), t, st}
			s.Size(st.wide, st.high)
			st.joins(s)
			st.broadcasts(s)
			st.asks(s)
			st.answers(s)
			st.reads(s)
		})
	}
}

// album is the screen of a story, of which pictures are kept.
type album struct {
	*webtest.Screen
	t  *testing.T
	of outreach
}

// picture keeps one, once nothing moves.
func (s *album) picture(name string) {
	s.t.Helper()
	s.Settled()
	s.Shot("managers-" + s.of.locale + "-" + name)
	if wide := webtest.Eval[int64](s.Screen, `document.documentElement.scrollWidth`); wide > s.of.wide {
		s.t.Errorf("%s: the page is %d wide", name, wide)
	}
}

// pictured waits until a message says this, and keeps a picture with the last one.
func (s *album) pictured(name, selector string, texts ...string) {
	s.t.Helper()
	s.Says(selector, texts...)
	s.Show(`li[data-message]`)
	s.picture(name)
}

func (st outreach) joins(s *album) {
	s.Visit(st.alumnus, "direct")
	dresses(s, st.look)
	s.Enter(st.register + " skills:go")
	sends(s.Screen, st.look, st.next, []string{}, []string{"closeness", "gigs"}, []string{"notices", "yes", "checkins", "yes"})
	s.Says(`li[data-private=true]`, st.welcome)
}

// dresses has the page look like a platform, also where the choice is folded away.
func dresses(s *album, look string) {
	webtest.Eval[bool](s.Screen, fmt.Sprintf(`document.querySelector('[data-look-choice=%s]').click() === undefined`, look))
}

func (st outreach) broadcasts(s *album) {
	s.Visit(st.runs, "web:#managers")
	s.Enter("/broadcast new")
	s.See(`document.querySelector("dialog.sheet") !== null`)
	s.picture("1-broadcast-form")
	first := []string{"title", st.title, "body", st.body}
	if st.look == "slack" {
		s.Fill(append(first, "audience", st.audience, "when", st.hostile)...)
		s.Submit()
		s.See(`document.querySelector("dialog.sheet [data-fault]:not([hidden])") !== null`)
		s.picture("2-broadcast-fault")
		s.See(`document.querySelector("dialog.sheet [aria-busy=true]") === null`)
		s.Fill("when", "今すぐ")
		s.Submit()
	} else {
		sends(s.Screen, st.look, st.next, first, []string{"audience", st.audience, "when", "now"})
	}
	s.pictured("3-preflight", `li[data-private=true]`, st.notSent)
	s.Press(st.send)
	s.pictured("4-confirmed", `li[data-private=true]`, st.title, st.starts)
	passes(s, 3600)
	s.pictured("5-card", `li[data-author=bot]:not([data-private])`, st.title, st.sent)
	s.Visit(st.alumnus, "direct")
	s.pictured("6-letter", `li[data-author=bot]:not([data-private])`, st.title, "<script>")
}

// passes moves the clock behind the scenes.
func passes(s *album, seconds int) {
	webtest.Eval[bool](s.Screen, `document.querySelector('[data-open=backstage], [data-backstage]').click() === undefined`)
	s.See(fmt.Sprintf(`document.querySelector('[data-pass="%d"]') !== null`, seconds))
	s.Settled()
	s.Shot("backstage")
	s.Click(fmt.Sprintf(`[data-pass="%d"]`, seconds))
	s.See(`document.querySelector('[data-pass][aria-busy]') === null && document.querySelector('[data-toast]') !== null`)
	s.Key("Escape", 27)
	s.See(`document.querySelector("dialog") === null`)
}

func (st outreach) asks(s *album) {
	s.Visit(st.runs, "web:#managers")
	s.Enter("/checkin library")
	s.pictured("7-library", `li[data-private=true]`, st.checkIn)
	s.Press(st.use)
	s.See(`document.querySelector("dialog.sheet") !== null`)
	s.picture("8-checkin-form")
	sends(s.Screen, st.look, st.next, []string{}, []string{"when", ""})
	s.pictured("9-checkin-preview", `li[data-private=true]`, st.checkIn, st.reaches)
	s.Press(st.start)
	s.Says(`li[data-private=true]`, st.begun)
}

func (st outreach) answers(s *album) {
	s.Visit(st.alumnus, "direct")
	s.pictured("10-asked", `li[data-author=bot]:not([data-private])`, st.asked, st.checkIn)
	s.Press(st.answer)
	s.See(`document.querySelector("dialog.sheet") !== null`)
	s.picture("11-answer-form")
	s.Fill("q1", "1", "q2", "30")
	s.Submit()
	s.pictured("12-answered", `li[data-author=bot]`, st.thanks, st.changes)
	s.Press(st.update)
	s.Says(`li[data-author=bot]`, st.updated)
}

func (st outreach) reads(s *album) {
	s.Visit(st.runs, "web:#managers")
	s.pictured("13-summary", `li[data-author=bot]:not([data-private])`, st.checkIn, st.answered)
	s.Press(st.see)
	s.pictured("14-results", `li[data-private=true]`, st.results, st.answered)
	s.Visit(st.runs, "home")
	s.picture("15-home-manager")
	s.Visit(st.alumnus, "home")
	s.picture("16-home-member")
}
