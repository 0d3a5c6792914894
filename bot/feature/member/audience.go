package member

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Audience is a manager's query that was understood. Keep the Query, and read it
// again when it is due: what is known of words and of days may have changed.
type Audience struct {
	Expr  audience.Expr
	Query string // in its plainest form; empty for everybody
	Words string // in words, in the language that it was read for
}

// Audience reads a query with the eyes of a manager. Its error is a
// *bot.Problem that says where it is wrong and what would be right, and wraps an
// *audience.Refused; or that storage did not answer. One round trip at most, none
// when the vocabulary was read in this call.
func (m *Members) Audience(ctx context.Context, in bot.CommunityID, l bot.Locale, query string, at time.Time) (Audience, error) {
	language, err := m.Language(ctx, in, audience.Managers, at)
	if err != nil {
		return Audience{}, err
	}
	e, err := language.Parse(l, query)
	if err != nil {
		return Audience{}, inWords(err)
	}
	return Audience{e, language.String(e), language.Words(l, e)}, nil
}

// inWords makes a refused query a problem for people.
func inWords(err error) error {
	if refused, ok := errors.AsType[*audience.Refused](err); ok {
		return refused.Problem()
	}
	return err
}

// AudienceField is a field of a form that takes a manager's query. The route's
// Form gives it the call's language, see Members.Language.
func AudienceField(l bot.Locale, language *audience.Language, base bot.Base) bot.Field {
	return bot.Input{Base: base, Max: audience.MaxQuery, Rule: func(typed string) error {
		_, err := language.Parse(l, typed)
		return inWords(err)
	}}
}

// AudienceOption is an option that takes a manager's query, and offers how to go
// on with what was typed of it, with how many members that finds.
func (m *Members) AudienceOption(name string, summary i18n.Line) bot.Option {
	return bot.Option{
		Name: name, Summary: summary.In, Kind: bot.OptionText,
		Complete: func(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
			if err := m.memberIndex.Ready(ctx, c.In.ID); err != nil {
				return nil, fmt.Errorf("build the index of members: %w", err)
			}
			return m.offers(ctx, c, m.memberIndex.View(c.In.ID, audience.Managers, c.Today()), audience.Managers, "", typed)
		},
	}
}

// Reach is who gets what is sent to an audience for a purpose at a moment in the
// community's zone, and who does not, why: as of the index, which is at most a
// second behind. e is looked up with the eyes of a manager. No round trip, save
// for the first in the life of the process.
func (m *Members) Reach(ctx context.Context, in bot.CommunityID, e audience.Expr, p Purpose, at time.Time) (audience.Reach, error) {
	if err := m.memberIndex.Ready(ctx, in); err != nil {
		return audience.Reach{}, fmt.Errorf("build the index of members: %w", err)
	}
	return m.memberIndex.View(in, audience.Managers, bot.DateOf(at)).Reach(e, Exclusions(p, at)), nil
}

// ReachNow is Reach as of everything that is committed: for the moment at which
// it is settled who gets something. One round trip more, and two for each 1,000
// members who changed since the index last looked.
func (m *Members) ReachNow(ctx context.Context, in bot.CommunityID, e audience.Expr, p Purpose, at time.Time) (audience.Reach, error) {
	if err := m.memberIndex.Sync(ctx, in); err != nil {
		return audience.Reach{}, err
	}
	return m.Reach(ctx, in, e, p, at)
}

// Within reports whether a record as it was just read still is in an audience
// that a manager asked for: for the moment of sending.
func (m *Members) Within(e audience.Expr, r Member, today bot.Date) bool {
	return m.memberIndex.Holds(e, r, audience.Managers, today)
}

// ReasonLabel is one of the reasons of Exclusions as people read it.
func ReasonLabel(reason string) i18n.Line {
	switch reason {
	case ReasonNoConsent:
		return wordNoConsent
	case ReasonQuiet:
		return wordTooClose
	case ReasonPaused:
		return wordPaused
	default:
		return wordUnreachable
	}
}

// offers is completion of a query, or of a field whose words belong to a key, as
// picks of an option: with all that was typed before, since a pick replaces it.
func (m *Members) offers(ctx context.Context, c *bot.Call, view audience.View, as audience.AccessLevel, key, typed string) ([]bot.Pick, error) {
	language, err := m.Language(ctx, c.In.ID, as, c.At)
	if err != nil {
		return nil, err
	}
	before := ""
	if key != "" {
		before = key + ":"
	}
	var picks []bot.Pick
	for _, o := range language.Complete(c.Locale, view, before+typed, len([]rune(before+typed)), bot.MaxPicks) {
		value := strings.TrimPrefix(o.Text, before)
		label := value
		if o.Count >= 0 {
			label = c.Label(msgMembers, value, o.Count)
		}
		if fits(label) {
			picks = append(picks, bot.Pick{Value: value, Label: label})
		}
	}
	return picks, nil
}

// fits reports whether a pick has room for the text.
func fits(text string) bool { return utf8.RuneCountInString(text) <= bot.MaxButton }
