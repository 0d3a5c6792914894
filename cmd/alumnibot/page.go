package main

import (
	"github.com/alumnibot/alumnibot/adapters/web"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
)

// pagePeople are the seed's people as the page lists them.
func pagePeople() []web.Person {
	groups := map[seed.Group]web.Group{
		seed.Newcomer: web.Alumni, seed.Alumnus: web.Alumni, seed.Employee: web.Employees,
		seed.HR: web.HR, seed.Manager: web.Managers, seed.Admin: web.Managers, seed.Outsider: web.Outsiders,
	}
	var people []web.Person
	for _, p := range seed.People() {
		people = append(people, web.Person{
			ID: account(p.ID), Name: p.Name, Title: title(p), Group: groups[p.Group],
			Locale: p.Locale, Zone: "Asia/Tokyo", Roles: p.Roles(), Featured: p.Featured,
		})
	}
	return people
}

// title is the line below a name, in the person's own language.
func title(p seed.Person) string {
	former, comma := "元・", "、"
	if p.Locale == bot.English {
		former, comma = "formerly ", ", "
	}
	line := p.Department
	if p.Left != 0 {
		line = former + line
	}
	if p.Place != "" {
		line += comma + p.Place
	}
	return line
}

func pageChannels() []web.Channel {
	var staff []bot.User
	for _, p := range seed.People() {
		if p.Roles().Has(bot.Manager | bot.HR) {
			staff = append(staff, account(p.ID))
		}
	}
	return []web.Channel{
		{ID: gigsChannel, Name: "gigs", Topic: both("副業・業務委託の募集", "Side jobs and contract work")},
		{ID: generalChannel, Name: "general", Topic: both("雑談とお知らせ", "Chat and news")},
		{ID: managersChannel, Name: "managers", Topic: both("運営と人事", "Community managers and HR"), Members: staff},
	}
}

func both(ja, en string) map[bot.Locale]string {
	return map[bot.Locale]string{bot.Japanese: ja, bot.English: en}
}

// guide is the story that the page proposes to try, with people who read the
// community's language.
func guide(l bot.Locale) []web.Step {
	if l == bot.English {
		return []web.Step{
			{As: account("ken"), Type: "/alumni register name:Ken Brown department:Overseas left:2020 skills:Go, Redis hours:20", Line: i18n.T(
				"Ken Brownさんとして、アルムナイ登録をします", "Register as Ken Brown, who left in 2020")},
			{As: account("alice"), In: gigsChannel, Type: "/gig post title:Watch over the stock API skills:Go, Redis pay:6,000 JPY an hour", Line: i18n.T(
				"人事のAlice Moriさんになって、副業を募集します", "Become Alice Mori of HR and post a gig")},
			{As: account("ken"), Line: i18n.T(
				"Kenさんに戻ると、理由つきの案内が届いています。応募してみましょう", "Back as Ken: the gig is in his direct messages, with the reasons. Apply")},
			{As: account("alice"), Line: i18n.T(
				"Aliceさんが応募を見て、採用します。カードも変わります", "As Alice, accept the application. The card changes too")},
			{As: account("grace"), In: managersChannel, Type: "/broadcast new title:Autumn meetup body:We meet online on 10 December. audience:skill:go when:now", Line: i18n.T(
				"運営担当のGrace Lindさんになって、お知らせを配信します。1分間は取り消せます。「舞台裏」で時計を進めると届きます", "Become Grace Lind, who runs the community, and write to everybody who knows Go. There is a minute to take it back; Backstage, time can pass faster")},
			{As: account("grace"), In: managersChannel, Type: "/checkin new template:gigs when:now", Line: i18n.T(
				"続けて、近況アンケートを送ります", "As Grace, ask members whether they are still open to gigs")},
			{As: account("ken"), Line: i18n.T(
				"Kenさんに届いたら、回答してみましょう（近況アンケートに同意している場合）", "Answer as Ken, if he agreed to check-ins when he registered")},
			{As: account("grace"), In: managersChannel, Line: i18n.T(
				"Graceさんが結果を見ます。グラフとCSVもあります", "See the results as Grace, with a chart, and as CSV")},
		}
	}
	return []web.Step{
		{As: account("hana"), Type: "/alumni register name:田中 花 department:開発部 left:2022 skills:Go, Redis hours:20", Line: i18n.T(
			"田中 花さんとして、アルムナイ登録をします", "Register as Hana Tanaka, who left in 2022")},
		{As: account("sato"), In: gigsChannel, Type: "/gig post title:在庫APIの監視づくり skills:Go, Redis pay:時給6,000円", Line: i18n.T(
			"人事の佐藤 恵子さんになって、副業を募集します", "Become Keiko Sato of HR and post a gig")},
		{As: account("hana"), Line: i18n.T(
			"田中さんに戻ると、理由つきの案内が届いています。応募してみましょう", "Back as Hana: the gig is in her direct messages, with the reasons. Apply")},
		{As: account("sato"), Line: i18n.T(
			"佐藤さんが応募を見て、採用します。カードも変わります", "As Keiko Sato, accept the application. The card changes too")},
		{As: account("suzuki"), In: managersChannel, Type: "/broadcast new title:秋の交流会 body:12月10日の夜に、オンラインで集まります。 audience:スキル:go when:今すぐ", Line: i18n.T(
			"運営担当の鈴木 学さんになって、お知らせを配信します。1分間は取り消せます。「舞台裏」で時計を進めると届きます", "Become Manabu Suzuki, who runs the community, and write to everybody who knows Go. There is a minute to take it back; Backstage, time can pass faster")},
		{As: account("suzuki"), In: managersChannel, Type: "/checkin new template:gigs when:今すぐ", Line: i18n.T(
			"続けて、近況アンケートを送ります", "As Manabu Suzuki, ask members whether they are still open to gigs")},
		{As: account("hana"), Line: i18n.T(
			"田中さんに届いたら、回答してみましょう（近況アンケートに同意している場合）", "Answer as Hana, if she agreed to check-ins when she registered")},
		{As: account("suzuki"), In: managersChannel, Line: i18n.T(
			"鈴木さんが結果を見ます。グラフとCSVもあります", "See the results as Manabu Suzuki, with a chart, and as CSV")},
	}
}

// try are commands for where there is nothing to read yet.
func try() map[web.Group][]string {
	return map[web.Group][]string{
		web.Alumni:    {"/alumni register", "/gig list", "/alumni help"},
		web.HR:        {"/gig post", "/gig mine", "/alumni help"},
		web.Managers:  {"/broadcast new", "/checkin library", "/alumni find"},
		web.Employees: {"/gig list", "/alumni find", "/alumni help"},
		web.Outsiders: {"/gig list"},
	}
}
