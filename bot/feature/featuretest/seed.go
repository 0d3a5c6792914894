package featuretest

import (
	"cmp"
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// Bot is a bot of members and other features, to which a test adds what it needs
// besides. Its home page shows nothing of the members: their own scripts do.
func Bot(members *member.Members, others ...bot.Feature) bottest.Bot {
	people := members.Feature()
	people.Home = nil
	return bottest.Bot{
		Features: append([]bot.Feature{people}, others...), People: members, Members: members,
		Join: member.RegisterRoute, Sync: members.Mirror().Sync,
	}
}

// Alumnus is somebody who is registered in a seeded script.
type Alumnus struct {
	ID     string // as scripts call them
	Locale bot.Locale
	Record member.Member // without accounts
	Agreed []member.Purpose
}

// Seed fills a community with alumni, who are registered: with a department and a
// year where their record has none. With them come others, who are not.
func Seed(env bottest.Env, members *member.Members, others []bottest.Person, alumni []Alumnus) func(context.Context, bot.Community) ([]bottest.Person, error) {
	return func(ctx context.Context, in bot.Community) ([]bottest.Person, error) {
		tx := env.DB.Begin(storage.CommunityScope(string(in.ID)), "seed", env.Clock())
		var people []bottest.Person
		for _, p := range others {
			p.Community = in.ID
			people = append(people, p)
		}
		for _, a := range alumni {
			m := complete(a.Record, a.ID, env.Account(a.ID))
			members.Register(tx, a.ID, m, a.Agreed, a.Locale, env.Clock())
			people = append(people, bottest.Person{ID: a.ID, Name: m.Name, Locale: a.Locale, Roles: bot.Insider, Community: in.ID})
		}
		return people, tx.Commit(ctx)
	}
}

// complete is a record that can be registered.
func complete(m member.Member, name string, account bot.User) member.Member {
	m.Name, m.Accounts = cmp.Or(m.Name, name), []bot.User{account}
	m.Department, m.Left = cmp.Or(m.Department, "開発"), cmp.Or(m.Left, 2022)
	return m
}
