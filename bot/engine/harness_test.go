package engine

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

var (
	roomy   = bot.Traits{Platform: "test", FormFields: 100, InlineFaults: true, Repeatable: true}
	paged   = bot.Traits{Platform: "test", FormFields: 5, InlineFaults: true, NextSheet: true}
	cramped = bot.Traits{Platform: "test", FormFields: 5, Repeatable: true}
)

// everybody is an insider, but for those with roles of their own.
type everybody map[bot.User]bot.Role

func (e everybody) Look(_ *storage.Batch, _ bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	return func(context.Context) (bot.Who, error) {
		roles, known := e[m.User]
		if !known {
			roles = bot.Insider
		}
		return bot.Who{User: m.User, Name: string(m.User), Roles: roles}, nil
	}
}

func (everybody) Left(context.Context, bot.Community, bot.Meta, time.Time) error { return nil }

// harness is an engine with one feature, a clock to move, and a record of what
// happened.
type harness struct {
	*Engine
	t    *testing.T
	db   *storage.DB
	now  time.Time
	made []bot.Values
	fail func(pass int) error // what Do answers at its nth pass, before its effect
	pass int
	id   int
}

type made struct{ Title string }

func newHarness(t *testing.T, people everybody) *harness {
	d, _ := newHarnessOver(t, people)
	return d
}

// newHarnessOver is newHarness with the Redis below it.
func newHarnessOver(t *testing.T, people everybody) (*harness, *redistest.Redis) {
	redis := redistest.Mini(t)
	d := &harness{t: t, db: redis.DB, now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)}
	things := storage.NewCollection(d.db, storage.Schema[made]{Name: "made", Terms: func(made) []storage.Term { return nil }})
	do := func(ctx context.Context, c *bot.Call) (bot.Answer, error) {
		d.pass++
		if d.fail != nil {
			if err := d.fail(d.pass); err != nil {
				return nil, err
			}
		}
		tx := d.db.Begin(storage.CommunityScope(string(c.In.ID)), c.Once, c.At)
		things.Put(tx, things.New(newTestID(d), made{c.Values["title"]}))
		if err := tx.Commit(ctx); err != nil {
			return nil, err
		}
		d.made = append(d.made, c.Values)
		return bot.Reply{Message: bot.Say(bot.Textf("made %s", c.Values["title"]))}, nil
	}
	form := func(_ context.Context, c *bot.Call) (bot.Form, error) {
		field := func(name string, optional bool) bot.Base {
			return bot.Base{Name: name, Label: strings.ToUpper(name), Optional: optional}
		}
		return bot.Form{Title: "Make", Submit: "Send", Pages: []bot.Page{
			{Fields: []bot.Field{
				bot.Input{Base: field("title", false), Max: 20}, bot.Number{Base: field("hours", false), Min: 1, Max: 40},
				bot.Day{Base: field("until", true), Min: c.Today()},
				bot.Choice{Base: field("level", true), Picks: []bot.Pick{{Value: "low", Label: "ひくい"}, {Value: "high", Label: "High"}}},
			}},
			{Fields: []bot.Field{
				bot.Lines{Base: field("task", false)},
				bot.Choices{Base: field("tags", true), Picks: []bot.Pick{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}},
				bot.Tick{Base: field("agree", true)},
			}},
		}}, nil
	}
	line := func(locale bot.Locale) string { return i18n.T("説明です", "A summary").In(locale) }
	engine, err := New(Config{
		Communities: []bot.Community{{ID: "acme", Name: "Acme", Zone: time.UTC, Locale: bot.English}, {ID: "other", Name: "Other", Zone: time.UTC, Locale: bot.English}},
		People:      people, DB: d.db, Clock: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler),
		Join: "x.join",
		Features: []bot.Feature{{Name: "x", Routes: []bot.Route{
			{
				Name: "x.make", Command: "x make", Summary: line, Allow: bot.Insider, Form: form, Do: do,
				Options: []bot.Option{{Name: "title", Summary: line}, {Name: "hours", Summary: line}},
			},
			{
				Name: "x.quick", Command: "x quick", Summary: line, Allow: bot.Insider, Direct: true, Do: do,
				Options: []bot.Option{{Name: "title", Summary: line}, {Name: "hours", Summary: line}},
				Form: func(ctx context.Context, c *bot.Call) (bot.Form, error) {
					f, err := form(ctx, c)
					f.Pages = []bot.Page{{Fields: f.Pages[0].Fields[:2]}}
					return f, err
				},
			},
			{
				Name: "x.secret", Command: "x secret", Summary: line, Allow: bot.Insider, Do: do,
				Form: func(ctx context.Context, c *bot.Call) (bot.Form, error) {
					f, err := form(ctx, c)
					f.Pages, f.NoDraft = f.Pages[:1], true
					return f, err
				},
			},
			{Name: "x.hr", Command: "x hr", Summary: line, Allow: bot.HR, Do: do},
			{Name: "x.members", Command: "x members", Summary: line, Allow: bot.Member, Do: do},
			{Name: "x.join", Command: "x join", Summary: line, Allow: bot.Insider, Do: do},
			{Name: "x.count", Command: "x count", Summary: line, Allow: bot.Insider, Do: do,
				Options: []bot.Option{{Name: "n", Kind: bot.OptionNumber, Required: true, Summary: line}}},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Engine = engine
	return d, redis
}

func newTestID(d *harness) string { d.id++; return fmt.Sprint("id", d.id) }

func (d *harness) meta(user bot.User, traits bot.Traits) bot.Meta {
	d.id++
	return bot.Meta{ID: fmt.Sprint("e", d.id), Community: "acme", User: user, Locale: bot.English, Traits: traits}
}

func (d *harness) command(user bot.User, traits bot.Traits, line string) bot.Response {
	return d.Dispatch(d.t.Context(), bot.UsedCommand{Meta: d.meta(user, traits), Line: line})
}

func (d *harness) send(user bot.User, traits bot.Traits, sheet string, v bot.Values) bot.Response {
	return d.Dispatch(d.t.Context(), bot.Sent{Meta: d.meta(user, traits), Sheet: sheet, Values: v})
}

func (d *harness) ask(r bot.Response) bot.Sheet {
	d.t.Helper()
	ask, ok := r.(bot.Ask)
	if !ok {
		d.t.Fatalf("no form but %#v", r)
	}
	return ask.Sheet
}

// text is what a private reply says.
func (d *harness) text(r bot.Response) string {
	d.t.Helper()
	reply, ok := r.(bot.Reply)
	if !ok || reply.Public {
		d.t.Fatalf("no private reply but %#v", r)
	}
	lines := reply.Message.Words()
	for _, b := range reply.Message.Blocks {
		row, _ := b.(bot.Buttons)
		for _, button := range row {
			lines = append(lines, "["+button.Label+"]")
		}
	}
	return strings.Join(lines, "\n")
}

// press presses the first button of a reply.
func (d *harness) press(user bot.User, traits bot.Traits, r bot.Response) bot.Response {
	d.t.Helper()
	for _, b := range r.(bot.Reply).Message.Blocks {
		if row, ok := b.(bot.Buttons); ok {
			return d.Dispatch(d.t.Context(), bot.Pressed{Meta: d.meta(user, traits), Action: row[0].Action})
		}
	}
	d.t.Fatalf("no button in %#v", r)
	return nil
}

func (d *harness) says(r bot.Response, parts ...string) {
	d.t.Helper()
	text := d.text(r)
	for _, part := range parts {
		if !strings.Contains(text, part) {
			d.t.Errorf("%q is missing in %q", part, text)
		}
	}
}
