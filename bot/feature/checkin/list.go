package checkin

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

const optionCheckIn = "checkin"

// activeOption names a check-in that runs.
func (k *CheckIns) activeOption() bot.Option { return k.titleOption(string(Active)) }

// runOption names a check-in that has run, or will.
func (k *CheckIns) runOption() bot.Option { return k.titleOption(every) }

func (k *CheckIns) titleOption(state string) bot.Option {
	return bot.Option{Name: optionCheckIn, Summary: labelCheckIn.In, Kind: bot.OptionText,
		Complete: func(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
			found, _, err := kit.List(ctx, c, k.checkIns, byState, state, storage.Page{Limit: 200})
			if err != nil {
				return nil, fmt.Errorf("list check-ins: %w", err)
			}
			var titles []string
			for _, r := range found {
				if r.Value.State != Draft {
					titles = append(titles, r.Value.Title.In(c.Locale))
				}
			}
			return kit.Titles(typed, titles), nil
		}}
}

// list shows all check-ins, the newest first.
func (k *CheckIns) list(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return kit.Listing[CheckIn]{
		From: k.checkIns, Index: byState, Value: every,
		Title: msgList, Empty: msgNone, Create: bot.Buttons{newButton(c), libraryButton(c)},
		Entries: kit.Each(func(r *storage.Record[CheckIn]) []bot.Block {
			return []bot.Block{
				bot.Paragraph{Text: checkInLine(c, r.Value)},
				bot.Buttons{c.Button(labelDetails, "checkin.show", r.ID)},
			}
		}),
	}.Answer(ctx, c)
}

func checkInLine(c *bot.Call, v CheckIn) bot.Text {
	return c.Text(msgListLine, v.Title, stateText(c, v), v.Runs)
}

// stateText is where a check-in stands, and when it runs next.
func stateText(c *bot.Call, v CheckIn) bot.Text {
	next := v.Plan.Next(c.At)
	if v.State == Active && !next.IsZero() {
		return c.Text(msgNext, momentWords(c.Locale, c.In, next))
	}
	return c.Text(stateWords(v.State))
}

func newButton(c *bot.Call) bot.Button {
	return c.Button(labelNew, "checkin.new", "").Styled(bot.Primary)
}

func libraryButton(c *bot.Call) bot.Button {
	return c.Button(labelLibrary, "checkin.library", "")
}

// show is a check-in in full, with what can be done about it.
func (k *CheckIns) show(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := k.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State == Draft {
		m, err := k.preview(ctx, c, r, r.Value.Design)
		if err != nil {
			return nil, err
		}
		return bot.Reply{Message: m}, nil
	}
	facts, err := k.designFacts(ctx, c, r.Value.Design)
	if err != nil {
		return nil, err
	}
	m := bot.Message{}.With(bot.Heading{Text: bot.Plain(r.Value.Title.In(c.Locale))},
		bot.Paragraph{Text: stateText(c, r.Value)}, bot.Paragraph{Text: questionLines(c, r.Value.Questions)}, facts,
		bot.Note{Text: c.Text(msgOwner, r.Value.Owner.Name)})
	var row bot.Buttons
	if r.Value.Runs > 0 {
		row = append(row,
			c.Button(labelResults, "checkin.results", r.ID+"~0").Styled(bot.Primary),
			c.Button(labelTrend, "checkin.trend", runID(r.ID, r.Value.Runs)))
	}
	if editable(c, r) == nil {
		row = append(row, c.Button(labelEdit, "checkin.edit", r.ID))
	}
	if r.Value.State == Active {
		row = append(row, c.Button(labelStop, "checkin.stop", r.ID).Styled(bot.Danger))
	}
	if len(row) == 0 { // it ended before it ever ran
		row = append(row, newButton(c))
	}
	return bot.Reply{Message: m.With(row)}, nil
}

// whichToStop asks which check-in is to end, unless its title says so.
func (k *CheckIns) whichToStop(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	found, _, err := kit.List(ctx, c, k.checkIns, byState, string(Active), storage.Page{Limit: 200})
	if err != nil {
		return nil, fmt.Errorf("list check-ins: %w", err)
	}
	typed := c.Values[optionCheckIn]
	m := c.Say(msgWhichToStop)
	shown := 0
	for _, r := range found {
		if typed != "" && !named(r.Value.Title, typed) {
			continue
		}
		if shown++; shown > kit.PerPage {
			break
		}
		m = m.With(bot.Paragraph{Text: checkInLine(c, r.Value)}, bot.Buttons{
			c.Button(labelStop, "checkin.stop", r.ID).Styled(bot.Danger),
			c.Button(labelDetails, "checkin.show", r.ID),
		})
	}
	switch {
	case shown == 0 && typed != "":
		return nil, c.Refuse(msgNoSuchActive, typed)
	case shown == 0:
		return nil, c.Refuse(msgNoneActive)
	}
	return bot.Reply{Message: m}, nil
}
