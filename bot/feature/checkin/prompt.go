package checkin

import (
	"context"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// The kinds of messages that the bot sends by itself.
const (
	noticePrompt   = "checkin.prompt"   // about a run, to a member's ordinal
	noticeReminder = "checkin.reminder" // about a run and a number, to a member's ordinal
	noticeSummary  = "checkin.summary"  // about a run, to a managers' channel
	noticeResult   = "checkin.result"   // about a run that closed, to a managers' channel
	noticeNotRun   = "checkin.notrun"   // about a check-in, to its owner
	noticeTask     = "checkin.task"     // about a task, to its owner
)

// Why a prompt or reminder is not sent.
const (
	reasonReplied = "replied"
	reasonClosed  = "closed"
	reasonSnoozed = "snoozed" // since the run began, whether or not that is over
)

func skip(reason string) error { return bot.Skip{Reason: reason} }

// writePrompt is the one message that a member gets for a run.
func (k *CheckIns) writePrompt(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	to, run, err := k.address(ctx, p, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	post := postTo(to, p.About)
	post.Body = func(l bot.Localizer) bot.Message {
		return prompt(l, p.In, p.About, run.Value, p.At)
	}
	return post, nil
}

// overBudget has a prompt wait for a day, and for as many as the run is open, until
// the member has had few enough messages.
func (k *CheckIns) overBudget(ctx context.Context, p bot.DeliveryRequest) error {
	run, err := kit.Lookup(ctx, p, k.runs, p.About)
	if err != nil {
		return fmt.Errorf("read a run: %w", err)
	}
	if tomorrow := p.At.Add(24 * time.Hour); run != nil && run.Value.open(tomorrow.Add(lastCall)) {
		return bot.Defer{Until: tomorrow}
	}
	return nil
}

// address is to whom something about a run goes, if they still are to get it: the
// run is open, and they have not replied. That they agree is for the courier.
func (k *CheckIns) address(ctx context.Context, p bot.DeliveryRequest, id string) (*storage.Record[member.Member], *storage.Record[Run], error) {
	run, err := kit.Lookup(ctx, p, k.runs, id)
	if err != nil {
		return nil, nil, fmt.Errorf("read a run: %w", err)
	}
	if run == nil || !run.Value.open(p.At) {
		return nil, nil, skip(reasonClosed)
	}
	to, err := k.Members.Recipient(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	replied, err := k.hasReplied(ctx, p, run, to)
	if err != nil {
		return nil, nil, err
	}
	if replied {
		return nil, nil, skip(reasonReplied)
	}
	return to, run, nil
}

// postTo is a message to a member about a run, which counts as one with all others
// about it.
func postTo(to *storage.Record[member.Member], run string) bot.OutgoingMessage {
	return bot.OutgoingMessage{User: to.Value.Accounts[0], Member: to.ID, Counts: announced(run, 0)}
}

func (k *CheckIns) hasReplied(ctx context.Context, p bot.DeliveryRequest, run *storage.Record[Run], to *storage.Record[member.Member]) (bool, error) {
	batch := kit.Batch(k.DB, p)
	if run.Value.Anonymous {
		look := k.ballots.LookIn(batch, run.ID, p.To)
		if err := batch.Run(ctx); err != nil {
			return false, fmt.Errorf("read who took part: %w", err)
		}
		return look.HasCast || look.HasAbstained, nil
	}
	reply := k.replies.GetIn(batch, replyID(run.ID, to.ID))
	if err := batch.Run(ctx); err != nil {
		return false, fmt.Errorf("read a reply: %w", err)
	}
	return reply.Err == nil, nil
}

// prompt asks, and says what becomes of the answers.
func prompt(l bot.Localizer, in bot.Community, id string, run Run, at time.Time) bot.Message {
	return l.Say(msgPrompt, in.Name).With(
		bot.Heading{Text: bot.Plain(run.Title.In(l.Language()))},
		bot.Paragraph{Text: l.Text(msgAsked, len(run.Questions), momentWords(l.Language(), in, run.Closes), leftWords(l, run.Closes.Sub(at)))},
		bot.Note{Text: whoSees(l, in, run.Anonymous)},
		promptButtons(l, id),
	)
}

// promptButtons are on every prompt: to answer, and to leave it.
func promptButtons(l bot.Localizer, run string) bot.Buttons {
	return bot.Buttons{
		l.Button(labelAnswer, "checkin.answer", run).Styled(bot.Primary),
		l.Button(labelSkip, "checkin.skip", run),
	}
}

// whoSees says who sees what.
func whoSees(l bot.Localizer, in bot.Community, anonymous bool) bot.Text {
	if anonymous {
		return l.Text(msgWhoSeesAnonymous, fewest)
	}
	return l.Text(msgWhoSees, in.Name)
}
