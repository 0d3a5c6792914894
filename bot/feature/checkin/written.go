package checkin

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// write is a question as its line in l; empty where it was not written in l.
func (q Question) write(l bot.Locale) string {
	text := q.Text.En
	if l == bot.Japanese {
		text = q.Text.Ja
	}
	if text == "" || q.Kind == Text {
		return text
	}
	return lineOf(l, text, q.writeKind(l))
}

func (q Question) writeKind(l bot.Locale) string {
	options := make([]string, len(q.Options))
	for i, o := range q.Options {
		options[i] = o.In(l)
	}
	switch q.Kind {
	case Choice:
		return listOf(l, options)
	case Several:
		return typedSeveral.Text(l, listOf(l, options)).String()
	case Scale:
		if len(options) == 2 {
			return typedScaleEnds.Text(l, q.From, q.To, listOf(l, options)).String()
		}
		return typedScale.Text(l, q.From, q.To).String()
	default:
		if l == bot.Japanese {
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
func writeAll(l bot.Locale, questions []Question) string {
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
	first, lines := title.En, writeAll(in, questions)
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
