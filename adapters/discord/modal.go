package discord

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
)

// What a modal may hold.
const (
	maxModalParts = 5
	maxModalTitle = 45 // also of a field's label
	maxHint       = 100
	maxModalValue = 4000
)

// modal is a form as Discord takes it.
type modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

// texts is what a sheet says besides its fields: each group stands above the
// field with its number.
type texts struct {
	above []bot.Text // by field; nil where nothing is said
	n     int
}

// modalOf is the sheet as a modal. left is what the modal has no room for and
// what has to be read before it: the caller shows it with a button that opens
// the sheet again, unless it was read already (read), and then left is empty.
func modalOf(s bot.Sheet, read bool) (m modal, left bot.Message, err error) {
	m = modal{CustomID: s.ID, Title: titleOf(s)}
	var fields []bot.Field
	said := texts{}
	for i, section := range s.Sections {
		var above bot.Text
		if i == 0 {
			above = s.Intro
		}
		said.add(above, section.Heading, len(section.Fields))
		fields = append(fields, section.Fields...)
	}
	if len(fields) == 0 || len(fields) > maxModalParts {
		return m, left, fmt.Errorf("%w: a form of %d fields", bot.ErrRefused, len(fields))
	}
	fits := len(fields)+said.n <= maxModalParts
	if !fits {
		m.Title, left = squeeze(s, read)
	}
	if n := utf8.RuneCountInString(m.Title); n == 0 || n > maxModalTitle {
		return m, left, fmt.Errorf("%w: a form's title of %d characters", bot.ErrRefused, n)
	}
	for i, f := range fields {
		if fits && said.above[i] != nil {
			m.Components = append(m.Components, textOf(markdown(said.above[i])))
		}
		field, err := fieldOf(f, s.Values[f.About().Name])
		if err == nil {
			err = field.check()
		}
		if err != nil {
			return m, left, err
		}
		m.Components = append(m.Components, field)
	}
	return m, left, nil
}

// add notes what stands above the next field, and that n fields follow. A
// section's heading is bold, so that it reads as one.
func (t *texts) add(intro bot.Text, heading string, n int) {
	above := append(bot.Text{}, intro...)
	if heading != "" {
		if len(above) > 0 {
			above = append(above, bot.Span{Text: "\n"})
		}
		above = append(above, bot.Span{Text: heading, Bold: true})
	}
	groups := make([]bot.Text, n)
	if len(above) > 0 && n > 0 {
		groups[0] = above
		t.n++
	}
	t.above = append(t.above, groups...)
}

// squeeze finds another place for what is said in a sheet without room: the
// heading goes into the title, everything else is to be read before.
func squeeze(s bot.Sheet, read bool) (title string, left bot.Message) {
	title = titleOf(s)
	heading := s.Sections[0].Heading
	if heading != "" && len(s.Sections) == 1 {
		both, instead := title+titleGap+heading, partOf(s, heading)
		switch {
		case utf8.RuneCountInString(both) <= maxModalTitle:
			title, heading = both, ""
		case s.Part > 1 && utf8.RuneCountInString(instead) <= maxModalTitle:
			title, heading = instead, "" // the form's title was read above the first part
		}
	}
	if read || len(s.Intro) == 0 && heading == "" && len(s.Sections) == 1 {
		return title, left
	}
	left = left.With(bot.Heading{Text: bot.Plain(s.Title)})
	if len(s.Intro) > 0 {
		left = left.With(bot.Paragraph{Text: s.Intro})
	}
	var rest bot.Facts
	for _, section := range s.Sections {
		if section.Heading == "" || heading == "" && len(s.Sections) == 1 {
			continue
		}
		var labels []string
		for _, f := range section.Fields {
			labels = append(labels, f.About().Label)
		}
		rest = append(rest, bot.Fact{Label: section.Heading, Value: bot.Plain(strings.Join(labels, " / "))})
	}
	if len(rest) > 0 {
		left = left.With(rest)
	}
	return title, left
}

const titleGap = " — "

// titleOf is the form's title, and which part of it this is.
func titleOf(s bot.Sheet) string { return partOf(s, s.Title) }

func partOf(s bot.Sheet, title string) string {
	if s.Parts > 1 {
		return fmt.Sprintf("%s (%d/%d)", title, s.Part, s.Parts)
	}
	return title
}

func fieldOf(f bot.Field, value string) (labelled, error) {
	b := f.About()
	out := labelled{Type: labelType, Label: b.Label, Description: b.Hint}
	short := func() { out.Component = textOfField(b, discordgo.TextInputShort, value) }
	bot.SwitchField(f,
		func(bot.Input) { short() },
		func(bot.Lines) { out.Component = textOfField(b, discordgo.TextInputParagraph, value) },
		func(f bot.Choice) { out.Component = selectOf(b, f.Picks, 1, []string{value}) },
		func(f bot.Choices) { out.Component = selectOf(b, f.Picks, len(f.Picks), strings.Split(value, ",")) },
		func(bot.Number) { short() },
		func(bot.Day) { short() },
		func(bot.Person) {
			field := userField{Type: discordgo.UserSelectMenuComponent, CustomID: b.Name, Required: !b.Optional, Max: 1}
			if id, ours := snowflake(value); ours {
				field.Chosen = []discordgo.SelectMenuDefaultValue{{ID: id, Type: discordgo.SelectMenuDefaultValueUser}}
			}
			out.Component = field
		},
		func(bot.Tick) {
			out.Component = checkbox{Type: checkboxType, CustomID: b.Name, Default: value == bot.Yes}
		},
	)
	if n := utf8.RuneCountInString(value); n > maxModalValue {
		if _, typed := out.Component.(textField); typed {
			return out, fmt.Errorf("%w: a field that holds %d characters", bot.ErrRefused, n)
		}
	}
	return out, nil
}

func textOfField(b bot.Base, style discordgo.TextInputStyle, value string) textField {
	return textField{Type: discordgo.TextInputComponent, CustomID: b.Name, Style: style, Required: !b.Optional, Value: value}
}

// check refuses what Discord would.
func (l labelled) check() error {
	if n := utf8.RuneCountInString(l.Label); n == 0 || n > maxModalTitle {
		return fmt.Errorf("%w: a field's label of %d characters", bot.ErrRefused, n)
	}
	if n := utf8.RuneCountInString(l.Description); n > maxHint {
		return fmt.Errorf("%w: a hint of %d characters", bot.ErrRefused, n)
	}
	choice, is := l.Component.(selectField)
	if !is {
		return nil
	}
	if n := len(choice.Options); n == 0 || n > bot.MaxPicks {
		return fmt.Errorf("%w: a choice of %d", bot.ErrRefused, n)
	}
	for _, o := range choice.Options {
		label, value := utf8.RuneCountInString(o.Label), utf8.RuneCountInString(o.Value)
		if label == 0 || label > maxChoice || value == 0 || value > maxChoice {
			return fmt.Errorf("%w: something to choose of %d characters for %d", bot.ErrRefused, label, value)
		}
	}
	return nil
}

func selectOf(b bot.Base, picks []bot.Pick, most int, chosen []string) selectField {
	field := selectField{Type: discordgo.SelectMenuComponent, CustomID: b.Name, Required: !b.Optional, Max: most}
	if field.Required {
		field.Min = 1
	}
	for _, p := range picks {
		o := selectOption{Label: p.Label, Value: p.Value}
		for _, c := range chosen {
			o.Default = o.Default || c == p.Value
		}
		field.Options = append(field.Options, o)
	}
	return field
}
