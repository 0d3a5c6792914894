package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// channelKind is what a channel is for, as Discord numbers it.
type channelKind int

const (
	forum channelKind = 15
	media channelKind = 16
)

// Send delivers one message: to a person's direct conversation, to a channel,
// to a message's thread, or as a new post of a forum. The key is the message's
// nonce, by which Discord recognises a repetition for some minutes; a forum
// post has none, so that the bot looks whether it is there.
func (a *Adapter) Send(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	if (out.User == "") == (out.Channel == "") {
		return "", fmt.Errorf("send: %w: a message goes to a user or to a channel", bot.ErrRefused)
	}
	if len(out.Key) > maxNonce {
		return "", fmt.Errorf("send: %w: a key of %d characters", bot.ErrRefused, len(out.Key))
	}
	if out.User != "" {
		return a.sendToPerson(ctx, out)
	}
	id, ours := snowflake(string(out.Channel))
	if !ours {
		return "", fmt.Errorf("send: %w: no channel of Discord", bot.ErrUnreachable)
	}
	x, err := a.appOf(ctx, id)
	if err != nil {
		return "", err
	}
	if out.Thread != "" {
		return x.sendToThread(ctx, id, out)
	}
	kind, err := x.kindOf(ctx, id)
	if err != nil {
		return "", err
	}
	if kind == forum || kind == media {
		return x.sendToForum(ctx, id, out)
	}
	return x.sendTo(ctx, id, out)
}

const (
	maxNonce = 25
	// nonceLife is how long Discord surely knows a nonce: "for the past few
	// minutes", say its docs.
	nonceLife = 2 * time.Minute
)

// sendToPerson takes the application that shares a server with somebody.
func (a *Adapter) sendToPerson(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	user, ours := snowflake(string(out.User))
	if !ours {
		return "", fmt.Errorf("send: %w: no account of Discord", bot.ErrUnreachable)
	}
	if len(a.apps) == 1 {
		return a.apps[0].sendDirect(ctx, out)
	}
	for _, x := range a.apps {
		for _, server := range x.servers() {
			m, err := x.member(ctx, server, user)
			if err != nil {
				return "", sendError("send", err)
			}
			if m.there {
				return x.sendDirect(ctx, out)
			}
		}
	}
	return "", fmt.Errorf("send: %w: no common server", bot.ErrUnreachable)
}

// appOf is the application that sees a channel.
func (a *Adapter) appOf(ctx context.Context, channel string) (*app, error) {
	if len(a.apps) == 1 {
		return a.apps[0], nil
	}
	var last error
	for _, x := range a.apps {
		if _, err := x.kindOf(ctx, channel); err == nil {
			return x, nil
		} else if last = err; !errors.Is(err, bot.ErrUnreachable) {
			return nil, err
		}
	}
	return nil, last
}

func (x *app) kindOf(ctx context.Context, channel string) (channelKind, error) {
	if kind, ok := x.kinds.get(channel); ok {
		return kind, nil
	}
	raw, err := x.bulk.do(ctx, get("/channels/"+channel, "channel "+channel))
	if x.goWithout(ctx, "GET /channels/{channel}", "every channel is taken for one of texts", err) {
		return 0, nil
	}
	if err != nil {
		return 0, sendError("ask about a channel", beforeSending(err))
	}
	var answer struct {
		Type channelKind `json:"type"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return 0, fmt.Errorf("ask about a channel: %w", err)
	}
	x.kinds.put(channel, answer.Type)
	return answer.Type, nil
}

// beforeSending marks a failure of a question that came before: nothing was
// sent, also if the answer is lost.
func beforeSending(err error) error {
	var f *failure
	if errors.As(err, &f) && (f.status == 0 || f.status >= 500) {
		same := *f
		same.status, same.sent = 0, false
		return &same
	}
	return err
}

// single is the message as one body: what is sent has to be editable as a
// whole.
func single(out bot.Outgoing) (body, error) {
	pages, err := render(out.Message)
	if err != nil {
		return body{}, fmt.Errorf("send: %w", err)
	}
	if len(pages) > 1 {
		return body{}, fmt.Errorf("send: %w: more than one message holds", bot.ErrRefused)
	}
	b := pages[0]
	b.Nonce, b.EnforceNonce = out.Key, out.Key != ""
	return b, nil
}

// sendTo posts into a channel.
func (x *app) sendTo(ctx context.Context, channel string, out bot.Outgoing) (bot.MessageRef, error) {
	b, err := single(out)
	if err != nil {
		return "", err
	}
	return x.postTo(ctx, channel, b)
}

func (x *app) postTo(ctx context.Context, channel string, b body) (bot.MessageRef, error) {
	path := messagesPath(channel)
	req, err := uploads(http.MethodPost, path, path, b, b.files)
	if err != nil {
		return "", err
	}
	raw, err := x.bulk.do(ctx, req)
	if err != nil {
		return "", sendError("send", err)
	}
	return sentRef(raw)
}

// sentRef reads which message was made. An answer that cannot be read came
// after the deed.
func sentRef(raw []byte) (bot.MessageRef, error) {
	var answer struct {
		ID      string `json:"id"`
		Channel string `json:"channel_id"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil || !digits(answer.ID) || !digits(answer.Channel) {
		return "", fmt.Errorf("send: %w: cannot read the answer", bot.ErrUncertain)
	}
	return refOf(answer.Channel, answer.ID), nil
}

// Find cannot tell: what Discord shows of old messages has no nonce in it. Sending
// again under the same key tells, for as long as Discord knows it.
func (a *Adapter) Find(context.Context, bot.Outgoing, time.Time) (bot.MessageRef, error) {
	return "", fmt.Errorf("find: %w", bot.ErrUncertain)
}

// Edit replaces a message of the bot. bot.ErrUnreachable if it is gone.
func (a *Adapter) Edit(ctx context.Context, ref bot.MessageRef, m bot.Message) error {
	channel, message, ours := messageOf(ref)
	if !ours {
		return fmt.Errorf("edit: %w: no message of Discord", bot.ErrUnreachable)
	}
	x, err := a.appOf(ctx, channel)
	if err != nil {
		return err
	}
	b, err := single(bot.Outgoing{Message: m})
	if err != nil {
		return err
	}
	req, err := uploads(http.MethodPatch, "/channels/"+channel+"/messages/"+message, "edit "+channel, b, b.files)
	if err != nil {
		return err
	}
	_, err = x.bulk.do(ctx, req)
	if hasCode(err, codeThreadArchived) {
		if err := x.unarchive(ctx, channel); err != nil {
			return sendError("edit", beforeSending(err))
		}
		_, err = x.bulk.do(ctx, req)
	}
	return sendError("edit", err)
}
