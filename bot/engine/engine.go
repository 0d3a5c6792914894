// Package engine takes an event to its answer: it parses what people typed, checks
// permissions, asks forms, keeps drafts of them, runs routes, and turns errors into
// messages.
//
// It promises that Dispatch always answers, in the person's language; that a route
// runs only for people who are allowed at that moment; that a form's values are
// checked against the form as it is when it is sent; and that a route whose commit
// conflicts runs again on current data. It does not promise to be quick when storage
// is slow: the adapter acknowledges the event meanwhile.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
	"github.com/alumnibot/alumnibot/storage"
)

// People identifies the person behind an account.
type People interface {
	// Look adds the reads that identify the person of an event to the batch. The
	// returned function gives the result after the batch has run.
	Look(b *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error)
	// Left records that an account left, so that nothing is sent to it.
	Left(ctx context.Context, in bot.Community, m bot.Meta, at time.Time) error
}

// Config is what New needs; Help, Join, EffectiveSettings and Observe are optional.
type Config struct {
	Communities []bot.Community
	Features    []bot.Feature
	People      People
	DB          *storage.DB
	Clock       bot.Clock
	Log         *slog.Logger
	// Help names the route for input that matches no other route. It gets what was
	// typed as the value "about".
	Help string
	// Join names the route that is offered to people who need to be members.
	Join string
	// EffectiveSettings adds to the batch what it takes to know what a community's own
	// admins set, and returns what tells the community as it is then, once the
	// batch ran. nil: communities are as configured.
	EffectiveSettings func(b *storage.Batch, in bot.Community) func() (bot.Community, error)
	// Observe is called after every event with the name of its route (empty if none
	// was found), its outcome (see outcome), and how long it took.
	Observe func(route, outcome string, took time.Duration)
}

// Engine is the bot.Dispatcher of all adapters. It is safe for concurrent use.
type Engine struct {
	Config
	communities map[bot.CommunityID]bot.Community
	routes      map[string]*bot.Route // by name
	order       []bot.Route
	grammar     grammar
	drafts      *storage.Collection[draft]
	choices     *storage.Collection[communityChoice]
}

var _ bot.Dispatcher = (*Engine)(nil)

// communityID is the syntax of bot.CommunityID, which keys and actions contain.
var communityID = regexp.MustCompile(fmt.Sprintf("^[a-z0-9-]{1,%d}$", bot.MaxCommunityID))

// New returns an engine for the features. It fails if their declarations conflict.
func New(c Config) (*Engine, error) {
	e := &Engine{
		Config:      c,
		communities: map[bot.CommunityID]bot.Community{},
		routes:      map[string]*bot.Route{},
		drafts:      newDrafts(c.DB),
		choices:     newCommunityChoices(c.DB),
	}
	for _, community := range c.Communities {
		if _, twice := e.communities[community.ID]; twice {
			return nil, fmt.Errorf("community %q is configured twice", community.ID)
		}
		if !communityID.MatchString(string(community.ID)) || community.Zone == nil {
			return nil, fmt.Errorf("community %q: needs a zone, and an id of 1 to %d of a-z, 0-9 and -", community.ID, bot.MaxCommunityID)
		}
		e.communities[community.ID] = community
	}
	for _, f := range c.Features {
		e.order = append(e.order, f.Routes...)
	}
	e.order = append(e.order, e.ownRoutes()...)
	for i := range e.order {
		r := &e.order[i]
		if e.routes[r.Name] != nil {
			return nil, fmt.Errorf("route %q exists twice", r.Name)
		}
		if r.Do == nil || r.Allow == 0 || len(r.Name) > bot.MaxRoute {
			return nil, fmt.Errorf("route %q: needs Do, Allow and a name of at most %d bytes", r.Name, bot.MaxRoute)
		}
		e.routes[r.Name] = r
	}
	for _, name := range []string{c.Help, c.Join} {
		if name != "" && e.routes[name] == nil {
			return nil, fmt.Errorf("there is no route %q", name)
		}
	}
	var err error
	e.grammar, err = newGrammar(e.order)
	return e, err
}

// Routes returns the routes of all features and the engine's own.
func (e *Engine) Routes() []bot.Route { return e.order }

// Reads returns the command that a typed line begins with; ok is false if there is
// none.
func (e *Engine) Reads(line string) (command string, ok bool) {
	route, _, ok := e.grammar.command(line)
	if !ok {
		return "", false
	}
	return route.Command, true
}

// Opens implements bot.Dispatcher.
func (e *Engine) Opens(ev bot.Event) bool {
	r, err := e.resolve(ev, "")
	return err == nil && r.opens()
}

// Dispatch implements bot.Dispatcher.
func (e *Engine) Dispatch(ctx context.Context, ev bot.Event) (answer bot.Response) {
	meta := ev.About()
	start := time.Now() // not the bot's clock, which can be moved
	var r *request
	var err error
	defer func() {
		if err != nil {
			answer = e.explain(ctx, meta, r, err)
		}
		took := time.Since(start)
		e.Log.InfoContext(ctx, "event", "id", meta.ID, "route", r.name(), "community", r.community(),
			"duration", took, "outcome", outcome(err))
		if e.Observe != nil {
			e.Observe(r.name(), outcome(err), took)
		}
	}()
	defer panics.Catch(e.Log, "an event", &err, "id", meta.ID)
	by := deliveryOf(meta)
	if left, ok := ev.(bot.Left); ok {
		err = e.left(ctx, left, by)
		return nil
	}
	if r, err = e.resolve(ev, ""); errors.As(err, new(*communityUnknown)) {
		ctx = context.WithValue(ctx, communityUnknownKey{}, true)
		r, err = e.resolveByChoice(ctx, ev, by)
	}
	if err == nil {
		r.delivery = by
		answer, err = e.attempt(ctx, r)
	}
	if errors.Is(err, errOutsider) && r.chosen { // they have left that community
		if err = e.forgetChoice(ctx, meta.User); err == nil {
			if r, err = e.resolveByChoice(ctx, ev, by); err == nil {
				answer, err = e.attempt(ctx, r)
			}
		}
	}
	return answer
}

// left records in every community that the account may belong to that it left.
func (e *Engine) left(ctx context.Context, ev bot.Left, by delivery) error {
	batch := e.DB.Batch(accountScope(ev.User), e.Clock())
	rejected := by.claimIn(batch)
	if err := batch.Run(ctx); err != nil {
		return fmt.Errorf("record that an account left: %w", err)
	}
	if err := rejected(); err != nil {
		return err
	}
	for _, in := range e.Communities {
		if ev.Community != "" && ev.Community != in.ID {
			continue
		}
		if err := e.People.Left(ctx, in, ev.Meta, e.Clock().In(in.Zone)); err != nil {
			e.Log.ErrorContext(ctx, "recording that an account left failed", "id", ev.ID, "community", in.ID, "error", err)
		}
	}
	return &noAnswer{}
}

// attemptOnce runs the request once on current data.
func (e *Engine) attemptOnce(ctx context.Context, r *request) (bot.Response, error) {
	c, kept, err := e.call(ctx, r)
	if err != nil {
		return nil, err
	}
	route := r.route
	if kept != nil {
		if route = e.routes[kept.Value.Route]; route == nil {
			return nil, c.Refuse(sayExpired)
		}
		r.route = route
	}
	if err := e.allow(c, route); err != nil {
		return nil, err
	}
	answer, err := e.run(ctx, c, route, kept, r)
	if err == nil && c.Who.PrivateNotice != nil {
		answer = e.withPrivateNotice(ctx, c, answer)
	}
	if err == nil && c.Who.SaveProfile != nil {
		if err := c.Who.SaveProfile(ctx); err != nil && !errors.Is(err, storage.ErrConflict) {
			e.Log.WarnContext(ctx, "saving the person's profile failed", "id", c.ID, "error", err)
		}
	}
	return answer, err
}

// run asks the route's form, processes it, or runs the route.
func (e *Engine) run(ctx context.Context, c *bot.Call, route *bot.Route, kept *storage.Record[draft], r *request) (bot.Response, error) {
	switch {
	case kept != nil && r.sent != nil:
		kept.Value.From, kept.Value.To = r.from, r.to
		return e.submit(ctx, c, route, kept, r.sent)
	case kept != nil:
		return e.reopen(ctx, c, route, kept)
	case route.Form != nil:
		return e.open(ctx, c, route, r)
	default:
		if err := checkOptions(c, route); err != nil {
			return nil, err
		}
		return e.do(ctx, c, route)
	}
}

// call reads, in one round trip, the person who acts and the draft of the event.
func (e *Engine) call(ctx context.Context, r *request) (*bot.Call, *storage.Record[draft], error) {
	at := e.Clock()
	batch := e.DB.Batch(storage.CommunityScope(string(r.in.ID)), at)
	look := e.People.Look(batch, r.in, r.meta)
	settled := func() (bot.Community, error) { return r.in, nil }
	if e.EffectiveSettings != nil {
		settled = e.EffectiveSettings(batch, r.in)
	}
	rejected := r.delivery.claimIn(batch)
	var kept *storage.Result[draft]
	if r.sheet != "" {
		kept = e.drafts.GetIn(batch, r.sheet)
	}
	if err := batch.Run(ctx); err != nil {
		return nil, nil, fmt.Errorf("look up the person: %w", err)
	}
	if err := rejected(); err != nil {
		return nil, nil, err
	}
	who, err := look(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("look up the person: %w", err)
	}
	in, err := settled()
	if err != nil {
		return nil, nil, fmt.Errorf("look up the community: %w", err)
	}
	c := &bot.Call{
		Meta: r.meta, At: at.In(in.Zone), Once: "event:" + r.meta.ID, In: in, Who: who,
		Route: r.route.Name, Arg: r.arg, Values: maps.Clone(r.options), On: r.on,
	}
	c.Community = r.in.ID
	if kept == nil {
		return c, nil, nil
	}
	d, err := claim(c, kept)
	return c, d, err
}

func (e *Engine) do(ctx context.Context, c *bot.Call, route *bot.Route) (bot.Response, error) {
	answer, err := route.Do(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("route %s: %w", route.Name, err)
	}
	return answer, nil
}
