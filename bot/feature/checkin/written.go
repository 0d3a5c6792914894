package checkin

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// write is a question as its line in l; empty where it was not written in l.
func (q Question) write(l bot.Localizer) string {
	text := q.Text.En
	if l.Language() == bot.Japanese {
		text = q.Text.Ja
	}
	if text == "" || q.Kind == Text {
		return text
	}
	return lineOf(l.Language(), text, q.writeKind(l))
}

func (q Question) writeKind(l bot.Localizer) string {
	options := make([]string, len(q.Options))
	for i, o := range q.Options {
		options[i] = o.In(l.Language())
	}
	switch q.Kind {
	case Choice:
		return listOf(l.Language(), options)
	case Several:
		return l.Label(typedSeveral, listOf(l.Language(), options))
	case Scale:
		if len(options) == 2 {
			return l.Label(typedScaleEnds, q.From, q.To, listOf(l.Language(), options))
		}
		return l.Label(typedScale, q.From, q.To)
	default:
		if l.Language() == bot.Japanese {
			return kindNames[q.Kind][0]
		}
		return string(q.Kind)
	}
}

func lineOf(l bot.Locale, text, kind string) string {
	if l == bot.Japanese {
		return text + "｜" + kind
	}
	return text + " | " + kind
}

// writeAll are all lines in l; empty where one was not written in it.
func writeAll(l bot.Localizer, questions []Question) string {
	lines := make([]string, len(questions))
	for i, q := range questions {
		if lines[i] = q.write(l); lines[i] == "" {
			return ""
		}
	}
	return strings.Join(lines, "\n")
}

// writeTranslation is what translate reads; empty where nothing was translated.
func writeTranslation(l bot.Locale, title Said, questions []Question) string {
	in := other(l)
	first, lines := title.En, writeAll(bot.Reader{Locale: in}, questions)
	if in == bot.Japanese {
		first = title.Ja
	}
	if first == "" || lines == "" {
		return ""
	}
	return first + "\n" + lines
}

// listOf joins options as they are typed.
func listOf(l bot.Locale, options []string) string {
	if l == bot.Japanese {
		return strings.Join(options, "、")
	}
	return strings.Join(options, ", ")
}
