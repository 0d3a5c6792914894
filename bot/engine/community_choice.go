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

// communityChoice is the community that an account's events are for where they do
// not name one. It is stored with the account, as it belongs to no community.
type communityChoice struct {
	In bot.CommunityID `json:"In"`
	// Asked is what was typed before the person chose, and Event that event's id.
	Asked string    `json:"Asked"`
	Event string    `json:"Event"`
	At    time.Time `json:"At"`
}

// askedLife is how long a typed line waits for the person to choose a community.
const askedLife = time.Hour

// accountScope is the storage scope of an account's choice. It is per platform: the
// account's id already names its workspace.
func accountScope(user bot.User) storage.Scope { return storage.AccountScope(user.Platform(), "all") }

// choiceID is the id of an account's choice.
func choiceID(user bot.User) string {
	sum := sha256.Sum256([]byte(user))
	return hex.EncodeToString(sum[:])
}

func newCommunityChoices(db *storage.DB) *storage.Collection[communityChoice] {
	return storage.NewCollection(db, storage.Schema[communityChoice]{Name: "place"})
}

// resolveByChoice resolves an event that does not name its community: it is the one
// that the account chose, or the only one that it belongs to. Otherwise the error
// asks which.
func (e *Engine) resolveByChoice(ctx context.Context, ev bot.Event, by delivery) (*request, error) {
	m := ev.About()
	kept, err := e.loadChoice(ctx, m.User, by)
	if err != nil {
		return nil, err
	}
	chosen := kept.Value.In
	if chosen == "" || e.communities[chosen].ID == "" {
		if chosen, err = e.onlyCommunity(ctx, m); err != nil {
			return nil, err
		}
	}
	if chosen == "" {
		return nil, e.askCommunity(ctx, ev, kept)
	}
	r, err := e.resolve(ev, chosen)
	if err == nil {
		r.wrote = true // Opens could not know the community, so no form may be opened
		r.chosen = kept.Value.In != ""
	}
	return r, err
}

// loadChoice reads the account's choice, if the delivery may be worked on; a new
// record if there is none.
func (e *Engine) loadChoice(ctx context.Context, user bot.User, by delivery) (*storage.Record[communityChoice], error) {
	batch := e.DB.Batch(accountScope(user), e.Clock())
	kept, rejected := e.choices.GetIn(batch, choiceID(user)), by.claimIn(batch)
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read an account's community: %w", err)
	}
	if err := rejected(); err != nil {
		return nil, err
	}
	if errors.Is(kept.Err, storage.ErrNotFound) {
		return e.choices.New(choiceID(user), communityChoice{}), nil
	}
	return kept.Record, kept.Err
}

// onlyCommunity returns the community that the account belongs to; empty if there
// are several.
func (e *Engine) onlyCommunity(ctx context.Context, m bot.Meta) (bot.CommunityID, error) {
	theirs, err := e.communitiesOf(ctx, m)
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

// communitiesOf returns the communities that the account belongs to. Others are never
// revealed.
func (e *Engine) communitiesOf(ctx context.Context, m bot.Meta) ([]bot.Community, error) {
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

// askCommunity saves what was typed and asks which community it is for.
func (e *Engine) askCommunity(ctx context.Context, ev bot.Event, kept *storage.Record[communityChoice]) error {
	m := ev.About()
	theirs, err := e.communitiesOf(ctx, m)
	if err != nil {
		return err
	}
	kept.Value = communityChoice{Asked: lineOf(ev), Event: m.ID, At: e.Clock()}
	if err := e.saveChoice(ctx, m.User, kept); err != nil && !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return &bot.Problem{Text: sayWhich.Text(m.Locale), Next: communityButtons(theirs)}
}

// saveChoice stores the account's choice, or for askedLife what it typed before it
// chose.
func (e *Engine) saveChoice(ctx context.Context, user bot.User, r *storage.Record[communityChoice]) error {
	r.Expires = time.Time{}
	if r.Value.In == "" {
		r.Expires = e.Clock().Add(askedLife)
	}
	tx := e.DB.Begin(accountScope(user), "", e.Clock())
	e.choices.Put(tx, r)
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("save an account's community: %w", err)
	}
	return nil
}

// forgetChoice clears the choice, so that the account is asked again.
func (e *Engine) forgetChoice(ctx context.Context, user bot.User) error {
	r, err := e.loadChoice(ctx, user, delivery{})
	if err != nil {
		return err
	}
	r.Value = communityChoice{}
	return e.saveChoice(ctx, user, r)
}

// communityButtons returns a button for each community, as many as fit.
func communityButtons(theirs []bot.Community) (row bot.Buttons) {
	for _, in := range theirs[:min(len(theirs), bot.MaxButtons)] {
		row = append(row, bot.Button{Label: in.Name, Action: bot.Action{Community: in.ID, Route: pickRoute}})
	}
	return row
}

// lineOf returns an event as a line that can be parsed again; empty for events other
// than commands and direct messages.
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

// communityUnknownKey marks the context of an event that did not name its community.
type communityUnknownKey struct{}

// chooseCommunity lets somebody switch to another community that they belong to. If
// the event named its community there is nothing to choose: the account's roles are
// then known for that community only.
func (e *Engine) chooseCommunity(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	if ctx.Value(communityUnknownKey{}) == nil {
		return bot.Reply{Message: c.Say(sayAlwaysHere, c.In.Name)}, nil
	}
	theirs, err := e.communitiesOf(ctx, c.Meta)
	if err != nil {
		return nil, err
	}
	if len(theirs) < 2 {
		return bot.Reply{Message: c.Say(sayOnlyHere, c.In.Name)}, nil
	}
	return bot.Reply{Message: c.Say(sayWhere, c.In.Name).With(communityButtons(theirs))}, nil
}

// communityPicked runs in the chosen community what was typed before, or shows its
// home page, and then saves the choice. If saving fails, another press finds the
// typed line done and only saves.
func (e *Engine) communityPicked(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := e.loadChoice(ctx, c.User, delivery{})
	if err != nil {
		return nil, err
	}
	do := e.home
	if asked := r.Value; asked.Asked != "" && c.At.Sub(asked.At) <= askedLife {
		do = func(ctx context.Context, c *bot.Call) (bot.Answer, error) { return e.replay(ctx, c, asked) }
	}
	answer, err := prepend(c.Text(sayChosen, c.In.Name), do)(ctx, c)
	if err != nil && !errors.Is(err, storage.ErrDuplicate) {
		return nil, err
	}
	r.Value = communityChoice{In: c.In.ID, At: c.At}
	if err := e.saveChoice(ctx, c.User, r); err != nil {
		return nil, err
	}
	return answer, err
}

// replay runs what was typed before, in the community of the call.
func (e *Engine) replay(ctx context.Context, c *bot.Call, asked communityChoice) (bot.Answer, error) {
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

// prepend puts a text above a private answer or a refusal.
func prepend(said bot.Text, do func(context.Context, *bot.Call) (bot.Answer, error)) func(context.Context, *bot.Call) (bot.Answer, error) {
	return func(ctx context.Context, c *bot.Call) (bot.Answer, error) {
		answer, err := do(ctx, c)
		if problem, ok := errors.AsType[*bot.Problem](err); ok {
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
