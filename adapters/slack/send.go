package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// mark is what a message is found by when Slack's reply is lost. It is in the
// message's metadata, which everybody in the workspace may read: the key is
// random.
type mark struct{ event, key string }

const (
	deliveryEvent = "alumnibot_delivery" // what Send sends
	answerEvent   = "alumnibot_answer"
)

// address is where a message goes.
type address struct {
	w      *workspace
	who    identity
	id     string // of a channel, or of a user
	person bool
	thread string
}

// Send posts to a person or into a channel. If Slack's reply is lost it looks
// whether the message is there; where it cannot see it, bot.ErrUncertain.
func (a *Adapter) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	ref, err := a.send(ctx, out)
	if err != nil {
		return "", fmt.Errorf("send: %w", err)
	}
	return ref, nil
}

func (a *Adapter) send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	to, err := a.address(ctx, out)
	if err != nil {
		return "", notSent(err)
	}
	m, err := to.who.renderer().message(out.Message)
	if err != nil {
		return "", err
	}
	if to.person {
		// Slack takes messages to accounts that are gone, and shows them to nobody.
		// It says of each when that happens; asking it about everybody would take
		// hours, at a hundred a minute.
		if a.people.deactivated(userID(to.who.team, to.id)) {
			return "", fmt.Errorf("%w: the account is deactivated", bot.ErrUnreachable)
		}
	}
	if len(m.files) > 0 {
		ref, err := to.share(ctx, m)
		return ref, a.beyond(err)
	}
	ref, err := to.post(ctx, mark{deliveryEvent, out.Key}, m)
	if err == nil {
		if err := to.illustrate(ctx, ref, m); err != nil {
			a.cfg.Log.WarnContext(ctx, "slack: a chart is shown as a table only", "community", to.w.Community, "error", err)
		}
	}
	return ref, a.beyond(err)
}

// address finds the workspace and takes the ids apart.
func (a *Adapter) address(ctx context.Context, out bot.Outgoing) (address, error) {
	if (out.User == "") == (out.Channel == "") {
		return address{}, fmt.Errorf("%w: a person or a channel, not both", bot.ErrRefused)
	}
	id, ok := parts(string(out.User)+string(out.Channel), 2)
	if !ok {
		return address{}, fmt.Errorf("%w: not an address on Slack", bot.ErrUnreachable)
	}
	w, err := a.of(ctx, id[0])
	if err != nil {
		return address{}, a.beyond(err)
	}
	if err := w.stopped(); err != nil {
		return address{}, a.beyond(err)
	}
	who, err := w.identify(ctx)
	if err != nil {
		return address{}, err
	}
	to := address{w: w, who: who, id: id[1], person: out.User != ""}
	if out.Thread != "" {
		t, ok := parts(string(out.Thread), 3)
		if !ok || t[0] != id[0] || t[1] != id[1] {
			return address{}, fmt.Errorf("%w: no such thread there", bot.ErrUnreachable)
		}
		to.thread = t[2]
	}
	return to, nil
}

// notSent: whatever went wrong, it went wrong before anything was sent.
func notSent(err error) error {
	if isUncertain(err) || errors.Is(err, context.DeadlineExceeded) {
		return bot.TryAfter{Seconds: waitTrouble}
	}
	return err
}

func isUncertain(err error) bool { return errors.Is(err, bot.ErrUncertain) }

func (to address) post(ctx context.Context, as mark, m rendered) (bot.MessageRef, error) {
	options := m.options()
	if to.thread != "" {
		options = append(options, slack.MsgOptionTS(to.thread))
	}
	if as.key != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: as.event, EventPayload: map[string]any{"key": as.key},
		}))
	}
	began := time.Now()
	channel, ts, err := to.w.api.PostMessageContext(ctx, to.id, options...)
	if err == nil && ts == "" {
		err = errors.New("slack gave no timestamp")
	}
	if channel == "" {
		channel = to.id
	}
	err = to.tooMuch(err, to.w.classify(err))
	if isUncertain(err) && as.key != "" {
		return to.retrieve(ctx, began, to.sought(as, m, began.Add(-skew)), err)
	}
	return messageRef(to.who.team, channel, ts), err
}

// conversation is the id under which messages are read, and files shared.
func (to address) conversation(ctx context.Context) (string, error) {
	if !to.person {
		return to.id, nil
	}
	return to.w.direct(ctx, to.id)
}

// direct is somebody's conversation with the bot.
func (w *workspace) direct(ctx context.Context, user string) (string, error) {
	c, _, _, err := w.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err == nil && (c == nil || c.ID == "") {
		err = errors.New("slack gave a conversation without an id")
	}
	if err != nil {
		return "", w.classify(err)
	}
	return c.ID, nil
}

// Edit replaces a message of the bot. bot.ErrUnreachable if it is gone.
func (a *Adapter) Edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	if err := a.edit(ctx, ref, m); err != nil {
		return fmt.Errorf("edit: %w", err)
	}
	return nil
}

func (a *Adapter) edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	id, ok := parts(string(ref), 3)
	if !ok {
		return fmt.Errorf("%w: no message of Slack", bot.ErrUnreachable)
	}
	to, err := a.address(ctx, bot.Outgoing{Channel: channelID(id[0], id[1])})
	if err != nil {
		return err
	}
	out, err := to.who.renderer().message(m)
	if err != nil {
		return err
	}
	if len(out.files) > 0 {
		return fmt.Errorf("%w: a message that is edited carries no files", bot.ErrRefused)
	}
	_, ts, _, err := to.w.api.UpdateMessageContext(ctx, id[1], id[2], out.options()...)
	if err == nil && ts == "" {
		err = errors.New("slack gave no timestamp")
	}
	return a.beyond(to.w.classify(err))
}
