package adaptertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// memoryPlatform is a platform in memory, with what makes platforms hard: a first
// answer has to come in time, a form only comes as one, text is markup, and a
// message holds only so much.
type memoryPlatform struct {
	traits   bot.Traits
	patience time.Duration

	mu       sync.Mutex
	people   map[string]*reader
	messages map[bot.MessageRef]*storedMessage
	posts    []bot.Source
	keys     map[string]bot.MessageRef
	shown    []bottest.Shown
	trouble  Trouble
	counter  int
}

// reader is somebody, with the forms that they have open.
type reader struct {
	bottest.Person
	gone, closed bool
	forms        map[string]bot.MessageRef // where each was opened
}

// storedMessage is a message that is there.
type storedMessage struct {
	place bottest.Place
	parts []ink
}

// ink is a part of a message as it is sent: markup, buttons or a file.
type ink struct {
	kind        string // heading, paragraph, note, fact
	label, text string // markup
	buttons     []knob
	file        *bot.File
}

type knob struct {
	label, value string
	style        bot.Style
}

// What a message holds.
const (
	maxInk   = 5000 // characters of markup
	maxKnobs = 25
	maxValue = 100
)

var (
	errLate   = errors.New("too late, or answered before")
	errTooBig = errors.New("more than a message holds")
)

func (p *memoryPlatform) id(kind string) string {
	p.counter++
	return fmt.Sprintf("paper:%s%d", kind, p.counter)
}

// checkInk is what the platform refuses.
func checkInk(parts []ink) error {
	size, knobs := 0, 0
	for _, part := range parts {
		size += len([]rune(part.label + part.text))
		knobs += len(part.buttons)
		for _, k := range part.buttons {
			if k.label == "" || len(k.value) > maxValue {
				return errTooBig
			}
		}
	}
	if size > maxInk || knobs > maxKnobs || len(parts) == 0 {
		return errTooBig
	}
	return nil
}

// put shows a new message. The caller holds the lock.
func (p *memoryPlatform) put(at bottest.Place, parts []ink) bot.MessageRef {
	ref := bot.MessageRef(p.id("m"))
	p.messages[ref] = &storedMessage{at, parts}
	p.shown = append(p.shown, bottest.Shown{Place: at, Ref: ref, Message: readInk(parts)})
	return ref
}

// replace shows another content of a message. The caller holds the lock.
func (p *memoryPlatform) replace(ref bot.MessageRef, parts []ink) error {
	if err := checkInk(parts); err != nil {
		return err
	}
	m := p.messages[ref]
	if m == nil {
		return bot.ErrUnreachable
	}
	m.parts = parts
	p.shown = append(p.shown, bottest.Shown{Place: m.place, Ref: ref, Edited: true, Message: readInk(parts)})
	return nil
}

// readInk is what a message reads like: a backslash makes the next character
// one like others, a * bold, and angle brackets people, links, moments, and a
// call to everybody.
func readInk(parts []ink) bot.Message {
	var m bot.Message
	for _, part := range parts {
		switch {
		case part.buttons != nil:
			var row bot.Buttons
			for _, k := range part.buttons {
				a, err := bot.ParseAction(k.value)
				if err != nil {
					a = bot.Action{Route: "wait", Arg: k.value}
				}
				row = append(row, bot.Button{Label: k.label, Action: a, Style: k.style})
			}
			m = m.With(row)
		case part.file != nil:
			m = m.With(*part.file)
		case part.kind == "heading":
			m = m.With(bot.Heading{Text: readMarkup(part.text)})
		case part.kind == "note":
			m = m.With(bot.Note{Text: readMarkup(part.text)})
		case part.kind == "fact":
			m = m.With(bot.Facts{{Label: readMarkup(part.label).String(), Value: readMarkup(part.text)}})
		default:
			m = m.With(bot.Paragraph{Text: readMarkup(part.text)})
		}
	}
	return m
}

func readMarkup(s string) bot.Text {
	var out bot.Text
	var plain strings.Builder
	bold := false
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, bot.Span{Text: plain.String(), Bold: bold})
			plain.Reset()
		}
	}
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		switch end := slices.Index(runes[i:], '>'); {
		case runes[i] == '\\' && i+1 < len(runes):
			i++
			plain.WriteRune(runes[i])
		case runes[i] == '*':
			flush()
			bold = !bold
		case runes[i] == '<' && end > 0:
			flush()
			out = append(out, readMark(string(runes[i+1:i+end]), bold))
			i += end
		default:
			plain.WriteRune(runes[i])
		}
	}
	flush()
	return out
}

func readMark(mark string, bold bool) bot.Span {
	what, label, _ := strings.Cut(mark, "|")
	label = unquote.Replace(label)
	switch {
	case strings.HasPrefix(what, "@"):
		return bot.Span{Text: label, User: bot.User(what[1:]), Bold: bold}
	case strings.HasPrefix(what, "t:"):
		at, err := time.Parse(time.RFC3339, what[2:])
		if err == nil {
			return bot.Span{Text: label, Moment: at, Bold: bold}
		}
	case strings.HasPrefix(what, "https:"), strings.HasPrefix(what, "http:"):
		return bot.Span{Text: label, URL: what, Bold: bold}
	}
	return bot.Span{Text: "⟨everybody was notified by " + mark + "⟩"}
}

// Within angle brackets, characters that end them are written with a percent
// sign.
var (
	quote   = strings.NewReplacer("%", "%25", "<", "%3C", ">", "%3E", "|", "%7C", "\\", "%5C")
	unquote = strings.NewReplacer("%25", "%", "%3C", "<", "%3E", ">", "%7C", "|", "%5C", "\\")
)
