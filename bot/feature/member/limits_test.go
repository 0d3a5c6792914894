package member

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage"
)

// fullest is a member with as much in the record as the forms let in.
func fullest(at time.Time) Member {
	long := func(n int) string { return strings.Repeat("長", n) }
	m := Member{
		Name: long(maxName), Department: long(maxDepartment), Place: long(maxPlace), Joined: 2010, Left: 2020, Hours: maxHours,
		Closeness: News, Consents: map[Purpose]time.Time{}, Accounts: []bot.User{"test:full"},
	}
	for i := range maxSkills {
		m.Skills = append(m.Skills, fmt.Sprintf("%02d", i)+long(maxSkillsText/maxSkills-len(", ")-2))
	}
	for range maxEmployers {
		m.Employers = append(m.Employers, Employer{long(maxEmployer), 2020, 2021})
	}
	for _, p := range Purposes() {
		m.Consents[p] = at
	}
	return m
}

func TestTheFullestRecordFitsIntoMessages(t *testing.T) {
	at := time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
	full := fullest(at)
	var history []*storage.Record[Entry]
	for range historyShown {
		history = append(history, &storage.Record[Entry]{Value: Entry{Purpose: CheckIns, Text: consentText, At: at}})
	}
	page := found{count: 100000, more: true, after: 1, words: strings.Repeat("長", maxWords)}
	for range pageSize {
		page.people = append(page.people, &storage.Record[Member]{ID: named("member", "x"), Value: full})
	}
	words := synonyms{map[string]string{}}
	for i := range addedShown + 5 {
		words.Means[fmt.Sprintf("%02d", i)+strings.Repeat("長", maxSkill-2)] = strings.Repeat("長", maxSkill)
	}
	for _, l := range []bot.Locale{bot.Japanese, bot.English} {
		c := &bot.Call{
			Meta: bot.Meta{Locale: l, User: "test:full"}, At: at, In: bot.Community{ID: "longest-id", Name: strings.Repeat("社", 40)},
			Who: bot.Who{User: "test:full", Roles: bot.Insider | bot.Manager},
		}
		m := New(Deps{})
		for name, msg := range map[string]bot.Message{
			"profile":  m.profileMessage(c, full, msgSaved.Text(l)),
			"welcome":  welcome(c, full),
			"consents": consentMessage(c, full, history, msgStands.Text(l, names(bot.Reader{Locale: l}, Purposes()))),
			"results":  results(c, page, named("search", "x")),
			"person":   {Blocks: []bot.Block{m.Shown(bot.Reader{Locale: l}, full, c.Who, true)}},
			"skills":   m.skillsMessage(c, words),
		} {
			if err := bottest.CheckMessage(msg); err != nil {
				t.Errorf("%s (%s): %v", name, l, err)
			}
		}
	}
}
