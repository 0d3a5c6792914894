package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// failing is an adapter whose sends end as a test says.
type failing struct {
	bot.Platform
	err error
}

func (failing) Ready() error { return errors.New("no") }

func (failing) Links() (up, of int) { return 1, 2 }

func (failing) Traits() bot.Traits { return bot.Traits{Platform: "slack"} }

func (f failing) Send(context.Context, bot.Outgoing) (bot.MessageRef, error) { return "", f.err }

func (f failing) Edit(context.Context, bot.MessageRef, bot.Message) error { return f.err }

func scrape(t *testing.T, m *metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.handler(slog.New(slog.DiscardHandler)).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	return w.Body.String()
}

// However a send ends, it is counted once, under one of a few words, and what
// the error says is not among them.
func TestSendsAreCounted(t *testing.T) {
	m := newMetrics()
	for _, err := range []error{
		nil, bot.TryAfter{Seconds: 3}, fmt.Errorf("%w: Hana", bot.ErrUnreachable), fmt.Errorf("%w: Hana", bot.ErrRefused),
		fmt.Errorf("%w: Hana", bot.ErrStopped), fmt.Errorf("%w: Hana", bot.ErrUncertain), errors.New("Hana"),
	} {
		a := measured{failing{err: err}, m.sends}
		if _, got := a.Send(t.Context(), bot.Outgoing{User: "slack:T1/UHANA"}); !errors.Is(got, err) {
			t.Errorf("the error became %v", got)
		}
	}
	if err := (measured{failing{}, m.sends}).Edit(t.Context(), "slack:T1/C1/1", bot.Message{}); err != nil {
		t.Error(err)
	}
	text := scrape(t, m)
	for outcome, n := range map[string]int{"sent": 2, "later": 1, "unreachable": 1, "refused": 1, "stopped": 1, "uncertain": 2} {
		if line := fmt.Sprintf("alumnibot_send_seconds_count{outcome=%q,platform=\"slack\"} %d\n", outcome, n); !strings.Contains(text, line) {
			t.Errorf("/metrics does not say %s", line)
		}
	}
	if strings.Contains(strings.ToLower(text), "hana") {
		t.Error("/metrics names somebody")
	}
}

// What waits is seen, and since when; and that Redis is gone is seen too.
func TestQueuesAreMeasured(t *testing.T) {
	store, err := openMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	scope := storage.CommunityScope("acme")
	tx := store.Begin(scope, "", now)
	storage.NewLedger(store.DB).Enqueue(tx, storage.Announcement{ID: "a", Notice: "x.y", To: []string{"1", "2", "3"}, Due: now.Add(-time.Minute)})
	storage.NewAgenda(store.DB).Put(tx, "x.job:1", now.Add(-2*time.Minute))
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := newMetrics()
	err = m.registry.Register(&gauges{
		db: store.DB, ledger: storage.NewLedger(store.DB), agenda: storage.NewAgenda(store.DB), communities: []bot.Community{{ID: "acme"}},
		crowd: newConnLimiter(1), clock: func() time.Time { return now }, log: slog.New(slog.DiscardHandler),
		platforms: []bot.Platform{failing{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	text := scrape(t, m)
	for _, line := range []string{
		`alumnibot_queue_age_seconds{community="acme",queue="deliveries"} 60`,
		`alumnibot_queue_age_seconds{community="acme",queue="agenda"} 120`,
		`alumnibot_announcements{community="acme"} 1`,
		`alumnibot_deliveries{community="acme",state="pending"} 3`,
		`alumnibot_deliveries{community="acme",state="sent"} 0`,
		`alumnibot_up{part="redis"} 1`, `alumnibot_up{part="slack"} 0`,
		`alumnibot_connections{platform="slack",state="up"} 1`, `alumnibot_connections{platform="slack",state="wanted"} 2`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("/metrics does not say %s", line)
		}
	}
	if err := store.close(); err != nil {
		t.Fatal(err)
	}
	if text := scrape(t, m); !strings.Contains(text, "alumnibot_up{part=\"redis\"} 0\n") {
		t.Error("/metrics does not say that Redis is gone")
	}
}
