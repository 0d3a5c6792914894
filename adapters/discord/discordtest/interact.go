package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Types of interactions.
const (
	Ping         = 1
	UseCommand   = 2
	PressButton  = 3
	Autocomplete = 4
	SendForm     = 5
)

// Talk is one interaction and what became of it.
type Talk struct {
	ID, Token string
	Type      int
	User      string
	Server    string // empty: in a direct conversation
	Channel   string
	Message   string // with the button
	Begun     time.Time
	Answered  time.Time // when the first answer came; zero: not yet
	First     int       // its type
	Payload   json.RawMessage
	Failed    string // why it could not be delivered

	original *Message
	settled  bool
}

// Command is a command that the bot registered.
type Command struct {
	Type    int               `json:"type"`
	Name    string            `json:"name"`
	Names   map[string]string `json:"name_localizations,omitempty"`
	Options []CommandOption   `json:"options,omitempty"`
}

// CommandOption is an option of one, or a command below it.
type CommandOption struct {
	Type         int             `json:"type"`
	Name         string          `json:"name"`
	Required     bool            `json:"required,omitempty"`
	Autocomplete bool            `json:"autocomplete,omitempty"`
	Options      []CommandOption `json:"options,omitempty"`
}

// Given is an option that somebody gave.
type Given struct {
	Type    int             `json:"type"`
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value,omitempty"`
	Options []Given         `json:"options,omitempty"`
	Focused bool            `json:"focused,omitempty"`
}

// Deed is what somebody does.
type Deed struct {
	Type    int
	User    string
	Server  string // where; empty: in the direct conversation
	Channel string // empty in the direct conversation
	Message string // with the button that is pressed, or that opened the form
	Name    string // of the command
	Options []Given
	Target  string // the message that a message command is used on
	Custom  string
	Fields  []Field
}

// Field is a field of a form that is sent.
type Field struct {
	Type   int             `json:"type"`
	Custom string          `json:"custom_id"`
	Value  json.RawMessage `json:"value,omitempty"`
	Values []string        `json:"values,omitempty"`
}

// Do has somebody do something, and returns when it is delivered (over the
// gateway: written to a connection; over HTTP: posted).
func (d *Discord) Do(deed Deed) *Talk {
	d.mu.Lock()
	t := &Talk{
		ID: d.id(), Token: rand.Text() + rand.Text(), Type: deed.Type, User: deed.User, Server: deed.Server, Channel: deed.Channel,
		Message: deed.Message, Begun: time.Now(),
	}
	if t.Server == "" {
		t.Channel = d.direct(t.User).ID
	}
	t.Payload = d.payload(t, deed)
	d.talks[t.Token] = t
	d.mu.Unlock()
	d.deliver(t)
	return t
}

// Repeat delivers the same interaction again, as a platform does that did not
// hear of the answer.
func (d *Discord) Repeat(old *Talk) *Talk {
	d.mu.Lock()
	t := &Talk{
		ID: old.ID, Token: rand.Text() + rand.Text(), Type: old.Type, User: old.User, Server: old.Server, Channel: old.Channel,
		Message: old.Message, Begun: time.Now(),
	}
	t.Payload = bytes.ReplaceAll(old.Payload, []byte(old.Token), []byte(t.Token))
	d.talks[t.Token] = t
	d.mu.Unlock()
	d.deliver(t)
	return t
}

// payload is the interaction as it is delivered. The caller holds the lock.
func (d *Discord) payload(t *Talk, deed Deed) json.RawMessage {
	type resolved struct {
		Messages map[string]messageView `json:"messages,omitempty"`
	}
	type data struct {
		ID         string    `json:"id,omitempty"`
		Name       string    `json:"name,omitempty"`
		Type       int       `json:"type,omitempty"`
		Options    []Given   `json:"options,omitempty"`
		Target     string    `json:"target_id,omitempty"`
		Resolved   *resolved `json:"resolved,omitempty"`
		CustomID   string    `json:"custom_id,omitempty"`
		Kind       int       `json:"component_type,omitempty"`
		Components []label   `json:"components,omitempty"`
	}
	in := struct {
		ID      string       `json:"id"`
		App     string       `json:"application_id"`
		Type    int          `json:"type"`
		Token   string       `json:"token"`
		Version int          `json:"version"`
		Guild   string       `json:"guild_id,omitempty"`
		Channel string       `json:"channel_id"`
		Locale  string       `json:"locale"`
		Member  *memberView  `json:"member,omitempty"`
		User    *accountView `json:"user,omitempty"`
		Message *messageView `json:"message,omitempty"`
		Data    data         `json:"data"`
		// What a bot of today does not know.
		Novelty struct {
			Kind int `json:"kind"`
		} `json:"something_new"`
	}{ID: t.ID, App: d.app, Type: t.Type, Token: t.Token, Version: 1, Guild: t.Server, Channel: t.Channel, Locale: "en-US"}
	if u := d.users[t.User]; u != nil && u.Locale != "" {
		in.Locale = u.Locale
	}
	who := d.view(t.User)
	if g := d.servers[t.Server]; g != nil {
		m, there := d.memberView(g, t.User)
		if !there {
			m = memberView{User: who, Roles: []string{}, Pending: true}
		}
		m.Permissions = "2248473465835073"
		for _, r := range m.Roles {
			if r == RoleAdmin {
				m.Permissions = "2248473465835081"
			}
		}
		in.Member = &m
	} else {
		in.User = &who
	}
	if m := d.messages[deed.Message]; m != nil {
		v := d.messageView(m)
		in.Message = &v
	}
	in.Data = data{Name: deed.Name, Options: deed.Options, Target: deed.Target, CustomID: deed.Custom}
	switch t.Type {
	case UseCommand, Autocomplete:
		in.Data.ID, in.Data.Type = "1", 1
		if target := d.messages[deed.Target]; target != nil {
			in.Data.Type = 3
			in.Data.Resolved = &resolved{map[string]messageView{target.ID: d.messageView(target)}}
		}
	case PressButton:
		in.Data.Kind = buttonType
	case SendForm:
		for _, f := range deed.Fields {
			in.Data.Components = append(in.Data.Components, label{labelType, f})
		}
	}
	raw, err := json.Marshal(in)
	if err != nil {
		panic(err) // only strings and numbers are in it
	}
	return raw
}

type label struct {
	Type      int   `json:"type"`
	Component Field `json:"component"`
}

func (d *Discord) deliver(t *Talk) {
	d.mu.Lock()
	how, endpoint := d.how, d.endpoint
	d.mu.Unlock()
	if how == OverGateway {
		if !d.dispatch("INTERACTION_CREATE", t.Server, t.Payload) {
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
		if d.contract != nil {
			if err := d.contract.Check(http.MethodPost, path, raw); err != nil {
				d.complain("an answer over HTTP: against the contract: %v\n%s", err, raw)
				d.fail(t, "refused")
				return
			}
		}
		if refused := d.callback(s, t); refused != nil {
			d.fail(t, "refused")
		}
	}
}

func (d *Discord) postCallback(s sent) answer {
	d.mu.Lock()
	t := d.talks[s.PathValue("token")]
	d.mu.Unlock()
	if t == nil || t.ID != s.PathValue("id") {
		return no(http.StatusNotFound, 10062, "Unknown interaction")
	}
	if refused := d.callback(s, t); refused != nil {
		return refused
	}
	return none()
}

// callback takes the first answer to an interaction; nil if it is accepted.
func (d *Discord) callback(s sent, t *Talk) answer {
	var in struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(s.body, &in); err != nil {
		return no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	d.mu.Lock()
	late, answered := time.Since(t.Begun) > 3*time.Second, !t.Answered.IsZero()
	d.mu.Unlock()
	switch {
	case answered:
		return no(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	case late:
		return no(http.StatusNotFound, 10062, "Unknown interaction")
	}
	do, refused := d.first(s, t, in.Type, in.Data)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !t.Answered.IsZero() {
		return no(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	}
	t.Answered, t.First = time.Now(), in.Type
	do()
	d.tell()
	return nil
}

// first checks the first answer and returns what it leads to, which is done
// with the lock held.
func (d *Discord) first(s sent, t *Talk, kind int, raw json.RawMessage) (do func(), refused answer) {
	invalid := func(why string) (func(), answer) {
		d.complain("an answer of type %d to an interaction of type %d: %s\n%s", kind, t.Type, why, raw)
		return nil, no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	switch kind {
	case 4:
		say, refused := d.readDraft(s, raw)
		return func() { t.original, t.settled = d.reply(t, say, s.files, false), true }, refused
	case 5:
		var in draft
		json.Unmarshal(raw, &in)
		if in.Flags&^flagEphemeral != 0 {
			return invalid("only EPHEMERAL may be set")
		}
		return func() { t.original = d.reply(t, in, nil, true) }, nil
	case 6, 7:
		if t.Message == "" || t.Type != PressButton && t.Type != SendForm {
			return invalid("there is no message to update")
		}
		if kind == 6 {
			return func() { t.original, t.settled = d.messages[t.Message], true }, nil
		}
		say, refused := d.readDraft(s, raw)
		return func() {
			t.original, t.settled = d.messages[t.Message], true
			if t.original != nil {
				d.edit(t.original, say, s.files, t)
			}
		}, refused
	case 8:
		var in struct {
			Choices []Choice `json:"choices"`
		}
		if err := json.Unmarshal(raw, &in); err != nil || t.Type != Autocomplete || len(in.Choices) > 25 {
			return invalid("no completions")
		}
		return func() {
			t.settled = true
			d.show(Seen{User: t.User, Choices: in.Choices, Offers: true, Talk: t})
		}, nil
	case 9:
		var m Modal
		if t.Type == SendForm {
			return invalid("a form never answers a form")
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			return invalid(err.Error())
		}
		if err := checkModal(m); err != nil {
			return invalid(err.Error())
		}
		return func() {
			t.settled = true
			d.show(Seen{User: t.User, Modal: raw, Talk: t})
		}, nil
	default:
		return invalid("there is no such type")
	}
}

// reply makes the message that answers an interaction. The caller holds the
// lock.
func (d *Discord) reply(t *Talk, say draft, files []File, thinking bool) *Message {
	m := &Message{Channel: t.Channel, Components: say.Components, Flags: say.Flags, Files: files, thinking: thinking}
	if say.Flags&flagEphemeral != 0 {
		m.Only = t.User
	}
	if t.Type == PressButton {
		m.Interacted = t.Message
	}
	d.put(m)
	if !thinking {
		d.show(Seen{Message: m, Talk: t})
	}
	return m
}

// webhook is the interaction that a call follows.
func (d *Discord) webhook(s sent) (*Talk, answer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.talks[s.PathValue("token")]
	if t == nil || t.Answered.IsZero() || s.PathValue("app") != d.app {
		return nil, no(http.StatusNotFound, 10015, "Unknown Webhook")
	}
	return t, nil
}

func (d *Discord) followUp(s sent) answer {
	t, refused := d.webhook(s)
	if refused != nil {
		return refused
	}
	in, refused := d.readDraft(s, s.body)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.original != nil && t.original.thinking && t.First == 5 {
		// The first message after an acknowledgement takes its place, and keeps
		// whom it is for.
		d.edit(t.original, in, s.files, t)
		t.settled = true
		return ok(d.messageView(t.original))
	}
	m := d.reply(t, in, s.files, false)
	t.settled = true
	return ok(d.messageView(m))
}

func (d *Discord) editOriginal(s sent) answer {
	t, refused := d.webhook(s)
	if refused != nil {
		return refused
	}
	in, refused := d.readDraft(s, s.body)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.original == nil || t.original.Deleted {
		return no(http.StatusNotFound, 10008, "Unknown Message")
	}
	d.edit(t.original, in, s.files, t)
	t.settled = true
	return ok(d.messageView(t.original))
}

func (d *Discord) deleteOriginal(s sent) answer {
	t, refused := d.webhook(s)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.original == nil || t.original.Deleted {
		return no(http.StatusNotFound, 10008, "Unknown Message")
	}
	t.original.Deleted, t.settled = true, true
	d.show(Seen{Message: t.original, Deleted: true, Talk: t})
	return none()
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

// Write has somebody write to the bot. It returns the message's id.
func (d *Discord) Write(user, text string) string {
	d.mu.Lock()
	m := d.put(&Message{Channel: d.direct(user).ID, Author: user, Text: text})
	raw, err := json.Marshal(d.messageView(m))
	if err != nil {
		panic(err) // only strings and numbers are in it
	}
	d.mu.Unlock()
	d.dispatch("MESSAGE_CREATE", "", raw)
	return m.ID
}

// RepeatMessage delivers a message to the bot again.
func (d *Discord) RepeatMessage(id string) {
	d.mu.Lock()
	raw, err := json.Marshal(d.messageView(d.messages[id]))
	if err != nil {
		panic(err) // only strings and numbers are in it
	}
	d.mu.Unlock()
	d.dispatch("MESSAGE_CREATE", "", raw)
}

// Post has somebody write in a channel.
func (d *Discord) Post(user, channel, text string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.put(&Message{Channel: channel, Author: user, Text: text}).ID
}
