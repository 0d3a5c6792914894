package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/web/webtest"
)

// start runs the program's playground and returns its address. It ends with the
// test.
func start(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(append([]string{"playground", "--listen", "127.0.0.1:0"}, args...),
			&environment{ctx: ctx, getenv: func(string) string { return "" }, now: time.Now, stdout: in, stderr: logOf(t)})
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("the playground ended with %d", code)
		}
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the playground printed no address")
	}
	address := lines.Text()
	go func() {
		for lines.Scan() { // so that it can go on printing
		}
	}()
	return address
}

// story is what the playground exists for, as one person after the other sees
// it: register, post, be called upon, apply, be accepted.
type story struct {
	look, locale         string
	alumnus, hr          string // who
	register, gig        string // what they type
	department, period   string
	place, task, message string
	// What is on the screen.
	welcome, reaches, published, reasons, applied, decided, told, filled string
	// Buttons.
	publish, apply, accept, next string
}

var stories = map[string]story{
	"Slack in Japanese": {
		look: "slack", locale: "ja", alumnus: "web:hana", hr: "web:sato",
		register:   "/alumni register name:田中 花 skills:Golang、Ｒｅｄｉｓ hours:20",
		gig:        "/gig post title:在庫APIの監視づくり skills:Go, Redis pay:時給6,000円",
		department: "開発部", period: "1月から2か月", place: "リモート",
		task: "在庫APIの監視を整えてください。", message: "前に同じAPIを作っていました。",
		welcome: "ご登録ありがとうございます", reaches: "メンバー", published: "公開しました", reasons: "Go、Redis",
		applied: "応募", decided: "採用しました", told: "採用が決まりました", filled: "採用決定",
		publish: "公開する", apply: "応募する", accept: "採用する", next: "続ける",
	},
	"Discord in English": {
		look: "discord", locale: "en", alumnus: "web:ken", hr: "web:alice",
		register:   "/alumni register name:Ken Brown skills:golang, redis hours:20",
		gig:        "/gig post title:Watch over the stock API skills:go, redis pay:6,000 JPY an hour",
		department: "Overseas", period: "January and February", place: "remote",
		task: "Set up monitoring for the stock API.", message: "I built the first version of it.",
		welcome: "Thank you for registering", reaches: "members", published: "Published", reasons: "Go, Redis",
		applied: "application", decided: "is accepted", told: "You got a place", filled: "Filled",
		publish: "Publish", apply: "Apply", accept: "Accept", next: "Continue",
	},
}

func TestStory(t *testing.T) {
	for name, st := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.Browse(t, start(t, "--locale", st.locale))
			s.Size(1280, 860)
			st.registers(s)
			st.posts(s)
			st.isCalledUpon(s)
			st.isAccepted(s)
		})
	}
}

// sends fills in a form: at once, or, as on Discord, in parts with a button in
// between, which stands there from earlier parts too.
func sends(s *webtest.Screen, look, next string, parts ...[]string) {
	onward := fmt.Sprintf(`[...document.querySelectorAll("button[data-action]")].filter((b) => b.textContent.trim() === %q).length`, next)
	for i, part := range parts {
		s.Fill(part...)
		last := i == len(parts)-1
		if look != "discord" && !last {
			continue
		}
		before := webtest.Eval[int](s, onward)
		s.Submit()
		if !last {
			s.See(fmt.Sprintf("%s > %d", onward, before))
			s.Press(next)
		}
	}
}

// title is that of the gig.
func (st story) title() string {
	title, _, _ := strings.Cut(strings.TrimPrefix(st.gig, "/gig post title:"), " skills:")
	return title
}

func (st story) registers(s *webtest.Screen) {
	s.Visit(st.alumnus, "direct")
	s.Click(`[data-look-choice=` + st.look + `]`)
	s.Enter(st.register)
	sends(s, st.look, st.next,
		[]string{"department", st.department, "left", "2022"},
		[]string{"closeness", "gigs"},
		[]string{"gigs", "yes", "directory", "yes"})
	s.Says(`li[data-private=true]`, st.welcome)
	s.Shot("story-" + st.locale + "-1-registered")
}

func (st story) posts(s *webtest.Screen) {
	s.Visit(st.hr, "web:#gigs")
	s.Enter(st.gig)
	sends(s, st.look, st.next,
		[]string{"client", "Tsubame Works", "task", st.task, "audience", "alumni"},
		[]string{"period", st.period, "place", st.place, "hours", "20", "people", "1", "deadline", "12/31"},
		[]string{"payment", "30"})
	s.Says(`li[data-private=true]`, st.reaches)
	s.Show(`li[data-message]`)
	s.Shot("story-" + st.locale + "-2-preview")
	s.Press(st.publish)
	s.Says(`li[data-private=true]`, st.published)
	s.Says(`li[data-author=bot]:not([data-private])`, st.title())
}

func (st story) isCalledUpon(s *webtest.Screen) {
	s.Visit(st.alumnus, "direct")
	s.Says(`li[data-author=bot]:not([data-private])`, st.title(), st.reasons)
	s.Show(`li[data-message]`)
	s.Shot("story-" + st.locale + "-3-called")
	s.Press(st.apply)
	s.Fill("message", st.message)
	s.Submit()
	s.Says(`li[data-author=bot]`, st.title(), st.applied)
}

func (st story) isAccepted(s *webtest.Screen) {
	s.Visit(st.hr, "direct")
	s.Says(`li[data-author=bot]`, st.message)
	s.Press(st.accept)
	s.Says(`li[data-author=bot]`, st.decided)
	s.Visit(st.hr, "web:#gigs")
	s.Says(`li[data-author=bot]:not([data-private])`, st.title(), st.filled)
	s.Shot("story-" + st.locale + "-4-filled")
	s.Visit(st.alumnus, "direct")
	s.Says(`li[data-author=bot]`, st.told)
}
