package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// command is a command as it is registered.
type command struct {
	Type         discordgo.ApplicationCommandType       `json:"type"`
	Name         string                                 `json:"name"`
	Names        map[discordgo.Locale]string            `json:"name_localizations,omitempty"`
	Description  string                                 `json:"description,omitempty"`
	Descriptions map[discordgo.Locale]string            `json:"description_localizations,omitempty"`
	Options      []commandOption                        `json:"options,omitempty"`
	Contexts     []discordgo.InteractionContextType     `json:"contexts"`
	Integrations []discordgo.ApplicationIntegrationType `json:"integration_types"`
}

type commandOption struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	Description  string                                 `json:"description"`
	Descriptions map[discordgo.Locale]string            `json:"description_localizations,omitempty"`
	Required     bool                                   `json:"required,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
	Options      []commandOption                        `json:"options,omitempty"`
}

// commandsOf are the routes as Discord's commands: "gig post" is post below
// gig. Routes on messages are commands of their own.
func commandsOf(routes []bot.Route) ([]command, error) {
	var chat, message []command
	for _, r := range routes {
		if r.OnMessage != nil {
			message = append(message, newCommand(discordgo.MessageApplicationCommand, r.OnMessage(fallback), r.OnMessage))
		}
		words := strings.Fields(r.Command)
		if len(words) == 0 {
			continue
		}
		chat = place(chat, words, r)
	}
	return append(chat, message...), checkCommands(chat, message)
}

// fallback is the language of clients whose own the bot does not speak.
const fallback = bot.English

// localizations are a text in the languages that Discord has and the bot speaks,
// besides the fallback.
func localizations(say func(bot.Locale) string) map[discordgo.Locale]string {
	all := map[discordgo.Locale]string{}
	for _, l := range i18n.Locales() {
		if _, known := discordgo.Locales[discordgo.Locale(l)]; known && l != fallback {
			all[discordgo.Locale(l)] = say(l)
		}
	}
	return all
}

func newCommand(kind discordgo.ApplicationCommandType, name string, localized func(bot.Locale) string) command {
	c := command{
		Type: kind, Name: name,
		Contexts:     []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
		Integrations: []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
	}
	if localized == nil {
		return c
	}
	c.Names = localizations(localized)
	// A message is on a server.
	c.Contexts = c.Contexts[:1]
	return c
}

// place puts a route where its words say.
func place(all []command, words []string, r bot.Route) []command {
	at := -1
	for i := range all {
		if all[i].Name == words[0] {
			at = i
		}
	}
	if at < 0 {
		c := newCommand(discordgo.ChatApplicationCommand, words[0], nil)
		say := func(l bot.Locale) string { return sayCommand.Text(l, words[0]).String() }
		if len(words) == 1 {
			say = r.Summary
		}
		c.Description, c.Descriptions = say(fallback), localizations(say)
		at, all = len(all), append(all, c)
	}
	if len(words) == 1 {
		all[at].Options = optionsOf(r)
		return all
	}
	all[at].Options = below(all[at].Options, words[0], words[1:], r)
	return all
}

// below puts a route into the commands below a word.
func below(all []commandOption, above string, words []string, r bot.Route) []commandOption {
	if len(words) == 1 {
		o := described(discordgo.ApplicationCommandOptionSubCommand, words[0], r.Summary)
		o.Options = optionsOf(r)
		return append(all, o)
	}
	above += " " + words[0]
	for i := range all {
		if all[i].Name == words[0] {
			all[i].Options = below(all[i].Options, above, words[1:], r)
			return all
		}
	}
	group := described(discordgo.ApplicationCommandOptionSubCommandGroup, words[0], func(l bot.Locale) string {
		return sayCommand.Text(l, above).String()
	})
	group.Options = below(nil, above, words[1:], r)
	return append(all, group)
}

func described(kind discordgo.ApplicationCommandOptionType, name string, say func(bot.Locale) string) commandOption {
	return commandOption{
		Type: kind, Name: name, Description: say(fallback), Descriptions: localizations(say),
	}
}

func optionsOf(r bot.Route) []commandOption {
	var out []commandOption
	for _, o := range r.Options {
		kind := discordgo.ApplicationCommandOptionString
		switch {
		case o.Kind == bot.OptionPerson:
			kind = discordgo.ApplicationCommandOptionUser
		case o.Kind == bot.OptionNumber && o.Complete == nil:
			kind = discordgo.ApplicationCommandOptionInteger
		}
		one := described(kind, o.Name, o.Summary)
		one.Required, one.Autocomplete = o.Required, o.Complete != nil
		out = append(out, one)
	}
	return out
}
