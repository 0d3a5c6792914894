package member_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

func TestConversations(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestWithinTheLimits(t *testing.T) {
	bottest.CheckFeatures(t, member.New(member.Deps{}).Feature())
}

func build(env bottest.Env) bottest.Bot {
	m := member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
	return bottest.Bot{
		Features: []bot.Feature{m.Feature(), letters{env, m, deliver.NewOutbox(env.DB)}.feature()},
		People:   m, Join: "member.register", Sync: m.Mirror().Sync, Members: m,
		Manners: deliver.Manners{Quiet: deliver.Hours{From: 21 * time.Hour, To: 8 * time.Hour}, WeeklyBudget: 2},
		Seed:    func(ctx context.Context, in bot.Community) ([]bottest.Person, error) { return seed(ctx, env, m, in) },
	}
}

// alumni are who is there in a seeded community. Those with an id can act.
var alumni = []struct {
	id, name, department string
	joined, left, hours  int
	skills               []string
	place                string
	employers            []member.Employer
	visible              map[string]member.Visibility
	unlisted             bool
}{
	{id: "aoi", name: "佐藤 葵", department: "開発部", joined: 2010, left: 2019, hours: 20, skills: []string{"go", "redis"}, place: "東京"},
	{name: "鈴木 翔", department: "開発部", left: 2020, skills: []string{"go", "kubernetes", "machine learning", "python", "sql", "docker"},
		employers: []member.Employer{{Name: "みどり商事", From: 2020, To: 2022}, {Name: "あおぞら製作所", From: 2022}}},
	{name: "高橋 結", department: "営業本部 第一営業部", left: 2021, skills: []string{"sales", "translation"}, place: "大阪",
		visible: map[string]member.Visibility{"place": member.ToMembers, "skills": member.OnlyMe}},
	{name: "林 陽菜", department: "経理部", left: 2022, skills: []string{"accounting"},
		visible: map[string]member.Visibility{"department": member.ToManagers, "years": member.OnlyMe}},
	{name: "<!channel> @everyone **x**", department: "<script>alert(1)</script>", left: 2018, skills: []string{"go"}},
	{name: "渡辺 🌸", department: "إدارة", left: 2018, skills: []string{"go"}},
	{name: "伊藤 蓮", department: "開発部", left: 2019, skills: []string{"go"}},
	{id: "rin", name: "山本 凛", department: "開発部", left: 2019, skills: []string{"go", "rust"}, unlisted: true},
}

func seed(ctx context.Context, env bottest.Env, m *member.Members, in bot.Community) ([]bottest.Person, error) {
	tx := env.DB.Begin(storage.CommunityScope(string(in.ID)), "seed", env.Clock())
	var people []bottest.Person
	for i, a := range alumni {
		id := a.id
		if id == "" {
			id = fmt.Sprintf("alumnus%d", i)
		}
		agreed := []member.Purpose{member.Gigs, member.Directory}
		if a.unlisted {
			agreed = nil
		}
		m.Register(tx, fmt.Sprintf("seed:%d", i), member.Member{
			Name: a.name, Accounts: []bot.User{env.Account(id)}, Department: a.department, Joined: a.joined, Left: a.left,
			Skills: a.skills, Hours: a.hours, Place: a.place, Closeness: member.OpenGigs, Employers: a.employers, Visible: a.visible,
		}, agreed, bot.Japanese, env.Clock())
		if a.id != "" {
			people = append(people, bottest.Person{ID: id, Name: a.name, Locale: bot.Japanese, Roles: bot.Insider, Community: in.ID})
		}
	}
	return people, tx.Commit(ctx)
}
