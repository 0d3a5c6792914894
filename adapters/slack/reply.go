package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// Who sees what is answered through an acknowledgement or a response_url.
const (
	onlyYou  = "ephemeral"
	everyone = "in_channel"
)

// reply is a message as an acknowledgement or a response_url takes it.
type reply struct {
	ResponseType string        `json:"response_type"`
	Replace      bool          `json:"replace_original"`
	Thread       string        `json:"thread_ts,omitempty"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks,omitempty"`
}

func (m rendered) reply(public bool) reply {
	out := reply{ResponseType: onlyYou, Text: m.text, Blocks: m.blocks}
	if public {
		out.ResponseType = everyone
	}
	return out
}

// options are the message for the Web API: nothing in it is unfurled or linked.
func (m rendered) options() []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(m.text, false), slack.MsgOptionBlocks(m.blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
}

// respond posts to the response_url. What nobody else sees is rather shown twice
// than not at all.
func (r *run) respond(ctx context.Context, out reply) error {
	return r.insist(ctx, out.Replace || out.ResponseType == onlyYou, func() error { return r.respondOnce(ctx, out) })
}

// respondOnce posts to the response_url. The error is of package bot's kinds:
// bot.ErrRefused if nothing was shown and nothing will be.
func (r *run) respondOnce(ctx context.Context, out reply) error {
	b, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("%w: encode an answer: %w", bot.ErrRefused, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.from.ResponseURL, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("%w: %w", bot.ErrRefused, err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := r.http.Do(req)
	if err != nil {
		return withoutURL(err) // whoever knows the address may answer
	}
	defer resp.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10)) // what is missing of it was not needed
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return bot.TryAfter{Seconds: max(1, seconds)}
	case resp.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("%w: %s", bot.ErrUncertain, resp.Status)
	case resp.StatusCode >= http.StatusBadRequest: // used up, or too old
		return fmt.Errorf("%w: %s", bot.ErrRefused, resp.Status)
	}
	var refusal struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(said, &refusal) == nil && refusal.OK != nil && !*refusal.OK {
		switch m, _ := meaning(refusal.Error); m.treatment {
		case tryLater:
			return bot.TryAfter{Seconds: 1}
		case lookFirst:
			return fmt.Errorf("%w: slack says %s", bot.ErrUncertain, refusal.Error)
		}
		return fmt.Errorf("%w: slack says %s", bot.ErrRefused, refusal.Error)
	}
	return nil
}
