package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	// lookAfter is how long a message whose reply was lost may take to appear in
	// the history. After appearTime it does not appear any more.
	lookAfter  = time.Second
	appearTime = time.Minute
	// skew is how far Slack's clock and ours may be apart.
	skew = 5 * time.Minute
	// A search reads at most searchPages pages of searchPage messages.
	searchPage  = 100
	searchPages = 5
)

// Find looks for the delivery's key in the history since then. It can tell of
// conversations in which the app may read (Manifest has the scopes), and not of
// messages with files. That a message was not sent can be told a minute after
// since.
func (a *Adapter) Find(ctx context.Context, out bot.Outgoing, since time.Time) (bot.MessageRef, error) {
	to, err := a.address(ctx, out)
	if err != nil {
		return "", fmt.Errorf("find: %w", err)
	}
	ref, err := to.look(ctx, out, since, a.cfg.Clock())
	if err != nil {
		return "", fmt.Errorf("find: %w", err)
	}
	return ref, nil
}

func (to address) look(ctx context.Context, out bot.Outgoing, since, now time.Time) (bot.MessageRef, error) {
	if out.Key == "" || hasFiles(out.Message) {
		return "", fmt.Errorf("%w: nothing tells the message from others", bot.ErrUncertain)
	}
	oldest := since
	if !since.IsZero() {
		oldest = since.Add(-skew)
	}
	ref, whole, err := to.search(ctx, oldest, mark{deliveryEvent, out.Key}.isOn)
	switch early := since.Add(appearTime).Sub(now); {
	case err != nil || ref != "":
		return ref, err
	case !whole || since.IsZero():
		return "", fmt.Errorf("%w: not among the latest messages", bot.ErrUncertain)
	case early > 0:
		return "", bot.TryAfter{Seconds: int(early/time.Second) + 1}
	}
	return "", bot.ErrNotSent
}

func hasFiles(m bot.Message) bool {
	for _, b := range m.Blocks {
		if _, ok := b.(bot.File); ok {
			return true
		}
	}
	return false
}

// isOn tells the message with the mark.
func (as mark) isOn(m slack.Message) bool {
	return m.Metadata.EventType == as.event && m.Metadata.EventPayload["key"] == as.key
}

// retrieve looks, twice, for a message whose reply was lost just now. Not to find
// it proves nothing yet, and what is known then is what lost says.
func (to address) retrieve(ctx context.Context, began time.Time, is func(slack.Message) bool, lost error) (bot.MessageRef, error) {
	for try := range 2 {
		if try > 0 && !pause(ctx, lookAfter) {
			break
		}
		if ref, _, err := to.search(ctx, began.Add(-skew), is); err == nil && ref != "" {
			return ref, nil
		}
	}
	return "", lost
}

// search goes through what was said since oldest, the latest first; whole says
// that it got to the end. In a thread it is the other way round.
func (to address) search(ctx context.Context, oldest time.Time, is func(slack.Message) bool) (ref bot.MessageRef, whole bool, err error) {
	channel, err := to.conversation(ctx)
	if err != nil {
		return "", false, err
	}
	from := ""
	if !oldest.IsZero() {
		from = strconv.FormatInt(oldest.Unix(), 10) + ".000000"
	}
	cursor := ""
	for range searchPages {
		messages, next, err := to.page(ctx, channel, from, cursor)
		if err != nil {
			return "", false, err
		}
		for _, m := range messages {
			if is(m) {
				return messageRef(to.who.team, channel, m.Timestamp), false, nil
			}
		}
		if next == "" {
			return "", true, nil
		}
		cursor = next
	}
	return "", false, nil
}

func (to address) page(ctx context.Context, channel, oldest, cursor string) (messages []slack.Message, next string, err error) {
	if to.thread != "" {
		messages, more, next, err := to.w.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: to.thread, Oldest: oldest, Cursor: cursor, Limit: searchPage, IncludeAllMetadata: true,
		})
		if err == nil && more && next == "" {
			err = errors.New("there is more, and no way to it")
		}
		return messages, next, to.w.classify(err)
	}
	h, err := to.w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Oldest: oldest, Cursor: cursor, Limit: searchPage, IncludeAllMetadata: true,
	})
	if err == nil && h.HasMore && h.ResponseMetaData.NextCursor == "" {
		err = errors.New("there is more, and no way to it")
	}
	if err != nil {
		return nil, "", to.w.classify(err)
	}
	return h.Messages, h.ResponseMetaData.NextCursor, nil
}
