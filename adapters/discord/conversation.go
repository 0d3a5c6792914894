package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/alumnibot/alumnibot/bot"
)

// sendDirect sends to a person's direct conversation, whose id is remembered:
// opening conversations is what Discord counts.
func (x *app) sendDirect(ctx context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	user, ours := snowflake(string(out.User))
	if !ours {
		return "", fmt.Errorf("send: %w: no account of Discord", bot.ErrUnreachable)
	}
	b, err := single(out)
	if err != nil {
		return "", err
	}
	channel, known, err := x.conversation(ctx, user)
	if err != nil {
		return "", err
	}
	ref, err := x.postTo(ctx, channel, b)
	if known && hasCode(err, codeUnknownChannel) {
		if channel, err = x.openConversation(ctx, user); err != nil {
			return "", err
		}
		return x.postTo(ctx, channel, b)
	}
	return ref, err
}

func (x *app) conversation(ctx context.Context, user string) (channel string, known bool, err error) {
	channel, known, err = x.begun(ctx, user)
	if known || err != nil {
		return channel, known, err
	}
	channel, err = x.openConversation(ctx, user)
	return channel, false, err
}

// begun is the conversation with somebody, if it is known that there is one.
func (x *app) begun(ctx context.Context, user string) (channel string, known bool, err error) {
	key, err := x.conversationKey(ctx, user)
	if err != nil {
		return "", false, err
	}
	if channel, known = x.direct.get(key); known {
		return channel, true, nil
	}
	if channel, err = x.memory.Load(ctx, key); err != nil {
		x.log.WarnContext(ctx, "a conversation could not be looked up", "error", err)
	}
	if !digits(channel) {
		return "", false, nil
	}
	x.direct.put(key, channel)
	return channel, true, nil
}

func (x *app) conversationKey(ctx context.Context, user string) (string, error) {
	id, err := x.application(ctx)
	if err != nil {
		return "", sendError("send", beforeSending(err))
	}
	return "direct/" + id + "/" + user, nil
}

func (x *app) openConversation(ctx context.Context, user string) (string, error) {
	req, err := sends(http.MethodPost, "/users/@me/channels", conversations, struct {
		Recipient string `json:"recipient_id"`
	}{user})
	if err != nil {
		return "", err
	}
	raw, err := x.bulk.do(ctx, req)
	if err != nil {
		return "", sendError("open a conversation", beforeSending(err))
	}
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil || !digits(answer.ID) {
		return "", fmt.Errorf("open a conversation: cannot read the answer: %w", err)
	}
	x.keepConversation(ctx, user, answer.ID)
	return answer.ID, nil
}

func (x *app) keepConversation(ctx context.Context, user, channel string) {
	key, err := x.conversationKey(ctx, user)
	if known, ok := x.direct.get(key); err == nil && (!ok || known != channel) {
		x.direct.put(key, channel)
		err = x.memory.Store(ctx, key, channel)
	}
	if err != nil {
		x.log.WarnContext(ctx, "a conversation could not be kept", "error", err)
	}
}
