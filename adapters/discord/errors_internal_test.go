package discord

import (
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
)

// TestFailuresHoldNoToken: whoever knows the address of an answer may answer, so
// that it stands in no error, which goes to the log.
func TestFailuresHoldNoToken(t *testing.T) {
	broken := &url.Error{Op: "Post", URL: "https://discord.com/api/v10/webhooks/1/secret", Err: io.ErrUnexpectedEOF}
	err := sendError("answer", failureOf(fmt.Errorf("request: %w", broken), &sighting{}))
	if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "unexpected EOF") {
		t.Errorf("the error is %q, want what went wrong without the token", err)
	}
}
