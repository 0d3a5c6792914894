package slacktest

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Message is what stands in a conversation.
type Message struct {
	Channel  string // or a direct conversation
	TS       string
	Thread   string
	User     string // who wrote it
	Only     string // the only one who sees it, if it is ephemeral
	Text     string
	Blocks   json.RawMessage
	Metadata map[string]any
	Files    []SharedFile
}

// SharedFile is a file in a message.
type SharedFile struct {
	ID, Name string
	Content  []byte
}

// View is a modal or a home page.
type View struct {
	ID, Hash, User string
	Type           string
	CallbackID     string
	Metadata       string
	Body           json.RawMessage // as the bot sent it
	Closed         bool
	version        int
}

func (v *View) object() object {
	var o object
	_ = json.Unmarshal(v.Body, &o) // it was checked when it came
	o["id"], o["hash"] = v.ID, v.Hash
	return o
}

// ScreenChange is something that came up or changed on a screen.
type ScreenChange struct {
	Message *Message // a copy
	Edited  bool
	View    *View // a copy
	Errors  map[string]string
}

// TakeScreenChanges are what came up since the last call, in order.
func (sp *Space) TakeScreenChanges() []ScreenChange {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	shown := sp.shown
	sp.shown = nil
	return shown
}

func (sp *Space) find(channel, ts string) *Message {
	for _, m := range sp.messages[channel] {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

func (sp *Space) put(m *Message) {
	sp.messages[m.Channel] = append(sp.messages[m.Channel], m)
	if m.User == sp.BotUser {
		c := *m
		sp.shown = append(sp.shown, ScreenChange{Message: &c})
	}
}

func (sp *Space) change(m *Message, text string, blocks json.RawMessage) {
	m.Text, m.Blocks = text, blocks
	c := *m
	sp.shown = append(sp.shown, ScreenChange{Message: &c, Edited: true})
}

func (sp *Space) show(v *View, body object) *View {
	v.version++
	v.Hash = fmt.Sprintf("%s.%d", v.ID, v.version)
	v.Type, v.CallbackID, v.Metadata, v.Body = str(body, "type"), str(body, "callback_id"), str(body, "private_metadata"), encode(body)
	if v.Type == atHome {
		sp.homes[v.User] = v
	} else {
		sp.views[v.ID] = v
	}
	c := *v
	sp.shown = append(sp.shown, ScreenChange{View: &c})
	return v
}

// OpenViews are the modals on somebody's screen, the latest last.
func (sp *Space) OpenViews(user string) []View {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	var open []View
	for _, v := range sp.views {
		if v.User == user && !v.Closed {
			open = append(open, *v)
		}
	}
	slices.SortFunc(open, func(a, b View) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return open
}

// Conversation is what was said in a channel or direct conversation.
func (sp *Space) Conversation(id string) []Message {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if u := sp.directs[id]; u != "" {
		id = u
	}
	var all []Message
	for _, m := range sp.messages[id] {
		all = append(all, *m)
	}
	return all
}

// Strip drops the metadata of what was said in a conversation.
func (sp *Space) Strip(id string) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	for _, m := range sp.messages[sp.directs[id]] {
		m.Metadata = nil
	}
}
