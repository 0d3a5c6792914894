package engine

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

const (
	// openDraft is where [Open the form], [Fix] and [Continue] arrive; its
	// argument is a draft.
	openDraft = "form.open"
	homeRoute = "home.show"
)

// ownRoutes are the engine's own: the home page, which all features compose,
// and the way back to a draft.
func (e *Engine) ownRoutes() []bot.Route {
	return []bot.Route{
		{
			Name: homeRoute, Command: "alumni home", Summary: sayHome.In, Allow: bot.Insider,
			Do: e.home,
		},
		{
			Name: openDraft, Summary: labelContinue.In, Allow: bot.Insider,
			Do: func(_ context.Context, c *bot.Call) (bot.Answer, error) {
				return nil, sayExpired.Refuse(c.Locale)
			},
		},
	}
}

// home is what every feature adds for this person, in the features' order.
func (e *Engine) home(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	m := bot.Message{}.With(bot.Heading{Text: sayHomeTitle.Text(c.Locale, c.In.Name)})
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
	return bot.Reply{Message: m}, nil
}

// locate resolves an event that does not say which community it is for: there
// is one that the person belongs to, or they choose.
func (e *Engine) locate(ctx context.Context, ev bot.Event) (*request, error) {
	m := ev.About()
	var theirs []bot.Community
	for _, in := range e.Communities {
		batch := e.DB.Batch(storage.CommunityScope(string(in.ID)), e.Clock())
		look := e.People.Look(batch, in, m)
		if err := batch.Run(ctx); err != nil {
			return nil, fmt.Errorf("look for the person's communities: %w", err)
		}
		who, err := look(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for the person's communities: %w", err)
		}
		if who.Roles != 0 {
			theirs = append(theirs, in)
		}
	}
	switch len(theirs) {
	case 0:
		return nil, sayNowhere.Refuse(m.Locale)
	case 1:
		r, err := e.resolve(ev, theirs[0].ID)
		if err == nil {
			r.wrote = true // Opens did not know, so that no form may come
		}
		return r, err
	default:
		return nil, askCommunity(m.Locale, theirs)
	}
}

// askCommunity offers the home page of each community.
func askCommunity(l bot.Locale, theirs []bot.Community) error {
	p := &bot.Problem{Text: sayWhich.Text(l)}
	for _, in := range theirs[:min(len(theirs), bot.MaxButtons)] {
		p.Next = append(p.Next, bot.Button{Label: in.Name, Action: bot.Action{Community: in.ID, Route: homeRoute}})
	}
	return p
}

// Complete offers values for an option, to people who may use the route.
func (e *Engine) Complete(ctx context.Context, m bot.Meta, route, option, typed string) []bot.Pick {
	r := &request{meta: m, route: e.routes[route], options: bot.Values{}}
	if r.route == nil || e.place(r, m.Community) != nil {
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
	defer e.catch(ctx, r.meta, &err)
	c, _, err := e.call(ctx, r)
	if err != nil || e.allow(c, r.route) != nil {
		return nil, err
	}
	return o.Complete(ctx, c, typed)
}
