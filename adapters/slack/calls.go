package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
)

const (
	// maxReply is more than any reply that the bot asks for.
	maxReply = 16 << 20
	// unsaid stands for the code that Slack did not give.
	unsaid      = "refused_without_a_word"
	shortAnswer = 1 << 10
)

// caller makes the calls, so many at once: their time is counted from when they
// begin. The library takes a refusal without an error code for success, so it
// gets one here.
type caller struct {
	*http.Client
	room chan struct{}
}

const manyCalls = 128

func newCaller(c *http.Client) caller { return caller{c, make(chan struct{}, manyCalls)} }

func (c caller) Do(r *http.Request) (*http.Response, error) {
	select {
	case c.room <- struct{}{}:
		defer func() { <-c.room }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	resp, err := c.Client.Do(r)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	if isSilentRefusal(body) {
		body = []byte(`{"ok":false,"error":"` + unsaid + `"}`)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func isSilentRefusal(body []byte) bool {
	var said struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if len(body) > shortAnswer || json.Unmarshal(body, &said) != nil {
		return false
	}
	return said.OK != nil && !*said.OK && strings.TrimSpace(said.Error) == ""
}

// isFinal reports whether Slack said what is wrong, so that asking again gets
// the same answer.
func isFinal(code string) bool {
	m, _ := meaning(code)
	return code != "" && code != unsaid && m.effect != notKnown
}

// maxTries is how often something is tried that Slack does not do at once.
const maxTries = 4

// insist makes a call again when Slack asks to wait, and, where it does no harm
// to do it twice, when it is not known whether it was done; as long as ctx has
// the time. The error is of package bot's kinds.
func (r *run) insist(ctx context.Context, harmless bool, call func() error) error {
	return retry.Do(ctx, maxTries, func(try int) error {
		err := r.w.classify(call())
		var after bot.TryAfter
		switch {
		case errors.Is(err, errUnsaid):
			return retry.After{Err: err, Pause: lookAfter << (try - 1)}
		case errors.As(err, &after):
			return retry.After{Err: err, Pause: time.Duration(after.Seconds) * time.Second}
		case harmless && isUncertain(err) && !isFinal(codeOf(err)):
			return retry.After{Err: err, Pause: lookAfter}
		}
		return err
	})
}
