package bot

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Field is one thing that a form asks: Input, Lines, Choice, Choices, Number,
// Day, Person or Tick. SwitchField tells them apart.
type Field interface {
	// About is what every field has.
	About() Base
	// Check returns nil if value can be accepted, else a Fault or a *Problem.
	// The value has been brought into canonical form before by the engine: a
	// number in ASCII digits, a day as 2026-12-31, choices by their values and
	// separated by commas, a tick as "yes" or "". An empty value is refused by
	// the engine where the field is required, and never reaches Check.
	Check(value string) error
	choose(fieldCases)
}

// Base is what every field has. Label and Hint are in the reader's language.
type Base struct {
	Name     string // as in Values; ASCII, also typed by people as name:value
	Label    string // at most MaxLabel characters
	Hint     string
	Optional bool
}

// Input is one line of text, of at most Max characters (0: MaxInput). Rule, if
// set, says what else must hold; a *Problem that it returns is shown in its own
// words.
type Input struct {
	Base
	Max  int
	Rule func(string) error
}

// Lines is text of several lines, of at most Max characters (0: MaxLines).
type Lines struct {
	Base
	Max  int
	Rule func(string) error
}

// Pick is one of a choice: what is stored and what is read.
type Pick struct{ Value, Label string }

// Choice is exactly one of at most MaxPicks.
type Choice struct {
	Base
	Picks []Pick
}

// Choices is any number of at most MaxPicks.
type Choices struct {
	Base
	Picks []Pick
}

// Number is a whole number within Min and Max.
type Number struct {
	Base
	Min, Max int
}

// Day is a calendar day within Min and Max (either may be zero: no bound). One
// typed without a year is counted from the day of the call.
type Day struct {
	Base
	Min, Max Date
}

// Person is somebody in the workspace or server; its value is a User.
type Person struct{ Base }

// Tick is one box, unticked unless Values say "yes".
type Tick struct{ Base }

// Yes is the value of a ticked box.
const Yes = "yes"

func (b Base) About() Base { return b }

// SwitchField calls the function for f's kind. A new kind adds a parameter, so that
// whoever asks or reads fields does not compile until it knows that one, too.
func SwitchField(f Field,
	input func(Input), lines func(Lines), choice func(Choice), choices func(Choices),
	number func(Number), day func(Day), person func(Person), tick func(Tick),
) {
	f.choose(fieldCases{input, lines, choice, choices, number, day, person, tick})
}

type fieldCases struct {
	input   func(Input)
	lines   func(Lines)
	choice  func(Choice)
	choices func(Choices)
	number  func(Number)
	day     func(Day)
	person  func(Person)
	tick    func(Tick)
}

func (f Input) choose(cases fieldCases)   { cases.input(f) }
func (f Lines) choose(cases fieldCases)   { cases.lines(f) }
func (f Choice) choose(cases fieldCases)  { cases.choice(f) }
func (f Choices) choose(cases fieldCases) { cases.choices(f) }
func (f Number) choose(cases fieldCases)  { cases.number(f) }
func (f Day) choose(cases fieldCases)     { cases.day(f) }
func (f Person) choose(cases fieldCases)  { cases.person(f) }
func (f Tick) choose(cases fieldCases)    { cases.tick(f) }

// Check refuses more than one line, more than Max characters, characters that
// cannot be read, and what Rule refuses.
func (f Input) Check(value string) error {
	if strings.ContainsAny(value, "\n\r") {
		return Fault{Kind: FaultLineFeed}
	}
	return checkText(value, f.Max, MaxInput, f.Rule)
}

// Check refuses more than Max characters, characters that cannot be read, and
// what Rule refuses.
func (f Lines) Check(value string) error { return checkText(value, f.Max, MaxLines, f.Rule) }

func checkText(value string, most, most0 int, rule func(string) error) error {
	if most == 0 {
		most = most0
	}
	if n := utf8.RuneCountInString(value); n > most {
		return Fault{Kind: FaultTooLong, Max: most, Got: n}
	}
	if strings.ContainsFunc(value, unreadable) {
		return Fault{Kind: FaultControl}
	}
	if rule == nil {
		return nil
	}
	return rule(value)
}

// Check refuses what is not one of the picks.
func (f Choice) Check(value string) error { return checkPicks(f.Picks, value) }

// Check refuses a value of which one part is not one of the picks.
func (f Choices) Check(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		if err := checkPicks(f.Picks, part); err != nil {
			return err
		}
	}
	return nil
}

// unreadable reports whether r is a control character, stands for bytes that
// are no text, or hides what the text around it says: by a line break that is
// none, or by turning its order around (U+202A to U+202E, U+2066 to U+2069).
// Marks that right-to-left scripts need (U+200E, U+200F, U+061C) are fine.
func unreadable(r rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0, r == utf8.RuneError:
		return true
	}
	return r >= '\u2028' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

func checkPicks(picks []Pick, value string) error {
	for _, p := range picks {
		if p.Value == value {
			return nil
		}
	}
	return Fault{Kind: FaultPick, Picks: picks}
}

// Check refuses what is not a whole number within Min and Max.
func (f Number) Check(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < f.Min || n > f.Max {
		return Fault{Kind: FaultNumber, Min: f.Min, Max: f.Max}
	}
	return nil
}

// Check refuses what is not a day that exists, or is outside of Min and Max.
func (f Day) Check(value string) error {
	d, err := ParseISODate(value)
	if err != nil {
		return Fault{Kind: FaultDay}
	}
	if !f.Min.IsZero() && d.Before(f.Min) || !f.Max.IsZero() && f.Max.Before(d) {
		return Fault{Kind: FaultDayRange, From: f.Min, To: f.Max}
	}
	return nil
}

// Check refuses what no adapter minted. Whether it is somebody who may be meant
// is for the feature to look up.
func (f Person) Check(value string) error {
	if User(value).Platform() == "" {
		return Fault{Kind: FaultPerson}
	}
	return nil
}

// Check accepts Yes.
func (f Tick) Check(value string) error {
	if value != Yes {
		return Fault{Kind: FaultTick}
	}
	return nil
}
