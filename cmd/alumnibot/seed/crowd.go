package seed

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// Crowd is made-up members in any number, for rehearsals and load tests. They
// have agreed to everything.
type Crowd struct {
	Members int
	// Pattern and Account are the members' accounts: the one for people, the
	// other that of the n-th member, from 1 on.
	Pattern string
	Account func(n int) bot.User
	Locale  bot.Locale
	Zone    string // IANA name
}

// crowdProgress is the stored record of how many members a crowd has so far, written
// in the same commit as each batch.
type crowdProgress struct {
	Done    int        `json:"Done"`
	Of      int        `json:"Of"`
	Pattern string     `json:"Pattern"`
	Locale  bot.Locale `json:"Locale"`
	Zone    string     `json:"Zone"`
}

const sownID = "crowd"

func (t Target) crowds() *storage.Collection[crowdProgress] {
	return storage.NewCollection(t.DB, storage.Schema[crowdProgress]{Name: "crowd"})
}

// atOnce is how many members are written in one commit: Redis does nothing else
// for a few hundredths of a second.
const atOnce = 200

// Fill registers the crowd in an empty community as of now. It refuses, in words
// for an operator, where somebody is registered whom it did not make, and where
// a crowd is complete. One that was interrupted goes on where it stopped, if
// asked for in the same way. progress is called after each commit with how many
// there are. It holds a few hundred members in memory, however many there are.
func (c Crowd) Fill(ctx context.Context, t Target, now time.Time, progress func(done int)) error {
	now = now.In(t.In.Zone).Truncate(time.Second)
	loadProgress, err := c.mark(ctx, t, now)
	if err != nil {
		return err
	}
	known, err := t.Members.Vocabulary(ctx, t.In.ID, now)
	if err != nil {
		return err
	}
	trades := tradesOf(known)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type part struct {
		tx *storage.Tx
		to int
	}
	parts := make(chan part, 1) // one is made while another is written
	go func() {
		defer close(parts)
		for from := loadProgress.Value.Done; from < c.Members; from += atOnce {
			to := min(from+atOnce, c.Members)
			tx := t.DB.Begin(t.scope(), "", now)
			for n := from + 1; n <= to; n++ {
				t.Members.Register(tx, fmt.Sprint("crowd:", n), c.member(n, now.Year(), trades), member.Purposes(), c.Locale, now)
			}
			select {
			case parts <- part{tx, to}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for p := range parts {
		before := loadProgress.Value.Done
		loadProgress.Value.Done = p.to
		t.crowds().Put(p.tx, loadProgress)
		if err := p.tx.Commit(ctx); err != nil {
			return fmt.Errorf("interrupted after %d of %d members; the same command goes on from there: %w", before, c.Members, err)
		}
		progress(p.to)
	}
	return ctx.Err()
}

// mark is how far the crowd has come.
func (c Crowd) mark(ctx context.Context, t Target, now time.Time) (*storage.Record[crowdProgress], error) {
	asked := crowdProgress{Of: c.Members, Pattern: c.Pattern, Locale: c.Locale, Zone: c.Zone}
	registered, err := t.Members.Registered(ctx, t.In.ID)
	if err != nil {
		return nil, err
	}
	r, err := t.crowds().Get(ctx, t.scope(), sownID, now)
	if errors.Is(err, storage.ErrNotFound) {
		r, err = t.crowds().New(sownID, asked), nil
	}
	if err != nil {
		return nil, err
	}
	done := r.Value.Done
	switch asked.Done = done; {
	case registered > done:
		return nil, fmt.Errorf("community %s is not empty: it has %s who registered themselves, and made-up members never come among them. Use another Redis, or another database of it", t.In.ID, people(registered-done))
	case done == r.Value.Of:
		return nil, fmt.Errorf("community %s has its %s already (--accounts '%s'): nothing is added. For others, use another Redis, or another database of it", t.In.ID, people(done), r.Value.Pattern)
	case r.Value != asked:
		return nil, fmt.Errorf("community %s has %d of %s (--accounts '%s' --locale %s --zone %s), since seed was interrupted: give that command again to finish it",
			t.In.ID, done, people(r.Value.Of), r.Value.Pattern, r.Value.Locale, r.Value.Zone)
	}
	return r, nil
}

func people(n int) string {
	if n == 1 {
		return "1 member"
	}
	return fmt.Sprint(n, " members")
}

var (
	englishGivens   = []string{"Ava", "Ben", "Cora", "Dan", "Ella", "Finn", "Gwen", "Hugo", "Iris", "Jack", "Kate", "Leo", "Maya", "Nils", "Olga", "Paul", "Rosa", "Sam", "Tess"}
	englishSurnames = []string{
		"Adler", "Baker", "Clarke", "Dunn", "Ellis", "Fischer", "Grant", "Hayes", "Ivory", "Jensen", "Keller", "Lind",
		"Moore", "Novak", "Osei", "Perry", "Quinn", "Rossi", "Stone", "Tran", "Usher", "Varga", "Webb",
	}
	englishCompanies = []string{"Skylark Software", "Seagull Trading", "Ripple Pharma", "Maple Logistics", "Kogumo Labs", "Daybreak Press", "freelance", "Acorn Works", ""}
	englishPlaces    = []string{"Tokyo", "Osaka", "Fukuoka", "Nagoya", "Sapporo", "London", "Singapore", "Berlin", "remote", ""}
)

// member is the n-th of the crowd. The number behind the name says that it is
// made up. Strides are coprime to the lists' lengths, so that traits mix.
func (c Crowd) member(n, year int, trades [][]string) member.Member {
	which := n * 3 % len(departments)
	d, own, other := departments[which], trades[which], trades[n/7%len(trades)]
	m := member.Member{
		Name: fmt.Sprintf("%s（%d）", japanese(n), n), Accounts: []bot.User{c.Account(n)},
		Department: d.name, Joined: 1998 + n*7%20, Hours: []int{5, 10, 10, 15, 20, 20, 30, 40}[n*5%8],
		Place: places[n*7%len(places)], Closeness: member.OpenGigs, Locale: c.Locale, Zone: c.Zone,
	}
	company := companies[n/3%len(companies)]
	if c.Locale == bot.English {
		name := englishGivens[n%len(englishGivens)] + " " + englishSurnames[n%len(englishSurnames)]
		m.Name = fmt.Sprintf("%s (%d)", name, n)
		m.Department, m.Place = d.english, englishPlaces[n*7%len(englishPlaces)]
		company = englishCompanies[n/3%len(englishCompanies)]
	}
	m.Left = min(m.Joined+1+n*11%12, year)
	for k := range 2 + n%3 {
		m.Skills = append(m.Skills, own[(n/10+k)%len(own)])
	}
	m.Skills = unique(append(m.Skills, other[n%len(other)]))
	if company != "" {
		m.Employers = []member.Employer{{Name: company, From: m.Left}}
	}
	return m
}

// tradesOf are the departments' skills by their names in the vocabulary.
func tradesOf(known *member.Vocabulary) [][]string {
	trades := make([][]string, len(departments))
	for i, d := range departments {
		trades[i] = known.Read(strings.Join(d.skills, ","))
	}
	return trades
}
