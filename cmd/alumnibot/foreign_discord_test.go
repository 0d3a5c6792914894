package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// foreignDiscord is as little of Discord as an application can do with, written
// after Discord's documentation alone: it knows a handful of calls and refuses
// every other one.
type foreignDiscord struct {
	*httptest.Server
	t      *testing.T
	refuse http.HandlerFunc   // what it does not know
	sign   ed25519.PrivateKey // over HTTP, to app, and there is no gateway; otherwise over the gateway
	app    string
	only   string // the one of the two calls for the gateway that it knows

	mu        sync.Mutex
	socket    *websocket.Conn
	commands  string
	callbacks map[string]chan json.RawMessage // by token
	said      []string                        // messages, in order: the channel, and what they are
	n         int
	seq       int // of what went over the gateway after READY
}

var discordVersion = regexp.MustCompile(`^/api(/v[0-9]+)?`)

func newForeignDiscord(t *testing.T, refuse http.HandlerFunc) *foreignDiscord {
	f := &foreignDiscord{t: t, refuse: refuse, callbacks: map[string]chan json.RawMessage{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ws/", f.gateway)
	mux.HandleFunc("PUT /applications/1000000001/commands", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		f.commands = string(body)
		f.mu.Unlock()
		w.Write(body)
	})
	mux.HandleFunc("POST /interactions/{id}/{token}/callback", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		defer f.mu.Unlock()
		f.callbacks[r.PathValue("token")] <- body
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /channels/{channel}/messages", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id := f.number()
		f.mu.Lock()
		f.said = append(f.said, r.PathValue("channel")+": "+string(body))
		f.mu.Unlock()
		fmt.Fprintf(w, `{"id":"%d","channel_id":%q}`, id, r.PathValue("channel"))
	})
	mux.HandleFunc("POST /users/@me/channels", func(w http.ResponseWriter, r *http.Request) {
		var to struct {
			Recipient string `json:"recipient_id"`
		}
		json.NewDecoder(r.Body).Decode(&to)
		fmt.Fprintf(w, `{"id":"9%s","type":1}`, to.Recipient)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == f.only {
			fmt.Fprintf(w, `{"url":"%s/ws"}`, "ws"+strings.TrimPrefix(f.URL, "http"))
			return
		}
		f.refuse(w, r)
	})
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = discordVersion.ReplaceAllString(r.URL.Path, "")
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		f.mu.Lock()
		if f.socket != nil {
			f.socket.Close()
		}
		f.mu.Unlock()
		f.Close()
	})
	return f
}

func (f *foreignDiscord) number() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return 2000000000 + f.n
}

// heard reports whether a message went out that has all of this in it.
func (f *foreignDiscord) heard(parts ...string) func() bool {
	return func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return slices.ContainsFunc(f.said, func(said string) bool {
			return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(said, p) })
		})
	}
}

func (f *foreignDiscord) gateway(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	say := func(packet string) {
		f.mu.Lock()
		defer f.mu.Unlock()
		conn.WriteMessage(websocket.TextMessage, []byte(packet))
	}
	say(`{"op":10,"d":{"heartbeat_interval":5000}}`)
	for {
		var packet struct{ Op int }
		if conn.ReadJSON(&packet) != nil {
			return
		}
		switch packet.Op {
		case 1:
			say(`{"op":11}`)
		case 2:
			say(`{"op":0,"t":"READY","s":1,"d":{"v":9,"session_id":"s","user":{"id":"1000000001","username":"alumnibot","bot":true},
				"guilds":[{"id":"3000000001","unavailable":true}],"application":{"id":"1000000001","flags":0}}}`)
			f.mu.Lock()
			f.socket = conn
			f.mu.Unlock()
		}
	}
}

// answer is what the bot says to an interaction first.
type foreignAnswer struct {
	Type int
	Data struct {
		CustomID   string `json:"custom_id"`
		Flags      int
		Components []foreignComponent
	}
	raw string
}

// foreignComponent is one of a message or of a modal, with those in it.
type foreignComponent struct {
	Type       int
	CustomID   string `json:"custom_id"`
	Label      string
	Value      string
	Options    []struct{ Value string }
	Component  *foreignComponent
	Components []foreignComponent
}

// all are the component and those in it, in order.
func (c foreignComponent) all() []foreignComponent {
	found := []foreignComponent{c}
	if c.Component != nil {
		found = append(found, c.Component.all()...)
	}
	for _, below := range c.Components {
		found = append(found, below.all()...)
	}
	return found
}

func (a foreignAnswer) components() (all []foreignComponent) {
	for _, c := range a.Data.Components {
		all = append(all, c.all()...)
	}
	return all
}

// act delivers what somebody did, and returns the first answer.
func (f *foreignDiscord) act(user string, kind int, data map[string]any) foreignAnswer {
	f.t.Helper()
	rights := "0"
	if user == "4000000002" {
		rights = "8" // an administrator
	}
	id := fmt.Sprint(f.number())
	in := map[string]any{
		"id": id, "application_id": "1000000001", "token": "token-" + id, "version": 1, "type": kind, "data": data, "locale": "en-US",
		"guild_id": "3000000001", "channel_id": "5000000001",
		"member": map[string]any{"user": map[string]any{"id": user, "username": "user" + user}, "roles": []string{}, "permissions": rights},
	}
	if kind == 3 || kind == 5 {
		in["message"] = map[string]any{"id": "6000000001", "channel_id": "5000000001", "flags": 64}
	}
	raw := f.tell("token-"+id, in)
	a := foreignAnswer{raw: string(raw)}
	if err := json.Unmarshal(raw, &a); err != nil {
		f.t.Fatalf("%v: %s", err, raw)
	}
	return a
}

func (f *foreignDiscord) tell(token string, in map[string]any) json.RawMessage {
	f.t.Helper()
	answered := make(chan json.RawMessage, 1)
	f.mu.Lock()
	f.callbacks[token] = answered
	if f.sign == nil {
		f.seq++
		if err := f.socket.WriteJSON(map[string]any{"op": 0, "t": "INTERACTION_CREATE", "s": 1 + f.seq, "d": in}); err != nil {
			f.t.Fatal(err)
		}
	}
	f.mu.Unlock()
	if f.sign != nil {
		answered <- f.post(in)
	}
	select {
	case raw := <-answered:
		return raw
	case <-time.After(3 * time.Second):
		f.t.Fatal("it was not answered")
		return nil
	}
}

func (f *foreignDiscord) post(in map[string]any) json.RawMessage {
	f.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		f.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, f.app+"/discord/interactions", bytes.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	stamp := fmt.Sprint(time.Now().Unix())
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(f.sign, append([]byte(stamp), body...))))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		f.t.Fatalf("%s %s %v", answer.Status, said, err)
	}
	return said
}

// command types a command of two words, with options as name and value.
func (f *foreignDiscord) command(user, command string, options ...string) foreignAnswer {
	f.t.Helper()
	given := []any{}
	for i := 0; i < len(options); i += 2 {
		given = append(given, map[string]any{"type": 3, "name": options[i], "value": options[i+1]})
	}
	name, below, _ := strings.Cut(command, " ")
	return f.act(user, 2, map[string]any{
		"id": "7000000001", "name": name, "type": 1, "options": []any{map[string]any{"type": 1, "name": below, "options": given}},
	})
}

// press presses the button with a label; false if there is none.
func (f *foreignDiscord) press(user string, on foreignAnswer, label string) (foreignAnswer, bool) {
	f.t.Helper()
	for _, c := range on.components() {
		if c.Type == 2 && c.Label == label {
			return f.act(user, 3, map[string]any{"custom_id": c.CustomID, "component_type": 2}), true
		}
	}
	return on, false
}

// fill sends one form after the other, until there is none.
func (f *foreignDiscord) fill(user string, a foreignAnswer, values map[string]string) foreignAnswer {
	f.t.Helper()
	for {
		if a.Type == 9 {
			a = f.act(user, 5, map[string]any{"custom_id": a.Data.CustomID, "components": filled(a, values)})
			continue
		}
		next := false
		for _, label := range []string{"Open the form", "Continue"} {
			if !next {
				a, next = f.press(user, a, label)
			}
		}
		if !next {
			return a
		}
	}
}

// filled are the components of a modal as they are sent.
func filled(modal foreignAnswer, values map[string]string) []any {
	var out []any
	for _, label := range modal.Data.Components {
		c := label.Component
		if c == nil {
			continue // a text
		}
		value, has := values[c.CustomID]
		if !has {
			value = c.Value
		}
		field := map[string]any{"type": c.Type, "custom_id": c.CustomID}
		switch {
		case len(c.Options) > 0 && has:
			field["values"] = []string{value}
		case len(c.Options) > 0:
			field["values"] = []string{}
		case c.Type == 4:
			field["value"] = value
		default:
			field["value"] = value == "yes"
		}
		out = append(out, map[string]any{"type": 18, "component": field})
	}
	return out
}
