package web

import "github.com/alumnibot/alumnibot/bot"

// sheetView is a sheet as the page gets it.
type sheetView struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Submit   string        `json:"submit"`
	Intro    []span        `json:"intro,omitempty"`
	Sections []sectionView `json:"sections"`
	Values   bot.Values    `json:"values"`
	Part     int           `json:"part"`
	Parts    int           `json:"parts"`
}

type sectionView struct {
	Heading string      `json:"heading,omitempty"`
	Fields  []fieldView `json:"fields"`
}

type fieldView struct {
	Kind     string     `json:"kind"` // input, lines, choice, choices, number, day, person, tick
	Name     string     `json:"name"`
	Label    string     `json:"label"`
	Hint     string     `json:"hint,omitempty"`
	Optional bool       `json:"optional,omitempty"`
	Picks    []pickView `json:"picks,omitempty"`
	Min      string     `json:"min,omitempty"` // of days, for the calendar
	Max      string     `json:"max,omitempty"`
	Limit    int        `json:"limit,omitempty"` // characters, for the counter
}

type pickView struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

func sheetOf(s bot.Sheet) *sheetView {
	v := &sheetView{
		ID: s.ID, Title: s.Title, Submit: s.Submit, Intro: spansOf(s.Intro),
		Sections: []sectionView{}, Values: s.Values, Part: max(s.Part, 1), Parts: max(s.Parts, 1),
	}
	if v.Values == nil {
		v.Values = bot.Values{}
	}
	for _, page := range s.Sections {
		section := sectionView{Heading: page.Heading, Fields: []fieldView{}}
		for _, f := range page.Fields {
			section.Fields = append(section.Fields, fieldOf(f))
		}
		v.Sections = append(v.Sections, section)
	}
	return v
}

func fieldOf(f bot.Field) fieldView {
	b := f.About()
	v := fieldView{Name: b.Name, Label: b.Label, Hint: b.Hint, Optional: b.Optional}
	bot.SwitchField(f,
		func(f bot.Input) { v.Kind, v.Limit = "input", limit(f.Max, bot.MaxInput) },
		func(f bot.Lines) { v.Kind, v.Limit = "lines", limit(f.Max, bot.MaxLines) },
		func(f bot.Choice) { v.Kind, v.Picks = "choice", picksOf(f.Picks) },
		func(f bot.Choices) { v.Kind, v.Picks = "choices", picksOf(f.Picks) },
		func(bot.Number) { v.Kind = "number" },
		func(f bot.Day) { v.Kind, v.Min, v.Max = "day", f.Min.String(), f.Max.String() },
		func(bot.Person) { v.Kind = "person" },
		func(bot.Tick) { v.Kind = "tick" },
	)
	return v
}

func limit(most, otherwise int) int {
	if most == 0 {
		return otherwise
	}
	return most
}

func picksOf(picks []bot.Pick) []pickView {
	out := make([]pickView, len(picks))
	for i, p := range picks {
		out[i] = pickView(p)
	}
	return out
}
