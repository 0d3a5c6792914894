package discordtest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
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
	settled  bool // an answer is on the screen, or an acknowledgement that may be all of it
	followed bool // something was shown or taken away after the first answer
}

// Shown is the message that answers the interaction, for a condition of Wait;
// nil while there is none.
func (t *Talk) Shown() *Message {
	if t.original == nil || t.original.thinking || t.original.Deleted {
		return nil
	}
	return t.original
}

// Command is a command that the bot registered.
type Command struct {
	Type  int               `json:"type"`
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	described
	Options []CommandOption `json:"options,omitempty"`
}

// described is what a command or an option says about itself, in English and in
// other languages.
type described struct {
	Description  string            `json:"description,omitempty"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
}

// CommandOption is an option of one, or a command below it.
type CommandOption struct {
	Type int    `json:"type"`
	Name string `json:"name"`
	described
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
