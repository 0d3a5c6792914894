package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
)

// interaction is what Discord delivers of an act, over the gateway and over
// HTTP alike: the parts that are used, read so that what is new does no harm.
// discordgo's own decoder gives up on components that it does not know.
type interaction struct {
	ID      string                    `json:"id"`
	App     string                    `json:"application_id"`
	Type    discordgo.InteractionType `json:"type"`
	Token   string                    `json:"token"`
	Guild   string                    `json:"guild_id"`
	Channel string                    `json:"channel_id"`
	Locale  string                    `json:"locale"`
	Rights  rights                    `json:"app_permissions"` // of the bot, where the act was
	Member  *member                   `json:"member"`
	User    *account                  `json:"user"`
	Message *struct {
		ID    string                 `json:"id"`
		Flags discordgo.MessageFlags `json:"flags"`
		From  struct {
			// Interacted is the message whose button brought this one up.
			Interacted string `json:"interacted_message_id"`
		} `json:"interaction_metadata"`
	} `json:"message"`
	Data deed `json:"data"`
}

// deed is what was done.
type deed struct {
	Name       string                           `json:"name"`
	Type       discordgo.ApplicationCommandType `json:"type"`
	Options    []given                          `json:"options"`
	Target     string                           `json:"target_id"`
	Resolved   resolved                         `json:"resolved"`
	CustomID   string                           `json:"custom_id"`
	Components []filled                         `json:"components"`
}

type account struct {
	ID     string `json:"id"`
	Name   string `json:"username"`
	Global string `json:"global_name"`
	Bot    bool   `json:"bot"`
}

func (a account) shown() string {
	if a.Global != "" {
		return a.Global
	}
	return a.Name
}

// member is somebody on a server.
type member struct {
	User        *account `json:"user"`
	Nick        string   `json:"nick"`
	Roles       []string `json:"roles"`
	Pending     bool     `json:"pending"`
	Flags       int      `json:"flags"`
	Permissions string   `json:"permissions"` // only in interactions
}

// given is an option of a command, or a command below it.
type given struct {
	Name    string                                 `json:"name"`
	Type    discordgo.ApplicationCommandOptionType `json:"type"`
	Value   scalar                                 `json:"value"`
	Options []given                                `json:"options"`
	Focused bool                                   `json:"focused"`
}

type resolved struct {
	Messages map[string]struct {
		ID      string  `json:"id"`
		Channel string  `json:"channel_id"`
		Content string  `json:"content"`
		Author  account `json:"author"`
	} `json:"messages"`
}

// filled is a component of a modal that was sent: a field, or what holds one.
type filled struct {
	Type       discordgo.ComponentType `json:"type"`
	CustomID   string                  `json:"custom_id"`
	Value      scalar                  `json:"value"`
	Values     []string                `json:"values"`
	Component  *filled                 `json:"component"`
	Components []filled                `json:"components"`
}

// scalar is a string, a number or a truth value, as text.
type scalar string

func (s *scalar) UnmarshalJSON(raw []byte) error {
	if len(raw) > 1 && raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		*s = scalar(raw[1 : len(raw)-1])
		return nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*s = scalar(text)
		return nil
	}
	switch plain := string(raw); {
	case plain == "null" || strings.HasPrefix(plain, "{") || strings.HasPrefix(plain, "["):
		*s = ""
	default:
		*s = scalar(plain)
	}
	return nil
}

var errNobody = errors.New("an interaction without a person")

// readInteraction decodes one. It needs an id, a token and (but for pings)
// somebody who acts; everything else may be missing, or of a new kind and then
// is as if it were. What encoding/json is to be built on reads the same, in half
// the time.
func readInteraction(raw []byte) (*interaction, error) {
	in := &interaction{}
	var newKind *json.UnmarshalTypeError // what follows it was read all the same
	if err := json.Unmarshal(raw, in); err != nil && !errors.As(err, &newKind) {
		return nil, fmt.Errorf("decode an interaction: %w", err)
	}
	if in.Type == discordgo.InteractionPing {
		return in, nil
	}
	if !digits(in.ID) || in.Token == "" || strings.ContainsAny(in.Token, "/?#") || in.App != "" && !digits(in.App) {
		return nil, errors.New("an interaction without id or token")
	}
	if !digits(in.who().ID) || in.Channel != "" && !digits(in.Channel) || in.Guild != "" && !digits(in.Guild) {
		return nil, errNobody
	}
	return in, nil
}

// who acts: on a server a member, elsewhere an account.
func (in *interaction) who() account {
	switch {
	case in.Member != nil && in.Member.User != nil:
		return *in.Member.User
	case in.User != nil:
		return *in.User
	default:
		return account{}
	}
}

// command is the command's words ("gig post") and the options below them.
func (in *interaction) command() (words string, options []given) {
	words, options = in.Data.Name, in.Data.Options
	for len(options) == 1 && (options[0].Type == discordgo.ApplicationCommandOptionSubCommand ||
		options[0].Type == discordgo.ApplicationCommandOptionSubCommandGroup) {
		words += " " + options[0].Name
		options = options[0].Options
	}
	return words, options
}

// value is what the option says in the bot's terms.
func (g given) value() string {
	if g.Type == discordgo.ApplicationCommandOptionUser && digits(string(g.Value)) {
		return string(userOf(string(g.Value)))
	}
	return string(g.Value)
}

// event is the interaction as the bot knows it; false if it means nothing to
// the bot, such as a button that it never made.
func (in *interaction) event(m bot.Meta, routes []bot.Route) (bot.Event, bool) {
	switch in.Type {
	case discordgo.InteractionApplicationCommand:
		if in.Data.Type == discordgo.MessageApplicationCommand {
			return in.shortcut(m, routes)
		}
		words, given := in.command()
		options := bot.Values{}
		for _, g := range given {
			options[g.Name] = g.value()
		}
		return bot.UsedCommand{Meta: m, Command: words, Options: options}, true
	case discordgo.InteractionMessageComponent:
		action, err := bot.ParseAction(plainID(in.Data.CustomID))
		if err != nil {
			return nil, false
		}
		return bot.Pressed{Meta: m, Action: action, Message: in.origin()}, true
	case discordgo.InteractionModalSubmit:
		values := bot.Values{}
		for _, f := range in.Data.Components {
			f.collect(values)
		}
		return bot.Sent{Meta: m, Sheet: plainID(in.Data.CustomID), Values: values}, true
	default:
		return nil, false
	}
}

// origin is the message with the button that the act began at, or empty. What
// only stood before a form is not meant.
func (in *interaction) origin() bot.MessageRef {
	switch {
	case in.Message == nil || !digits(in.Message.ID):
		return ""
	case !in.prefaced():
		return refOf(in.Channel, in.Message.ID)
	case digits(in.Message.From.Interacted):
		return refOf(in.Channel, in.Message.From.Interacted)
	default:
		return ""
	}
}

// prefaced reports whether the message of the act only stood before a form.
func (in *interaction) prefaced() bool {
	return in.Message != nil && strings.HasSuffix(in.Data.CustomID, afterPreface)
}

func (in *interaction) shortcut(m bot.Meta, routes []bot.Route) (bot.Event, bool) {
	on, ok := in.Data.Resolved.Messages[in.Data.Target]
	if !ok {
		return nil, false
	}
	for _, r := range routes {
		if r.OnMessage != nil && r.OnMessage(fallback) == in.Data.Name {
			return bot.UsedCommand{Meta: m, Command: r.Name, On: &bot.Source{
				Ref: refOf(in.Channel, on.ID), Author: userOf(on.Author.ID), Text: on.Content,
			}}, true
		}
	}
	return nil, false
}

// collect adds what the component and those in it hold.
func (f filled) collect(values bot.Values) {
	if f.Component != nil {
		f.Component.collect(values)
	}
	for _, c := range f.Components {
		c.collect(values)
	}
	if f.CustomID == "" {
		return
	}
	switch f.Type {
	case discordgo.UserSelectMenuComponent:
		var users []string
		for _, id := range f.Values {
			users = append(users, string(userOf(id)))
		}
		values[f.CustomID] = strings.Join(users, ",")
	case checkboxType:
		values[f.CustomID] = ""
		if ticked, err := strconv.ParseBool(string(f.Value)); err == nil && ticked {
			values[f.CustomID] = bot.Yes
		}
	default:
		values[f.CustomID] = string(f.Value)
		if len(f.Values) > 0 {
			values[f.CustomID] = strings.Join(f.Values, ",")
		}
	}
}
