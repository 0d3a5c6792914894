package slack

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// errNoMethod: there is no such method under the API's address. The bot goes
// without, where it can.
var errNoMethod = errors.New("the API does not know the method")

var noMethodStatus = []int{http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented}

// Waiting times where Slack says none.
const (
	waitUnsaid  = 10
	waitTrouble = 5
)

// classify turns an error of a call into one that package bot knows, and notes
// when that is the last one.
func (w *workspace) classify(err error) error {
	if err = classify(err); errors.Is(err, bot.ErrStopped) {
		w.breakDown(err)
	}
	return err
}

// classify turns an error of a call into one that package bot knows. What is
// left as it was, is bot.ErrUncertain.
func classify(err error) error {
	var limited *slack.RateLimitedError
	var said slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case err == nil || isClassified(err):
		return err
	case errors.As(err, &limited):
		return bot.TryAfter{Seconds: max(1, int(math.Ceil(limited.RetryAfter.Seconds())))}
	case errors.As(err, &said):
		return classifyCode(said)
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		return tryAfterUnsaid(err)
	case errors.As(err, &status) && slices.Contains(noMethodStatus, status.Code):
		return fmt.Errorf("%w: %w (%d)", bot.ErrRefused, errNoMethod, status.Code)
	case errors.As(err, &status) && status.Code < http.StatusInternalServerError:
		return fmt.Errorf("%w: %s", bot.ErrRefused, status.Status)
	case neverSent(err):
		return bot.TryAfter{Seconds: waitTrouble}
	}
	return fmt.Errorf("%w: %w", bot.ErrUncertain, err)
}

func classifyCode(said slack.SlackErrorResponse) error {
	m, _ := meaning(said.Err)
	switch m.treatment {
	case tryLater:
		return tryAfterUnsaid(said)
	case removed:
		return fmt.Errorf("%w: %w: slack says %w", bot.ErrStopped, errLeft, said)
	case stop:
		return fmt.Errorf("%w: slack says %w", bot.ErrStopped, said)
	case unreachable:
		return fmt.Errorf("%w: slack says %w", bot.ErrUnreachable, said)
	case doWithout:
		return fmt.Errorf("%w: %w: slack says %w", bot.ErrRefused, errNoMethod, said)
	case refused:
		return fmt.Errorf("%w: slack says %w", bot.ErrRefused, said)
	}
	return fmt.Errorf("%w: slack says %w", bot.ErrUncertain, said)
}

// errUnsaid: Slack wants less, and does not say for how long.
var errUnsaid = errors.New("slack does not say for how long")

func tryAfterUnsaid(err error) error {
	return fmt.Errorf("%w: %w: %w", bot.TryAfter{Seconds: waitUnsaid}, errUnsaid, err)
}

// isClassified reports whether an error is of package bot's kinds already.
func isClassified(err error) bool {
	return errors.As(err, new(bot.TryAfter)) || errors.Is(err, bot.ErrUnreachable) || errors.Is(err, bot.ErrRefused) ||
		errors.Is(err, bot.ErrUncertain) || errors.Is(err, bot.ErrStopped)
}

// neverSent reports whether the connection, or that of the proxy, was never made,
// so that nothing can have happened.
func neverSent(err error) bool {
	var op *net.OpError
	var name *net.DNSError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || errors.As(err, &name)
}

// codeOf is Slack's error code, or empty.
func codeOf(err error) string {
	if said, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return said.Err
	}
	return ""
}
