package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// ReadMessage is a message as the bot's vocabulary says it: what the markdown
// and the components of it show.
func ReadMessage(m Message) (bot.Message, error) {
	var all []Component
	if err := json.Unmarshal(m.Components, &all); err != nil {
		return bot.Message{}, fmt.Errorf("a message's components: %w", err)
	}
	var out bot.Message
	for _, c := range all {
		switch c.Type {
		case textType:
			out = out.With(readText(c.Content)...)
		case rowType:
			row, err := readRow(c)
			if err != nil {
				return out, err
			}
			out = out.With(row)
		case galleryType: // the picture of a chart says what the table below it says
		case fileType:
			for _, f := range m.Files {
				if c.File.URL == "attachment://"+f.Name {
					out = out.With(bot.File{Name: f.Name, Type: f.Type, Content: f.Content})
				}
			}
		default:
			return out, fmt.Errorf("a component of type %d", c.Type)
		}
	}
	return out, nil
}

func readRow(c Component) (bot.Buttons, error) {
	var row bot.Buttons
	for _, b := range c.Components {
		action, err := actionOf(b.CustomID)
		if err != nil {
			return nil, err
		}
		style := bot.Ordinary
		switch b.Style {
		case 1:
			style = bot.Primary
		case 4:
			style = bot.Danger
		}
		row = append(row, bot.Button{Label: b.Label, Action: action, Style: style})
	}
	return row, nil
}

// actionOf is what a button stands for. One that only waits for a form to be
// ready stands for that.
func actionOf(customID string) (bot.Action, error) {
	id := customID
	if at := strings.LastIndex(id, "¶"); at >= 0 {
		id = id[:at]
	}
	if strings.HasPrefix(id, "open:") {
		return bot.Action{Route: "wait", Arg: id}, nil
	}
	action, err := bot.ParseAction(id)
	if err != nil {
		return action, fmt.Errorf("a button %q: %w", customID, err)
	}
	return action, nil
}

// customOf is the custom id of a message's button. It is as good as the action
// for one that is forged.
func (d *Discord) customOf(message string, a bot.Action) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.messages[message]
	if m == nil {
		return a.Encode()
	}
	var all []Component
	json.Unmarshal(m.Components, &all) // it was read when it came
	for _, row := range all {
		for _, b := range row.Components {
			if is, err := actionOf(b.CustomID); err == nil && is == a {
				return b.CustomID
			}
		}
	}
	return a.Encode()
}

// readText reads what each line of markdown is by how it begins.
func readText(markdown string) []bot.Block {
	var out []bot.Block
	for line := range strings.SplitSeq(markdown, "\n") {
		last := len(out) - 1
		if rest, is := strings.CutPrefix(line, "### "); is {
			out = append(out, bot.Heading{Text: readSpans(rest)})
		} else if rest, is := strings.CutPrefix(line, "-# "); is {
			out = append(out, bot.Note{Text: readSpans(rest)})
		} else if rest, is := strings.CutPrefix(line, "- **"); is {
			label, value, _ := strings.Cut(rest, "**: ")
			fact := bot.Fact{Label: readSpans(label).String(), Value: readSpans(value)}
			if last >= 0 && isFacts(out[last]) {
				out[last] = append(out[last].(bot.Facts), fact)
			} else {
				out = append(out, bot.Facts{fact})
			}
		} else if rest, is := strings.CutPrefix(line, "  "); is && last >= 0 && isFacts(out[last]) {
			facts := out[last].(bot.Facts)
			value := &facts[len(facts)-1].Value
			*value = append(append(*value, bot.Span{Text: "\n"}), readSpans(rest)...)
		} else {
			out = append(out, bot.Paragraph{Text: readLine(line)})
		}
	}
	return out
}

// lineMark begins what is no running text: a heading, a list.
var lineMark = regexp.MustCompile(`^[ \t]*(?:#{1,3}|[-+*]|[0-9]+[.)])(?: |$)`)

// readLine reads a line of running text. If it is none, no script expects it.
func readLine(line string) bot.Text {
	if found := lineMark.FindString(line); found != "" {
		return append(bot.Text{{Text: "⟨markup " + found + "⟩"}}, readSpans(line[len(found):])...)
	}
	return readSpans(line)
}

func isFacts(b bot.Block) bool {
	_, is := b.(bot.Facts)
	return is
}

var (
	linkMark   = regexp.MustCompile(`^\[((?:\\.|[^\]\\])*)\]\(([^)]*)\)`)
	autoMark   = regexp.MustCompile(`^<(https?://[^>]*)>`)
	momentMark = regexp.MustCompile(`^<t:(\d+):F>`)
	bareMark   = regexp.MustCompile(`^https?://[^\s<>]+`)
	emojiMark  = regexp.MustCompile(`^:[A-Za-z0-9_~+-]+:`)
)

// beginnings are what something else than plain text begins with.
const beginnings = "\\*[<h:_~`|>"

// readSpans reads one line as Discord shows it.
func readSpans(line string) bot.Text {
	var out bot.Text
	var plain strings.Builder
	bold := false
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, bot.Span{Text: plain.String(), Bold: bold})
			plain.Reset()
		}
	}
	for i := 0; i < len(line); {
		rest := line[i:]
		switch {
		case strings.IndexByte(beginnings, rest[0]) < 0:
			plain.WriteByte(rest[0])
			i++
		case rest[0] == '\\' && len(rest) > 1 && isMark(rest[1]):
			plain.WriteByte(rest[1])
			i += 2
		case strings.HasPrefix(rest, "**"):
			flush()
			bold = !bold
			i += 2
		case linkMark.MatchString(rest):
			flush()
			m := linkMark.FindStringSubmatch(rest)
			out = append(out, readLink(m[1], m[2], bold))
			i += len(m[0])
		case autoMark.MatchString(rest):
			flush()
			m := autoMark.FindStringSubmatch(rest)
			out = append(out, bot.Span{URL: m[1], Bold: bold})
			i += len(m[0])
		case momentMark.MatchString(rest):
			flush()
			m := momentMark.FindStringSubmatch(rest)
			unix, _ := strconv.ParseInt(m[1], 10, 64) // only digits
			out = append(out, bot.Span{Text: "(" + m[1] + ")", Moment: time.Unix(unix, 0), Bold: bold})
			i += len(m[0])
		case bareMark.MatchString(rest):
			flush()
			found := bareMark.FindString(rest)
			out = append(out, bot.Span{URL: found, Bold: bold})
			i += len(found)
		case emojiMark.MatchString(rest):
			found := emojiMark.FindString(rest)
			fmt.Fprintf(&plain, "⟨emoji %s⟩", found)
			i += len(found)
		case strings.ContainsRune("*_~`|<>", rune(rest[0])):
			// Something that is not escaped and means nothing that the adapter
			// writes: shown so that no script expects it.
			fmt.Fprintf(&plain, "⟨markup %c⟩", rest[0])
			i++
		default:
			plain.WriteByte(rest[0])
			i++
		}
	}
	flush()
	return out
}

// isMark: a backslash before a letter, a digit or a space is a backslash.
func isMark(c byte) bool {
	return c > ' ' && c < 0x7f && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')
}

const profiles = "https://discord.com/users/"

func readLink(label, address string, bold bool) bot.Span {
	text := readSpans(label).String()
	if id, is := strings.CutPrefix(address, profiles); is {
		return bot.Span{Text: strings.TrimPrefix(text, "@"), User: bot.User("discord:" + id), Bold: bold}
	}
	return bot.Span{Text: text, URL: address, Bold: bold}
}
