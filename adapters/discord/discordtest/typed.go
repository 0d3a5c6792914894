package discordtest

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// Types of options.
const (
	optionBelow  = 1
	optionGroup  = 2
	optionString = 3
	optionNumber = 4
	optionUser   = 6
)

// typed is a line as Discord's composer makes it a command: its words, and the
// options chosen one by one.
type typed struct {
	name    string
	options []Given
}

// parseLine finds the registered command that a line means; false if the
// composer would not let it be sent as one, such as with an option that there is
// not. Text before the first option goes into the first option.
func parseLine(commands []Command, line string) (typed, bool) {
	words := strings.Fields(strings.TrimPrefix(line, "/"))
	for _, c := range commands {
		if c.Type != 1 || len(words) == 0 || c.Name != words[0] {
			continue
		}
		given, ok := parseBelow(c.Options, words[1:], line)
		return typed{c.Name, given}, ok
	}
	return typed{}, false
}

func parseBelow(options []CommandOption, words []string, line string) ([]Given, bool) {
	if len(options) > 0 && (options[0].Type == optionBelow || options[0].Type == optionGroup) {
		for _, o := range options {
			if len(words) > 0 && o.Name == words[0] {
				given, ok := parseBelow(o.Options, words[1:], line)
				return []Given{{Type: o.Type, Name: o.Name, Options: given}}, ok
			}
		}
		return nil, false
	}
	rest := ""
	if len(words) > 0 {
		rest = line[indexOfRest(line, words):]
	}
	return parseOptions(options, rest)
}

// indexOfRest is where the words that are left begin.
func indexOfRest(line string, words []string) int {
	total := len(strings.Fields(line))
	at := 0
	for range total - len(words) {
		at += len(line[at:]) - len(strings.TrimLeft(line[at:], " \t\n　"))
		end := strings.IndexAny(line[at:], " \t\n　")
		at += end
	}
	return at
}

func parseOptions(options []CommandOption, text string) ([]Given, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, true
	}
	if len(options) == 0 {
		return nil, false
	}
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = regexp.QuoteMeta(o.Name)
	}
	mark := regexp.MustCompile(`(?:^|\s)(` + strings.Join(names, "|") + `)[:：]`)
	at := mark.FindAllStringSubmatchIndex(text, -1)
	var out []Given
	add := func(name, value string) bool {
		value = strings.Trim(strings.TrimSpace(value), `"“”`)
		for _, g := range out {
			if g.Name == name {
				return false
			}
		}
		for _, o := range options {
			if o.Name == name && value != "" {
				g, ok := giveOption(o, value)
				out = append(out, g)
				return ok
			}
		}
		return true
	}
	free := text
	if len(at) > 0 {
		free = text[:at[0][0]]
	}
	if free = strings.TrimSpace(free); free != "" {
		if misspelt.MatchString(free) || !add(options[0].Name, free) {
			return nil, false
		}
	}
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		if !add(text[m[2]:m[3]], text[m[1]:end]) {
			return nil, false
		}
	}
	return out, true
}

// misspelt begins like an option.
var misspelt = regexp.MustCompile(`^[A-Za-z_-]+[:：](?:[^/]|$)`)

func giveOption(o CommandOption, value string) (Given, bool) {
	g := Given{Type: o.Type, Name: o.Name, Value: quote(value)}
	switch o.Type {
	case optionNumber:
		n, err := strconv.Atoi(width.Fold.String(value))
		g.Value = json.RawMessage(strconv.Itoa(n))
		return g, err == nil
	case optionUser:
		id, is := strings.CutPrefix(value, "discord:")
		g.Value = quote(id)
		return g, is
	}
	return g, true
}

// focus marks the option that the line ends in as the one that is being typed.
func (t *typed) focus() bool {
	options := t.options
	for len(options) == 1 && (options[0].Type == optionBelow || options[0].Type == optionGroup) {
		options = options[0].Options
	}
	if len(options) == 0 {
		return false
	}
	options[len(options)-1].Focused = true
	return true
}
