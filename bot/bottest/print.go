package bottest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/alumnibot/alumnibot/bot"
)

// Lines is a message as scripts show it, one line each.
func Lines(m bot.Message) []string { return printMessage(m) }

// FormLines is what a form asks and holds, and its button, as scripts show it.
// Accounts stand for people.
func FormLines(s bot.Sheet) []string {
	var out []string
	if len(s.Intro) > 0 {
		out = printParagraph(s.Intro)
	}
	out = append(out, printSections(s, func(u bot.User) string { return string(u) })...)
	return append(out, "["+oneLine(s.Submit)+"]")
}

// printMessage is a message as lines of a script.
func printMessage(m bot.Message) []string {
	var out []string
	for _, b := range m.Blocks {
		bot.SwitchBlock(b,
			func(b bot.Heading) { out = append(out, marked("= ", b.Text)...) },
			func(b bot.Paragraph) { out = append(out, printParagraph(b.Text)...) },
			func(b bot.Note) { out = append(out, marked("- ", b.Text)...) },
			func(b bot.Facts) {
				for _, f := range b {
					out = append(out, printFact(f)...)
				}
			},
			func(b bot.Chart) { out = append(out, printMessage(bot.Message{Blocks: b.Table()})...) },
			func(b bot.Buttons) { out = append(out, printButtons(b)) },
			func(b bot.File) {
				out = append(out, fmt.Sprintf("file: %s (%s, %s)", oneLine(b.Name), oneLine(b.Type), size(b)))
			},
		)
	}
	return out
}

// size is how much a file holds: of text its lines, since accounts in it are as
// long as their platform makes them.
func size(f bot.File) string {
	if strings.HasPrefix(f.Type, "text/") {
		return fmt.Sprint(bytes.Count(f.Content, []byte("\n")), " lines")
	}
	return fmt.Sprint(len(f.Content), " bytes")
}

// marks begin lines that are no running text.
var marks = []string{"= ", "- ", "[", "file: ", "…"}

// printParagraph marks lines that would read as something else than text.
func printParagraph(t bot.Text) []string {
	lines := printText(t)
	for i, l := range lines {
		for _, mark := range marks {
			if strings.HasPrefix(l, mark) {
				lines[i] = `\` + l
				break
			}
		}
	}
	return lines
}

// marked begins every line of t with mark.
func marked(mark string, t bot.Text) []string {
	lines := printText(t)
	for i := range lines {
		lines[i] = mark + lines[i]
	}
	return lines
}

// printFact puts further lines of the value below the first one.
func printFact(f bot.Fact) []string {
	lines := printText(f.Value)
	for i := range lines[1:] {
		lines[i+1] = "  " + lines[i+1]
	}
	lines[0] = oneLine(f.Label) + ": " + lines[0]
	return lines
}

func printButtons(row bot.Buttons) string {
	labels := make([]string, len(row))
	for i, b := range row {
		labels[i] = "[" + oneLine(b.Label) + "]"
	}
	return strings.Join(labels, " ")
}

// printText is a text as at least one line: *bold*, @person, label <address>,
// and moments as Tokyo's clock shows them.
func printText(t bot.Text) []string {
	var b strings.Builder
	bold := false
	for _, s := range t {
		if s.Bold != bold {
			b.WriteByte('*')
			bold = s.Bold
		}
		switch {
		case s.User != "":
			b.WriteString("@" + escape(s.Text))
		case !s.Moment.IsZero(): // each platform has its own words for it
			b.WriteString(s.Moment.In(tokyo()).Format("2006-01-02 15:04 MST"))
		case s.URL != "" && s.Text != "" && s.Text != s.URL:
			b.WriteString(escape(s.Text) + " <" + escape(s.URL) + ">")
		case s.URL != "":
			b.WriteString("<" + escape(s.URL) + ">")
		default:
			b.WriteString(escape(s.Text))
		}
	}
	if bold {
		b.WriteByte('*')
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = visibleEdges(lines[i])
	}
	return lines
}

func oneLine(s string) string {
	return visibleEdges(strings.ReplaceAll(escape(s), "\n", `\u{a}`))
}

const zeroWidthJoiner = '\u200d' // part of many emoji

// escape shows characters that cannot be seen, and those which mean something
// here. Line feeds stay.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == '*':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n' || r == zeroWidthJoiner || unicode.IsGraphic(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	return b.String()
}

// visibleEdges shows an empty line, and white space that begins or ends one:
// editors remove what is not seen.
func visibleEdges(line string) string {
	if line == "" {
		return `\`
	}
	runes := []rune(line)
	first, last := runes[0], runes[len(runes)-1]
	middle := string(runes[1:max(len(runes)-1, 1)])
	shown := func(r rune) string {
		if unicode.IsSpace(r) {
			return fmt.Sprintf(`\u{%x}`, r)
		}
		return string(r)
	}
	if len(runes) == 1 {
		return shown(first)
	}
	return shown(first) + middle + shown(last)
}

// printSections is what a sheet asks, without its title and its button. people
// are the names of accounts.
func printSections(sheet bot.Sheet, people func(bot.User) string) []string {
	var out []string
	for _, section := range sheet.Sections {
		if section.Heading != "" {
			out = append(out, "= "+oneLine(section.Heading))
		}
		for _, f := range section.Fields {
			value := sheet.Values[f.About().Name]
			if _, ok := f.(bot.Person); ok && value != "" {
				value = "@" + people(bot.User(value))
			}
			out = append(out, printField(f, value)...)
		}
	}
	return out
}

func printField(f bot.Field, value string) []string {
	b := f.About()
	label := oneLine(b.Label)
	if tick, ok := f.(bot.Tick); ok {
		label, value = box(value == bot.Yes)+" "+oneLine(tick.Label), ""
	}
	if !b.Optional {
		label += " *"
	}
	out := []string{b.Name + ": " + label}
	if b.Hint != "" {
		out = append(out, "  - "+oneLine(b.Hint))
	}
	typed := func() {
		if value == "" {
			return
		}
		for _, l := range printText(bot.Plain(value)) {
			out = append(out, "  = "+l)
		}
	}
	bot.SwitchField(f,
		func(bot.Input) { typed() },
		func(bot.Lines) { typed() },
		func(f bot.Choice) { out = append(out, "  "+printPicks(f.Picks, "○", "●", []string{value})) },
		func(f bot.Choices) {
			out = append(out, "  "+printPicks(f.Picks, "☐", "☑", strings.Split(value, ",")))
		},
		func(bot.Number) { typed() },
		func(bot.Day) { typed() },
		func(bot.Person) { typed() },
		func(bot.Tick) {}, // its label says it
	)
	return out
}

func printPicks(picks []bot.Pick, off, on string, chosen []string) string {
	shown := make([]string, len(picks))
	for i, p := range picks {
		mark := off
		if slices.Contains(chosen, p.Value) {
			mark = on
		}
		shown[i] = mark + " " + oneLine(p.Label)
	}
	return strings.Join(shown, "  ")
}

func box(ticked bool) string {
	if ticked {
		return "☑"
	}
	return "☐"
}
