package slacktest

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"
)

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (sp *Space) newTriggerLocked(user string) string {
	id := sp.id("trigger-")
	sp.triggers[id] = &trigger{user: user, expires: time.Now().Add(triggerTime)}
	return id
}

func (sp *Space) newResponseURLLocked(channel, user, message string) (string, *responseURL) {
	token := rand.Text()
	sp.responses[token] = &responseURL{channel: channel, user: user, message: message}
	return sp.base + "/response/" + token, sp.responses[token]
}

// Command is a slash command, such as "/gig list", typed in a channel.
func (sp *Space) Command(user, channel, line string) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	name, text, _ := strings.Cut(line, " ")
	t := sp.newTriggerLocked(user)
	url, to := sp.newResponseURLLocked(channel, user, "")
	return &Delivery{space: sp, kind: commands, trigger: t, to: to, payload: object{
		"command": name, "text": entities.Replace(text), "team_id": sp.Team, "channel_id": channel, "user_id": user,
		"trigger_id": t, "response_url": url, "api_app_id": "A" + sp.Team, "token": "unused",
	}}
}

// Press is a button of a message; channel and ts are empty on a home page.
func (sp *Space) Press(user, channel, ts, value string) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	t := sp.newTriggerLocked(user)
	p := object{
		"type": "block_actions", "team": object{"id": sp.userTeam(user)}, "user": object{"id": user, "team_id": sp.userTeam(user)}, "trigger_id": t,
		"actions": []object{{"type": "button", "action_id": "press-0", "block_id": "x", "value": value, "action_ts": sp.ts()}},
	}
	if ts == "" {
		p["container"] = object{"type": "view", "view_id": "V0"}
		p["view"] = object{"id": "V0", "type": "home", "blocks": []object{}}
		return &Delivery{space: sp, kind: interactions, payload: p, trigger: t}
	}
	url, _ := sp.newResponseURLLocked(channel, user, ts)
	c := object{"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": false}
	if m := sp.find(channel, ts); m != nil {
		c["is_ephemeral"] = m.Only != ""
		if m.Thread != "" {
			c["thread_ts"] = m.Thread
		}
		if m.Only == "" {
			p["message"] = object{"team": sp.Team, "ts": ts, "thread_ts": m.Thread, "text": m.Text, "user": m.User}
		}
	}
	p["container"], p["channel"], p["response_url"] = c, object{"id": channel}, url
	return &Delivery{space: sp, kind: interactions, payload: p, trigger: t}
}

func (sp *Space) userTeam(user string) string {
	if u := sp.users[user]; u != nil {
		return u.Team
	}
	return sp.Team
}

// Submit sends a form. state is what its elements hold, by block and action.
func (sp *Space) Submit(user string, v View, state map[string]map[string]any) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	t := sp.newTriggerLocked(user)
	o := v.object()
	o["state"] = object{"values": state}
	return &Delivery{space: sp, kind: interactions, trigger: t, view: v.ID, payload: object{
		"type": "view_submission", "team": object{"id": sp.Team}, "user": object{"id": user, "team_id": sp.userTeam(user)},
		"trigger_id": t, "view": o,
	}}
}

// Shortcut is used on a message.
func (sp *Space) Shortcut(user, callback, channel, ts string) (*Delivery, error) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	m := sp.find(channel, ts)
	if m == nil {
		return nil, fmt.Errorf("no message %s in %s", ts, channel)
	}
	t := sp.newTriggerLocked(user)
	url, _ := sp.newResponseURLLocked(channel, user, "")
	return &Delivery{space: sp, kind: interactions, trigger: t, payload: object{
		"type": "message_action", "team": object{"id": sp.Team}, "user": object{"id": user, "team_id": sp.userTeam(user)},
		"callback_id": callback, "trigger_id": t, "response_url": url, "channel": object{"id": channel},
		"message_ts": ts, "message": object{"type": "message", "ts": ts, "text": m.Text, "user": m.User},
	}}, nil
}

// Event is an event of the Events API; inner has its type.
func (sp *Space) Event(inner map[string]any) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	return sp.eventLocked(inner)
}

func (sp *Space) eventLocked(inner object) *Delivery {
	return &Delivery{space: sp, kind: events, payload: object{
		"type": "event_callback", "team_id": sp.Team, "api_app_id": "A" + sp.Team, "event_id": sp.id("Ev"), "event": inner,
		"authorizations": []object{{"team_id": sp.Team, "user_id": sp.BotUser, "is_bot": true}},
	}}
}

// Write is a direct message to the bot.
func (sp *Space) Write(user, text string) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	m := &Message{Channel: sp.directs[user], TS: sp.ts(), User: user, Text: entities.Replace(text)}
	sp.put(m)
	return sp.eventLocked(object{
		"type": "message", "channel_type": "im", "channel": m.Channel, "user": user, "text": m.Text, "ts": m.TS,
	})
}

// Post is a message in a channel, of which the bot hears nothing.
func (sp *Space) Post(user, channel, text string) Message {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	m := &Message{Channel: channel, TS: sp.ts(), User: user, Text: entities.Replace(text)}
	sp.put(m)
	return *m
}

// PostAsBot is a message of the bot in a channel that it need not have sent now.
func (sp *Space) PostAsBot(channel, text string) Message {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	m := &Message{Channel: channel, TS: sp.ts(), User: sp.BotUser, Text: text}
	sp.put(m)
	return *m
}

// CloseViews is somebody closing all modals.
func (sp *Space) CloseViews(user string) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	for _, v := range sp.views {
		if v.User == user {
			v.Closed = true
		}
	}
}

// Look is at the home page.
func (sp *Space) Look(user string) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	e := object{"type": "app_home_opened", "user": user, "channel": sp.directs[user], "tab": "home"}
	if v := sp.homes[user]; v != nil {
		e["view"] = v.object()
	}
	return sp.eventLocked(e)
}

// UserChange tells the bot that somebody is different now.
func (sp *Space) UserChange(user string) *Delivery {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	o := object{"id": user}
	if u := sp.users[user]; u != nil {
		o["deleted"], o["locale"] = u.Deleted, u.Locale
	}
	return sp.eventLocked(object{"type": "user_change", "user": o})
}
