package engine

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"golang.org/x/text/width"
)

// grammar reads lines that people type:
//
//	/gig post title:API の改修 pay:50万円 place:リモート
//
// The command is matched in any case and width, with or without its slash. An
// option's value runs to the next name of an option that the route has, so that
// it may hold spaces, colons and whatever else; quotation marks around a value
// keep a name inside of it. Text before the first name is the value of the
// route's first option. ：, full-width spaces and curly quotes are as good as
// their plain forms.
type grammar struct {
	byCommand map[string]*bot.Route
	longest   int // words in the longest command
}

func newGrammar(routes []bot.Route) (grammar, error) {
	g := grammar{byCommand: map[string]*bot.Route{}}
	for i := range routes {
		if c := routes[i].Command; c != "" {
			if other := g.byCommand[c]; other != nil {
				return g, fmt.Errorf("route %q: the command %q belongs to %q", routes[i].Name, c, other.Name)
			}
			g.byCommand[c] = &routes[i]
			g.longest = max(g.longest, len(strings.Fields(c)))
		}
	}
	return g, nil
}

// command finds the longest command that the line begins with, and what
// follows it.
func (g grammar) command(line string) (*bot.Route, string, bool) {
	rest := strings.TrimLeft(strings.TrimSpace(line), "/／")
	var words []string
	var found *bot.Route
	after := ""
	for len(words) < g.longest {
		word, tail := cutWord(rest)
		if word == "" {
			break
		}
		words = append(words, plain(word))
		rest = tail
		if r := g.byCommand[strings.Join(words, " ")]; r != nil {
			found, after = r, tail
		}
	}
	return found, after, found != nil
}

// plain is a word in lower case and without the width that it was typed in.
func plain(word string) string {
	if strings.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		word = width.Fold.String(word)
	}
	return strings.ToLower(word)
}

func cutWord(s string) (word, rest string) {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	end := strings.IndexFunc(s, unicode.IsSpace)
	if end < 0 {
		return s, ""
	}
	return s[:end], s[end:]
}

// readOptions reads what follows a command. Its errors are Faults by option.
func readOptions(options []bot.Option, text string) (bot.Values, error) {
	values := bot.Values{}
	free, rest := nextName(options, text)
	if free = unquote(free); free != "" {
		if len(options) == 0 {
			return nil, unknownOption{}
		}
		if !options[0].Query && looksLikeOption(free) {
			return nil, unknownOption{name: free[:strings.IndexAny(free, ":：")], options: options}
		}
		values[options[0].Name] = free
	}
	for rest != "" {
		name, after, _ := cutName(options, rest)
		var value string
		value, rest = nextName(options, after)
		if _, twice := values[name]; twice {
			return nil, optionFault{name, bot.Fault{Kind: bot.FaultTwice}}
		}
		values[name] = unquote(value)
	}
	return values, nil
}

// nextName splits text before the first name of an option which stands at the
// beginning of a word and outside of quotation marks.
func nextName(options []bot.Option, text string) (before, from string) {
	atWord := true
	for i := 0; i < len(text); {
		if atWord {
			if _, _, ok := cutName(options, text[i:]); ok {
				return text[:i], text[i:]
			}
			if n := quoted(text[i:]); n > 0 {
				i += n
				atWord = false
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		atWord = unicode.IsSpace(r)
		i += size
	}
	return text, ""
}

// cutName cuts "name:" off, where name is one of the options. It looks no
// further than the first word, so that a long text is read once and not once
// for each of its words.
func cutName(options []bot.Option, text string) (name, after string, ok bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return r == ':' || r == '：' || unicode.IsSpace(r) })
	if end < 0 || !strings.HasPrefix(text[end:], ":") && !strings.HasPrefix(text[end:], "：") {
		return "", "", false
	}
	typed := plain(text[:end])
	if !slices.ContainsFunc(options, func(o bot.Option) bool { return o.Name == typed }) {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(text[end:])
	return typed, text[end+size:], true
}

// quotes are the pairs that may stand around a value. Japanese brackets are not
// among them: people mean them as part of the text.
var quotes = map[rune]rune{'"': '"', '“': '”', '”': '”', '„': '“', '＂': '＂'}

// quoted is the length of the quotation that text begins with, or 0.
func quoted(text string) int {
	first, size := utf8.DecodeRuneInString(text)
	last, ok := quotes[first]
	if !ok {
		return 0
	}
	end := strings.IndexRune(text[size:], last)
	if end < 0 {
		return 0
	}
	return size + end + utf8.RuneLen(last)
}

// unquote trims white space, and the quotation marks if they are around all of
// it.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if n := quoted(s); n == 0 || n != len(s) {
		return s
	}
	_, first := utf8.DecodeRuneInString(s)
	_, last := utf8.DecodeLastRuneInString(s)
	return strings.TrimSpace(s[first : len(s)-last])
}

// looksLikeOption reports whether text begins with a word and a colon, as a
// misspelt option does; an address does not.
func looksLikeOption(text string) bool {
	end := strings.IndexAny(text, ":：")
	if end <= 0 || strings.HasPrefix(text[end:], "://") {
		return false
	}
	for _, r := range width.Fold.String(text[:end]) {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-') {
			return false
		}
	}
	return true
}

// optionFault is what is wrong with one option: a Fault or a Problem.
type optionFault struct {
	name  string
	fault error
}

func (f optionFault) Error() string { return "option " + f.name + ": " + f.fault.Error() }

// unknownOption is a name that none of the options has; without options it is
// anything that follows the command.
type unknownOption struct {
	name    string
	options []bot.Option
}

func (unknownOption) Error() string { return "unknown option" }
