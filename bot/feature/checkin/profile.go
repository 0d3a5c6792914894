package checkin

import (
	"context"
	"fmt"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// profileChanges are what answers would change in the profile, from what to what.
func profileChanges(l bot.Localizer, run Run, me member.Member, values []string) bot.Facts {
	var facts bot.Facts
	for i, q := range run.Questions {
		if i >= len(values) || values[i] == "" {
			continue
		}
		switch hours, _ := strconv.Atoi(values[i]); {
		case q.Kind == Hours && hours != me.Hours:
			facts = append(facts, bot.Fact{Label: l.Label(labelHours), Value: l.Text(msgFromTo,
				l.Text(msgHoursNow, me.Hours), l.Text(msgHoursNow, hours))})
		case q.Kind == Closeness && values[i] != string(me.Closeness):
			facts = append(facts, bot.Fact{Label: l.Label(labelCloseness), Value: l.Text(msgFromTo,
				member.ClosenessLabel(l, me.Closeness), member.ClosenessLabel(l, member.Closeness(values[i])))})
		}
	}
	return facts
}

// updateProfile takes over what the caller answered, and was shown, into their
// profile.
func (k *CheckIns) updateProfile(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	me, err := k.Members.Of(ctx, c)
	if err != nil {
		return nil, err
	}
	batch := kit.Batch(k.DB, c)
	run, reply := k.runs.GetIn(batch, c.Arg), k.replies.GetIn(batch, replyID(c.Arg, me.ID))
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("read a reply: %w", err)
	}
	if run.Err != nil || reply.Err != nil || run.Record.Value.Anonymous {
		return nil, c.Refuse(msgNotHere)
	}
	values := reply.Record.Value.Values
	facts := profileChanges(c, run.Record.Value, me.Value, values)
	if len(facts) == 0 {
		return bot.Update{Message: c.Say(msgProfileSame).With(changeable(c, run.Record)...)}, nil
	}
	for i, q := range run.Record.Value.Questions {
		if i >= len(values) || values[i] == "" {
			continue
		}
		switch q.Kind {
		case Hours:
			me.Value.Hours, _ = strconv.Atoi(values[i])
		case Closeness:
			me.Value.Move(member.Closeness(values[i]), c.At)
		}
	}
	tx := kit.Begin(k.DB, c)
	k.Members.Put(tx, me)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgUpdated).With(facts).With(changeable(c, run.Record)...)})
}

// changeable offers to change the answers of a run, as long as it is open.
func changeable(c *bot.Call, run *storage.Record[Run]) []bot.Block {
	if !run.Value.open(c.At) {
		return nil
	}
	return []bot.Block{bot.Buttons{c.Button(labelChange, "checkin.answer", run.ID)}}
}
