package kit_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
)

func TestPages(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 5: 1, 6: 2, 8: 2, 11: 3, 15: 3, 26: 6} {
		pages, total := kit.Pages(make([]bot.Field, n)...), 0
		for _, p := range pages {
			total += len(p.Fields)
			if len(p.Fields) < 1 || len(p.Fields) > bot.MaxFields {
				t.Errorf("%d fields: a page of %d", n, len(p.Fields))
			}
		}
		if len(pages) != want || total != n {
			t.Errorf("%d fields: %d of them on %d pages, not all on %d", n, total, len(pages), want)
		}
	}
}

const longFields = 15

// longForm is a room with a form that takes three pages.
func longForm() bot.Feature {
	summary := func(bot.Locale) string { return "Fifteen answers" }
	return bot.Feature{Name: "long", Routes: []bot.Route{{
		Name: "long.fill", Command: "long fill", Summary: summary, Allow: bot.Insider,
		Form: func(context.Context, *bot.Call) (bot.Form, error) {
			var fields []bot.Field
			for i := range longFields {
				fields = append(fields, bot.Input{Base: bot.Base{Name: fmt.Sprintf("f%d", i+1), Label: fmt.Sprint("Field ", i+1), Optional: true}})
			}
			return bot.Form{Title: "Long", Submit: "Send", Pages: kit.Pages(fields...)}, nil
		},
		Do: func(_ context.Context, c *bot.Call) (bot.Answer, error) {
			var all []bot.Text
			for i := range longFields {
				if typed := c.Values[fmt.Sprintf("f%d", i+1)]; typed != "" {
					all = append(all, bot.Textf("%d: %s", i+1, typed))
				}
			}
			return bot.Reply{Message: bot.Say(all...)}, nil
		},
	}}}
}
