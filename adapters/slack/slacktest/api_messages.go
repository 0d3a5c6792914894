package slacktest

func openConversation(c call) object {
	d, ok := c.directs[c.args.Get("users")]
	if !ok {
		return no("user_not_found")
	}
	return object{"ok": true, "channel": object{"id": d}}
}

func history(c call) object {
	at, err := c.place(c.args.Get("channel"))
	if err != "" {
		return no(err)
	}
	messages := []object{}
	for _, m := range c.messages[at] {
		o := object{"type": "message", "ts": m.TS, "text": m.Text, "user": m.User}
		if all := c.args.Get("include_all_metadata"); (all == "1" || all == "true") && m.Metadata != nil {
			o["metadata"] = m.Metadata
		}
		messages = append([]object{o}, messages...)
	}
	return object{"ok": true, "messages": messages}
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
