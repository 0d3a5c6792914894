package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// deliveryEvent is the type of the metadata that carries a delivery's key. The
// key is random, and everybody in the workspace may read it.
const deliveryEvent = "alumnibot_delivery"

// lookAfter is how long a message whose reply was lost may take to appear.
const lookAfter = time.Second

// Send posts to a person or into a channel. If Slack's reply is lost it looks
// whether the message is there; where it cannot look, bot.ErrUncertain.
func (a *Adapter) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	ref, err := a.send(ctx, out)
	if err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	return ref, nil
}

func (a *Adapter) send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	if (out.User == "") == (out.Channel == "") {
		return "", fmt.Errorf("%w: a person or a channel, not both", bot.ErrRefused)
	}
	id, ok := parts(string(out.User)+string(out.Channel), 2)
	if !ok {
		return "", fmt.Errorf("%w: not an address on Slack", bot.ErrUnreachable)
	}
	w, err := a.of(ctx, id[0])
	if err != nil {
		return "", err
	}
	if err := w.stopped(); err != nil {
		return "", err
	}
	who, err := w.identify(ctx)
	if err != nil {
		return "", err
	}
	m, err := who.renderer().message(out.Message)
	if err != nil {
		return "", err
	}
	if out.User != "" {
		// Slack takes messages to accounts that are gone, and shows them to nobody.
		u, err := a.lookUp(ctx, w, id[0], id[1])
		if err != nil {
			return "", notSent(err)
		}
		if u.Deleted {
			return "", fmt.Errorf("%w: the account is deactivated", bot.ErrUnreachable)
		}
	}
	thread := ""
	if out.Thread != "" {
		t, ok := parts(string(out.Thread), 3)
		if !ok || t[0] != id[0] || t[1] != id[1] {
			return "", fmt.Errorf("%w: no such thread there", bot.ErrUnreachable)
		}
		thread = t[2]
	}
	return w.post(ctx, who, id[1], out.User != "", thread, out.Key, m)
}

// notSent: whatever went wrong, it went wrong before anything was sent.
func notSent(err error) error {
	if errors.Is(err, bot.ErrUncertain) || errors.Is(err, context.DeadlineExceeded) {
		return bot.TryAfter{Seconds: waitTrouble}
	}
	return err
}

// post sends to a channel or a user, both by their id.
func (w *workspace) post(ctx context.Context, who identity, to string, person bool, thread, key string, m rendered) (bot.MessageRef, error) {
	if len(m.files) > 0 {
		channel, err := w.conversation(ctx, to, person)
		if err != nil {
			return "", notSent(err)
		}
		return "", w.share(ctx, channel, thread, m)
	}
	options := m.options()
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	if key != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: deliveryEvent, EventPayload: map[string]any{"key": key},
		}))
	}
	channel, ts, err := w.api.PostMessageContext(ctx, to, options...)
	if err == nil && (ts == "" || channel == "") {
		err = errors.New("slack gave no timestamp")
	}
	err = w.classify(err)
	if errors.Is(err, bot.ErrUncertain) && key != "" {
		return w.find(ctx, who, to, person, thread, key, err)
	}
	return messageRef(who.team, channel, ts), err
}

// conversation is where to post to somebody.
func (w *workspace) conversation(ctx context.Context, to string, person bool) (string, error) {
	if !person {
		return to, nil
	}
	c, _, _, err := w.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{to}})
	if err != nil {
		return "", w.classify(err)
	}
	if c.ID == "" {
		return "", fmt.Errorf("%w: a conversation without an id", bot.ErrUncertain)
	}
	return c.ID, nil
}

// find looks for the message of a delivery, twice. Not to find it proves
// nothing: the caller is told what is known, which is that it is uncertain.
func (w *workspace) find(ctx context.Context, who identity, to string, person bool, thread, key string, lost error) (bot.MessageRef, error) {
	channel, err := w.conversation(ctx, to, person)
	if err != nil {
		return "", lost
	}
	for try := range 2 {
		if try > 0 {
			t := time.NewTimer(lookAfter)
			select {
			case <-t.C:
			case <-ctx.Done():
				t.Stop()
				return "", lost
			}
		}
		if ts, ok := w.search(ctx, channel, thread, key); ok {
			return messageRef(who.team, channel, ts), nil
		}
	}
	return "", lost
}

func (w *workspace) search(ctx context.Context, channel, thread, key string) (ts string, found bool) {
	const latest = 50
	var messages []slack.Message
	if thread != "" {
		replies, _, _, err := w.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Limit: latest, IncludeAllMetadata: true,
		})
		if err != nil {
			return "", false
		}
		messages = replies
	} else {
		h, err := w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Limit: latest, IncludeAllMetadata: true,
		})
		if err != nil || h == nil {
			return "", false
		}
		messages = h.Messages
	}
	for _, m := range messages {
		if m.Metadata.EventType == deliveryEvent && m.Metadata.EventPayload["key"] == key {
			return m.Timestamp, true
		}
	}
	return "", false
}

// share uploads files into a conversation; what else the message says stands
// with the first of them.
func (w *workspace) share(ctx context.Context, channel, thread string, m rendered) error {
	for i, f := range m.files {
		if f.Name == "" || len(f.Content) == 0 {
			return fmt.Errorf("%w: a file without a name or content", bot.ErrRefused)
		}
		p := slack.UploadFileParameters{
			Filename: f.Name, Title: f.Name, FileSize: len(f.Content), Reader: bytes.NewReader(f.Content),
			Channel: channel, ThreadTimestamp: thread,
		}
		if i == 0 {
			p.Blocks = slack.Blocks{BlockSet: m.blocks}
		}
		if _, err := w.api.UploadFileContext(ctx, p); err != nil {
			return w.classify(err)
		}
	}
	return nil
}

// Edit replaces a message of the bot. bot.ErrUnreachable if it is gone.
func (a *Adapter) Edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	id, ok := parts(string(ref), 3)
	if !ok {
		return fmt.Errorf("edit: %w: no message of Slack", bot.ErrUnreachable)
	}
	w, err := a.of(ctx, id[0])
	if err == nil {
		err = w.stopped()
	}
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	who, err := w.identify(ctx)
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	out, err := who.renderer().message(m)
	if err == nil && len(out.files) > 0 {
		err = fmt.Errorf("%w: a message that is edited carries no files", bot.ErrRefused)
	}
	if err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	if _, _, _, err := w.api.UpdateMessageContext(ctx, id[1], id[2], out.options()...); err != nil {
		return fmt.Errorf("edit: %w", w.classify(err))
	}
	return nil
}
