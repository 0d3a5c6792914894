package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/slack-go/slack"
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

// postJSON posts to a response_url. Its errors are those of the library, so
// that they are read in one place.
func postJSON(ctx context.Context, client *http.Client, url string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	defer resp.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if resp.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return &slack.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second}
	}
	if resp.StatusCode == http.StatusNotFound { // used up, or too old
		return slack.SlackErrorResponse{Err: "channel_not_found"}
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	var refusal struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(said, &refusal) == nil && refusal.OK != nil && !*refusal.OK {
		return slack.SlackErrorResponse{Err: refusal.Error}
	}
	return nil
}
