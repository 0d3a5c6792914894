package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

func (d *Discord) deliver(t *Talk) {
	d.mu.Lock()
	how, endpoint := d.how, d.endpoint
	d.mu.Unlock()
	if how == OverGateway {
		ended := func() { d.fail(t, "the session ended before it was delivered") }
		if !d.dispatch("INTERACTION_CREATE", t.Server, t.Payload, ended) {
			d.fail(t, "no connection is up")
		}
		return
	}
	go d.postTo(endpoint, t)
}

func (d *Discord) fail(t *Talk, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t.Failed = why
	d.tell()
}

// Sign is the request that Discord would make of a body at a time.
func (d *Discord) Sign(endpoint string, at time.Time, body []byte) *http.Request {
	req, err := http.NewRequest(http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		panic(err) // the endpoint is a test's own
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Signature-Timestamp", stamp)
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(d.private, append([]byte(stamp), body...))))
	return req
}

func (d *Discord) postTo(endpoint string, t *Talk) {
	client := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(d.Sign(endpoint, time.Now(), t.Payload))
	if err != nil {
		d.fail(t, "no answer over HTTP")
		return
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		d.fail(t, "no answer over HTTP")
	case resp.StatusCode == http.StatusAccepted:
	case resp.StatusCode != http.StatusOK:
		d.fail(t, fmt.Sprintf("status %d: %s", resp.StatusCode, raw))
	default:
		req, _ := http.NewRequest(http.MethodPost, prefix+"/interactions/"+t.ID+"/"+t.Token+"/callback", nil)
		s := sent{Request: req, body: raw}
		const path = "/interactions/{id}/{token}/callback"
		if err := d.contract.Check(http.MethodPost, path, raw); err != nil {
			d.complain("an answer over HTTP: against the contract: %v\n%s", err, raw)
			d.fail(t, "refused")
			return
		}
		if refused := d.callback(s, t); refused != nil {
			d.fail(t, "refused")
		}
	}
}

// Settled waits until the interaction has its answer on the screen.
func (d *Discord) Settled(t *Talk, limit time.Duration) error {
	err := d.Wait(limit, "the answer to an interaction", func() bool { return t.settled || t.Failed != "" })
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.Failed != "" {
		return fmt.Errorf("the interaction failed: %s; %s", t.Failed, strings.Join(d.wrong, "\n"))
	}
	if err != nil && len(d.wrong) > 0 {
		return fmt.Errorf("%w; %s", err, strings.Join(d.wrong, "\n"))
	}
	return err
}

// Write has somebody write to the bot. It returns the message's id, and whether
// there is a session to deliver it to, now or when it is resumed.
func (d *Discord) Write(user, text string) (id string, delivered bool) {
	d.mu.Lock()
	m := d.put(&Message{Channel: d.direct(user).ID, Author: user, Text: text})
	raw, err := json.Marshal(d.messageView(m))
	if err != nil {
		panic(err) // only strings and numbers are in it
	}
	d.mu.Unlock()
	return m.ID, d.dispatch("MESSAGE_CREATE", "", raw, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.lost[m.ID] = true
		d.tell()
	})
}

// LostHeld reports that the session ended to which a message was to be
// delivered, for a condition of Wait.
func (d *Discord) LostHeld(message string) bool { return d.lost[message] }

// Dispatch delivers an event over the gateway as it is. It reports whether
// there is a session to deliver it to.
func (d *Discord) Dispatch(kind, server string, raw []byte) bool {
	return d.dispatch(kind, server, raw, nil)
}

// RepeatMessage delivers a message to the bot again.
func (d *Discord) RepeatMessage(id string) {
	d.mu.Lock()
	raw, err := json.Marshal(d.messageView(d.messages[id]))
	if err != nil {
		panic(err) // only strings and numbers are in it
	}
	d.mu.Unlock()
	d.dispatch("MESSAGE_CREATE", "", raw, nil)
}

// Post has somebody write in a channel.
func (d *Discord) Post(user, channel, text string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.put(&Message{Channel: channel, Author: user, Text: text}).ID
}
