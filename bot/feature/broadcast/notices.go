package broadcast

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// The kinds of messages that the bot sends by itself.
const (
	noticeMessage = "broadcast.message" // about a run, to a member's ordinal
	noticePost    = "broadcast.post"    // about a broadcast, to its channel in the words that the recipient names
	noticeTest    = "broadcast.test"    // about a broadcast, to who tries it
	noticeCard    = "broadcast.card"    // about a broadcast, to the managers' channel
	noticeSkipped = "broadcast.skipped" // about a broadcast and why, to who answers for it
)

// Why a run was passed over.
const (
	skippedMissed = "missed"
	skippedBusy   = "busy" // the one before was still being sent
)

// broadcastOf is the broadcast that a notice is about; without it the notice is
// skipped.
func (b *Broadcasts) broadcastOf(ctx context.Context, p bot.DeliveryRequest, id string) (*storage.Record[Broadcast], error) {
	return kit.GetOrSkip(ctx, p, b.all, id)
}

// writeMessage is the broadcast for one member. Whether they still agree to be
// written to is for the courier.
func (b *Broadcasts) writeMessage(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	id, number, ok := readRun(p.About)
	if !ok {
		return bot.OutgoingMessage{}, bot.Skip{Reason: "gone"}
	}
	r, err := b.broadcastOf(ctx, p, id)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	to, err := b.Members.Recipient(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	if err := b.notYet(p, r.Value, number, to.Value); err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{
		User: to.Value.Accounts[0], Member: to.ID, Counts: "broadcast:" + p.About,
		Body: func(l bot.Localizer) bot.Message { return letter(l, p.In, r.Value) },
	}, nil
}

// letter is what a member reads: the words in their language, and whom they
// are from.
func letter(l bot.Localizer, in bot.Community, v Broadcast) bot.Message {
	return bot.Message{Blocks: body(v.wording(l.Language()))}.With(bot.Note{Text: l.Text(msgFrom, in.Name)})
}

// notYet puts off what is meant by the member's own clock.
func (b *Broadcasts) notYet(p bot.DeliveryRequest, v Broadcast, number int, to member.Member) error {
	for _, run := range v.Runs {
		if run.Number != number || run.Wall == "" {
			continue
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", run.Wall, b.Members.Zone(p.In, to))
		if err != nil {
			return fmt.Errorf("read the time of a run: %w", err)
		}
		if p.At.Before(at) {
			return bot.Defer{Until: at}
		}
	}
	return nil
}

// bothWords names a post in two languages, where they fit a message.
const bothWords = "both"

// posts name the messages in a channel by their languages: one in both where
// that fits, or else one in each.
func (b Broadcast) posts(in bot.Community) []string {
	main, other := languages(in)
	length := 0
	for _, w := range b.Words {
		length += utf8.RuneCountInString(w.Title) + utf8.RuneCountInString(w.Body)
	}
	switch {
	case len(b.Words) == 1:
		return []string{string(b.language(main))}
	case length < bot.MaxText-100:
		return []string{bothWords}
	}
	return []string{string(main), string(other)}
}

// writePost is the broadcast in a channel.
func (b *Broadcasts) writePost(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := b.broadcastOf(ctx, p, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	main, other := languages(p.In)
	var m bot.Message
	for _, l := range []bot.Locale{main, other} {
		if w, ok := r.Value.Words[l]; ok && (p.To == string(l) || p.To == bothWords) {
			m = m.With(body(w)...)
		}
	}
	return bot.OutgoingMessage{Channel: r.Value.Channel, Body: func(bot.Localizer) bot.Message { return m }}, nil
}

func (b *Broadcasts) writeTest(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := b.broadcastOf(ctx, p, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{
		User: p.User(),
		Body: func(l bot.Localizer) bot.Message {
			m := l.Say(msgTest)
			return m.With(letter(l, p.In, r.Value).Blocks...)
		},
	}, nil
}

// writeSkipped tells who answers for a broadcast that a run was passed over.
func (b *Broadcasts) writeSkipped(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	id, why, _ := strings.Cut(p.About, ".")
	r, err := b.broadcastOf(ctx, p, id)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	reason := msgSkippedMissed
	if why == skippedBusy {
		reason = msgSkippedBusy
	}
	return bot.OutgoingMessage{
		User: p.User(),
		Body: func(l bot.Localizer) bot.Message {
			said := append(l.Text(reason, r.Value.title(l.Language())), l.Text(msgNoMore)...)
			if !r.Value.Next.IsZero() {
				said = append(l.Text(reason, r.Value.title(l.Language())), l.Text(msgNextRun, momentText(l, r.Value.Next.In(p.In.Zone)))...)
			}
			return bot.Say(said)
		},
	}, nil
}

// writeCard is what managers see of a broadcast in their channel, also once it
// was discarded.
func (b *Broadcasts) writeCard(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	post := bot.OutgoingMessage{Channel: p.Channel()}
	r, err := kit.Lookup(ctx, p, b.all, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, fmt.Errorf("read a broadcast: %w", err)
	}
	if r == nil {
		post.Body = func(l bot.Localizer) bot.Message { return l.Say(msgNeverSent) }
		return post, nil
	}
	report, err := b.progress(ctx, p.In.ID, r)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	post.Body = func(l bot.Localizer) bot.Message { return card(l, p.In, r, report) }
	return post, nil
}
