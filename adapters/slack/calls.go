package slack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

const (
	// maxReply is more than any reply that the bot asks for.
	maxReply = 16 << 20
	// unsaid stands for the code that Slack did not give.
	unsaid      = "refused_without_a_word"
	shortAnswer = 1 << 10
)

// caller makes the calls of the Web API. The library takes a refusal without an
// error code for success, so it gets one here.
type caller struct{ *http.Client }

func (c caller) Do(r *http.Request) (*http.Response, error) {
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
