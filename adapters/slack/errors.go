package slack

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// What Slack's error codes mean for whoever sends. Codes in neither list leave
// it open what happened.
var (
	stopCodes = []string{
		"invalid_auth", "token_revoked", "token_expired", "not_authed", "team_access_not_granted",
		"org_login_required", "app_uninstalled", "not_allowed_token_type",
	}
	unreachableCodes = []string{
		"channel_not_found", "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "is_archived",
		"messages_tab_disabled", "not_in_channel", "user_not_in_channel", "cannot_dm_bot", "cannot_reply_to_message",
		"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "restricted_action*",
		"is_inactive", "team_not_found",
	}
	refusedCodes = []string{
		"invalid_blocks*", "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_arguments", "invalid_arg_name",
		"too_many_attachments", "metadata_too_large", "invalid_metadata_*", "slack_connect_*", "invalid_post_type",
		"missing_scope", "view_too_large", "duplicate_external_id", "not_enabled", "invalid_view*",
	}
	noMethodCodes = []string{"unknown_method", "deprecated_endpoint", "method_deprecated", "method_not_supported"}
	laterCodes    = []string{"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "internal_error", "team_added_to_org"}
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
	switch code := said.Err; {
	case oneOf(code, laterCodes):
		return tryAfterUnsaid(said)
	case code == "account_inactive":
		return fmt.Errorf("%w: %w: slack says %w", bot.ErrStopped, errLeft, said)
	case oneOf(code, stopCodes):
		return fmt.Errorf("%w: slack says %w", bot.ErrStopped, said)
	case oneOf(code, unreachableCodes):
		return fmt.Errorf("%w: slack says %w", bot.ErrUnreachable, said)
	case oneOf(code, noMethodCodes):
		return fmt.Errorf("%w: %w: slack says %w", bot.ErrRefused, errNoMethod, said)
	case oneOf(code, refusedCodes):
		return fmt.Errorf("%w: slack says %w", bot.ErrRefused, said)
	}
	return fmt.Errorf("%w: slack says %w", bot.ErrUncertain, said)
}

// oneOf reports whether code is in the list, where * stands for any ending.
func oneOf(code string, list []string) bool {
	for _, c := range list {
		if prefix, any := strings.CutSuffix(c, "*"); any && strings.HasPrefix(code, prefix) || c == code {
			return true
		}
	}
	return false
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
	var said slack.SlackErrorResponse
	if errors.As(err, &said) {
		return said.Err
	}
	return ""
}
