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
	for _, b := range m.Blocks {
		switch b := b.(type) {
		case Heading:
			lines = append(lines, b.Text.String())
		case Paragraph:
			lines = append(lines, b.Text.String())
		case Note:
			lines = append(lines, b.Text.String())
		case Facts:
			for _, f := range b {
				lines = append(lines, f.Label+": "+f.Value.String())
			}
		case Chart:
			lines = append(lines, b.Title)
			for _, bar := range b.Bars {
				lines = append(lines, bar.Label+": "+bar.Says)
			}
		case File:
			lines = append(lines, b.Name)
		}
	}
	return lines
}

// Block is a part of a message: Heading, Paragraph, Facts, Buttons, Note, Chart
// or File.
type Block interface{ block() }

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

func (Heading) block()   {}
func (Paragraph) block() {}
func (Note) block()      {}
func (Facts) block()     {}
func (Chart) block()     {}
func (Buttons) block()   {}
func (File) block()      {}
