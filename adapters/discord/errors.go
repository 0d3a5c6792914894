package discord

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
)

// Error codes that something follows from besides what outcomeOf says.
const (
	codeUnknownChannel = 10003
	codeUnknownMember  = 10007
	codeUnknownMessage = 10008
	codeUnknownUser    = 10013
	codeUnknownWebhook = 10015
	codeNoAccess       = 50001
	codeInvalidToken   = 50027
	codeThreadArchived = 50083
)

// How long nothing is sent after Discord has become suspicious.
const (
	pauseTooFast    = 10 * time.Minute
	pauseCloudflare = time.Minute
	pauseDisabled   = time.Minute
)

// failure is a call that failed, with what Discord said about it.
type failure struct {
	status int // 0: no answer
	code   int // Discord's own, or 0
	wait   time.Duration
	full   string // the bucket that has no room, of those that Limits names
	sent   bool   // the request may have arrived
	err    error
}

func (f *failure) Error() string {
	if f.status == 0 {
		return fmt.Sprintf("discord: %v", f.err)
	}
	return fmt.Sprintf("discord: status %d, code %d", f.status, f.code)
}

func (f *failure) Unwrap() error { return f.err }

// failureOf reads what discordgo returns; seen is what its transport saw.
func failureOf(err error, seen *sighting) *failure {
	f := &failure{status: seen.status, wait: seen.retryAfter, sent: seen.sent, err: err}
	var rest *discordgo.RESTError
	var limited *discordgo.RateLimitError
	var at *url.Error
	switch {
	case errors.As(err, &at):
		// The address of an answer holds the interaction's token: whoever knows it
		// may answer.
		f.err = at.Err
	case errors.As(err, &rest):
		// Its text holds the whole answer, which is not for a log.
		f.err = errors.New("refused by Discord")
		if rest.Message != nil {
			f.code = rest.Message.Code
		}
	case errors.As(err, &limited):
		f.err = errors.New("rate limited")
		if limited.RateLimit != nil && limited.TooManyRequests != nil {
			f.wait = max(f.wait, limited.RetryAfter)
		}
	case f.status == http.StatusTooManyRequests:
		// Not JSON: Cloudflare, which means the whole address.
		f.err = errors.New("rate limited before Discord")
		f.wait = max(f.wait, pauseCloudflare)
	}
	return f
}

func hasCode(err error, codes ...int) bool {
	var f *failure
	if !errors.As(err, &f) {
		return false
	}
	return slices.Contains(codes, f.code)
}

// happened reports whether Discord says that the request was done before.
func happened(err error) bool {
	var f *failure
	return errors.As(err, &f) && outcomeOf(f.code).effect == itHappened
}

// isMissing reports whether there is no such call under the API's address at
// all: Discord's own refusals have a code.
func isMissing(err error) bool {
	var f *failure
	if !errors.As(err, &f) || f.code != 0 {
		return false
	}
	switch f.status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented:
		return true
	}
	return false
}

// goWithout reports whether the API lacks the call, and logs once what the bot does
// instead.
func (x *app) goWithout(ctx context.Context, call, instead string, err error) bool {
	if !isMissing(err) && !errors.Is(err, errNoGateway) {
		return false
	}
	if _, said := x.lacks.get(call); !said {
		x.lacks.put(call, true)
		x.log.WarnContext(ctx, "Discord cannot be asked: "+instead, "call", call, "error", err)
	}
	return true
}

// sendError says in the bot's terms why something was not sent.
func sendError(doing string, err error) error {
	if err == nil {
		return nil
	}
	var f *failure
	if !errors.As(err, &f) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, f.kind(), f)
}

func (f *failure) kind() error {
	switch outcomeOf(f.code).treatment {
	case permanent:
		return bot.ErrRefused
	case unreachable:
		return bot.ErrUnreachable
	case repair:
		return bot.ErrStopped
	case later:
		if f.wait == 0 {
			return tryAfter(pauseDisabled, f.full)
		}
		return tryAfter(f.wait, f.full)
	case laterPersons:
		return tryAfter(max(f.wait, pauseTooFast), conversations)
	case byStatus:
	}
	switch {
	case f.status == http.StatusTooManyRequests:
		return tryAfter(f.wait, f.full)
	case f.status == http.StatusUnauthorized:
		return bot.ErrStopped
	case f.status == http.StatusForbidden, f.status == http.StatusNotFound:
		return bot.ErrUnreachable
	case f.status >= 400 && f.status < 500 && f.status != http.StatusRequestTimeout:
		return bot.ErrRefused
	case f.status == 0 && !f.sent:
		return tryAfter(max(f.wait, time.Second), "")
	default:
		return bot.ErrUncertain
	}
}

func tryAfter(d time.Duration, full string) bot.TryAfter {
	return bot.TryAfter{Seconds: max(1, int(math.Ceil(d.Seconds()))), Bucket: full}
}

// neverLeft reports whether a transport's error means that no byte of the
// request can have reached Discord.
func neverLeft(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns)
}

// seconds reads a header such as Retry-After, which may have a fraction.
func seconds(s string) time.Duration {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n > 24*3600 {
		return 0
	}
	return time.Duration(n * float64(time.Second))
}

// again is the error of a repeatable send with the pause before it is tried again;
// the error itself if that would be no use.
func again(err error, try int) error {
	var after bot.TryAfter
	switch {
	case errors.As(err, &after) && time.Duration(after.Seconds)*time.Second <= maxPatience:
		return retry.After{Err: err, Pause: time.Duration(after.Seconds) * time.Second}
	case errors.Is(err, bot.ErrUncertain):
		return retry.After{Err: err, Pause: time.Duration(try) * 500 * time.Millisecond}
	}
	return err
}
