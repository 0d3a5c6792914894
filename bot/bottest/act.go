package bottest

import (
	"fmt"
	"regexp"
	"strings"
)

// act is something that a person does, as it is written: labels and texts that
// have to be looked up on the screen first.
type act struct {
	who  string
	what doing
}

// doing is one of the acts below.
type doing interface{ what() }

type (
	types  struct{ channel, line string } // a command
	posts  struct{ channel, text string } // a message in a channel
	writes struct{ text string }          // a direct message to the bot
	fills  struct {                       // the open form, or somebody else's
		of      string
		entries []entry
	}
	presses struct {
		label     string
		earlier   bool   // a button that is not on the screen any more
		of        string // whose screen it is taken from
		on        string // "#channel", "direct" or "home"
		forged    string // what replaces parts of its action
		in, after string // a text of the message; a text above the button
	}
	uses      struct{ label, text string } // a shortcut on a message in a channel
	completes struct{ line string }
	looks     struct{} // at the home page
	dismisses struct{} // the open form
	joins     struct{}
	leaves    struct{}
)

// entry is one field that is filled in. Forged entries are sent although the
// form does not offer the field or the value.
type entry struct {
	name, value string
	forged      bool
}

func (act) deed()       {}
func (types) what()     {}
func (posts) what()     {}
func (writes) what()    {}
func (fills) what()     {}
func (presses) what()   {}
func (uses) what()      {}
func (completes) what() {}
func (looks) what()     {}
func (dismisses) what() {}
func (joins) what()     {}
func (leaves) what()    {}

var (
	actLine   = regexp.MustCompile(`^([a-z][a-z0-9_-]*)(?: in (#[^\s>]+))?> ?(.*)$`)
	entryLine = regexp.MustCompile(`^([a-z][a-z0-9_-]*)(!?):(?: |$)(.*)$`)
	entryNext = regexp.MustCompile(`; *[a-z][a-z0-9_-]*!?:(?: |$)`)
	useLine   = regexp.MustCompile(`^use "([^"]+)"(?: on "(.*)")?$`)
	pressLine = regexp.MustCompile(`^(earlier )?\[(.+?)\](?: of ([a-z][a-z0-9_-]*))?(?: on (#\S+|direct|home))?(?: as (\S*\|\S*\|\S*))?(?: (in|after) (.+))?$`)
)

func parseAct(raw []string) (deed, error) {
	m := actLine.FindStringSubmatch(raw[0])
	if m == nil {
		return nil, fmt.Errorf("not a comment (#), a world line (!) or an act such as: hana> /alumni register")
	}
	who, channel, said := m[1], m[2], m[3]
	if channel != "" {
		return parseInChannel(who, channel, said, raw[1:])
	}
	what, err := parseSaid(said, raw[1:])
	if err != nil {
		return nil, err
	}
	return act{who, what}, nil
}

func parseInChannel(who, channel, said string, more []string) (deed, error) {
	text, err := joined(said, more)
	switch {
	case err != nil:
		return nil, err
	case text == "":
		return nil, fmt.Errorf("what does %s write in %s?", who, channel)
	case strings.HasPrefix(said, "/"):
		return act{who, types{channel, text}}, nil
	}
	return act{who, posts{channel, text}}, nil
}

// parseSaid reads what stands behind "hana> ".
func parseSaid(said string, more []string) (doing, error) {
	switch {
	case strings.HasPrefix(said, "/"):
		line, err := joined(said, more)
		return types{"#general", line}, err
	case strings.HasPrefix(said, "@bot"):
		text, err := joined(strings.TrimPrefix(strings.TrimPrefix(said, "@bot"), " "), more)
		return writes{text}, err
	case said == "send" || strings.HasPrefix(said, "send form of "):
		of := strings.TrimPrefix(strings.TrimPrefix(said, "send"), " form of ")
		entries, err := parseEntries(nil, more)
		return fills{of, entries}, err
	case entryLine.MatchString(said):
		entries, err := parseEntries(splitEntries(said), more)
		return fills{"", entries}, err
	}
	if len(more) > 0 {
		return nil, fmt.Errorf("only a form, a command and a message can be continued on the next line")
	}
	return parseShort(said)
}

// parseShort reads the acts that fit on one line.
func parseShort(said string) (doing, error) {
	if line, ok := strings.CutPrefix(said, "complete /"); ok {
		return completes{"/" + line}, nil
	}
	if m := useLine.FindStringSubmatch(said); m != nil {
		return uses{m[1], m[2]}, nil
	}
	if m := pressLine.FindStringSubmatch(said); m != nil {
		p := presses{earlier: m[1] != "", label: m[2], of: m[3], on: m[4], forged: m[5]}
		if m[6] == "in" {
			p.in = m[7]
		} else {
			p.after = m[7]
		}
		return p, nil
	}
	switch said {
	case "home":
		return looks{}, nil
	case "dismiss":
		return dismisses{}, nil
	case "join":
		return joins{}, nil
	case "leave":
		return leaves{}, nil
	}
	return nil, fmt.Errorf("what does that mean? A command begins with /, a message to the bot with @bot, " +
		"a press is [Label], a form is name: value, and there are send, dismiss, home, use, complete, join, leave")
}

// joined is a text over several lines: "  >> " begins each further one.
func joined(first string, more []string) (string, error) {
	lines := []string{first}
	for _, l := range more {
		rest, ok := strings.CutPrefix(l, "  >>")
		if !ok {
			return "", fmt.Errorf("a text is continued by lines that begin with two spaces and >>")
		}
		lines = append(lines, strings.TrimPrefix(rest, " "))
	}
	return strings.Join(lines, "\n"), nil
}

// splitEntries splits "name: a; hours: 20" before each next name.
func splitEntries(s string) []string {
	var parts []string
	for {
		at := entryNext.FindStringIndex(s)
		if at == nil {
			return append(parts, s)
		}
		parts = append(parts, s[:at[0]])
		s = strings.TrimLeft(s[at[0]+1:], " ")
	}
}

// parseEntries reads the fields of a form: those of the first line, then one on
// each line with >, whose value >> continues.
func parseEntries(first, more []string) ([]entry, error) {
	var entries []entry
	seen := map[string]bool{}
	add := func(s string) error {
		m := entryLine.FindStringSubmatch(s)
		if m == nil {
			return fmt.Errorf("a field is written as name: value, not %q", s)
		}
		if seen[m[1]] {
			return fmt.Errorf("the field %s is filled in twice", m[1])
		}
		seen[m[1]] = true
		entries = append(entries, entry{name: m[1], forged: m[2] != "", value: m[3]})
		return nil
	}
	for _, s := range first {
		if err := add(s); err != nil {
			return nil, err
		}
	}
	for _, l := range more {
		if rest, ok := strings.CutPrefix(l, "  >>"); ok {
			if len(entries) == 0 {
				return nil, fmt.Errorf(">> continues the value of a field")
			}
			entries[len(entries)-1].value += "\n" + strings.TrimPrefix(rest, " ")
			continue
		}
		if err := add(strings.TrimPrefix(strings.TrimPrefix(l, "  >"), " ")); err != nil {
			return nil, err
		}
	}
	return entries, nil
}
