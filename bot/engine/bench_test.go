package engine

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// BenchmarkDispatch is a typed command on its way to an answer, without
// storage: reading the line, the role, the route, the log.
func BenchmarkDispatch(b *testing.B) {
	summary := func(bot.Locale) string { return "Say something" }
	e, err := New(Config{
		Communities: []bot.Community{{ID: "acme", Name: "Acme", Zone: time.UTC}}, People: everybody{},
		DB: redistest.Mini(b).DB, Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		Features: []bot.Feature{{Name: "x", Routes: []bot.Route{{
			Name: "x.say", Command: "x say", Summary: summary, Allow: bot.Insider,
			Options: []bot.Option{{Name: "title", Summary: summary}, {Name: "pay", Summary: summary}},
			Do: func(_ context.Context, c *bot.Call) (bot.Answer, error) {
				return bot.Reply{Message: bot.Say(bot.Textf("*%s* for %s", c.Values["title"], c.Values["pay"]))}, nil
			},
		}}}},
	})
	if err != nil {
		b.Fatal(err)
	}
	ev := bot.UsedCommand{Line: "/x say title:API の改修 pay:50万円", Meta: bot.Meta{ID: "1", Community: "acme", User: "web:hana", Locale: bot.Japanese}}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := e.Dispatch(b.Context(), ev).(bot.Reply); !ok {
			b.Fatal("no reply")
		}
	}
}
