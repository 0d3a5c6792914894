package discord

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
)

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
	if _, err := x.bulk.do(ctx, req); err != nil && !happened(err) {
		return "", sendError("begin a thread", beforeSending(err))
	}
	return x.sendTo(ctx, message, out)
}

// unarchive takes a thread out of the archive, where Discord puts it after some
// days of silence, and where nothing can be edited.
func (x *app) unarchive(ctx context.Context, thread string) error {
	req, err := sends(http.MethodPatch, "/channels/"+thread, "unarchive "+thread, unarchived{})
	if err != nil {
		return err
	}
	_, err = x.bulk.do(ctx, req)
	return err
}

type unarchived struct {
	Archived bool `json:"archived"`
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
