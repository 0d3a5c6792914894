package featuretest

import (
	"cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// Bot is a bot of members and other features, to which a test adds what it needs
// besides. Its home page shows nothing of the members: their own scripts do.
func Bot(members *member.Members, others ...bot.Feature) bottest.Bot {
	people := members.Feature()
	people.Home = nil
	return bottest.Bot{
		Features: append([]bot.Feature{people}, others...), People: members, Members: members,
		Join: member.RegisterRoute, Sync: members.Index().Sync,
	}
}

// complete is a record that can be registered.
func complete(m member.Member, name string, account bot.User) member.Member {
	m.Name, m.Accounts = cmp.Or(m.Name, name), []bot.User{account}
	m.Department, m.Left = cmp.Or(m.Department, "開発"), cmp.Or(m.Left, 2022)
	return m
}
