package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Kinds of deliveries, as Socket Mode calls them.
const (
	commands     = "slash_commands"
	interactions = "interactive"
	events       = "events_api"
)

// Delivery is something that Slack tells the bot.
type Delivery struct {
	space   *Space
	kind    string
	payload object
	trigger string
	to      *responseURL // for what comes with the acknowledgement
	view    string       // that was sent
	tries   int
	Acked   time.Duration
}

// Deliver tells the bot, waits for the acknowledgement and shows what came with
// it. An error means that it was not acknowledged in three seconds, or refused.
func (d *Delivery) Deliver(ctx context.Context) error {
	start := time.Now()
	answer, err := d.space.transmit(ctx, d.kind, d.payload, start.Add(time.Duration(d.tries)*time.Second))
	d.tries++
	d.Acked = time.Since(start)
	if err != nil {
		return fmt.Errorf("deliver %s: %w", d.kind, err)
	}
	return d.acknowledged(answer)
}

// Again delivers the same once more. Slack does so when it believes that the
// first one did not arrive; so the trigger is good again.
func (d *Delivery) Again(ctx context.Context) error {
	d.space.mu.Lock()
	if t := d.space.triggers[d.trigger]; t != nil {
		t.used, t.expires = false, time.Now().Add(triggerTime)
	}
	if v := d.space.views[d.view]; v != nil {
		v.Closed = false
	}
	d.space.mu.Unlock()
	return d.Deliver(ctx)
}

// transmit goes over Socket Mode or HTTP, as the server is set; at is when it is
// signed, which is later for each try.
func (sp *Space) transmit(ctx context.Context, kind string, payload object, at time.Time) (json.RawMessage, error) {
	sp.mu.Lock()
	to := sp.deliver
	sp.mu.Unlock()
	if to == "" {
		return sp.socket.send(ctx, sp, kind, encode(payload))
	}
	path, body := encodeHTTP(kind, payload)
	return sp.PostSigned(ctx, to+path, body, at)
}

func encodeHTTP(kind string, payload object) (path string, body []byte) {
	switch kind {
	case commands:
		form := url.Values{}
		for k, v := range payload {
			form.Set(k, fmt.Sprint(v))
		}
		return "/slack/commands", []byte(form.Encode())
	case interactions:
		return "/slack/interactions", []byte(url.Values{"payload": {string(encode(payload))}}.Encode())
	}
	return "/slack/events", encode(payload)
}

// Sign is the signature of a body at a time.
func (sp *Space) Sign(body []byte, at time.Time) http.Header {
	ts := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(sp.SigningSecret))
	_, _ = fmt.Fprintf(mac, "v0:%s:%s", ts, body) // a hash takes everything
	return http.Header{
		"X-Slack-Request-Timestamp": {ts}, "X-Slack-Signature": {"v0=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// StatusError is an answer that is not 200.
type StatusError int

func (e StatusError) Error() string { return "status " + strconv.Itoa(int(e)) }

// PostSigned posts as Slack does and returns the body of the answer.
func (sp *Space) PostSigned(ctx context.Context, to string, body []byte, at time.Time) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = sp.Sign(body, at)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if bytes.HasPrefix(body, []byte("{")) {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := sp.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = StatusError(resp.StatusCode)
	}
	return answer, err
}

// acknowledged shows what came with the acknowledgement.
func (d *Delivery) acknowledged(answer json.RawMessage) error {
	sp := d.space
	sp.mu.Lock()
	defer sp.mu.Unlock()
	var said object
	if len(answer) > 0 && string(answer) != "null" {
		if err := json.Unmarshal(answer, &said); err != nil {
			return fmt.Errorf("the acknowledgement is not JSON: %w", err)
		}
	}
	switch {
	case d.view != "":
		return sp.afterForm(sp.views[d.view], said)
	case d.to != nil && said != nil:
		to := *d.to
		if code := sp.respondLocked(&to, said); code != http.StatusOK {
			return fmt.Errorf("the acknowledgement holds what Slack refuses")
		}
	}
	return nil
}

// afterForm does what the acknowledgement of a form says: close it, replace it,
// or show faults in it.
func (sp *Space) afterForm(v *View, said object) error {
	if v == nil {
		return nil
	}
	switch str(said, "response_action") {
	case "", "clear":
		v.Closed = true
	case "errors":
		faults := map[string]string{}
		for name, words := range sub(said, "errors") {
			faults[name], _ = words.(string)
			if !v.asks(name) || faults[name] == "" {
				return fmt.Errorf("a fault beside %q, where the form asks nothing", name)
			}
		}
		if len(faults) == 0 {
			return fmt.Errorf("errors without any")
		}
		c := *v
		sp.shown = append(sp.shown, ScreenChange{View: &c, Errors: faults})
	case "update":
		if err := checkView(sub(said, "view")); err != nil {
			return fmt.Errorf("the view of the acknowledgement: %w", err)
		}
		sp.show(v, sub(said, "view"))
	default:
		return fmt.Errorf("response_action %q", str(said, "response_action"))
	}
	return nil
}

func (v *View) asks(name string) bool {
	var body object
	_ = json.Unmarshal(v.Body, &body) // it was checked when it came
	for _, b := range list(body, "blocks") {
		if str(b, "type") == "input" && str(b, "block_id") == name {
			return true
		}
	}
	return false
}
