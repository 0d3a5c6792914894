package bot

import "slices"

// Message is what is shown in one place: blocks from top to bottom.
type Message struct{ Blocks []Block }

// Say is a message of paragraphs.
func Say(paragraphs ...Text) Message {
	var m Message
	for _, p := range paragraphs {
		m.Blocks = append(m.Blocks, Paragraph{p})
	}
	return m
}

// With is the message followed by more blocks.
func (m Message) With(blocks ...Block) Message {
	return Message{append(slices.Clip(m.Blocks), blocks...)}
}

// Words are what the message says, a line for each part: without marks, buttons,
// and what files hold.
func (m Message) Words() []string {
	var lines []string
	say := func(line string) { lines = append(lines, line) }
	for _, b := range m.Blocks {
		SwitchBlock(b,
			func(b Heading) { say(b.Text.String()) },
			func(b Paragraph) { say(b.Text.String()) },
			func(b Note) { say(b.Text.String()) },
			func(b Facts) {
				for _, f := range b {
					say(f.Label + ": " + f.Value.String())
				}
			},
			func(b Chart) {
				say(b.Title)
				for _, bar := range b.Bars {
					say(bar.Label + ": " + bar.Says)
				}
			},
			func(Buttons) {},
			func(b File) { say(b.Name) },
		)
	}
	return lines
}

// Block is a part of a message: Heading, Paragraph, Note, Facts, Chart, Buttons or
// File. SwitchBlock tells them apart.
type Block interface{ choose(blockCases) }

// Heading is one line above what follows.
type Heading struct{ Text Text }

// Paragraph is running text. Line breaks in it are kept.
type Paragraph struct{ Text Text }

// Note is a paragraph of less weight: a hint, a source, a time.
type Note struct{ Text Text }

// Facts is a short table of labels and values.
type Facts []Fact

// Fact is one row of Facts.
type Fact struct {
	Label string
	Value Text
}

// Buttons is a row of buttons, at most MaxButtons.
type Buttons []Button

// Button runs its action when pressed. It never expires: what it stands for is
// looked up when it is pressed.
type Button struct {
	Label  string
	Action Action
	Style  Style
}

// Styled is the button in this style.
func (b Button) Styled(s Style) Button {
	b.Style = s
	return b
}

// Style is how much a button stands out.
type Style string

const (
	Ordinary Style = ""
	Primary  Style = "primary" // what most people came for; one in a row at most
	Danger   Style = "danger"  // cannot be undone
)

// File is a small file that the message carries.
type File struct {
	Name    string
	Type    string // media type
	Content []byte
}

// SwitchBlock calls the function for b's kind. A new kind adds a parameter, so that
// whoever shows blocks does not compile until it shows that one, too.
func SwitchBlock(b Block,
	heading func(Heading), paragraph func(Paragraph), note func(Note), facts func(Facts),
	chart func(Chart), buttons func(Buttons), file func(File),
) {
	b.choose(blockCases{heading, paragraph, note, facts, chart, buttons, file})
}

type blockCases struct {
	heading   func(Heading)
	paragraph func(Paragraph)
	note      func(Note)
	facts     func(Facts)
	chart     func(Chart)
	buttons   func(Buttons)
	file      func(File)
}

func (b Heading) choose(cases blockCases)   { cases.heading(b) }
func (b Paragraph) choose(cases blockCases) { cases.paragraph(b) }
func (b Note) choose(cases blockCases)      { cases.note(b) }
func (b Facts) choose(cases blockCases)     { cases.facts(b) }
func (c Chart) choose(cases blockCases)     { cases.chart(c) }
func (b Buttons) choose(cases blockCases)   { cases.buttons(b) }
func (b File) choose(cases blockCases)      { cases.file(b) }
