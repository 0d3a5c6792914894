package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
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
	m, err := to.who.renderer().message(out.Message)
	if err != nil {
		return "", err
	}
	oldest := since
	if !since.IsZero() {
		oldest = since.Add(-skew)
	}
	ref, whole, err := to.search(ctx, oldest, to.sought(mark{deliveryEvent, out.Key}, m, oldest))
	switch early := since.Add(appearTime).Sub(now); {
	case isUncertain(err) && !isFinal(codeOf(err)) && !errors.Is(err, errNoWay):
		return "", fmt.Errorf("%w: %w", bot.TryAfter{Seconds: waitTrouble}, err) // looking does no harm
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

// sought tells the message with the mark. Where a message of the bot has lost its
// metadata, it is the one by its words: what looks the same is not sent again.
func (to address) sought(as mark, r rendered, since time.Time) func(slack.Message) bool {
	return func(m slack.Message) bool {
		if m.Metadata.EventType != "" {
			return as.isOn(m)
		}
		ours := m.User == to.who.bot || m.BotID != ""
		return ours && r.text != "" && m.Text == r.text && !before(m, since)
	}
}

// before reports whether a message was posted before a moment.
func before(m slack.Message, at time.Time) bool {
	seconds, err := strconv.ParseFloat(m.Timestamp, 64)
	return err == nil && seconds < float64(at.Unix())
}

// retrieve looks, twice, for a message whose reply was lost just now. Not to find
// it proves nothing yet, and what is known then is what lost says.
func (to address) retrieve(ctx context.Context, began time.Time, is func(slack.Message) bool, lost error) (bot.MessageRef, error) {
	for try := range 2 {
		if try > 0 && !retry.Sleep(ctx, lookAfter) {
			break
		}
		if ref, _, err := to.search(ctx, began.Add(-skew), is); err == nil && ref != "" {
			return ref, nil
		}
	}
	return "", lost
}

// errNoWay: Slack says that there is more, and not how to get at it.
var errNoWay = errors.New("there is more, and no way to it")

// search goes through what was said since oldest, the latest first; whole says
// that it got to the end. In a thread it is the other way round.
func (to address) search(ctx context.Context, oldest time.Time, is func(slack.Message) bool) (ref bot.MessageRef, whole bool, err error) {
	channel, err := to.conversation(ctx)
	unopened := err
	if err != nil {
		if refused := errors.Is(err, bot.ErrRefused) || isUncertain(err) && isFinal(codeOf(err)); !refused || !to.person {
			return "", false, err
		}
		// The app may not open conversations. That nothing is found by the person's
		// own id proves nothing.
		channel = to.id
	}
	cursor := ""
	for range searchPages {
		messages, next, err := to.page(ctx, channel, oldest, cursor)
		if unopened != nil && err != nil {
			return "", false, unopened
		}
		if err != nil {
			return "", false, err
		}
		for _, m := range messages {
			if is(m) {
				return messageRef(to.who.team, channel, m.Timestamp), false, nil
			}
		}
		if next == "" || to.thread == "" && len(messages) > 0 && before(messages[len(messages)-1], oldest) {
			return "", unopened == nil, unopened
		}
		cursor = next
	}
	return "", false, nil
}

// page reads a page of the conversation. A whole page is looked at, wherever the
// clocks stand.
func (to address) page(ctx context.Context, channel string, oldest time.Time, cursor string) (messages []slack.Message, next string, err error) {
	if to.thread != "" {
		from := ""
		if !oldest.IsZero() {
			from = strconv.FormatInt(oldest.Unix(), 10) + ".000000"
		}
		messages, more, next, err := to.w.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: to.thread, Oldest: from, Cursor: cursor, Limit: searchPage, IncludeAllMetadata: true,
		})
		if err == nil && more && next == "" {
			err = errNoWay
		}
		return messages, next, to.w.classify(err)
	}
	h, err := to.w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Limit: searchPage, IncludeAllMetadata: true,
	})
	if err == nil && h.HasMore && (h.ResponseMetaData.NextCursor == "" || len(h.Messages) == 0) {
		err = errNoWay
	}
	if err != nil {
		return nil, "", to.w.classify(err)
	}
	return h.Messages, h.ResponseMetaData.NextCursor, nil
}
