package checkin

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// openRuns is how many open runs are looked through for those that ask a member,
// those first that close first.
const openRuns = 20

// own is a run that asks the caller, and what they did about it.
type own struct {
	run               *storage.Record[Run]
	answered, skipped bool
}

// ownRuns reads the open runs that ask the caller, in two trips.
func (k *CheckIns) ownRuns(ctx context.Context, c *bot.Call, me *storage.Record[member.Member]) ([]own, error) {
	runs, _, err := kit.List(ctx, c, k.runs, byOpen, every, storage.Page{Limit: openRuns, Oldest: true})
	if err != nil {
		return nil, fmt.Errorf("list open runs: %w", err)
	}
	batch := kit.Batch(k.DB, c)
	groups := make([]askedRead, len(runs))
	replies := make([]*storage.Result[Reply], len(runs))
	looks := make([]*storage.Look, len(runs))
	for i, run := range runs {
		groups[i] = k.askedIn(batch, c.In.ID, run.ID)
		replies[i] = k.replies.GetIn(batch, replyID(run.ID, me.ID))
		looks[i] = k.ballots.LookIn(batch, run.ID, ordinal(me))
	}
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read open runs: %w", err)
	}
	var all []own
	for i, run := range runs {
		if !run.Value.open(c.At) || !groups[i]().Has(me.Ordinal) {
			continue
		}
		o := own{run: run, answered: looks[i].HasCast, skipped: looks[i].HasAbstained}
		if replies[i].Err == nil {
			o.answered, o.skipped = !replies[i].Record.Value.Skipped, replies[i].Record.Value.Skipped
		}
		all = append(all, o)
	}
	return all, nil
}

// mine lists the open check-ins that ask the caller.
func (k *CheckIns) mine(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	me, err := k.Members.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	all, err := k.ownRuns(ctx, c, me)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return bot.Reply{Message: c.Say(msgMineNone)}, nil
	}
	m := c.Say(msgMine)
	for _, o := range all[:min(len(all), bot.MaxRows)] {
		m = m.With(bot.Paragraph{Text: o.line(c)})
		if row := o.buttons(c); len(row) > 0 {
			m = m.With(row)
		}
	}
	return bot.Reply{Message: m}, nil
}

func (o own) line(c *bot.Call) bot.Text {
	state := c.Text(msgUnanswered)
	switch {
	case o.answered:
		state = c.Text(msgAnswered)
	case o.skipped:
		state = c.Text(msgSkippedState)
	}
	return c.Text(msgMineLine, o.run.Value.Title, state, leftWords(c, o.run.Value.Closes.Sub(c.At)))
}

// buttons are what the caller can still do.
func (o own) buttons(c *bot.Call) bot.Buttons {
	answer := c.Button(labelAnswer, "checkin.answer", o.run.ID).Styled(bot.Primary)
	switch {
	case o.answered && o.run.Value.Anonymous:
		return nil
	case o.answered:
		return bot.Buttons{{Label: c.Label(labelChange), Action: answer.Action}}
	case o.skipped:
		return bot.Buttons{answer}
	}
	return bot.Buttons{answer, c.Button(labelSkip, "checkin.skip", o.run.ID)}
}

// home shows a member what waits for their answer, and those who run the
// community what is to be done.
func (k *CheckIns) home(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
	var blocks []bot.Block
	if c.Who.Roles.Has(bot.Member) {
		me, err := k.Members.Of(ctx, c)
		if err != nil {
			return nil, err
		}
		all, err := k.ownRuns(ctx, c, me)
		if err != nil {
			return nil, err
		}
		for _, o := range all {
			if !o.answered && !o.skipped {
				blocks = append(blocks, bot.Paragraph{Text: o.line(c)}, o.buttons(c))
			}
		}
		if len(blocks) > 0 {
			blocks = append([]bot.Block{bot.Heading{Text: c.Text(headMine)}}, blocks[:min(len(blocks), 4)]...)
		}
	}
	if !c.Who.Roles.Has(staff) {
		return blocks, nil
	}
	n, err := k.tasks.Count(ctx, kit.Scope(c.In.ID), byDue, every)
	if err != nil {
		return nil, fmt.Errorf("count tasks: %w", err)
	}
	blocks = append(blocks, bot.Heading{Text: c.Text(headManage)})
	if n > 0 {
		blocks = append(blocks, bot.Paragraph{Text: c.Text(msgOpenTasks, n)})
	}
	row := bot.Buttons{c.Button(labelNew, "checkin.new", ""), c.Button(labelList, "checkin.list", "")}
	if n > 0 {
		row = append(row, c.Button(labelTasks, "checkin.tasks", ""))
	}
	return append(blocks, row), nil
}
