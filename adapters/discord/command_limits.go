package discord

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
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
