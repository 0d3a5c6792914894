package slack

import (
	"encoding/json"
	"net/url"
)

// What Slack sends, as far as the bot needs it. The library's own types refuse
// a whole envelope for one field that they do not know; these do not.

// command is a slash command; over HTTP it comes as a form.
type command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	TeamID      string `json:"team_id"`
	ChannelID   string `json:"channel_id"`
	UserID      string `json:"user_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

func commandOfForm(v url.Values) command {
	return command{
		Command: v.Get("command"), Text: v.Get("text"), TeamID: v.Get("team_id"), ChannelID: v.Get("channel_id"),
		UserID: v.Get("user_id"), TriggerID: v.Get("trigger_id"), ResponseURL: v.Get("response_url"),
	}
}

// interaction is a press, a form that was sent, or a shortcut.
type interaction struct {
	Type string `json:"type"`
	Team struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID string `json:"id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	TriggerID   string `json:"trigger_id"`
	CallbackID  string `json:"callback_id"`
	ResponseURL string `json:"response_url"`
	Container   struct {
		Type      string `json:"type"`
		MessageTS string `json:"message_ts"`
		ThreadTS  string `json:"thread_ts"`
		ChannelID string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message *message `json:"message"`
	View    *view    `json:"view"`
	Actions []struct {
		Type  string `json:"type"`
		Value string `json:"value"`
	} `json:"actions"`
}

type view struct {
	ID         string `json:"id"`
	Hash       string `json:"hash"`
	Type       string `json:"type"`
	CallbackID string `json:"callback_id"`
	Metadata   string `json:"private_metadata"`
	Blocks     []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
	} `json:"blocks"`
	State struct {
		Values map[string]map[string]stateValue `json:"values"`
	} `json:"state"`
}

// message is one that a person wrote.
type message struct {
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Text     string `json:"text"`
	User     string `json:"user"`
}

// callback is an event of the Events API.
type callback struct {
	Type           string          `json:"type"`
	Challenge      string          `json:"challenge"`
	TeamID         string          `json:"team_id"`
	EventID        string          `json:"event_id"`
	Event          json.RawMessage `json:"event"`
	Authorizations []struct {
		TeamID string `json:"team_id"`
	} `json:"authorizations"`
}

// happening is the inner event. User is an id in some and an object in others.
type happening struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	User        json.RawMessage `json:"user"`
	BotID       string          `json:"bot_id"`
	Channel     json.RawMessage `json:"channel"`
	ChannelType string          `json:"channel_type"`
	Text        string          `json:"text"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	Tab         string          `json:"tab"`
	SubteamID   string          `json:"subteam_id"`
	View        *struct {
		Hash string `json:"hash"`
	} `json:"view"`
}

func (h happening) userID() (id string, deleted bool) {
	if json.Unmarshal(h.User, &id) == nil {
		return id, false
	}
	var object struct {
		ID      string `json:"id"`
		Deleted bool   `json:"deleted"`
	}
	if json.Unmarshal(h.User, &object) != nil {
		return "", false
	}
	return object.ID, object.Deleted
}

func (h happening) channelID() string {
	var id string
	if json.Unmarshal(h.Channel, &id) != nil {
		return ""
	}
	return id
}
