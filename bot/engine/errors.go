package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// communityUnknown is the error for an event that could be for several communities.
type communityUnknown struct{}

func (*communityUnknown) Error() string { return "community not known" }

// errOutsider is the cause of refusing somebody without any role in the community.
var errOutsider = errors.New("nobody of the community")

// noAnswer is the error for an event that needs no answer.
type noAnswer struct{}

func (*noAnswer) Error() string { return "nothing to answer" }

// errReplayed is the error for a copy of a request that came before.
var errReplayed = errors.New("a copy of a request that came before")

// explain turns an error into what the person reads. No other code does.
func (e *Engine) explain(ctx context.Context, m bot.Meta, r *request, err error) bot.Response {
	var problem *bot.Problem
	switch {
	case errors.As(err, new(*noAnswer)):
		return bot.Nothing{}
	case errors.Is(err, errReplayed):
		return bot.Reject{}
	case errors.As(err, &problem):
		return bot.Reply{Message: problemMessage(problem)}
	case errors.Is(err, storage.ErrDuplicate):
		return bot.Reply{Message: bot.Say(sayDone.Text(m.Locale))}
	case errors.Is(err, storage.ErrConflict):
		return bot.Reply{Message: bot.Say(sayBusy.Text(m.Locale))}
	}
	ref := rand.Text()[:8]
	e.Log.ErrorContext(ctx, "event failed", "reference", ref, "id", m.ID, "route", r.name(), "error", err)
	say := saySorry
	switch {
	case errors.Is(err, storage.ErrUnavailable):
		say = sayAgain
	case errors.Is(err, storage.ErrNewer):
		say = sayUpdating
	}
	return bot.Reply{Message: bot.Say(say.Text(m.Locale, ref))}
}

// outcome is the word for how a call ended, in the log and in metrics.
func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, new(*bot.Problem)):
		return "refused"
	case errors.As(err, new(*noAnswer)):
		return "nothing"
	case errors.Is(err, errReplayed):
		return "replayed"
	case errors.Is(err, storage.ErrDuplicate):
		return "duplicate"
	case errors.Is(err, storage.ErrConflict):
		return "conflict"
	case errors.Is(err, storage.ErrUnavailable):
		return "unavailable"
	case errors.Is(err, storage.ErrNewer):
		return "newer"
	default:
		return "failed"
	}
}

func problemMessage(p *bot.Problem) bot.Message {
	m := bot.Message{}
	if len(p.Text) > 0 {
		m = bot.Say(p.Text)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
		m = m.With(bot.Paragraph{Text: p.Fields[name]})
	}
	if len(p.Next) > 0 {
		m = m.With(p.Next)
	}
	return m
}

// inWords turns an option's fault into a Problem, and returns other errors as they
// are.
func inWords(l bot.Locale, err error) error {
	if unknown, ok := errors.AsType[unknownOption](err); ok {
		if len(unknown.options) == 0 {
			return sayNoOptions.Refuse(l)
		}
		var names []string
		for _, o := range unknown.options {
			names = append(names, o.Name+":")
		}
		return sayUnknownOption.Refuse(l, unknown.name, strings.Join(names, " "))
	}
	if option, ok := errors.AsType[optionFault](err); ok {
		return sayOption.Refuse(l, option.name, faultText(l, option.fault))
	}
	return err
}

// wordsOf returns the message of each fault.
func wordsOf(l bot.Locale, faults map[string]error) map[string]bot.Text {
	words := map[string]bot.Text{}
	for name, err := range faults {
		words[name] = faultText(l, err)
	}
	return words
}

func faultText(l bot.Locale, err error) bot.Text {
	if problem, ok := errors.AsType[*bot.Problem](err); ok {
		return problem.Text
	}
	var f bot.Fault
	errors.As(err, &f)
	switch f.Kind {
	case bot.FaultMissing:
		return sayMissing.Text(l)
	case bot.FaultTooLong:
		return sayTooLong.Text(l, f.Max, f.Got)
	case bot.FaultLineFeed:
		return sayOneLine.Text(l)
	case bot.FaultNumber:
		return sayNumber.Text(l, f.Min, f.Max)
	case bot.FaultDay:
		return sayDay.Text(l)
	case bot.FaultDayRange:
		return dayRangeText(l, f)
	case bot.FaultPick:
		return sayPick.Text(l, pickNames(l, f.Picks))
	case bot.FaultPerson:
		return sayPerson.Text(l)
	case bot.FaultTick:
		return sayTick.Text(l)
	case bot.FaultTwice:
		return sayTwice.Text(l)
	default:
		return sayCharacters.Text(l)
	}
}

func dayRangeText(l bot.Locale, f bot.Fault) bot.Text {
	switch {
	case f.To.IsZero():
		return sayDayFrom.Text(l, i18n.Date(l, f.From))
	case f.From.IsZero():
		return sayDayUntil.Text(l, i18n.Date(l, f.To))
	default:
		return sayDayBetween.Text(l, i18n.Date(l, f.From), i18n.Date(l, f.To))
	}
}

func pickNames(l bot.Locale, picks []bot.Pick) string {
	var names []string
	for _, p := range picks {
		names = append(names, p.Label)
	}
	return i18n.List(l, names)
}

func roleNames(l bot.Locale, roles bot.Role) string {
	var names []string
	for _, r := range []struct {
		role bot.Role
		line i18n.Line
	}{
		{bot.Member, roleMember}, {bot.Employee, roleEmployee}, {bot.HR, roleHR}, {bot.Manager, roleManager}, {bot.Admin, roleAdmin},
	} {
		if roles&r.role != 0 {
			names = append(names, r.line.In(l))
		}
	}
	return i18n.List(l, names)
}
