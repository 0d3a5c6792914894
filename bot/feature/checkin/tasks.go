package checkin

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// Task is to get in touch with a member who asked for it.
type Task struct {
	Member  string    `json:"Member"`
	CheckIn Said      `json:"CheckIn"` // its title
	Owner   Owner     `json:"Owner"`
	Created time.Time `json:"Created"`
	Due     bot.Date  `json:"Due"`
	Done    time.Time `json:"Done"`
	DoneBy  string    `json:"DoneBy"` // by name
}

// contactWithin is how many working days there are for it.
const contactWithin = 3

const byDue = "open" // tasks that are not done, by their day

func newTasks(db *storage.DB) *storage.Collection[Task] {
	return storage.NewCollection(db, storage.Schema[Task]{Name: "checkintask", Terms: func(t Task) []storage.Term {
		due := t.Due.In(time.UTC).Unix()
		terms := []storage.Term{{Index: byMember, Value: t.Member, Score: due}}
		if t.Done.IsZero() {
			return append(terms, storage.Term{Index: byDue, Value: every, Score: due})
		}
		return append(terms, storage.Term{Index: byEnd, Value: every, Score: t.Done.Unix()})
	}})
}

// followUp makes the task of somebody who asks to be contacted, as part of tx, and
// tells its owner; and drops it if they do not ask any more.
func (k *CheckIns) followUp(tx *storage.Tx, c *bot.Call, a asked, values []string) {
	i := kindAt(a.run.Value.Questions, Contact, 0)
	if i < 0 {
		return
	}
	switch wants := values[i] == bot.Yes; {
	case wants && a.task.Rev == 0:
		a.task.Value = Task{
			Member: a.me.ID, CheckIn: a.run.Value.Title, Owner: a.run.Value.Owner,
			Created: c.At, Due: schedule.AfterWorkdays(c.Today(), contactWithin),
		}
		k.tasks.Put(tx, a.task)
		k.Outbox.Tell(tx, noticeTask, a.task.ID, bot.ToUser(a.task.Value.Owner.User))
	case !wants && a.task.Rev != 0 && a.task.Value.Done.IsZero():
		k.tasks.Delete(tx, a.task)
	}
}

// writeTask tells the owner of a task, unless it is gone or done meanwhile.
func (k *CheckIns) writeTask(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	_, memberID, _ := strings.Cut(p.About, ".")
	batch := kit.Batch(k.DB, p)
	task, who := k.tasks.GetIn(batch, p.About), k.Members.GetIn(batch, memberID)
	if err := batch.Run(ctx); err != nil {
		return bot.OutgoingMessage{}, fmt.Errorf("read a task: %w", err)
	}
	if task.Err != nil || who.Err != nil || !task.Record.Value.Done.IsZero() {
		return bot.OutgoingMessage{}, skip("gone")
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		return l.Say(msgNewTask).With(taskBlocks(l, task.Record, &who.Record.Value)...)
	}}, nil
}

// taskBlocks are one task, with what can be done about it.
func taskBlocks(l bot.Localizer, t *storage.Record[Task], who *member.Member) []bot.Block {
	name := l.Text(nameGone)
	if who != nil {
		name = bot.Plain(who.Name)
		if len(who.Accounts) > 0 {
			name = bot.Textf("%s", bot.Mention{User: who.Accounts[0], Name: who.Name})
		}
	}
	line := l.Text(msgTask, name, t.Value.CheckIn, t.Value.Due, t.Value.Owner.Name)
	return []bot.Block{bot.Paragraph{Text: line}, bot.Buttons{
		l.Button(labelDone, "checkin.done", t.ID),
	}}
}

// listTasks shows what is to be done, the most urgent first.
func (k *CheckIns) listTasks(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return kit.Listing[Task]{
		From: k.tasks, Index: byDue, Value: every, Oldest: true,
		Title: msgTasks, Empty: msgNoTasks,
		Entries: func(ctx context.Context, found []*storage.Record[Task]) (blocks []bot.Block, err error) {
			batch := kit.Batch(k.DB, c)
			people := make([]*storage.Result[member.Member], len(found))
			for i, t := range found {
				people[i] = k.Members.GetIn(batch, t.Value.Member)
			}
			if err := batch.Run(ctx); err != nil {
				return nil, fmt.Errorf("read who wants to be contacted: %w", err)
			}
			for i, t := range found {
				var who *member.Member
				if people[i].Err == nil {
					who = &people[i].Record.Value
				}
				blocks = append(blocks, taskBlocks(c, t, who)...)
			}
			return blocks, nil
		},
	}.Answer(ctx, c)
}

// doneTask takes a task off the list.
func (k *CheckIns) doneTask(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	run, _, _ := strings.Cut(c.Arg, ".")
	if _, ok := parseRun(run); !ok {
		return nil, c.Refuse(msgTaskGone)
	}
	t, err := kit.Find(ctx, c, k.tasks, c.Arg, msgTaskGone)
	if err != nil {
		return nil, err
	}
	if !t.Value.Done.IsZero() {
		return nil, c.Refuse(msgTaskDone, t.Value.DoneBy)
	}
	t.Value.Done, t.Value.DoneBy = c.At, c.Who.Name
	tx := kit.Begin(k.DB, c)
	k.tasks.Put(tx, t)
	return kit.Commit(ctx, tx, bot.Update{Message: c.Say(msgDone).With(bot.Buttons{
		c.Button(labelTasks, "checkin.tasks", ""),
	})})
}
