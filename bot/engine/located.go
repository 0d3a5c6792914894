package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// An account can be in several communities and write to the bot where no
// community is named. Then it is asked once which one is meant; what it wrote is
// done there, and so is everything it writes from then on.

const (
	chooseRoute = "community.choose"
	pickRoute   = "community.pick"
)

// place is the community that an account means where it names none. It lives
// with the account, since it is no community's.
type place struct {
	In bot.CommunityID
	// Asked is what was written while it was not known, with the event's id.
	Asked, Event string
	At           time.Time
}

// askedLife is how long what somebody wrote waits for them to choose.
const askedLife = time.Hour

// accounts is where what an account chose lives. Whatever a platform divides
// itself into is a part of the account's id.
func accounts(user bot.User) storage.Scope { return storage.AccountScope(user.Platform(), "all") }

// placeOf is the id of an account's record.
func placeOf(user bot.User) string {
	sum := sha256.Sum256([]byte(user))
	return hex.EncodeToString(sum[:])
}

func newPlaces(db *storage.DB) *storage.Collection[place] {
	return storage.NewCollection(db, storage.Schema[place]{Name: "place"})
}

// locate resolves an event that does not say which community it is for: the one
// that the account chose, or the only one that it belongs to. The error asks
// which.
func (e *Engine) locate(ctx context.Context, ev bot.Event) (*request, error) {
	m := ev.About()
	kept, err := e.kept(ctx, m.User)
	if err != nil {
		return nil, err
	}
	chosen := kept.Value.In
	if chosen == "" || e.communities[chosen].ID == "" {
		if chosen, err = e.only(ctx, m); err != nil {
			return nil, err
		}
	}
	if chosen == "" {
		return nil, e.ask(ctx, ev, kept)
	}
	r, err := e.resolve(ev, chosen)
	if err == nil {
		r.wrote = true // Opens did not know, so that no form may come
		r.chosen = kept.Value.In != ""
	}
	return r, err
}

// kept is what is known of where the account means, a new record if nothing is.
func (e *Engine) kept(ctx context.Context, user bot.User) (*storage.Record[place], error) {
	r, err := e.places.Get(ctx, accounts(user), placeOf(user), e.Clock())
	if errors.Is(err, storage.ErrNotFound) {
		return e.places.New(placeOf(user), place{}), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read which community an account chose: %w", err)
	}
	return r, nil
}

// only is the one community that the account belongs to; empty if there are
// several.
func (e *Engine) only(ctx context.Context, m bot.Meta) (bot.CommunityID, error) {
	theirs, err := e.theirs(ctx, m)
	switch {
	case err != nil:
		return "", err
	case len(theirs) == 0:
		return "", sayNowhere.Refuse(m.Locale)
	case len(theirs) == 1:
		return theirs[0].ID, nil
	}
	return "", nil
}

// theirs are the communities that the account belongs to. Nobody learns which
// others there are.
func (e *Engine) theirs(ctx context.Context, m bot.Meta) ([]bot.Community, error) {
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
	return theirs, nil
}

// ask keeps what was written and asks which community is meant.
func (e *Engine) ask(ctx context.Context, ev bot.Event, kept *storage.Record[place]) error {
	m := ev.About()
	theirs, err := e.theirs(ctx, m)
	if err != nil {
		return err
	}
	kept.Value = place{Asked: lineOf(ev), Event: m.ID, At: e.Clock()}
	if err := e.keepPlace(ctx, m.User, kept); err != nil && !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return &bot.Problem{Text: sayWhich.Text(m.Locale), Next: choices(theirs)}
}

// keepPlace keeps what an account chose, or, for as long as it is waited for, what
// it wrote before it chose.
func (e *Engine) keepPlace(ctx context.Context, user bot.User, r *storage.Record[place]) error {
	r.Expires = time.Time{}
	if r.Value.In == "" {
		r.Expires = e.Clock().Add(askedLife)
	}
	tx := e.DB.Begin(accounts(user), "", e.Clock())
	e.places.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("keep which community an account means: %w", err)
	}
	return nil
}

// forgetPlace has the account asked again.
func (e *Engine) forgetPlace(ctx context.Context, user bot.User) error {
	r, err := e.kept(ctx, user)
	if err != nil {
		return err
	}
	r.Value = place{}
	return e.keepPlace(ctx, user, r)
}

// choices are a button for each community, as many as there is room for.
func choices(theirs []bot.Community) (row bot.Buttons) {
	for _, in := range theirs[:min(len(theirs), bot.MaxButtons)] {
		row = append(row, bot.Button{Label: in.Name, Action: bot.Action{Community: in.ID, Route: pickRoute}})
	}
	return row
}

// lineOf is an event as a line that can be read again; empty for what is none.
func lineOf(ev bot.Event) string {
	switch ev := ev.(type) {
	case bot.Wrote:
		return ev.Text
	case bot.UsedCommand:
		if ev.Command == "" {
			return ev.Line
		}
		line := []string{"/" + ev.Command}
		for _, name := range slices.Sorted(maps.Keys(ev.Options)) {
			line = append(line, name+":"+ev.Options[name])
		}
		return strings.Join(line, " ")
	}
	return ""
}

// locatedKey marks the context of an event that named no community.
type locatedKey struct{}

// choose offers the communities that somebody belongs to, to mean another one
// from now on. Where the event named its community there is nothing to choose:
// an account's roles are then those of that place, and say nothing of others.
func (e *Engine) choose(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	if ctx.Value(locatedKey{}) == nil {
		return bot.Reply{Message: bot.Say(sayAlwaysHere.Text(c.Locale, c.In.Name))}, nil
	}
	theirs, err := e.theirs(ctx, c.Meta)
	if err != nil {
		return nil, err
	}
	if len(theirs) < 2 {
		return bot.Reply{Message: bot.Say(sayOnlyHere.Text(c.Locale, c.In.Name))}, nil
	}
	return bot.Reply{Message: bot.Say(sayWhere.Text(c.Locale, c.In.Name)).With(choices(theirs))}, nil
}

// pick does in the button's community what was written before it was asked for,
// or else shows its home page; and remembers the community. That comes last: if
// it fails, another press finds the deed done, and does only this.
func (e *Engine) pick(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := e.kept(ctx, c.User)
	if err != nil {
		return nil, err
	}
	do := e.home
	if asked := r.Value; asked.Asked != "" && c.At.Sub(asked.At) <= askedLife {
		do = func(ctx context.Context, c *bot.Call) (bot.Answer, error) { return e.again(ctx, c, asked) }
	}
	answer, err := above(sayChosen.Text(c.Locale, c.In.Name), do)(ctx, c)
	if err != nil && !errors.Is(err, storage.ErrDuplicate) {
		return nil, err
	}
	r.Value = place{In: c.In.ID, At: c.At}
	if err := e.keepPlace(ctx, c.User, r); err != nil {
		return nil, err
	}
	return answer, err
}

// again does what was written before in the community of the call.
func (e *Engine) again(ctx context.Context, c *bot.Call, asked place) (bot.Answer, error) {
	m := c.Meta
	m.ID, m.Community = asked.Event, ""
	r, err := e.resolve(bot.Wrote{Meta: m, Text: asked.Asked}, c.In.ID)
	if err != nil {
		return nil, err
	}
	answer, err := e.attempt(ctx, r)
	if err != nil {
		return nil, err
	}
	done, ok := answer.(bot.Answer)
	if !ok {
		return nil, fmt.Errorf("a message is answered with a %T", answer)
	}
	return done, nil
}

// above puts a text above what is answered privately, a refusal too.
func above(said bot.Text, do func(context.Context, *bot.Call) (bot.Answer, error)) func(context.Context, *bot.Call) (bot.Answer, error) {
	return func(ctx context.Context, c *bot.Call) (bot.Answer, error) {
		answer, err := do(ctx, c)
		var problem *bot.Problem
		if errors.As(err, &problem) {
			answer, err = bot.Reply{Message: problemMessage(problem)}, nil
		}
		reply, ok := answer.(bot.Reply)
		if err != nil || !ok || reply.Public {
			return answer, err
		}
		reply.Message = bot.Say(said).With(reply.Message.Blocks...)
		return reply, nil
	}
}
