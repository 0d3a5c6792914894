package slacktest

import (
	"cmp"
	"slices"
	"strconv"
)

func openConversation(c call) object {
	d, ok := c.directs[c.args.Get("users")]
	if !ok {
		return no("user_not_found")
	}
	return object{"ok": true, "channel": object{"id": d}}
}

// history shows what was said, the latest first; replies begin with the oldest.
// What is in threads is only in replies.
func history(c call) object {
	at, err := c.place(c.args.Get("channel"))
	if err != "" {
		return no(err)
	}
	thread := ""
	if c.method == "conversations.replies" {
		if thread = c.args.Get("ts"); c.find(at, thread) == nil {
			return no("thread_not_found")
		}
	}
	var all []*Message
	for _, m := range c.messages[at] {
		in := m.Thread == thread || thread != "" && m.TS == thread
		if m.Only == "" && in && m.TS > c.args.Get("oldest") {
			all = append(all, m)
		}
	}
	if thread == "" {
		slices.Reverse(all)
	}
	limit, _ := strconv.Atoi(c.args.Get("limit"))
	from, _ := strconv.Atoi(c.args.Get("cursor"))
	to := min(from+cmp.Or(limit, 100), len(all))
	if from > to {
		return no("invalid_cursor")
	}
	shown := []object{}
	for _, m := range all[from:to] {
		shown = append(shown, m.object(c.args.Get("include_all_metadata")))
	}
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return object{"ok": true, "messages": shown, "has_more": next != "", "response_metadata": object{"next_cursor": next}}
}

func (m *Message) object(metadata string) object {
	o := object{"type": "message", "ts": m.TS, "text": m.Text, "user": m.User}
	if m.Thread != "" {
		o["thread_ts"] = m.Thread
	}
	if (metadata == "1" || metadata == "true") && m.Metadata != nil {
		o["metadata"] = m.Metadata
	}
	var files []object
	for _, f := range m.Files {
		files = append(files, object{"id": f.ID, "name": f.Name})
	}
	if files != nil {
		o["files"] = files
	}
	return o
}

// place is the conversation that an id means: a user's is the direct one.
func (sp *Space) place(id string) (conversation, refusal string) {
	if u := sp.users[id]; u != nil {
		if u.NoMessages {
			return "", "messages_tab_disabled"
		}
		return sp.directs[id], ""
	}
	if who := sp.personOf(id); who != "" {
		if sp.users[who].NoMessages {
			return "", "messages_tab_disabled"
		}
		return id, ""
	}
	switch ch := sp.channels[id]; {
	case ch == nil:
		return "", "channel_not_found"
	case ch.Archived:
		return "", "is_archived"
	case ch.Without:
		return "", "not_in_channel"
	}
	return id, ""
}

// personOf is whose direct conversation it is.
func (sp *Space) personOf(conversation string) string {
	for u, d := range sp.directs {
		if d == conversation {
			return u
		}
	}
	return ""
}

// content is what a call wants to be shown.
func (c call) content(m *Message) (refusal string) {
	m.Text, m.Blocks = c.args.Get("text"), c.json("blocks")
	if err := checkBlocks(m.Blocks, inMessage); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return "invalid_blocks"
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return "no_text"
	}
	if len([]rune(m.Text)) > 40_000 {
		return "msg_too_long"
	}
	if c.args.Get("link_names") == "true" || c.args.Get("link_names") == "1" {
		c.noteLocked("%s with link_names", c.method)
	}
	return ""
}

func postMessage(c call) object {
	at, refusal := c.place(c.args.Get("channel"))
	if refusal != "" {
		return no(refusal)
	}
	m := &Message{Channel: at, TS: c.ts(), Thread: c.args.Get("thread_ts"), User: c.BotUser}
	if refusal := c.content(m); refusal != "" {
		return no(refusal)
	}
	if m.Thread != "" && c.find(at, m.Thread) == nil {
		return no("thread_not_found")
	}
	m.Metadata = c.object("metadata")
	c.put(m)
	return object{"ok": true, "channel": at, "ts": m.TS}
}

func postEphemeral(c call) object {
	at, refusal := c.place(c.args.Get("channel"))
	if refusal != "" {
		return no(refusal)
	}
	m := &Message{Channel: at, TS: c.ts(), Thread: c.args.Get("thread_ts"), User: c.BotUser, Only: c.args.Get("user")}
	if c.users[m.Only] == nil {
		return no("user_not_in_channel")
	}
	if refusal := c.content(m); refusal != "" {
		return no(refusal)
	}
	c.put(m)
	return object{"ok": true, "message_ts": m.TS}
}

func updateMessage(c call) object {
	m := c.find(c.args.Get("channel"), c.args.Get("ts"))
	switch {
	case m == nil || m.Only != "":
		return no("message_not_found")
	case m.User != c.BotUser:
		return no("cant_update_message")
	}
	changed := *m
	if refusal := c.content(&changed); refusal != "" {
		return no(refusal)
	}
	c.change(m, changed.Text, changed.Blocks)
	return object{"ok": true, "channel": m.Channel, "ts": m.TS, "text": m.Text}
}
