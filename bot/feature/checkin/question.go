package checkin

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
)

// Said is what a manager wrote, in one language or in both.
type Said struct {
	Ja string `json:"Ja,omitzero"`
	En string `json:"En,omitzero"`
}

// In is what is said to readers of l: in their language where it was written in
// it, otherwise as it was written.
func (s Said) In(l bot.Locale) string {
	if l == bot.Japanese && s.Ja != "" || s.En == "" {
		return s.Ja
	}
	return s.En
}

// said is a text that was written in l.
func said(l bot.Locale, text string) Said {
	if l == bot.Japanese {
		return Said{Ja: text}
	}
	return Said{En: text}
}

// with is s with a text in l.
func (s Said) with(l bot.Locale, text string) Said {
	if l == bot.Japanese {
		s.Ja = text
	} else {
		s.En = text
	}
	return s
}

// other is the language that is not l.
func other(l bot.Locale) bot.Locale {
	if l == bot.Japanese {
		return bot.English
	}
	return bot.Japanese
}

// Kind is what a question takes for an answer.
type Kind string

const (
	Choice  Kind = "choice"
	Several Kind = "several"
	Scale   Kind = "scale"
	Text    Kind = "text"
	Date    Kind = "date"
	// Hours and Closeness can update the profile, Contact makes a task. None of
	// them can be asked anonymously.
	Hours     Kind = "hours"
	Closeness Kind = "closeness"
	Contact   Kind = "contact"
)

// named reports whether an answer of that kind says who gave it.
func (k Kind) named() bool { return k == Hours || k == Closeness || k == Contact }

// Question is one of a check-in.
type Question struct {
	Kind    Kind   `json:"Kind"`
	Text    Said   `json:"Text"`
	Options []Said `json:"Options,omitempty"` // of Choice and Several; of Scale what its ends mean, or none
	From    int    `json:"From,omitzero"`     // of Scale
	To      int    `json:"To,omitzero"`
}

const (
	maxQuestions = bot.MaxFields // one page of a form
	maxQuestion  = bot.MaxHint   // characters
	maxOptions   = 10
	maxOption    = 40 // characters
	maxScale     = 10 // its highest number
	maxAnswer    = 500
)

// optional reports whether a form can be sent without an answer.
func (q Question) optional() bool {
	switch q.Kind {
	case Choice, Scale, Closeness:
		return false
	}
	return true
}

// fieldName names the field of the i-th question.
func fieldName(i int) string { return "q" + strconv.Itoa(i+1) }

// field asks the question, the i-th one, on a day.
func (q Question) field(l bot.Localizer, i int, today bot.Date) bot.Field {
	base := bot.Base{Name: fieldName(i), Label: q.Text.In(l.Language()), Optional: q.optional()}
	if utf8.RuneCountInString(base.Label) > bot.MaxLabel {
		base.Label, base.Hint = l.Label(labelQuestion, i+1), base.Label
	}
	switch q.Kind {
	case Choice:
		return bot.Choice{Base: base, Picks: q.picks(l.Language())}
	case Several:
		return bot.Choices{Base: base, Picks: q.picks(l.Language())}
	case Scale:
		return bot.Choice{Base: base, Picks: q.steps(l)}
	case Date:
		return bot.Day{Base: base, Min: today.AddDays(-farDays), Max: today.AddDays(farDays)}
	case Hours:
		return bot.Number{Base: base, Max: member.MaxHours}
	case Closeness:
		return bot.Choice{Base: base, Picks: member.ClosenessPicks(l)}
	case Contact:
		return bot.Tick{Base: base}
	default:
		return bot.Lines{Base: base, Max: maxAnswer}
	}
}

// farDays is how far back and ahead an answer's day can be.
const farDays = 100 * 366

func (q Question) picks(l bot.Locale) []bot.Pick {
	picks := make([]bot.Pick, len(q.Options))
	for i, o := range q.Options {
		picks[i] = bot.Pick{Value: strconv.Itoa(i + 1), Label: o.In(l)}
	}
	return picks
}

// steps are the numbers of a scale, with what its ends mean.
func (q Question) steps(l bot.Localizer) []bot.Pick {
	var picks []bot.Pick
	for n := q.From; n <= q.To; n++ {
		p := bot.Pick{Value: strconv.Itoa(n), Label: strconv.Itoa(n)}
		if len(q.Options) == 2 && n == q.From {
			p.Label = l.Label(msgStep, n, q.Options[0])
		}
		if len(q.Options) == 2 && n == q.To {
			p.Label = l.Label(msgStep, n, q.Options[1])
		}
		picks = append(picks, p)
	}
	return picks
}

// words is an answer as people read it; empty for none.
func (q Question) words(l bot.Localizer, value string) string {
	if value == "" {
		return ""
	}
	switch q.Kind {
	case Choice:
		return labelOf(q.picks(l.Language()), value)
	case Several:
		var chosen []string
		for _, v := range (bot.Values{"v": value}).List("v") {
			chosen = append(chosen, labelOf(q.picks(l.Language()), v))
		}
		return listOf(l.Language(), chosen)
	case Closeness:
		return member.ClosenessLabel(l, member.Closeness(value))
	case Contact:
		return l.Label(msgYes)
	default:
		return value
	}
}

func labelOf(picks []bot.Pick, value string) string {
	for _, p := range picks {
		if p.Value == value {
			return p.Label
		}
	}
	return value
}

// key is the same for questions that ask the same in the same way, so that an
// answer to one is an answer to the other. Stored answers hold it: of two
// versions of the program, both have to make the same key of the same question.
func (q Question) key() string {
	options := make([]string, len(q.Options))
	for i, o := range q.Options {
		options[i] = o.keyPart()
	}
	return kit.ID(fmt.Sprintf("{Kind:%s Text:%s Options:[%s] From:%d To:%d}",
		string(q.Kind), q.Text.keyPart(), strings.Join(options, " "), q.From, q.To))
}

func (s Said) keyPart() string { return "{Ja:" + s.Ja + " En:" + s.En + "}" }
