package member

import (
	"slices"
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
)

// search is what somebody looks for in the directory, kept for as long as they
// may turn its pages.
type search struct {
	By                 bot.User
	Text               []string // folded words; each must be found somewhere
	Means              []string // for each word of Text, the skill that it is a writing of
	Skills             []string // canonical; all are wanted
	Dept, Company      []string // folded words
	LeftFrom, LeftUpTo int      // years; 0, 0 for any
}

// empty reports whether everybody in the directory is looked for.
func (s search) empty() bool {
	return len(s.Text)+len(s.Skills)+len(s.Dept)+len(s.Company) == 0 && s.LeftFrom == 0
}

// expr finds the candidates: everybody whom the search is for, and perhaps a
// few more, which matches sorts out.
func (s search) expr(as sight) audience.Expr {
	all := audience.All{audience.Term("find:all")}
	for i, word := range s.Text {
		either := audience.Any{anyGram(as, word)}
		if s.Means[i] != "" {
			either = append(either, shownTerm(as, "skill:"+s.Means[i]))
		}
		all = append(all, either)
	}
	for _, skill := range s.Skills {
		all = append(all, shownTerm(as, "skill:"+skill))
	}
	for _, word := range slices.Concat(s.Dept, s.Company) {
		all = append(all, anyGram(as, word))
	}
	if s.LeftFrom != 0 {
		var years audience.Any
		for y := s.LeftFrom; y <= s.LeftUpTo; y++ {
			years = append(years, shownTerm(as, "left:"+strconv.Itoa(y)))
		}
		all = append(all, years)
	}
	return all
}

// shownTerm holds for members who show the term to as.
func shownTerm(as sight, term string) audience.Expr {
	shown := audience.Any{audience.Term("find:" + term)}
	if as == seesManagers {
		shown = append(shown, audience.Term("mgr:"+term))
	}
	return shown
}

func anyGram(as sight, word string) audience.Expr {
	all := audience.All{}
	for _, g := range grams(word) {
		all = append(all, shownTerm(as, "~"+g))
	}
	return all
}

// matches reports whether the member is in the directory and is what the search
// is for, going by nothing but what as may see.
func (s search) matches(m Member, as sight) bool {
	if !m.consents(Directory) || as == seesNothing {
		return false
	}
	skills := m.Skills
	if !m.seen(as, fieldSkills) {
		skills = nil
	}
	for _, k := range s.Skills {
		if !slices.Contains(skills, k) {
			return false
		}
	}
	if s.LeftFrom != 0 && (!m.seen(as, fieldYears) || m.Left < s.LeftFrom || m.Left > s.LeftUpTo) {
		return false
	}
	var seen []worded
	for _, w := range wordsOf(m) {
		if w.field == "" || m.seen(as, w.field) {
			seen = append(seen, w)
		}
	}
	for i, word := range s.Text {
		if !mentions(seen, word) && (s.Means[i] == "" || !slices.Contains(skills, s.Means[i])) {
			return false
		}
	}
	return mentionsAll(seen, s.Dept, fieldDepartment) && mentionsAll(seen, s.Company, fieldEmployer, fieldEmployers)
}

// mentions reports whether the word is in one of the texts; of those fields
// only, if any are given.
func mentions(seen []worded, word string, of ...string) bool {
	return slices.ContainsFunc(seen, func(w worded) bool {
		return (len(of) == 0 || slices.Contains(of, w.field)) && strings.Contains(w.folded, word)
	})
}

func mentionsAll(seen []worded, wanted []string, of ...string) bool {
	for _, word := range wanted {
		if !mentions(seen, word, of...) {
			return false
		}
	}
	return true
}
