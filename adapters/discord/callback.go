package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
)

// callback is the first answer to an interaction.
type callback struct {
	kind    discordgo.InteractionResponseType
	message *body
	private bool // of an acknowledgement that becomes a message
	form    *modal
	choices []choice
	goesOn  bool // more follows it
}

type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// reply is a callback as Discord takes it.
type reply struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data replyData                         `json:"data,omitempty"`
}

// replyData is a message, a form, offers, or only flags.
type replyData interface{ replyData() }

type offers struct {
	Choices []choice `json:"choices"`
}

type flags struct {
	Flags discordgo.MessageFlags `json:"flags"`
}

func (*body) replyData()  {}
func (*modal) replyData() {}
func (offers) replyData() {}
func (flags) replyData()  {}

func (c callback) reply() reply {
	r := reply{Type: c.kind}
	switch {
	case c.message != nil:
		r.Data = c.message
	case c.form != nil:
		r.Data = c.form
	case c.choices != nil:
		r.Data = offers{c.choices}
	case c.private:
		r.Data = flags{discordgo.MessageFlagsEphemeral}
	}
	return r
}

func says(b body) callback {
	return callback{kind: discordgo.InteractionResponseChannelMessageWithSource, message: &b}
}

func (c callback) files() []bot.File {
	if c.message == nil {
		return nil
	}
	return c.message.files
}

// interactionTime is for how long Discord waits for the first answer.
const interactionTime = 3 * time.Second

// post answers an interaction that came over the gateway. It tries for as long
// as Discord waits: where the reply to an attempt was lost, the next one tells
// whether it worked.
func (x *app) post(ctx context.Context, in *interaction, begun time.Time, c callback) error {
	path := "/interactions/" + in.ID + "/" + in.Token + "/callback"
	req, err := uploads(http.MethodPost, path, "callback "+in.ID, c.reply(), c.files())
	if err != nil {
		return err
	}
	waits, cancel := context.WithDeadline(ctx, begun.Add(interactionTime-200*time.Millisecond))
	defer cancel()
	return retry.Do(waits, maxCallbacks, func(try int) error {
		_, err := x.callbacks.do(ctx, req)
		var f *failure
		switch {
		case happened(err):
			return nil
		case errors.As(err, &f) && (f.status == 0 || f.status >= 500 || f.status == http.StatusTooManyRequests):
			return retry.After{Err: err, Pause: f.wait + 25*time.Millisecond<<try}
		}
		return err
	})
}

// maxCallbacks is more attempts than there is time for.
const maxCallbacks = 10

// follow is a call that follows the first answer. Right after it Discord may
// not know yet that there was one.
func (x *exchange) follow(ctx context.Context, method, path string, b body) error {
	path = x.webhook() + path
	req, err := uploads(method, path, "follow "+x.in.Token, b, b.files)
	if err != nil {
		return err
	}
	return x.insist(ctx, req)
}

// webhook is where the interaction is answered after the first answer.
func (x *exchange) webhook() string {
	app := x.in.App
	if app == "" {
		app = x.called()
	}
	return "/webhooks/" + app + "/" + x.in.Token
}

// insist makes a call again where that does no harm: when Discord did not take
// it, or (not for what would be there twice) when that is not known.
func (x *exchange) insist(ctx context.Context, req request) error {
	return retry.Do(ctx, maxTries, func(try int) error {
		_, err := x.ordinary.do(ctx, req)
		var f *failure
		if err == nil || !errors.As(err, &f) {
			return err
		}
		wait := time.Duration(try) * 250 * time.Millisecond
		switch {
		case f.status == http.StatusTooManyRequests:
			wait = max(wait, f.wait)
		case f.code == codeUnknownWebhook || f.code == codeUnknownMessage:
			if time.Since(x.begun) > 10*time.Second {
				return err
			}
		case f.status == 0 && !f.sent:
		case (f.status == 0 || f.status >= 500) && req.method != http.MethodPost:
		default:
			return err
		}
		if wait > maxPatience {
			return err
		}
		return retry.After{Err: err, Pause: wait}
	})
}

const (
	// maxTries is how often a call is made that Discord does not take at once.
	maxTries = 4
	// maxPatience is how long an answer is held back because of a limit.
	maxPatience = 30 * time.Second
)

func (x *exchange) followUp(ctx context.Context, pages []body) error {
	for _, b := range pages {
		if err := x.follow(ctx, http.MethodPost, "", b); err != nil {
			return fmt.Errorf("follow up: %w", err)
		}
	}
	return nil
}

// replace writes over the first answer; what does not fit into it follows.
func (x *exchange) replace(ctx context.Context, pages []body) error {
	if err := x.follow(ctx, http.MethodPatch, "/messages/@original", pages[0]); err != nil {
		return fmt.Errorf("write over the first answer: %w", err)
	}
	return x.followUp(ctx, pages[1:])
}

// remove takes the first answer away.
func (x *exchange) remove(ctx context.Context) error {
	err := x.insist(ctx, request{method: http.MethodDelete, path: x.webhook() + "/messages/@original", bucket: "follow " + x.in.Token})
	if err != nil {
		return fmt.Errorf("take the first answer away: %w", err)
	}
	return nil
}
