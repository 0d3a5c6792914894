package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// openDraft is the route of [Open the form], [Fix] and [Continue]; its
	// argument is a draft's id.
	openDraft = "form.open"
	homeRoute = "home.show"
)

// ownRoutes are the engine's own routes: the home page, to which all features
// contribute, and reopening a draft.
func (e *Engine) ownRoutes() []bot.Route {
	routes := []bot.Route{
		{
			Name: homeRoute, Command: "alumni home", Summary: sayHome.In, Allow: bot.Insider,
			Do: e.home,
		},
		{
			Name: openDraft, Summary: labelContinue.In, Allow: bot.Insider,
			Do: func(_ context.Context, c *bot.Call) (bot.Answer, error) {
				return nil, c.Refuse(sayExpired)
			},
		},
	}
	if len(e.Communities) < 2 {
		return routes
	}
	return append(routes,
		bot.Route{Name: chooseRoute, Command: "alumni community", Summary: sumChoose.In, Allow: bot.Insider, Do: e.chooseCommunity},
		bot.Route{Name: pickRoute, Summary: sumChoose.In, Allow: bot.Insider, Do: e.communityPicked},
	)
}

// home shows what each feature adds to this person's home page, in order.
func (e *Engine) home(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	m := bot.Message{}.With(bot.Heading{Text: c.Text(sayHomeTitle, c.In.Name)})
	for _, f := range e.Features {
		if f.Home == nil {
			continue
		}
		blocks, err := f.Home(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("home of %s: %w", f.Name, err)
		}
		m = m.With(blocks...)
	}
	m.Blocks = joinRows(m.Blocks)
	return bot.Reply{Message: m}, nil
}

// joinRows joins rows of buttons that follow each other, the last ones first, until
// there are no more than a message can have.
func joinRows(blocks []bot.Block) []bot.Block {
	rows := 0
	for _, b := range blocks {
		if _, ok := b.(bot.Buttons); ok {
			rows++
		}
	}
	for i := len(blocks) - 1; i > 0 && rows > bot.MaxRows; i-- {
		above, ok := blocks[i-1].(bot.Buttons)
		row, follows := blocks[i].(bot.Buttons)
		if ok && follows && len(above)+len(row) <= bot.MaxButtons {
			blocks = slices.Replace(blocks, i-1, i+1, bot.Block(slices.Concat(above, row)))
			rows--
		}
	}
	return blocks
}

// Complete implements bot.Dispatcher.
func (e *Engine) Complete(ctx context.Context, m bot.Meta, route, option, typed string) []bot.Pick {
	r := &request{meta: m, route: e.routes[route], options: bot.Values{}, delivery: deliveryOf(m)}
	if r.route == nil || e.setCommunity(r, m.Community) != nil {
		return nil
	}
	for _, o := range r.route.Options {
		if o.Name != option || o.Complete == nil {
			continue
		}
		picks, err := e.complete(storage.WithMemo(ctx), r, o, typed)
		if err != nil {
			e.Log.WarnContext(ctx, "completion failed", "route", route, "option", option, "error", err)
		}
		return picks[:min(len(picks), bot.MaxPicks)]
	}
	return nil
}

func (e *Engine) complete(ctx context.Context, r *request, o bot.Option, typed string) (picks []bot.Pick, err error) {
	defer panics.Catch(e.Log, "completion", &err, "id", r.meta.ID)
	c, _, err := e.call(ctx, r)
	if err != nil || e.allow(c, r.route) != nil {
		return nil, err
	}
	return o.Complete(ctx, c, typed)
}
