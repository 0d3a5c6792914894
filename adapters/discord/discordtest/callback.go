package discordtest

import (
	"encoding/json"
	"net/http"
	"time"
)

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

// following is a message that follows an interaction. The caller does not hold
// the lock.
func (d *Discord) following(s sent) (*Talk, draft, answer) {
	t, refused := d.webhook(s)
	if refused != nil {
		return nil, draft{}, refused
	}
	in, refused := d.readDraft(s, s.body)
	return t, in, refused
}

func (d *Discord) followUp(s sent) answer {
	t, in, refused := d.following(s)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	t.settled, t.followed = true, true
	if t.original != nil && t.original.thinking && t.First == 5 {
		// The first message after an acknowledgement takes its place, and keeps
		// whom it is for.
		d.edit(t.original, in, s.files, t)
		return ok(d.messageView(t.original))
	}
	return ok(d.messageView(d.reply(t, in, s.files, false)))
}

func (d *Discord) editOriginal(s sent) answer {
	t, in, refused := d.following(s)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if refused := t.noOriginal(); refused != nil {
		return refused
	}
	t.settled, t.followed = true, true
	d.edit(t.original, in, s.files, t)
	return ok(d.messageView(t.original))
}

func (d *Discord) deleteOriginal(s sent) answer {
	t, refused := d.webhook(s)
	if refused != nil {
		return refused
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if refused := t.noOriginal(); refused != nil {
		return refused
	}
	t.original.Deleted, t.settled, t.followed = true, true, true
	d.show(Seen{Message: t.original, Deleted: true, Talk: t})
	return none()
}

// noOriginal refuses what is about a first answer that is not there. The caller
// holds the lock.
func (t *Talk) noOriginal() answer {
	if t.original == nil || t.original.Deleted {
		return no(http.StatusNotFound, 10008, "Unknown Message")
	}
	return nil
}
