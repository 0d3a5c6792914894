package checkin

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// preview is a design as it was understood: what is asked, whom, when, and what
// becomes of the answers.
func (k *CheckIns) preview(ctx context.Context, c *bot.Call, r *storage.Record[CheckIn], d Design) (bot.Message, error) {
	facts, err := k.designFacts(ctx, c, d)
	if err != nil {
		return bot.Message{}, err
	}
	l := c.Locale
	m := bot.Say(sayPreview.Text(l)).With(bot.Heading{Text: bot.Plain(d.Title.In(l))}, bot.Paragraph{Text: questionLines(l, d.Questions)}, facts)
	row := bot.Buttons{{Label: labelStart.In(l), Action: c.Action("checkin.start", r.ID), Style: bot.Primary}}
	if !d.Plan.IsZero() {
		row[0].Label = labelSchedule.In(l)
	}
	if r.Value.State == Active {
		row[0] = bot.Button{Label: labelSave.In(l), Action: c.Action("checkin.adopt", r.ID), Style: bot.Primary}
		m = m.With(bot.Note{Text: sayFromNext.Text(l)})
	}
	row = append(row, bot.Button{Label: labelTry.In(l), Action: c.Action("checkin.try", r.ID)},
		bot.Button{Label: labelEdit.In(l), Action: c.Action("checkin.edit", r.ID)})
	if r.Value.State == Draft {
		row = append(row, bot.Button{Label: labelDiscard.In(l), Action: c.Action("checkin.discard", r.ID), Style: bot.Danger})
	}
	return m.With(row), nil
}

// designFacts are whom a design asks, how many they are and who is left out, when
// it runs, and how.
func (k *CheckIns) designFacts(ctx context.Context, c *bot.Call, d Design) (bot.Facts, error) {
	l := c.Locale
	asked, err := k.Members.Audience(ctx, c.In.ID, l, d.Audience, c.At)
	if err != nil {
		return nil, err
	}
	reach, err := k.Members.Reach(ctx, c.In.ID, asked.Expr, member.CheckIns, c.At)
	if err != nil {
		return nil, fmt.Errorf("count whom a check-in asks: %w", err)
	}
	whom := sayEverybody.Text(l)
	if d.Audience != "" {
		whom = bot.Plain(asked.Words)
	}
	when := sayAtOnce.Text(l)
	if !d.Plan.IsZero() {
		when = d.Plan.Explain(l, c.At)
	}
	how := sayNamed.Text(l)
	if d.Anonymous {
		how = sayAnonymous.Text(l)
		if reach.Reached.Len() < fewest {
			how = sayTooFew.Text(l, how, fewest)
		}
	}
	return bot.Facts{
		{Label: labelAudience.In(l), Value: sayReach.Text(l, whom, reach.Reached.Len(), leftOut(l, reach))},
		{Label: labelWhen.In(l), Value: when},
		{Label: labelDays.In(l), Value: sayDays.Text(l, d.Days)},
		{Label: labelReminders.In(l), Value: reminderWords(d.reminders()).Text(l)},
		{Label: labelAnswers.In(l), Value: how},
	}, nil
}

// leftOut says who is asked for but not asked, and why.
func leftOut(l bot.Locale, reach audience.Reach) bot.Text {
	var parts []string
	for _, out := range reach.LeftOut {
		if out.Count > 0 {
			parts = append(parts, sayLeftOut.Text(l, member.ReasonLabel(out.Reason).In(l), out.Count).String())
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return sayLeftOutAll.Text(l, i18n.List(l, parts))
}

// questionLines are the questions as they were understood.
func questionLines(l bot.Locale, questions []Question) bot.Text {
	var out bot.Text
	for i, q := range questions {
		if i > 0 {
			out = append(out, bot.Plain("\n")...)
		}
		out = append(out, sayQuestionLine.Text(l, i+1, q.Text.In(l), kindText(l, q))...)
	}
	return out
}

// kindText is what a question takes for an answer, in words.
func kindText(l bot.Locale, q Question) bot.Text {
	switch q.Kind {
	case Choice, Several:
		options := make([]string, len(q.Options))
		for i, o := range q.Options {
			options[i] = o.In(l)
		}
		return sayOptions.Text(l, kindWords(q.Kind).In(l), listOf(l, options))
	case Scale:
		steps := q.steps(l)
		return sayOptions.Text(l, kindWords(q.Kind).In(l), typedRange.Text(l, steps[0].Label, steps[len(steps)-1].Label))
	default:
		return kindWords(q.Kind).Text(l)
	}
}
