package member

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// terms are what a member can be found by in the mirror.
//
// For the bot's own matching, whatever the member shows to others:
//
//	agreed:<purpose>    consent given, and close enough for it
//	skill:<canonical>   dept:<folded>     place:<folded>   company:<folded>
//	left:<year>         joined:<year>     hours:<n>        close:<closeness>
//
// For the directory, only of members who agreed to be in it and only from the
// fields that they show, so that a search tells nobody what they may not see:
//
//	find:all            everybody in the directory
//	find:skill:<canonical>   find:left:<year>   find:~<gram>   shown to members
//	mgr:skill:<canonical>    mgr:left:<year>    mgr:~<gram>    shown to managers only
//
// A gram is one Japanese character, or two characters side by side, of the
// folded name, department, place, skills (in both languages) and companies.
func terms(m Member) []string {
	out := make([]string, 0, 64)
	for _, p := range Purposes() {
		if m.consents(p) && m.Closeness.Lets(p) {
			out = append(out, "agreed:"+string(p))
		}
	}
	for _, s := range m.Skills {
		out = append(out, "skill:"+s)
	}
	for _, e := range m.Employers {
		out = append(out, "company:"+i18n.Fold(e.Name))
	}
	word := func(name, value string) {
		if value != "" {
			out = append(out, name+i18n.Fold(value))
		}
	}
	number := func(name string, n int) {
		if n != 0 {
			out = append(out, name+strconv.Itoa(n))
		}
	}
	word("dept:", m.Department)
	word("place:", m.Place)
	word("close:", string(m.Closeness))
	number("left:", m.Left)
	number("joined:", m.Joined)
	number("hours:", m.Hours)
	if m.consents(Directory) {
		out = append(out, "find:all")
		words := wordsOf(m)
		out = append(out, directoryTerms(m, words, "find:", seesMembers)...)
		out = append(out, directoryTerms(m, words, "mgr:", seesManagers)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// directoryTerms are what s sees of the member, as terms. Managers' terms leave
// out what members' terms have.
func directoryTerms(m Member, words []worded, prefix string, s sight) []string {
	var out []string
	only := func(name string) bool {
		return m.seen(s, name) && (s == seesMembers || !m.seen(seesMembers, name))
	}
	if only(fieldSkills) {
		for _, k := range m.Skills {
			out = append(out, prefix+"skill:"+k)
		}
	}
	if only(fieldYears) && m.Left != 0 {
		out = append(out, prefix+"left:"+strconv.Itoa(m.Left))
	}
	for _, w := range words {
		if only(w.field) || w.field == "" && s == seesMembers {
			for _, g := range grams(w.folded) {
				out = append(out, prefix+"~"+g)
			}
		}
	}
	return out
}

// worded is a text of a member's record which a free search looks into; field
// is empty for the name, which everybody sees.
type worded struct{ field, folded string }

func wordsOf(m Member) []worded {
	words := []worded{
		{"", i18n.Fold(m.Name)},
		{fieldDepartment, i18n.Fold(m.Department)},
		{fieldPlace, i18n.Fold(m.Place)},
	}
	for _, s := range m.Skills {
		name, shown := i18n.Fold(s), i18n.Fold(SkillLabel(bot.Japanese, s))
		words = append(words, worded{fieldSkills, name})
		if shown != name { // English labels fold into the name
			words = append(words, worded{fieldSkills, shown})
		}
	}
	for _, e := range m.Employers {
		name := fieldEmployers
		if e.To == 0 {
			name = fieldEmployer
		}
		words = append(words, worded{name, i18n.Fold(e.Name)})
	}
	return words
}

// grams are the pieces by which a folded text is found: every two characters
// side by side, and every character by itself that is a word in Japanese.
func grams(folded string) []string {
	var out []string
	for i, r := range folded {
		size := utf8.RuneLen(r)
		if r == ' ' || size < 0 {
			continue
		}
		if r >= utf8.RuneSelf {
			out = append(out, folded[i:i+size])
		}
		next, n := utf8.DecodeRuneInString(folded[i+size:])
		if n > 0 && next != ' ' {
			out = append(out, folded[i:i+size+n])
		}
	}
	return out
}

// token is a word of a search: folded, without white space.
func tokens(typed string) []string { return strings.Fields(i18n.Fold(typed)) }
