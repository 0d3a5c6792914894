package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// stagehand is a bot whose clock and running the page moves.
type stagehand struct {
	mu      sync.Mutex
	now     time.Time
	stopped bool
}

func (s *stagehand) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *stagehand) backstage() *Backstage {
	return &Backstage{
		Pass: func(_ context.Context, by time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.now = s.now.Add(by)
			return nil
		},
		Next: func(context.Context) (time.Time, error) { return s.clock().Add(90 * time.Minute), nil },
		Halt: func(stop bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.stopped = stop
		},
	}
}

func TestBackstageMovesTheClockAndMakesThingsGoWrong(t *testing.T) {
	hand := &stagehand{now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	s, f, a := open(t, func(c *Config) { c.Backstage, c.Clock = hand.backstage(), hand.clock })
	s.Visit("web:hana", "direct")
	s.Click("[data-backstage]")
	s.See(`document.querySelector(".behind [data-now]") !== null`)
	s.Click(`[data-pass="86400"]`)
	s.See(`document.querySelector("[data-now]").dataset.now.startsWith("2026-12-02")`)
	s.Click(`[data-pass="0"]`)
	s.See(`document.querySelector("[data-now]").dataset.now.startsWith("2026-12-02T01:30")`)

	s.Click(`[data-fault="closed"]`)
	s.See(`document.querySelector('[data-fault="closed"]').checked`)
	if _, err := a.Send(t.Context(), bot.Outgoing{Key: "k1", User: "web:hana", Message: bot.Say(bot.Plain("x"))}); err == nil {
		t.Error("a closed inbox took a message")
	}
	s.Click(`[data-fault="closed"]`)
	s.Click(`[data-fault="stopped"]`)
	s.See(`document.querySelector('[data-fault="stopped"]').checked`)
	s.Click("dialog.backstage header button")
	s.Expect("503")
	before := f.latest()
	s.Enter("/club list")
	s.See(`document.querySelector('[data-toast="error"]') !== null`)
	if got := f.latest(); got != before {
		t.Errorf("a bot that is stopped heard %T", got)
	}
	if hand.mu.Lock(); !hand.stopped {
		t.Error("the bot was not stopped")
	}
	hand.mu.Unlock()
}

func TestWhatWasDoneIsSavedAsAScript(t *testing.T) {
	hand := &stagehand{now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	a, f, _ := playground(t)
	a.cfg.Backstage, a.cfg.Clock = hand.backstage(), hand.clock
	h := a.handler(f)
	post := func(path, body string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request(path, body))
		return w.Code
	}
	post("/api/act", `{"person":"web:hana","look":"slack","conversation":"direct","act":"say","text":"/club list"}`)
	post("/api/act", `{"person":"web:hana","look":"slack","conversation":"direct","act":"say","text":"募集は？\nまだ？"}`)
	post("/api/pass", `{"person":"web:hana","seconds":90000}`)
	post("/api/fault", `{"person":"web:hana","fault":"twice","on":true}`)
	post("/api/act", `{"person":"web:hana","look":"slack","conversation":"direct","act":"say","text":"/club list"}`)
	post("/api/fault", `{"person":"web:hana","fault":"stopped","on":true}`)
	want := "! traits roomy\n! community seeded ja\n\n" +
		"hana> /club list\nhana> @bot 募集は？\n  >> まだ？\n! clock +1d1h\n! twice\nhana> /club list\n! stop\n"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/conversation.txt", nil))
	if got := w.Body.String(); !strings.HasSuffix(got, want) {
		t.Errorf("saved:\n%s\nwant at its end:\n%s", got, want)
	}
	if status := post("/api/pass", `{"person":"web:hana","seconds":-1}`); status != http.StatusBadRequest {
		t.Errorf("time went back: status %d", status)
	}
}
