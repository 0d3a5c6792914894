package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// foreignSlack is as little of Slack as an app can do with, written after
// Slack's documentation alone: it knows a handful of methods and refuses every
// other one.
type foreignSlack struct {
	*httptest.Server
	t      *testing.T
	refuse http.HandlerFunc // what it does not know
	info   string           // what users.info says; empty: it does not know that either
	secret string           // over signed HTTP, to app; otherwise over sockets
	app    string

	mu      sync.Mutex
	sockets []*websocket.Conn
	acks    map[string]chan json.RawMessage // by envelope
	said    []string                        // messages, in order: where they went, and what they are
	modal   json.RawMessage                 // that is on the screen
	n       int
}

func newForeignSlack(t *testing.T, secret string) *foreignSlack {
	f := &foreignSlack{t: t, secret: secret, acks: map[string]chan json.RawMessage{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/socket", f.socket)
	mux.HandleFunc("POST /answers/{user}", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.note("only " + r.PathValue("user") + ": " + string(body))
	})
	mux.HandleFunc("/api/{method}", f.method)
	f.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		f.mu.Lock()
		for _, c := range f.sockets {
			c.Close()
		}
		f.mu.Unlock()
		f.Close()
	})
	return f
}

func (f *foreignSlack) note(said string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said = append(f.said, said)
}

// heard reports whether a message went out that has all of this in it.
func (f *foreignSlack) heard(parts ...string) func() bool {
	return func() bool { return f.find(parts...) != "" }
}

func (f *foreignSlack) find(parts ...string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
next:
	for i := range f.said {
		said := f.said[len(f.said)-1-i]
		for _, p := range parts {
			if !strings.Contains(said, p) {
				continue next
			}
		}
		return said
	}
	return ""
}

func (f *foreignSlack) method(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	var sent struct{ View json.RawMessage }
	_ = json.Unmarshal(body, &sent) // the methods of views take JSON
	w.Header().Set("Content-Type", "application/json")
	switch method := r.PathValue("method"); {
	case method == "auth.test":
		io.WriteString(w, `{"ok":true,"url":"https://acme.example/","team":"Acme","user":"alumnibot","team_id":"T1","user_id":"UBOT","bot_id":"B1"}`)
	case method == "apps.connections.open" && f.secret == "":
		fmt.Fprintf(w, `{"ok":true,"url":"%s/socket?ticket=1"}`, "ws"+strings.TrimPrefix(f.URL, "http"))
	case method == "chat.postMessage":
		f.note(form.Get("channel") + ": " + form.Get("text") + form.Get("blocks"))
		fmt.Fprintf(w, `{"ok":true,"channel":%q,"ts":"%d.000100"}`, form.Get("channel"), f.number())
	case strings.HasPrefix(method, "views."):
		f.mu.Lock()
		f.modal = sent.View
		f.mu.Unlock()
		io.WriteString(w, `{"ok":true,"view":{"id":"V1","type":"modal","hash":"1"}}`)
	case method == "users.info" && f.info != "":
		fmt.Fprintf(w, f.info, form.Get("user"))
	default:
		f.refuse(w, r)
	}
}

func (f *foreignSlack) number() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return 1790000000 + f.n
}

func (f *foreignSlack) socket(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	f.mu.Lock()
	f.sockets = append(f.sockets, conn)
	_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","num_connections":1}`))
	f.mu.Unlock()
	for {
		var ack struct {
			ID      string `json:"envelope_id"`
			Payload json.RawMessage
		}
		if conn.ReadJSON(&ack) != nil {
			return
		}
		f.mu.Lock()
		f.acks[ack.ID] <- ack.Payload
		f.mu.Unlock()
	}
}

// deliver tells the bot what somebody did, and returns its acknowledgement.
func (f *foreignSlack) deliver(path, kind string, form url.Values, payload map[string]any) json.RawMessage {
	f.t.Helper()
	if f.secret == "" {
		return f.envelop(kind, payload)
	}
	body, stamp := form.Encode(), fmt.Sprint(time.Now().Unix())
	mac := hmac.New(sha256.New, []byte(f.secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r, err := http.NewRequest(http.MethodPost, f.app+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	ack, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		f.t.Fatalf("%s: %s %s %v", path, answer.Status, ack, err)
	}
	return ack
}

func (f *foreignSlack) envelop(kind string, payload map[string]any) json.RawMessage {
	f.t.Helper()
	id, acked := fmt.Sprint("envelope-", f.number()), make(chan json.RawMessage, 1)
	f.mu.Lock()
	f.acks[id] = acked
	err := f.sockets[len(f.sockets)-1].WriteJSON(map[string]any{"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": true})
	f.mu.Unlock()
	if err != nil {
		f.t.Fatal(err)
	}
	select {
	case ack := <-acked:
		return ack
	case <-time.After(3 * time.Second):
		f.t.Fatalf("%s was not acknowledged", kind)
		return nil
	}
}

// command types a command in a channel. An answer in the acknowledgement is for
// whoever typed it.
func (f *foreignSlack) command(user, command, text string) {
	f.t.Helper()
	given := map[string]any{
		"command": command, "text": text, "team_id": "T1", "channel_id": "C1", "user_id": user,
		"trigger_id": fmt.Sprint("trigger-", f.number()), "response_url": f.URL + "/answers/" + user,
	}
	form := url.Values{}
	for name, value := range given {
		form.Set(name, value.(string))
	}
	f.note("only " + user + ": " + string(f.deliver("/slack/commands", "slash_commands", form, given)))
}

func (f *foreignSlack) interact(user string, what map[string]any) {
	f.t.Helper()
	what["team"], what["user"] = map[string]any{"id": "T1"}, map[string]any{"id": user, "team_id": "T1"}
	what["trigger_id"] = fmt.Sprint("trigger-", f.number())
	payload, err := json.Marshal(what)
	if err != nil {
		f.t.Fatal(err)
	}
	ack := f.deliver("/slack/interactions", "interactive", url.Values{"payload": {string(payload)}}, what)
	if len(ack) > 2 {
		f.note("after a form: " + string(ack))
	}
}

// press presses the button with a label on a message that only somebody sees.
func (f *foreignSlack) press(user, message, label string) {
	f.t.Helper()
	_, raw, _ := strings.Cut(message, ": ")
	var shown struct {
		Blocks []struct{ Elements []foreignButton }
	}
	_ = json.Unmarshal([]byte(raw), &shown) // rich text has other elements than these
	for _, b := range shown.Blocks {
		for _, e := range b.Elements {
			if e.Type == "button" && e.Text.Text == label {
				f.interact(user, map[string]any{
					"type": "block_actions", "response_url": f.URL + "/answers/" + user, "channel": map[string]any{"id": "C1"},
					"container": map[string]any{"type": "message", "message_ts": "1790000000.000200", "channel_id": "C1", "is_ephemeral": true},
					"actions":   []any{map[string]any{"type": "button", "action_id": e.ActionID, "value": e.Value}},
				})
				return
			}
		}
	}
	f.t.Fatalf("no button %q in %s", label, message)
}

type foreignButton struct {
	Type, Value string
	ActionID    string `json:"action_id"`
	Text        foreignText
}

// foreignText is a text object, or the text of something else.
type foreignText struct{ Text string }

func (t *foreignText) UnmarshalJSON(raw []byte) error {
	type plain foreignText
	_ = json.Unmarshal(raw, (*plain)(t))
	return nil
}

// submit sends the modal that is on the screen, with values by the blocks' ids.
func (f *foreignSlack) submit(user string, values map[string]string) {
	f.t.Helper()
	f.mu.Lock()
	raw := f.modal
	f.mu.Unlock()
	var modal map[string]any
	var form struct {
		Blocks []struct {
			Type    string
			BlockID string `json:"block_id"`
			Element struct {
				Type         string
				ActionID     string          `json:"action_id"`
				InitialValue json.RawMessage `json:"initial_value"`
				Initial      json.RawMessage `json:"initial_option"`
			}
		}
	}
	if json.Unmarshal(raw, &modal) != nil || json.Unmarshal(raw, &form) != nil {
		f.t.Fatalf("no modal: %s", raw)
	}
	state := map[string]any{}
	for _, b := range form.Blocks {
		if b.Type != "input" {
			continue
		}
		given := map[string]any{"type": b.Element.Type}
		value, has := values[b.BlockID]
		option := map[string]any{"value": value}
		switch {
		case b.Element.Type == "plain_text_input" && has:
			given["value"] = value
		case b.Element.Type == "plain_text_input":
			given["value"] = b.Element.InitialValue
		case b.Element.Type == "datepicker" && has:
			given["selected_date"] = value
		case b.Element.Type == "checkboxes" && has:
			given["selected_options"] = []any{option}
		case has:
			given["selected_option"] = option
		default:
			given["selected_option"] = b.Element.Initial
		}
		state[b.BlockID] = map[string]any{b.Element.ActionID: given}
	}
	modal["id"], modal["state"] = "V1", map[string]any{"values": state}
	f.interact(user, map[string]any{"type": "view_submission", "view": modal})
}

func (f *foreignSlack) shows(title string) func() bool {
	return func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return strings.Contains(string(f.modal), `"text":"`+title+`"`)
	}
}
