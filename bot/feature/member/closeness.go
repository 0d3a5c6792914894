package member

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

func closenessOption(name string) bot.Option {
	return bot.Option{
		Name: name, Summary: labelCloseness.In, Kind: bot.OptionText,
		Complete: func(_ context.Context, c *bot.Call, _ string) ([]bot.Pick, error) {
			return picks(c, Closenesses(), closenessLabel), nil
		},
	}
}

func closenessField(l bot.Localizer, name string) bot.Field {
	return bot.Choice{
		Base:  bot.Base{Name: name, Label: l.Label(labelCloseness), Hint: l.Label(hintCloseness)},
		Picks: picks(l, Closenesses(), closenessLabel),
	}
}

func (m *Members) closenessForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	return bot.Form{
		Title: c.Label(labelCloseness), Submit: c.Label(labelSave), Intro: c.Text(msgClosenessIntro),
		Pages: []bot.Page{{Fields: []bot.Field{
			closenessField(c, "level"),
			bot.Choice{
				Base:  bot.Base{Name: "digest", Label: c.Label(labelDigest), Hint: c.Label(hintDigest)},
				Picks: picks(c, []Digest{AtOnce, Daily, Weekly}, digestLabel),
			},
		}}},
		Values: bot.Values{"level": string(r.Value.Closeness), "digest": string(r.Value.Digest)},
	}, nil
}

// setCloseness keeps the level, when to ask again, and how gig offers are to
// come.
func (m *Members) setCloseness(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := m.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	r.Value.moveTo(Closeness(c.Values["level"]), c.At)
	r.Value.Digest = Digest(c.Values["digest"])
	return m.save(ctx, c, r, msgSavedCloseness)
}

// reask asks whether the level that was chosen half a year ago still is right. It
// waits where the member looks, since some chose that nothing is sent to them.
func (m Member) reask(c *bot.Call) (text bot.Text, due bool) {
	if m.ReaskAt.IsZero() || c.At.Before(m.ReaskAt) {
		return nil, false
	}
	return c.Text(msgReask, closenessLabel(m.Closeness)), true
}

// ClosenessPicks are the levels to choose from, the most distant first.
func ClosenessPicks(l bot.Localizer) []bot.Pick { return picks(l, Closenesses(), closenessLabel) }

// ClosenessLabel is a level as people read it.
func ClosenessLabel(l bot.Localizer, v Closeness) string { return l.Label(closenessLabel(v)) }

func closenessLabel(v Closeness) i18n.Line {
	switch v {
	case Quiet:
		return wordQuiet
	case News:
		return wordNews
	case Chat:
		return wordChat
	case OpenGigs:
		return wordGigs
	case Mentor:
		return wordMentor
	case OpenComeBack:
		return wordReturn
	default:
		return msgUnset
	}
}

func digestLabel(v Digest) i18n.Line {
	switch v {
	case Daily:
		return wordDaily
	case Weekly:
		return wordWeekly
	default:
		return wordAtOnce
	}
}

func visibilityLabel(v Visibility) i18n.Line {
	switch v {
	case ToMembers:
		return wordToMembers
	case ToManagers:
		return wordToManagers
	default:
		return wordOnlyMe
	}
}
