package seed

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// actor does what a person would do in the chat: the gigs of the seed go the
// same way as everybody's, forms, checks and notices included.
type actor struct {
	t    Target
	who  Person
	at   time.Time
	acts int
}

// traits are those of a screen that shows a form at once.
func (a *actor) meta() bot.Meta {
	a.acts++
	return bot.Meta{
		ID:        fmt.Sprintf("seed:%s:%d:%d", a.who.ID, a.at.UnixMilli(), a.acts),
		Community: a.t.In.ID, User: a.t.Account(a.who.ID), Locale: a.who.Locale,
		Traits: bot.Traits{Platform: "seed", FormFields: 100, InlineFaults: true},
	}
}

func (a *actor) dispatch(ctx context.Context, e bot.Event) bot.Response {
	return a.t.On(a.at).Dispatch(ctx, e)
}

// fill sends the form that opened, with values over those it holds.
func (a *actor) fill(ctx context.Context, opened bot.Response, values bot.Values) (bot.Message, error) {
	ask, ok := opened.(bot.Ask)
	if !ok {
		return bot.Message{}, fmt.Errorf("%s: no form but %s", a.who.ID, brief(opened))
	}
	all := maps.Clone(ask.Sheet.Values)
	maps.Copy(all, values)
	return message(a.dispatch(ctx, bot.Sent{Meta: a.meta(), Sheet: ask.Sheet.ID, Values: all}))
}

// press presses a route's button; for a route with a form, fill what opens.
func (a *actor) press(ctx context.Context, route, arg string) bot.Response {
	return a.dispatch(ctx, bot.Pressed{Meta: a.meta(), Action: bot.Action{Community: a.t.In.ID, Route: route, Arg: arg}})
}

// message is what an answer shows; what is not an answer is an error.
func message(r bot.Response) (bot.Message, error) {
	switch r := r.(type) {
	case bot.Reply:
		return r.Message, nil
	case bot.Update:
		return r.Message, nil
	default:
		return bot.Message{}, fmt.Errorf("no answer but %s", brief(r))
	}
}

// brief tells a response apart, for errors of the seed.
func brief(r bot.Response) string {
	if amend, ok := r.(bot.Amend); ok {
		return fmt.Sprintf("faults %v", amend.Faults)
	}
	if m, err := message(r); err == nil {
		return text(m)
	}
	return fmt.Sprintf("%T", r)
}

func text(m bot.Message) string {
	var b strings.Builder
	for _, block := range m.Blocks {
		if p, ok := block.(bot.Paragraph); ok {
			b.WriteString(p.Text.String())
		}
	}
	return b.String()
}

// argOf is the argument of the message's button for a route. A missing one is
// an error: the message said something else.
func argOf(m bot.Message, route string) (string, error) {
	for _, block := range m.Blocks {
		row, _ := block.(bot.Buttons)
		for _, b := range row {
			if b.Action.Route == route {
				return b.Action.Arg, nil
			}
		}
	}
	return "", fmt.Errorf("no button for %s in: %s", route, text(m))
}
