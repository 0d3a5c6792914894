package slack

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// What is sent, as an event's kind for those who observe.
const (
	aCommand  = "command"
	aPress    = "press"
	aForm     = "form"
	aShortcut = "shortcut"
	aHome     = "home"
	aMessage  = "message"
	aMember   = "member"
	another   = "other"
)

// incoming is what Slack delivered, on its way to its answer.
type incoming struct {
	kind  string
	w     *workspace
	who   identity
	user  string
	event bot.Event // its meta without delivery and locale
	// delivery names the signed request that brought it; empty over Socket Mode.
	delivery string
	from     origin
	trigger  string
	view     *view  // that was sent
	hash     string // of the home page that the person saw
}

// errNothing: what came is nothing to the bot.
var errNothing = errors.New("nothing to do")

func (in incoming) meta(id string) bot.Meta {
	m := bot.Meta{
		ID: Platform + ":" + in.who.team + "/" + id, Community: in.w.Community,
		User: userID(in.who.team, in.user), Traits: traits(),
	}
	if !isDirect(in.from.Channel) {
		m.Channel = channelID(in.who.team, in.from.Channel)
	}
	return m
}

// once is an id for something that was triggered: the same when it is delivered
// again.
func once(kind, trigger string, payload []byte) string {
	if trigger != "" {
		return kind + "/" + trigger
	}
	sum := sha256.Sum256(payload)
	return kind + "/" + base64.RawURLEncoding.EncodeToString(sum[:18])
}

func decodeCommand(w *workspace, who identity, c command, payload []byte) incoming {
	in := incoming{kind: aCommand, w: w, who: who, user: c.UserID, trigger: c.TriggerID}
	in.from = origin{Channel: c.ChannelID, ResponseURL: c.ResponseURL}
	line := c.Command + " " + typed(c.Text, who.team, nil)
	in.event = bot.UsedCommand{Meta: in.meta(once("command", c.TriggerID, payload)), Line: strings.TrimSpace(line)}
	return in
}

// decodeInteraction reads a press, a form or a shortcut. named tells what
// somebody is called.
func decodeInteraction(w *workspace, who identity, i interaction, payload []byte, named func(string) string) (incoming, error) {
	in := incoming{w: w, who: who, user: i.User.ID, trigger: i.TriggerID}
	id := once(i.Type, i.TriggerID, payload)
	switch i.Type {
	case "block_actions":
		return in.press(i, id)
	case "view_submission":
		if i.View == nil {
			return in, errors.New("a form without its view")
		}
		in.kind, in.view, in.from = aForm, i.View, parseOrigin(i.View.Metadata)
		in.event = bot.Sent{Meta: in.meta(id), Sheet: i.View.CallbackID, Values: valuesOf(i.View.State.Values, who.team)}
		return in, nil
	case "message_action":
		if i.Message == nil {
			return in, errors.New("a shortcut without its message")
		}
		in.kind, in.from = aShortcut, origin{Channel: i.Channel.ID, ResponseURL: i.ResponseURL}
		in.event = bot.UsedCommand{Meta: in.meta(id), Command: i.CallbackID, On: &bot.Source{
			Ref: messageRef(who.team, i.Channel.ID, i.Message.TS), Author: userID(who.team, i.Message.User),
			Text: typed(i.Message.Text, who.team, named),
		}}
		return in, nil
	}
	return in, errNothing
}

func (in incoming) press(i interaction, id string) (incoming, error) {
	if len(i.Actions) == 0 || i.Actions[0].Type != "button" {
		return in, errNothing
	}
	in.kind = aPress
	in.from = origin{
		Channel: i.Container.ChannelID, TS: i.Container.MessageTS, Thread: i.Container.ThreadTS,
		Ephemeral: i.Container.Ephemeral, ResponseURL: i.ResponseURL,
	}
	if in.from.Channel == "" {
		in.from.Channel = i.Channel.ID
	}
	if in.from.Thread == "" && i.Message != nil {
		in.from.Thread = i.Message.ThreadTS
	}
	action, from, err := parseValue(i.Actions[0].Value)
	if err != nil {
		return in, err
	}
	if from != nil {
		in.from = *from
	}
	in.event = bot.Pressed{Meta: in.meta(id), Action: action, Message: messageRef(in.who.team, in.from.Channel, in.from.TS)}
	return in, nil
}

// A button that opens a form which could not be opened at once says, before its
// action, where that was: the form's answer belongs there.
const fromMark = "from "

func reopening(a bot.Action, from origin) (value string, err error) {
	if err := a.Check(); err != nil {
		return "", err
	}
	b, err := json.Marshal(from)
	if err != nil {
		return "", fmt.Errorf("encode where a form was asked for: %w", err)
	}
	if value = fromMark + string(b) + "\n" + a.Encode(); len(value) > maxValue {
		value = a.Encode()
	}
	return value, nil
}

// parseValue is what a button stands for; from is nil if that is where it is.
func parseValue(value string) (a bot.Action, from *origin, err error) {
	if rest, ok := strings.CutPrefix(value, fromMark); ok {
		where, action, _ := strings.Cut(rest, "\n")
		o := parseOrigin(where)
		from, value = &o, action
	}
	a, err = bot.ParseAction(value)
	return a, from, err
}

// decodeEvent reads an event of the Events API.
func decodeEvent(w *workspace, who identity, c callback) (incoming, happening, error) {
	in := incoming{kind: another, w: w, who: who}
	var h happening
	if err := json.Unmarshal(c.Event, &h); err != nil {
		return in, h, fmt.Errorf("read the inner event: %w", err)
	}
	user, deleted := h.userID()
	in.user = user
	event := "event/" + c.EventID
	switch {
	case h.Type == "message" && isWritten(h, who):
		in.kind, in.from = aMessage, origin{Channel: h.channelID(), Thread: h.ThreadTS}
		// The same message may come under several event ids.
		id := strings.TrimPrefix(string(messageRef(who.team, h.channelID(), h.TS)), Platform+":"+who.team+"/")
		in.event = bot.Wrote{Meta: in.meta(id), Text: typed(h.Text, who.team, nil)}
	case h.Type == "app_home_opened" && h.Tab == "home" && user != "":
		in.kind, in.event = aHome, bot.Opened{Meta: in.meta(event)}
		if h.View != nil {
			in.hash = h.View.Hash
		}
	case h.Type == "team_join" && user != "":
		in.kind, in.event = aMember, bot.Joined{Meta: in.meta(event)}
	case h.Type == "user_change" && deleted:
		in.kind, in.event = aMember, bot.Left{Meta: in.meta(event)}
	default:
		return in, h, errNothing
	}
	return in, h, nil
}

// isWritten reports whether a message is something that a person just wrote to
// the bot: not the bot's own, and not a note that an older one was changed.
func isWritten(h happening, who identity) bool {
	user, _ := h.userID()
	switch h.Subtype {
	case "", "file_share", "thread_broadcast", "me_message":
		return h.ChannelType == "im" && h.BotID == "" && user != "" && user != who.bot && user != "USLACKBOT" && h.TS != ""
	}
	return false
}
