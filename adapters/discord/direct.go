package discord

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
)

// written is a direct message to the bot.
type written struct {
	ID      string  `json:"id"`
	Channel string  `json:"channel_id"`
	Guild   string  `json:"guild_id"`
	Author  account `json:"author"`
	Content string  `json:"content"`
	Type    int     `json:"type"`
}

// Kinds of messages that people write.
const (
	plainMessage = 0
	replyMessage = 19
)

// readMessage decodes a message; false unless a person wrote it to the bot.
func readMessage(raw []byte) (written, bool) {
	var m written
	if json.Unmarshal(raw, &m) != nil || m.Guild != "" || m.Author.Bot || m.Type != plainMessage && m.Type != replyMessage {
		return m, false
	}
	return m, digits(m.ID) && digits(m.Channel) && digits(m.Author.ID) && strings.TrimSpace(m.Content) != ""
}

// directTime is for how long an answer to a direct message is worth something.
const directTime = 2 * time.Minute

// wrote answers a direct message, with a reply to it.
func (x *app) wrote(ctx context.Context, r *run, w written) {
	ctx, cancel := context.WithTimeout(ctx, directTime)
	defer cancel()
	x.forget(w.Author.ID)
	r.beside(func() { x.keepConversation(r.ctx, w.Author.ID, w.Channel) })
	m := bot.Meta{ID: Platform + ":" + w.ID, User: userOf(w.Author.ID), Locale: x.languageOf(ctx, w), Traits: traits()}
	m.Community = x.onlyCommunity()
	m.Community = x.place(ctx, m, w.Author.ID)
	var say bot.Message
	silent := false
	reference := &reference{Message: w.ID}
	form := func(s bot.Sheet) {
		_, left, _ := modalOf(s, false)
		say = preface(s, left, m.Locale).Message
	}
	bot.SwitchResponse(r.bot.Dispatch(ctx, bot.Wrote{Meta: m, Text: w.Content}),
		func(a bot.Reply) {
			say = a.Message
			if a.Public {
				reference = nil
			}
		},
		func(a bot.Update) { say = a.Message },
		func(bot.Nothing) { silent = true },
		func(a bot.Ask) { form(a.Sheet) },
		func(a bot.Amend) { form(a.Sheet) },
		func(bot.Reject) { silent = true },
	)
	if silent {
		return
	}
	if err := x.replyTo(ctx, w, say, reference); err != nil {
		x.log.ErrorContext(ctx, "a direct message could not be answered", "message", w.ID, "error", err)
	}
}

// replyTo sends an answer. Its nonce follows from the message, so that it is
// there once, also when it is tried again.
func (x *app) replyTo(ctx context.Context, w written, m bot.Message, to *reference) error {
	pages, err := render(m)
	if err != nil {
		return err
	}
	for i, b := range pages {
		b.Nonce, b.EnforceNonce = "r"+w.ID, true
		if i > 0 {
			b.Nonce = string(rune('a'+i%20)) + w.ID
		}
		b.Reference = to
		if err := x.insistOn(ctx, w.Channel, b); err != nil {
			return err
		}
	}
	return nil
}

// insistOn posts until it is known to be there.
func (x *app) insistOn(ctx context.Context, channel string, b body) error {
	return retry.Do(ctx, maxTries, func(try int) error {
		_, err := x.postTo(ctx, channel, b)
		return again(err, try)
	})
}

// languageOf is that of the person's client when they last acted, or else the
// one they write in.
func (x *app) languageOf(ctx context.Context, w written) bot.Locale {
	if l := x.locale(ctx, w.Author.ID); l != "" {
		return l
	}
	if strings.ContainsFunc(w.Content, func(r rune) bool {
		return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han)
	}) {
		return bot.Japanese
	}
	return bot.English
}
