package bottest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
)

// What platforms allow in a command.
const (
	maxWord        = 32  // characters of a command's or option's name (Discord)
	maxDescription = 100 // characters that describe one (Discord)
	maxOptions     = 25  // options of a command, or commands under one word (Discord)
	maxShortcut    = 24  // characters of a shortcut's label (Slack)
	maxShortcuts   = 5   // shortcuts on messages of one bot (Discord)
)

var (
	commandWord = regexp.MustCompile(`^[a-z0-9-]+$`)
	routeName   = regexp.MustCompile(`^[a-z]+\.[a-z-]+$`)
)

// CheckFeatures fails the test for everything in the features that is outside
// of the neutral limits or contradicts: names and lengths of routes, commands,
// options, notices and shortcuts, in both languages. Forms and messages are
// checked as scripts play.
func CheckFeatures(t *testing.T, features ...bot.Feature) {
	t.Helper()
	for _, err := range featureFaults(features) {
		t.Error(err)
	}
}

func featureFaults(features []bot.Feature) []error {
	c := checker{names: map[string]bool{}, under: map[string]int{}, labels: map[string]bool{}}
	for _, f := range features {
		if f.Name == "" {
			c.wrong("a feature without a name")
		}
		c.unique("feature", f.Name)
		for _, r := range f.Routes {
			c.route(r)
		}
		for _, n := range f.Notices {
			c.unique("notice", n.Name)
			if !routeName.MatchString(n.Name) || n.Write == nil {
				c.wrong("notice %q: needs a name such as gig.offer, and Write", n.Name)
			}
		}
	}
	for word, n := range c.under {
		if n > maxOptions {
			c.wrong("/%s: %d commands below it: at most %d", word, n, maxOptions)
		}
	}
	if n := len(c.labels) / 2; n > maxShortcuts {
		c.wrong("%d shortcuts on messages: at most %d", n, maxShortcuts)
	}
	return c.faults
}

type checker struct {
	names  map[string]bool // "<kind> <name>"
	under  map[string]int  // how many commands begin with a word
	labels map[string]bool // shortcuts, by locale and label
	faults []error
}

func (c *checker) wrong(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

func (c *checker) unique(kind, name string) {
	if c.names[kind+" "+name] {
		c.wrong("%s %q exists twice", kind, name)
	}
	c.names[kind+" "+name] = true
}

func (c *checker) route(r bot.Route) {
	c.unique("route", r.Name)
	if len(r.Name) > bot.MaxRoute || !routeName.MatchString(r.Name) {
		c.wrong("route %q: a name such as gig.post, at most %d bytes", r.Name, bot.MaxRoute)
	}
	if r.Do == nil || r.Allow == 0 {
		c.wrong("route %s: needs Do, and Allow with at least one role", r.Name)
	}
	if r.Direct && r.Form == nil {
		c.wrong("route %s: Direct skips a form, but there is none", r.Name)
	}
	if r.Command != "" {
		c.command(r)
		c.described("/"+r.Command, r.Summary)
	} else if len(r.Options) > 0 {
		c.wrong("route %s: options, but no command that they could follow", r.Name)
	}
	if r.OnMessage != nil {
		c.shortcut(r)
	}
	c.options(r)
}

// command checks the words: Slack has one level, Discord a command and one or
// two below it, and what has others below it cannot be used by itself.
func (c *checker) command(r bot.Route) {
	c.unique("command", r.Command)
	words := strings.Fields(r.Command)
	if len(words) > 3 || strings.Join(words, " ") != r.Command {
		c.wrong("route %s: command %q: one to three words", r.Name, r.Command)
	}
	for i, w := range words {
		if !commandWord.MatchString(w) || len(w) > maxWord {
			c.wrong("route %s: command word %q: at most %d of a-z, 0-9 and -", r.Name, w, maxWord)
		}
		above := strings.Join(words[:i], " ")
		if i > 0 && !c.names["below "+above+" "+w] {
			c.names["below "+above+" "+w] = true
			c.under[above]++
		}
		if i > 0 && c.names["command "+above] {
			c.wrong("/%s has commands below it, so it cannot be one itself", above)
		}
	}
	if c.under[r.Command] > 0 {
		c.wrong("/%s has commands below it, so it cannot be one itself", r.Command)
	}
}

func (c *checker) options(r bot.Route) {
	if len(r.Options) > maxOptions {
		c.wrong("/%s: %d options: at most %d", r.Command, len(r.Options), maxOptions)
	}
	seen := map[string]bool{}
	optional := false
	for _, o := range r.Options {
		if !commandWord.MatchString(o.Name) || len(o.Name) > maxWord || seen[o.Name] {
			c.wrong("/%s: option %q: unique, at most %d of a-z, 0-9 and -", r.Command, o.Name, maxWord)
		}
		seen[o.Name] = true
		if o.Required && optional {
			c.wrong("/%s: option %q is required, so it comes before those that are not", r.Command, o.Name)
		}
		optional = optional || !o.Required
		switch o.Kind {
		case "", bot.OptionText, bot.OptionNumber, bot.OptionDay, bot.OptionPerson:
		default:
			c.wrong("/%s: option %q: there is no kind %q", r.Command, o.Name, o.Kind)
		}
		c.described(fmt.Sprintf("/%s %s:", r.Command, o.Name), o.Summary)
	}
}

// described checks a line of help in both languages.
func (c *checker) described(what string, summary func(bot.Locale) string) {
	if summary == nil {
		c.wrong("%s has no summary", what)
		return
	}
	for _, l := range []bot.Locale{bot.Japanese, bot.English} {
		s := summary(l)
		if n := utf8.RuneCountInString(s); n == 0 || n > maxDescription {
			c.wrong("%s: summary (%s) %q has %d characters: 1 to %d", what, l, s, n, maxDescription)
		}
	}
	if err := inLanguages(summary(bot.Japanese), summary(bot.English)); err != nil {
		c.wrong("%s: %w", what, err)
	}
}

func (c *checker) shortcut(r bot.Route) {
	for _, l := range []bot.Locale{bot.Japanese, bot.English} {
		label := r.OnMessage(l)
		if n := utf8.RuneCountInString(label); n == 0 || n > maxShortcut || c.labels[string(l)+label] {
			c.wrong("route %s: shortcut (%s) %q: unique, 1 to %d characters", r.Name, l, label, maxShortcut)
		}
		c.labels[string(l)+label] = true
	}
}

// inLanguages reports a text which is not in the language that it should be in.
func inLanguages(ja, en string) error {
	var wrong []error
	if strings.ContainsFunc(en, japanese) {
		wrong = append(wrong, fmt.Errorf("the English holds Japanese: %q", en))
	}
	if ja != en && !strings.ContainsFunc(ja, japanese) {
		wrong = append(wrong, fmt.Errorf("the Japanese holds none: %q", ja))
	}
	return errors.Join(wrong...)
}

func japanese(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= '\u3000' && r <= '\u303f'
}
