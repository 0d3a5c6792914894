package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// What Discord allows of commands.
const (
	maxChatCommands    = 100
	maxMessageCommands = 15
	maxBelow           = 25
	maxCommandSize     = 8000
	maxDescribed       = 100
	maxCommandName     = 32
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

func checkCommands(chat, message []command) error {
	var wrong []error
	if len(chat) > maxChatCommands {
		wrong = append(wrong, fmt.Errorf("%d commands: at most %d", len(chat), maxChatCommands))
	}
	if len(message) > maxMessageCommands {
		wrong = append(wrong, fmt.Errorf("%d commands on messages: at most %d", len(message), maxMessageCommands))
	}
	for _, c := range append(chat, message...) {
		if n := c.size(); n > maxCommandSize {
			wrong = append(wrong, fmt.Errorf("/%s: %d characters in all: at most %d", c.Name, n, maxCommandSize))
		}
		if n := utf8.RuneCountInString(c.Name); n > maxCommandName {
			wrong = append(wrong, fmt.Errorf("/%s: a name of %d characters: at most %d", c.Name, n, maxCommandName))
		}
		if c.Type == discordgo.ChatApplicationCommand {
			wrong = append(wrong, checkDescription("/"+c.Name, c.Description, c.Descriptions)...)
		}
		wrong = append(wrong, checkOptions("/"+c.Name, c.Options)...)
	}
	return errors.Join(wrong...)
}

func checkOptions(above string, options []commandOption) (wrong []error) {
	if len(options) > maxBelow {
		wrong = append(wrong, fmt.Errorf("%s: %d below it: at most %d", above, len(options), maxBelow))
	}
	for _, o := range options {
		wrong = append(wrong, checkDescription(above+" "+o.Name, o.Description, o.Descriptions)...)
		wrong = append(wrong, checkOptions(above+" "+o.Name, o.Options)...)
	}
	return wrong
}

func checkDescription(of, says string, localized map[discordgo.Locale]string) []error {
	if n := utf8.RuneCountInString(says); n == 0 || longest(says, localized) > maxDescribed {
		return []error{fmt.Errorf("%s: a description of 1 to %d characters", of, maxDescribed)}
	}
	return nil
}

// size is what Discord counts: names and descriptions, each in its longest
// language.
func (c command) size() int {
	n := utf8.RuneCountInString(c.Name) + longest(c.Description, c.Descriptions)
	for _, o := range c.Options {
		n += o.size()
	}
	return n
}

func (o commandOption) size() int {
	n := utf8.RuneCountInString(o.Name) + longest(o.Description, o.Descriptions)
	for _, below := range o.Options {
		n += below.size()
	}
	return n
}

func longest(s string, localized map[discordgo.Locale]string) int {
	n := utf8.RuneCountInString(s)
	for _, l := range localized {
		n = max(n, utf8.RuneCountInString(l))
	}
	return n
}

// register tells Discord the commands, unless it was told the same before:
// there are 200 creations a day.
func (x *app) register(ctx context.Context, routes []bot.Route) error {
	commands, err := commandsOf(routes)
	if err != nil {
		return fmt.Errorf("commands outside of Discord's limits: %w", err)
	}
	id, err := x.application(ctx)
	if err != nil {
		return err
	}
	req, err := sends(http.MethodPut, "/applications/"+id+"/commands", "commands", commands)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(req.body)
	hash, key := hex.EncodeToString(sum[:]), "commands/"+id
	known, err := x.memory.Load(ctx, key)
	if err != nil {
		return fmt.Errorf("look up which commands are registered: %w", err)
	}
	if known == hash {
		return nil
	}
	_, err = x.ordinary.do(ctx, req)
	if x.goWithout(ctx, "PUT /applications/{application}/commands", "no commands are registered", err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	x.log.InfoContext(ctx, "commands registered", "application", id, "commands", len(commands))
	if err := x.memory.Store(ctx, key, hash); err != nil {
		return fmt.Errorf("remember which commands are registered: %w", err)
	}
	return nil
}

// application is the application's id.
func (x *app) application(ctx context.Context) (string, error) {
	if id := x.called(); id != "" {
		return id, nil
	}
	id, err := x.askID(ctx, "/applications/@me")
	if x.goWithout(ctx, "GET /applications/@me", "the application's id is the bot's, or what the gateway says", err) || err == nil && id == "" {
		id, err = x.askID(ctx, "/users/@me")
	}
	if err != nil && !isMissing(err) {
		return "", fmt.Errorf("ask for the application: %w", err)
	}
	x.isCalled(id)
	x.isCalled(botOf(x.Token))
	if id := x.called(); id != "" {
		return id, nil
	}
	if err == nil {
		err = errors.New("nobody says its id")
	}
	return "", fmt.Errorf("ask for the application: %w", err)
}

// askID is the id that an answer names; empty if it names none.
func (x *app) askID(ctx context.Context, path string) (string, error) {
	var answer struct {
		ID string `json:"id"`
	}
	if err := ask(ctx, x.ordinary, path, path, &answer); err != nil {
		return "", err
	}
	return answer.ID, nil
}

// called is the application's id, if it is known.
func (x *app) called() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.id
}

func (x *app) isCalled(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.id == "" && digits(id) {
		x.id = id
	}
}
