package slack

import (
	"slices"
	"strings"
)

// effect is what is known of a call that Slack answered with an error code.
type effect string

const (
	nothingHappened effect = "nothing happened"
	happened        effect = "it happened"
	notKnown        effect = "not known"
)

// treatment is what the adapter does after an error code.
type treatment string

const (
	tryLater    treatment = "try again later"               // bot.TryAfter
	lookFirst   treatment = "look before it is tried again" // bot.ErrUncertain
	refused     treatment = "give up"                       // bot.ErrRefused
	unreachable treatment = "out of reach"                  // bot.ErrUnreachable
	stop        treatment = "stop"                          // bot.ErrStopped
	removed     treatment = "stop for this workspace"       // bot.ErrStopped and errLeft
	doWithout   treatment = "do without the method"         // bot.ErrRefused and errNoMethod
)

// errorCode is what one of Slack's error codes means. Source is a method, whose
// page is docs.slack.dev/reference/methods/NAME, section Errors, or one of the
// sources below.
type errorCode struct {
	code string // * stands for any ending
	effect
	treatment
	source string
}

// Sources of codes that are not of one method alone.
const (
	everyMethod = "every method"      // listed by every method
	webhooks    = "incoming webhooks" // docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: a response_url answers like one
	reported    = "reported"          // met by others or listed in earlier years, on no list today
)

// errorCodes has every code that Slack publishes for the methods that the bot
// calls. A code that is not here may mean anything, so it is looked first.
// codes_internal_test.go compares it with the lists in testdata/error_codes.txt.
var errorCodes = slices.Concat(codesOfAll, codesOfMessages, codesOfOthers)

var codesOfAll = []errorCode{
	// Documented in the same words: "it's possible some aspect of the operation succeeded".
	{"fatal_error", notKnown, lookFirst, everyMethod},
	{"internal_error", notKnown, lookFirst, everyMethod},

	{"ratelimited", nothingHappened, tryLater, everyMethod},
	{"rate_limited", nothingHappened, tryLater, "chat.postMessage"},
	{"request_timeout", nothingHappened, tryLater, everyMethod}, // the request came in truncated
	{"service_unavailable", nothingHappened, tryLater, everyMethod},
	{"team_added_to_org", nothingHappened, tryLater, everyMethod},

	{"account_inactive", nothingHappened, removed, everyMethod},
	{"app_uninstalled", nothingHappened, stop, reported},
	{"invalid_auth", nothingHappened, stop, everyMethod},
	{"not_allowed_token_type", nothingHappened, stop, everyMethod},
	{"not_authed", nothingHappened, stop, everyMethod},
	{"org_login_required", nothingHappened, stop, everyMethod},
	{"team_access_not_granted", nothingHappened, stop, everyMethod},
	{"token_expired", nothingHappened, stop, everyMethod},
	{"token_revoked", nothingHappened, stop, everyMethod},
	{"two_factor_setup_required", nothingHappened, stop, everyMethod},

	{"deprecated_endpoint", nothingHappened, doWithout, everyMethod},
	{"method_deprecated", nothingHappened, doWithout, everyMethod},
	{"method_not_supported", nothingHappened, doWithout, reported},
	{"unknown_method", nothingHappened, doWithout, reported},

	{"access_denied", nothingHappened, refused, everyMethod},
	{"accesslimited", nothingHappened, refused, everyMethod},
	{"ekm_access_denied", nothingHappened, refused, everyMethod},
	{"enterprise_is_restricted", nothingHappened, refused, everyMethod},
	{"invalid_arg_name", nothingHappened, refused, everyMethod},
	{"invalid_arguments", nothingHappened, refused, everyMethod},
	{"invalid_array_arg", nothingHappened, refused, everyMethod},
	{"invalid_charset", nothingHappened, refused, everyMethod},
	{"invalid_form_data", nothingHappened, refused, everyMethod},
	{"invalid_post_type", nothingHappened, refused, everyMethod},
	{"missing_post_type", nothingHappened, refused, everyMethod},
	{"missing_scope", nothingHappened, refused, everyMethod},
	{"no_permission", nothingHappened, refused, everyMethod},
}

var codesOfMessages = []errorCode{
	{"update_failed", notKnown, lookFirst, "chat.update"}, // "internal update failure"

	{"external_channel_migrating", nothingHappened, tryLater, "chat.update"},
	{"message_limit_exceeded", nothingHappened, tryLater, "chat.postMessage"},

	{"cannot_dm_bot", nothingHappened, unreachable, reported},
	{"cannot_reply_to_message", nothingHappened, unreachable, "chat.postMessage"},
	{"cant_delete_message", nothingHappened, unreachable, "chat.delete"},
	{"cant_update_message", nothingHappened, unreachable, "chat.update"},
	{"channel_not_found", nothingHappened, unreachable, "chat.postMessage"},
	{"edit_window_closed", nothingHappened, unreachable, "chat.update"},
	{"is_archived", nothingHappened, unreachable, "chat.postMessage"},
	{"is_inactive", nothingHappened, unreachable, "chat.update"},
	{"message_not_found", nothingHappened, unreachable, "chat.update"},
	{"messages_tab_disabled", nothingHappened, unreachable, "chat.postMessage"},
	{"not_in_channel", nothingHappened, unreachable, "chat.postMessage"},
	{"restricted_action*", nothingHappened, unreachable, "chat.postMessage"},
	{"team_not_found", nothingHappened, unreachable, "chat.postMessage"},
	{"thread_not_found", nothingHappened, unreachable, "conversations.replies"},
	{"user_not_in_channel", nothingHappened, unreachable, "chat.postEphemeral"},

	{"as_user_not_supported", nothingHappened, refused, "chat.postMessage"},
	{"attachment_payload_limit_exceeded", nothingHappened, refused, "chat.postMessage"},
	{"block_mismatch", nothingHappened, refused, "chat.update"},
	{"blocked_file_type", nothingHappened, refused, "chat.update"},
	{"cant_broadcast_message", nothingHappened, refused, "chat.update"},
	{"draft_already_deleted", nothingHappened, refused, "chat.postMessage"},
	{"draft_already_sent", nothingHappened, refused, "chat.postMessage"}, // of a draft, which the bot's messages never are
	{"draft_has_conflict", nothingHappened, refused, "chat.postMessage"},
	{"draft_not_found", nothingHappened, refused, "chat.postMessage"},
	{"duplicate_channel_not_found", nothingHappened, refused, "chat.postMessage"},
	{"duplicate_message_not_found", nothingHappened, refused, "chat.postMessage"},
	{"file_deleted", nothingHappened, refused, "chat.update"},
	{"file_is_deleted", nothingHappened, refused, "chat.update"},
	{"file_share_limit_reached", nothingHappened, refused, "chat.update"},
	{"invalid_attachments", nothingHappened, refused, "chat.update"},
	{"invalid_blocks*", nothingHappened, refused, "chat.postMessage"},
	{"invalid_metadata_*", nothingHappened, refused, "chat.postMessage"},
	{"markdown_text_conflict", nothingHappened, refused, "chat.postMessage"},
	{"max_file_sharing_exceeded", nothingHappened, refused, "chat.update"},
	{"metadata_must_be_sent_from_app", nothingHappened, refused, "chat.postMessage"},
	{"metadata_too_large", nothingHappened, refused, "chat.postMessage"},
	{"missing_file_data", nothingHappened, refused, "chat.postMessage"},
	{"msg_blocks_too_long", nothingHappened, refused, "chat.postMessage"},
	{"msg_too_long", nothingHappened, refused, "chat.update"},
	{"no_dual_broadcast_content_update", nothingHappened, refused, "chat.update"},
	{"no_text", nothingHappened, refused, "chat.postMessage"},
	{"posting_to_channel_denied", nothingHappened, refused, "chat.update"},
	{"slack_connect_*", nothingHappened, refused, "chat.postMessage"},
	{"streaming_state_conflict", nothingHappened, refused, "chat.update"},
	{"too_many_attachments", nothingHappened, refused, "chat.postMessage"},
	{"too_many_contact_cards", nothingHappened, refused, "chat.postMessage"},
	{"unable_to_share_files", nothingHappened, refused, "chat.update"},
}

// meaning looks a code up.
func meaning(code string) (errorCode, bool) {
	for _, c := range errorCodes {
		if prefix, open := strings.CutSuffix(c.code, "*"); open && strings.HasPrefix(code, prefix) || c.code == code {
			return c, true
		}
	}
	return errorCode{}, false
}
