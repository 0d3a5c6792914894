package member

import (
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

// expr holds for whom the search is for.
func (s search) expr() audience.Expr {
	all := audience.All{}
	for i, word := range s.Text {
		free := audience.Free{Word: word}
		if s.Means[i] != "" {
			free.Also = audience.Term(keySkill + ":" + s.Means[i])
		}
		all = append(all, free)
	}
	for _, skill := range s.Skills {
		all = append(all, audience.Term(keySkill+":"+skill))
	}
	for _, word := range s.Dept {
		all = append(all, audience.Contains{Key: keyDept, Word: word})
	}
	for _, word := range s.Company {
		all = append(all, audience.Contains{Key: keyCompany, Word: word})
	}
	if s.LeftFrom != 0 {
		all = append(all, audience.Between{Key: keyLeft, From: s.LeftFrom, To: s.LeftUpTo})
	}
	return all
}
