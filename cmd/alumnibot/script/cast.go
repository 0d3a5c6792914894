package script

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"
	"github.com/alumnibot/alumnibot/storage"
)

// register makes members of those of a cast of whom there are facts.
func register(ctx context.Context, d app.Deps, members *member.Members, in bot.Community, cast []bottest.CastMember, account func(string) bot.User) error {
	tx := d.DB.Begin(storage.CommunityScope(string(in.ID)), "cast", d.Clock())
	for _, c := range cast {
		if len(c.Facts) == 0 {
			continue
		}
		m, agreed, err := record(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c.ID, err)
		}
		m.Accounts = []bot.User{account(c.ID)}
		members.Register(tx, c.ID, m, agreed, c.Locale, d.Clock())
	}
	return tx.Commit(ctx)
}

// record is what the facts say, with a department and a year where they say none.
func record(c bottest.CastMember) (member.Member, []member.Purpose, error) {
	m := member.Member{Name: c.Name, Visible: map[string]member.Visibility{}}
	var agreed []member.Purpose
	for _, f := range c.Facts {
		if f.Name == "agreed" {
			for _, p := range list(f.Value) {
				agreed = append(agreed, member.Purpose(p))
			}
			continue
		}
		if err := set(&m, f); err != nil {
			return m, nil, fmt.Errorf("%s: %s: %w", f.Name, f.Value, err)
		}
	}
	m.Department, m.Left = cmp.Or(m.Department, "開発"), cmp.Or(m.Left, 2022)
	return m, agreed, nil
}

// set puts a fact into the record.
func set(m *member.Member, f bottest.Fact) (err error) {
	switch f.Name {
	case "department":
		m.Department = f.Value
	case "joined":
		m.Joined, err = strconv.Atoi(f.Value)
	case "left":
		m.Left, err = strconv.Atoi(f.Value)
	case "hours":
		m.Hours, err = strconv.Atoi(f.Value)
	case "skills":
		m.Skills = list(f.Value)
	case "place":
		m.Place = f.Value
	case "closeness":
		m.Closeness = member.Closeness(f.Value)
	case "paused until":
		m.PausedUntil, err = time.Parse(time.DateOnly, f.Value)
	case "employer":
		var e member.Employer
		e, err = employer(f.Value)
		m.Employers = append(m.Employers, e)
	default:
		field, ok := strings.CutSuffix(f.Name, " is seen by")
		if !ok {
			return fmt.Errorf("a record has no such fact")
		}
		m.Visible[field] = member.Visibility(f.Value)
	}
	return err
}

// employer reads "みどり商事 2020-2022"; without an end, they are there now.
func employer(s string) (member.Employer, error) {
	name, years, _ := strings.Cut(s, " ")
	from, to, _ := strings.Cut(years, "-")
	e := member.Employer{Name: name}
	var err error
	if e.From, err = strconv.Atoi(from); err == nil && to != "" {
		e.To, err = strconv.Atoi(to)
	}
	return e, err
}

func list(s string) []string { return strings.Split(s, ", ") }
