package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// Limits are those of chat.postMessage: one message a second to each channel or
// person, and several hundred a minute to a workspace. Slack does not publish
// how many.
func (a *Adapter) Limits(_ context.Context, out bot.Outgoing) []bot.Bucket {
	id, ok := parts(string(out.User)+string(out.Channel), 2)
	if !ok || a.cfg.PerMinute == 0 {
		return nil
	}
	return []bot.Bucket{
		{Name: id[0], Max: a.cfg.PerMinute, Per: time.Minute},
		{Name: id[0] + "/" + id[1], Max: 1, Per: time.Second},
	}
}

// tooMuch adds to what an error of posting means which limit it is about. To a
// person too little goes for it to be theirs.
func (to address) tooMuch(err, means error) error {
	var after bot.TryAfter
	if !errors.As(means, &after) || !limited(err) {
		return means
	}
	after.Bucket = to.who.team
	if !to.person {
		after.Bucket += "/" + to.id
	}
	return fmt.Errorf("%w: %w", after, means)
}

// limited reports whether Slack refused because it was too much, in one of the
// three ways in which it does.
func limited(err error) bool {
	var said slack.SlackErrorResponse
	var status slack.StatusCodeError
	var after *slack.RateLimitedError
	return errors.As(err, &after) ||
		errors.As(err, &status) && status.Code == http.StatusTooManyRequests ||
		errors.As(err, &said) && (said.Err == "ratelimited" || said.Err == "rate_limited")
}
