package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

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

const maxNonce = 25

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
	path := "/channels/" + channel + "/messages"
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
	key, err := x.conversationKey(ctx, user)
	if err != nil {
		return "", false, err
	}
	if channel, err = x.memory.Load(ctx, key); err != nil {
		x.log.WarnContext(ctx, "a conversation could not be looked up", "error", err)
	}
	if digits(channel) {
		return channel, true, nil
	}
	channel, err = x.openConversation(ctx, user)
	return channel, false, err
}

func (x *app) conversationKey(ctx context.Context, user string) (string, error) {
	id, err := x.application(ctx)
	if err != nil {
		return "", sendError("send", beforeSending(err))
	}
	return "direct/" + id + "/" + user, nil
}

func (x *app) openConversation(ctx context.Context, user string) (string, error) {
	req, err := sends(http.MethodPost, "/users/@me/channels", "conversations", struct {
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
	if err == nil {
		err = x.memory.Store(ctx, key, channel)
	}
	if err != nil {
		x.log.WarnContext(ctx, "a conversation could not be kept", "error", err)
	}
}

// sendToThread sends into the thread of a message, which has the message's id,
// and begins it if there is none.
func (x *app) sendToThread(ctx context.Context, channel string, out bot.Outgoing) (bot.MessageRef, error) {
	in, message, ours := messageOf(out.Thread)
	if !ours {
		return "", fmt.Errorf("send: %w: no message of Discord", bot.ErrUnreachable)
	}
	ref, err := x.sendTo(ctx, message, out)
	if in == message || !hasCode(err, codeUnknownChannel) {
		return ref, err
	}
	path := "/channels/" + channel + "/messages/" + message + "/threads"
	req, err := sends(http.MethodPost, path, "threads "+channel, thread{Name: threadName(out.Message), Archive: archiveAfter})
	if err != nil {
		return "", err
	}
	if _, err := x.bulk.do(ctx, req); err != nil && !hasCode(err, codeThreadExists) {
		return "", sendError("begin a thread", beforeSending(err))
	}
	return x.sendTo(ctx, message, out)
}

// thread is a new thread, or a post of a forum.
type thread struct {
	Name    string `json:"name"`
	Archive int    `json:"auto_archive_duration"` // minutes
	Message *body  `json:"message,omitempty"`
}

const (
	archiveAfter  = 10080
	maxThreadName = 100
)

// threadName is the message's first line. It may be shortened: the whole line
// stands in the message.
func threadName(m bot.Message) string {
	for _, b := range m.Blocks {
		var text bot.Text
		switch b := b.(type) {
		case bot.Heading:
			text = b.Text
		case bot.Paragraph:
			text = b.Text
		case bot.Note:
			text = b.Text
		}
		line, _, _ := strings.Cut(strings.TrimSpace(text.String()), "\n")
		if line == "" {
			continue
		}
		if utf8.RuneCountInString(line) > maxThreadName {
			line = string([]rune(line)[:maxThreadName-1]) + "…"
		}
		return line
	}
	return "…"
}

// sendToForum makes a post, unless it is there: a post has no nonce, so that
// its first component carries the key.
func (x *app) sendToForum(ctx context.Context, channel string, out bot.Outgoing) (bot.MessageRef, error) {
	b, err := single(out)
	if err != nil {
		return "", err
	}
	b.Nonce, b.EnforceNonce = "", false
	mark := markOf(out.Key)
	if first, ok := b.Components[0].(discordgo.TextDisplay); ok && out.Key != "" {
		b.Components[0] = markedText{ID: mark, Content: first.Content}
		if ref, err := x.findPost(ctx, channel, mark); err != nil || ref != "" {
			return ref, err
		}
	}
	path := "/channels/" + channel + "/threads"
	req, err := uploads(http.MethodPost, path, path, thread{Name: threadName(out.Message), Archive: archiveAfter, Message: &b}, b.files)
	if err != nil {
		return "", err
	}
	raw, err := x.bulk.do(ctx, req)
	if err != nil {
		return "", sendError("send", err)
	}
	var answer struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil || !digits(answer.ID) {
		return "", fmt.Errorf("send: %w: cannot read the answer", bot.ErrUncertain)
	}
	return refOf(answer.ID, answer.ID), nil
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
	return sendError("edit", err)
}
