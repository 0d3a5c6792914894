package slack

import (
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
)

// What Slack sends, as far as the bot needs it. The library's own types refuse
// a whole envelope for one field that they do not know; these do not. A press
// brings the whole message along: what encoding/json is to be built on reads the
// same, in half the time.

// envelope is what comes over a connection.
type envelope struct {
	Type       string          `json:"type"`
	EnvelopeID string          `json:"envelope_id"`
	Reason     string          `json:"reason"`
	Payload    json.RawMessage `json:"payload"`
	Accepts    *bool           `json:"accepts_response_payload"`
}

// takesPayload reports whether the acknowledgement may hold an answer; where
// Slack does not say, what people did may have one.
func (e envelope) takesPayload() bool {
	if e.Accepts != nil {
		return *e.Accepts
	}
	return e.Type == "slash_commands" || e.Type == "interactive"
}

// parseEnvelope reads as much of a message as it can: at least the id, with
// which it is acknowledged, also of one that is no JSON.
func parseEnvelope(message []byte) envelope {
	var e envelope
	err := json.Unmarshal(message, &e)
	var other *json.UnmarshalTypeError
	if err == nil || errors.As(err, &other) && e.EnvelopeID != "" {
		return e
	}
	if id := envelopeID.FindSubmatch(message); id != nil {
		return envelope{EnvelopeID: string(id[1])}
	}
	return envelope{}
}

var envelopeID = regexp.MustCompile(`"envelope_id"\s*:\s*"([^"\\]{1,255})"`)

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

// teams are those that it may concern, the likeliest first. In a channel that is
// shared with another company the person's own is not the bot's: where the
// button stands on a message of the bot, that knows better.
func (i interaction) teams() []string {
	var teams []string
	if i.View != nil {
		teams = append(teams, i.View.InstalledOn, i.View.TeamID)
	}
	if i.Message != nil && i.Type == "block_actions" {
		teams = append(teams, i.Message.Team)
	}
	return append(teams, i.Team.ID)
}

type view struct {
	ID          string `json:"id"`
	TeamID      string `json:"team_id"`
	InstalledOn string `json:"app_installed_team_id"`
	Hash        string `json:"hash"`
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	Metadata    string `json:"private_metadata"`
	Blocks      []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
	} `json:"blocks"`
	State struct {
		Values map[string]map[string]stateValue `json:"values"`
	} `json:"state"`
}

// message is one that a person wrote.
type message struct {
	Team     string `json:"team"`
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
	Tokens      json.RawMessage `json:"tokens"`
	View        *struct {
		Hash string `json:"hash"`
	} `json:"view"`
}

// revokesBot reports whether tokens_revoked is about the bot's token: that of a
// person who withdrew their own leaves the bot's as it is.
func (h happening) revokesBot() bool {
	var tokens struct {
		Bot []string `json:"bot"`
	}
	return h.Type == "tokens_revoked" && json.Unmarshal(h.Tokens, &tokens) == nil && len(tokens.Bot) > 0
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
