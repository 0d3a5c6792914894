package discordtest

import (
	"encoding/json"
	"net/http"
)

// Flags of messages.
const (
	flagEphemeral  = 1 << 6
	flagComponents = 1 << 15
)

// draft is a message that the bot sends.
type draft struct {
	Content    string          `json:"content"`
	Components json.RawMessage `json:"components"`
	Flags      int             `json:"flags"`
	Nonce      string          `json:"nonce"`
	Enforce    bool            `json:"enforce_nonce"`
	Allowed    *struct {
		Parse []string `json:"parse"`
	} `json:"allowed_mentions"`
	Reference *struct {
		Message string `json:"message_id"`
	} `json:"message_reference"`
	Attachments []struct {
		ID       string `json:"id"`
		Filename string `json:"filename"`
	} `json:"attachments"`
}

type messageView struct {
	ID         string          `json:"id"`
	Channel    string          `json:"channel_id"`
	Author     accountView     `json:"author"`
	Content    string          `json:"content"`
	Components json.RawMessage `json:"components,omitempty"`
	Flags      int             `json:"flags"`
	Type       int             `json:"type"`
	From       *metadata       `json:"interaction_metadata,omitempty"`
}

type metadata struct {
	Type       int    `json:"type"`
	Interacted string `json:"interacted_message_id,omitempty"`
}

func (d *Discord) messageView(m *Message) messageView {
	v := messageView{ID: m.ID, Channel: m.Channel, Author: d.view(m.Author), Content: m.Text, Components: m.Components, Flags: m.Flags}
	if m.Interacted != "" {
		v.From = &metadata{3, m.Interacted}
	}
	return v
}

// readDraft reads and checks what the bot sends. The caller does not hold the
// lock.
func (d *Discord) readDraft(s sent, raw json.RawMessage) (draft, answer) {
	var in draft
	if err := json.Unmarshal(raw, &in); err != nil {
		return in, no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	if err := checkDraft(in, s.files); err != nil {
		d.complain("%s %s: %v\n%s", s.Method, s.URL.Path, err, raw)
		return in, no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	return in, nil
}

func (d *Discord) postMessage(s sent) answer {
	in, refused := d.readDraft(s, s.body)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c, refused := d.channel(s.PathValue("channel"))
	if refused != nil {
		return refused
	}
	if c.Kind == ForumChannel {
		return no(http.StatusBadRequest, 50008, "Cannot send messages in a non-text channel")
	}
	if c.Kind == DirectChannel {
		if refused := d.mayWrite(c.With); refused != nil {
			return refused
		}
	}
	if in.Nonce == "" || !in.Enforce {
		d.wrong = append(d.wrong, "a message without an enforced nonce: "+string(s.body))
	}
	if m := d.nonces[c.ID+" "+in.Nonce]; in.Nonce != "" && in.Enforce && m != nil {
		return ok(d.messageView(m))
	}
	m := d.put(&Message{Channel: c.ID, Components: in.Components, Flags: in.Flags, Files: s.files})
	if in.Reference != nil {
		m.ReplyTo = in.Reference.Message
	}
	d.nonces[c.ID+" "+in.Nonce] = m
	d.show(Seen{Message: m})
	return ok(d.messageView(m))
}

// mayWrite reports why nothing can be written to somebody. The caller holds the
// lock.
func (d *Discord) mayWrite(user string) answer {
	u := d.users[user]
	if u == nil || u.Gone || u.Closed {
		return no(http.StatusForbidden, 50007, "Cannot send messages to this user")
	}
	for _, g := range d.servers {
		if g.Members[user] != nil {
			return nil
		}
	}
	return no(http.StatusForbidden, 50278, "Cannot send messages to this user due to having no mutual guilds")
}

// put makes a message. The caller holds the lock.
func (d *Discord) put(m *Message) *Message {
	m.ID = d.id()
	d.messages[m.ID] = m
	return m
}

func (d *Discord) message(s sent) (*Message, answer) {
	m := d.messages[s.PathValue("message")]
	if m == nil || m.Deleted || m.Channel != s.PathValue("channel") || m.Flags&flagEphemeral != 0 {
		return nil, no(http.StatusNotFound, 10008, "Unknown Message")
	}
	return m, nil
}

func (d *Discord) getMessage(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, refused := d.channel(s.PathValue("channel")); refused != nil {
		return refused
	}
	m, refused := d.message(s)
	if refused != nil {
		return refused
	}
	return ok(d.messageView(m))
}

func (d *Discord) editMessage(s sent) answer {
	in, refused := d.readDraft(s, s.body)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c, refused := d.channel(s.PathValue("channel"))
	if refused != nil {
		return refused
	}
	m, refused := d.message(s)
	if refused != nil {
		return refused
	}
	if c.Archived {
		return no(http.StatusBadRequest, 50083, "Thread is archived")
	}
	if m.Author != "" {
		return no(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	}
	d.edit(m, in, s.files, nil)
	return ok(d.messageView(m))
}

// edit replaces what a message says. The caller holds the lock.
func (d *Discord) edit(m *Message, in draft, files []File, t *Talk) {
	m.Components, m.Files = in.Components, files
	edited := !m.thinking
	m.thinking = false
	if edited {
		m.Edits++
	}
	d.show(Seen{Message: m, Edited: edited, Talk: t})
}

func (d *Discord) beginThread(s sent) answer {
	var in struct {
		Name string `json:"name"`
	}
	json.Unmarshal(s.body, &in)
	d.mu.Lock()
	defer d.mu.Unlock()
	c, refused := d.channel(s.PathValue("channel"))
	if refused != nil {
		return refused
	}
	m, refused := d.message(s)
	if refused != nil {
		return refused
	}
	if d.channels[m.ID] != nil {
		return no(http.StatusBadRequest, 160004, "A thread has already been created for this message")
	}
	thread := &Channel{ID: m.ID, Server: c.Server, Name: in.Name, Parent: c.ID, Kind: ThreadChannel}
	d.channels[m.ID] = thread
	return ok(d.channelView(thread))
}

func (d *Discord) postForum(s sent) answer {
	var in struct {
		Name    string          `json:"name"`
		Message json.RawMessage `json:"message"`
	}
	if err := json.Unmarshal(s.body, &in); err != nil || in.Name == "" {
		return no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	say, refused := d.readDraft(s, in.Message)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c, refused := d.channel(s.PathValue("channel"))
	if refused != nil {
		return refused
	}
	if c.Kind != ForumChannel {
		return no(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	}
	m := d.put(&Message{Components: say.Components, Flags: say.Flags, Files: s.files})
	m.Channel = m.ID
	d.channels[m.ID] = &Channel{ID: m.ID, Server: c.Server, Name: in.Name, Parent: c.ID, Kind: ThreadChannel}
	d.show(Seen{Message: m})
	return ok(d.channelView(d.channels[m.ID]))
}
