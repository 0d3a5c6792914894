// Package seed is a made-up company, Tsubame Works, with the people who left it
// and the people who are there: what the playground begins with.
//
// It promises that it is the same every time, and that nobody in it exists. It
// writes through the features' own functions, so that the seed follows their
// rules.
package seed

import (
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// Group is what somebody is to the company.
type Group string

const (
	Newcomer Group = "newcomer" // left, and has not registered yet
	Alumnus  Group = "alumnus"
	Employee Group = "employee"
	HR       Group = "hr"
	Manager  Group = "manager"
	Admin    Group = "admin"
	Outsider Group = "outsider"
)

// Person is somebody in the playground.
type Person struct {
	ID     string // as scripts call them
	Name   string
	Locale bot.Locale
	Group  Group
	// Department, and for those who left the years and what they do.
	Department   string
	Joined, Left int
	Skills       []string // as they would write them
	Hours        int
	Place        string
	Company      string // where they are now
	Featured     bool   // the story of the playground is about them
}

// Roles are what the platform's groups give a person.
func (p Person) Roles() bot.Role {
	switch p.Group {
	case Employee:
		return bot.Insider | bot.Employee
	case HR:
		return bot.Insider | bot.Employee | bot.HR
	case Manager:
		return bot.Insider | bot.Employee | bot.Manager
	case Admin:
		return bot.Insider | bot.Employee | bot.Admin
	case Outsider:
		return 0
	default:
		return bot.Insider
	}
}

var surnames = []string{
	"青木", "石田", "上野", "遠藤", "岡本", "加藤",
	"木村", "久保", "小山", "斎藤", "清水", "杉本",
	"関口", "高橋", "千葉", "土屋", "寺田", "中野",
	"西村", "野口", "橋本", "平野", "藤井", "星野",
	"前田", "三浦", "村上", "森田", "山口", "吉田", "和田",
}

var givens = []string{
	"葵", "一郎", "恵", "和也", "圭", "里奈", "翔太",
	"直子", "大輔", "千尋", "智子", "夏美", "隼人", "美咲",
	"康平", "由紀", "亮", "さくら", "健", "真央", "悠斗",
	"彩", "拓海", "奈々", "修", "花", "晴", "優子", "誠",
}

var abroad = []string{
	"Emma Clarke", "Liam Novak", "Sofia Rossi", "Noah Fischer", "Priya Nair", "Lucas Moreau", "Mei Tanaka-Wong", "Oliver Grant",
	"Ana Duarte", "Jonas Berg", "Chloe Martin", "Minh Tran", "Isabel Cruz", "Tomas Varga", "Hye-jin Park", "Daniel Osei",
}

// department is where people worked, with the skills that are common there.
type department struct {
	name, english string
	skills        []string
}

var departments = []department{
	{"開発部", "Engineering", []string{"go", "redis", "kubernetes", "postgresql", "typescript", "react", "aws", "docker"}},
	{"データ分析室", "Data analysis", []string{"python", "machine learning", "sql", "statistics", "tableau", "bigquery"}},
	{"営業部", "Sales", []string{"営業", "営業企画", "プレゼンテーション", "交渉", "crm"}},
	{"マーケティング部", "Marketing", []string{"マーケティング", "seo", "ライティング", "広告運用", "google analytics"}},
	{"人事部", "HR", []string{"採用", "人材育成", "労務", "組織開発"}},
	{"経理部", "Accounting", []string{"経理", "財務", "税務", "excel"}},
	{"デザイン室", "Design", []string{"ui design", "figma", "ux research", "グラフィックデザイン"}},
	{"製造技術部", "Manufacturing", []string{"品質管理", "生産管理", "cad", "機械設計"}},
	{"法務部", "Legal", []string{"契約実務", "知的財産", "個人情報保護"}},
	{"海外事業部", "Overseas", []string{"翻訳", "英語", "中国語", "貿易実務"}},
}

var places = []string{"東京", "東京", "大阪", "福岡", "名古屋", "札幌", "仙台", "京都", "広島", ""}

var companies = []string{"ひばりソフト", "北斗データ", "カモメ商会", "さざなみ製薬", "モミジ物流", "Kogumo Labs", "あけぼの出版", "フリーランス", "ミズナラ工房", ""}

// members is how many alumni are registered from the start.
const members = 220

// People is everybody in the playground: first those whom its story is about.
func People() []Person {
	people := []Person{
		{ID: "hana", Name: "田中 花", Locale: bot.Japanese, Group: Newcomer, Department: "開発部", Joined: 2015, Left: 2022, Place: "大阪", Featured: true},
		{ID: "ken", Name: "Ken Brown", Locale: bot.English, Group: Newcomer, Department: "Overseas", Joined: 2012, Left: 2020, Place: "Fukuoka", Featured: true},
		{ID: "sato", Name: "佐藤 恵子", Locale: bot.Japanese, Group: HR, Department: "人事部", Featured: true},
		{ID: "alice", Name: "Alice Mori", Locale: bot.English, Group: HR, Department: "HR", Featured: true},
		{ID: "suzuki", Name: "鈴木 学", Locale: bot.Japanese, Group: Manager, Department: "アルムナイ推進室", Featured: true},
		{ID: "grace", Name: "Grace Lind", Locale: bot.English, Group: Manager, Department: "Alumni relations", Featured: true},
		{ID: "ito", Name: "伊藤 管", Locale: bot.Japanese, Group: Admin, Department: "情報システム部", Featured: true},
		{ID: "guest", Name: "外部 太郎", Locale: bot.Japanese, Group: Outsider, Featured: true},
	}
	for i := range 12 {
		d := departments[i%len(departments)]
		people = append(people, Person{
			ID: fmt.Sprintf("e%02d", i+1), Name: japanese(members + i*7), Locale: bot.Japanese,
			Group: Employee, Department: d.name,
		})
	}
	for i := range members {
		people = append(people, alumnus(i))
	}
	return people
}

// alumnus is the i-th registered member. The strides are coprime to the lists'
// lengths, so that names do not repeat and traits mix.
func alumnus(i int) Person {
	d := departments[i*3%len(departments)]
	p := Person{
		ID: fmt.Sprintf("m%03d", i+1), Name: japanese(i), Locale: bot.Japanese,
		Group: Alumnus, Department: d.name,
		Joined: 1998 + i*7%20, Hours: []int{0, 5, 10, 10, 20, 20, 30, 40}[i*5%8],
		Place: places[i*7%len(places)], Company: companies[i*3%len(companies)],
	}
	p.Left = min(p.Joined+1+i*7%12, 2026)
	if i%14 == 5 {
		p.Name, p.Locale = abroad[i/14%len(abroad)], bot.English
	}
	for k := range 2 + i%3 {
		p.Skills = append(p.Skills, d.skills[(i/10+k*2)%len(d.skills)])
	}
	if i%9 == 0 { // some know another department's trade as well
		other := departments[(i*3+1)%len(departments)]
		p.Skills = append(p.Skills, other.skills[i%len(other.skills)])
	}
	p.Skills = unique(p.Skills)
	return p
}

func japanese(i int) string {
	return surnames[i%len(surnames)] + " " + givens[i%len(givens)]
}

func unique(words []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, w := range words {
		if !seen[strings.ToLower(w)] {
			seen[strings.ToLower(w)] = true
			kept = append(kept, w)
		}
	}
	return kept
}
