package webstage

import "github.com/alumnibot/alumnibot/bot"

// sheet is a form as the page gets it.
type sheet struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Submit   string     `json:"submit"`
	Intro    []span     `json:"intro"`
	Values   bot.Values `json:"values"`
	Part     int        `json:"part"`
	Parts    int        `json:"parts"`
	Sections []struct {
		Heading string  `json:"heading"`
		Fields  []field `json:"fields"`
	} `json:"sections"`
}

type field struct {
	Kind     string `json:"kind"`
	Name     string `json:"name"`
	Label    string `json:"label"`
	Hint     string `json:"hint"`
	Optional bool   `json:"optional"`
	Picks    []struct {
		Value string `json:"value"`
		Label string `json:"label"`
	} `json:"picks"`
}

// read is the form in the words of package bot.
func (s sheet) read() bot.Sheet {
	out := bot.Sheet{ID: s.ID, Title: s.Title, Submit: s.Submit, Intro: readText(s.Intro), Values: s.Values, Part: s.Part, Parts: s.Parts}
	for _, section := range s.Sections {
		page := bot.Page{Heading: section.Heading}
		for _, f := range section.Fields {
			page.Fields = append(page.Fields, f.read())
		}
		out.Sections = append(out.Sections, page)
	}
	return out
}

func (f field) read() bot.Field {
	b := bot.Base{Name: f.Name, Label: f.Label, Hint: f.Hint, Optional: f.Optional}
	var picks []bot.Pick
	for _, p := range f.Picks {
		picks = append(picks, bot.Pick(p))
	}
	switch f.Kind {
	case "lines":
		return bot.Lines{Base: b}
	case "choice":
		return bot.Choice{Base: b, Picks: picks}
	case "choices":
		return bot.Choices{Base: b, Picks: picks}
	case "number":
		return bot.Number{Base: b}
	case "day":
		return bot.Day{Base: b}
	case "person":
		return bot.Person{Base: b}
	case "tick":
		return bot.Tick{Base: b}
	}
	return bot.Input{Base: b}
}
