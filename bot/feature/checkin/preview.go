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
	m := c.Say(msgPreview).With(bot.Heading{Text: bot.Plain(d.Title.In(c.Locale))}, bot.Paragraph{Text: questionLines(c, d.Questions)}, facts)
	row := bot.Buttons{c.Button(labelStart, "checkin.start", r.ID).Styled(bot.Primary)}
	if !d.Plan.IsZero() {
		row[0].Label = c.Label(labelSchedule)
	}
	if r.Value.State == Active {
		row[0] = c.Button(labelSave, "checkin.adopt", r.ID).Styled(bot.Primary)
		m = m.With(bot.Note{Text: c.Text(msgFromNext)})
	}
	row = append(row, c.Button(labelTry, "checkin.try", r.ID),
		c.Button(labelEdit, "checkin.edit", r.ID))
	if r.Value.State == Draft {
		row = append(row, c.Button(labelDiscard, "checkin.discard", r.ID).Styled(bot.Danger))
	}
	return m.With(row), nil
}

// designFacts are whom a design asks, how many they are and who is left out, when
// it runs, and how.
func (k *CheckIns) designFacts(ctx context.Context, c *bot.Call, d Design) (bot.Facts, error) {
	asked, err := k.Members.Audience(ctx, c.In.ID, c.Locale, d.Audience, c.At)
	if err != nil {
		return nil, err
	}
	reach, err := k.Members.Reach(ctx, c.In.ID, asked.Expr, member.CheckIns, c.At)
	if err != nil {
		return nil, fmt.Errorf("count whom a check-in asks: %w", err)
	}
	whom := c.Text(msgEverybody)
	if d.Audience != "" {
		whom = bot.Plain(asked.Words)
	}
	when := c.Text(msgAtOnce)
	if !d.Plan.IsZero() {
		when = d.Plan.Explain(c.Locale, c.At)
	}
	how := c.Text(msgNamed)
	if d.Anonymous {
		how = c.Text(msgAnonymous)
		if reach.Reached.Len() < fewest {
			how = c.Text(msgTooFew, how, fewest)
		}
	}
	return bot.Facts{
		{Label: c.Label(labelAudience), Value: c.Text(msgReach, whom, reach.Reached.Len(), leftOut(c, reach))},
		{Label: c.Label(labelWhen), Value: when},
		{Label: c.Label(labelDays), Value: c.Text(msgDays, d.Days)},
		{Label: c.Label(labelReminders), Value: c.Text(reminderWords(d.reminders()))},
		{Label: c.Label(labelAnswers), Value: how},
	}, nil
}

// leftOut says who is asked for but not asked, and why.
func leftOut(l bot.Localizer, reach audience.Reach) bot.Text {
	var parts []string
	for _, out := range reach.LeftOut {
		if out.Count > 0 {
			parts = append(parts, l.Label(msgLeftOut, member.ReasonLabel(out.Reason), out.Count))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return l.Text(msgLeftOutAll, i18n.List(l.Language(), parts))
}

// questionLines are the questions as they were understood.
func questionLines(l bot.Localizer, questions []Question) bot.Text {
	var out bot.Text
	for i, q := range questions {
		if i > 0 {
			out = append(out, bot.Plain("\n")...)
		}
		out = append(out, l.Text(msgQuestionLine, i+1, q.Text, kindText(l, q))...)
	}
	return out
}

// kindText is what a question takes for an answer, in words.
func kindText(l bot.Localizer, q Question) bot.Text {
	switch q.Kind {
	case Choice, Several:
		options := make([]string, len(q.Options))
		for i, o := range q.Options {
			options[i] = o.In(l.Language())
		}
		return l.Text(msgOptions, kindWords(q.Kind), listOf(l.Language(), options))
	case Scale:
		steps := q.steps(l)
		return l.Text(msgOptions, kindWords(q.Kind), l.Text(typedRange, steps[0].Label, steps[len(steps)-1].Label))
	default:
		return l.Text(kindWords(q.Kind))
	}
}
