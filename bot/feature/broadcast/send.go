package broadcast

import (
	"context"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

const fieldCount = "count"

// sendForm asks for the number of recipients where there are many; for fewer it
// asks nothing.
func (b *Broadcasts) sendForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := b.draft(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	if r.Value.Medium != Direct {
		return bot.Form{}, nil
	}
	reached, err := b.reach(ctx, c, r.Value.Audience)
	if err != nil || reached.count <= b.Settings.ConfirmAbove {
		return bot.Form{}, err
	}
	return bot.Form{
		Title: c.Label(titleSend), Submit: c.Label(labelSend),
		Intro: c.Text(msgSendIntro, r.Value.title(c.Locale), reached.count),
		Pages: []bot.Page{{Fields: []bot.Field{bot.Input{
			Base: bot.Base{Name: fieldCount, Label: c.Label(labelCount), Hint: c.Label(hintCount, reached.count)},
			Rule: func(typed string) error {
				if n, ok := readCount(typed); !ok || n != reached.count {
					return c.Refuse(msgWrongCount, reached.count)
				}
				return nil
			},
		}}}},
	}, nil
}

// readCount reads a number as people type it: 1,234 or １２３４人.
func readCount(typed string) (int, bool) {
	var digits []rune
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, r)
		case r >= '０' && r <= '９':
			digits = append(digits, r-'０'+'0')
		case r == ',' || r == '，' || r == ' ' || r == '人' || r == '名':
		default:
			return 0, false
		}
	}
	n, err := strconv.Atoi(string(digits))
	return n, err == nil
}

// send confirms a draft: it runs when its plan says, or when the time to take
// it back is over.
func (b *Broadcasts) send(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.draft(ctx, c)
	if err != nil {
		return nil, err
	}
	count := 0
	if r.Value.Medium == Direct {
		reached, err := b.reach(ctx, c, r.Value.Audience)
		if err != nil {
			return nil, err
		}
		if count = reached.count; count == 0 {
			return nil, c.Refuse(msgNobody)
		}
	}
	return b.confirm(ctx, c, r, count)
}

// sendTyped is send for somebody who typed the number with the command. Another
// number keeps the draft, and says so; a script, which could not go on with the
// draft, is refused.
func (b *Broadcasts) sendTyped(ctx context.Context, c *bot.Call, r *storage.Record[Broadcast], typed int) (bot.Answer, error) {
	if r.Value.Medium != Direct {
		return b.confirm(ctx, c, r, 0)
	}
	reached, err := b.reach(ctx, c, r.Value.Audience)
	if err != nil {
		return nil, err
	}
	if reached.count > 0 && reached.count == typed {
		return b.confirm(ctx, c, r, typed)
	}
	switch {
	case c.Traits.Unattended && reached.count == 0:
		return nil, c.Refuse(msgNobody)
	case c.Traits.Unattended:
		return nil, c.Refuse(msgOtherCount, reached.count, typed)
	}
	m, err := b.preflight(ctx, c, r, c.Text(msgOtherCount, reached.count, typed))
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(b.DB, c)
	b.save(tx, c.In, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: m})
}

func (b *Broadcasts) confirm(ctx context.Context, c *bot.Call, r *storage.Record[Broadcast], count int) (bot.Answer, error) {
	v := &r.Value
	next, err := b.firstRun(*v, c.At)
	if err != nil {
		return nil, err
	}
	if next.IsZero() {
		return nil, c.Refuse(msgPast)
	}
	v.State, v.Next, v.By, v.ByName = Scheduled, next, c.Who.User, c.Who.Name
	tx := kit.Begin(b.DB, c)
	b.agenda.Plan(tx, jobRun, r.ID, next)
	b.save(tx, c.In, r)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	said := c.Text(msgConfirmed, v.title(c.Locale), count, momentText(c, next.In(c.In.Zone)))
	if v.Medium == InChannel {
		said = c.Text(msgConfirmedChannel, v.title(c.Locale), momentText(c, next.In(c.In.Zone)))
	}
	return bot.Reply{Message: bot.Say(said).With(bot.Buttons{
		c.Button(labelUndo, "broadcast.undo", r.ID).Styled(bot.Danger),
	})}, nil
}

// firstRun is when a broadcast that is confirmed at a moment runs; zero if its
// time is past. What has no plan can be taken back for a while.
func (b *Broadcasts) firstRun(v Broadcast, at time.Time) (time.Time, error) {
	if v.Plan.IsZero() {
		return at.Add(b.Settings.Undo), nil
	}
	next, err := v.next(at)
	if next.IsZero() && !v.Plan.Next(at).IsZero() {
		// The first clocks of the world show it already, the community's not yet.
		return at.Add(b.Settings.Undo), err
	}
	return next, err
}

// undo takes back what was confirmed and has not run yet: it is a draft again.
func (b *Broadcasts) undo(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State != Scheduled || r.Value.RunCount > 0 {
		return nil, c.Refuse(msgTooLate, c.Text(stateWords(r.Value.State)))
	}
	r.Value.State, r.Value.Next = Draft, time.Time{}
	m, err := b.preflight(ctx, c, r, c.Text(msgUndone))
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(b.DB, c)
	b.agenda.Drop(tx, jobRun, r.ID)
	b.save(tx, c.In, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: m})
}
