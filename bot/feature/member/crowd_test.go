package member

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// A crowd is generated members, the same ones for the same number: of a company
// with 500 skills, 400 departments, 20,000 companies that people went to, and
// names of which most are had by few.

const (
	crowdSkills    = 500
	crowdDepts     = 400
	crowdCompanies = 20_000
)

var crowdAt = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// few picks one of n, low ones far more often than high ones, as things are
// with skills, departments and names.
func few(r *rand.Rand, n int) int { return int(float64(n) * r.Float64() * r.Float64() * r.Float64()) }

// syllables make up names of people who do not exist.
var (
	syllables = []string{"あ", "い", "か", "き", "さ", "し", "た", "な", "は", "ま", "も", "や", "ゆ", "ら", "り", "わ"}
	kanji     = []rune("青赤黒白金銀東西南北上中下大小山川田林森池岡島原野村木本石井沢谷浜橋宮城戸松竹梅桜藤菊")
)

func crowdName(r *rand.Rand) string {
	if r.IntN(4) == 0 {
		return fmt.Sprintf("Alum%d %s%s", r.IntN(3000), string(rune('A'+r.IntN(26))), syllables[r.IntN(len(syllables))])
	}
	family := string(kanji[few(r, len(kanji))]) + string(kanji[r.IntN(len(kanji))])
	given := ""
	for range 2 + r.IntN(2) {
		given += syllables[r.IntN(len(syllables))]
	}
	return family + " " + given
}

// crowdSkill is the name of the nth of 500 skills: first those of the
// vocabulary.
func crowdSkill(n int) string {
	known := []string{"go", "redis", "python", "sql", "kubernetes", "machine learning", "docker", "accounting", "translation", "rust"}
	if n < len(known) {
		return known[n]
	}
	return "skill" + strconv.Itoa(n)
}

// somebody is the nth member of the crowd.
func somebody(n int) Member {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	left := 2000 + r.IntN(27)
	m := Member{
		Name: crowdName(r), Accounts: []bot.User{bot.User("slack:T00000001/U" + fmt.Sprintf("%08d", n))},
		Department: fmt.Sprintf("第%d%s部", few(r, crowdDepts)/4, []string{"営業", "開発", "企画", "管理"}[r.IntN(4)]),
		Joined:     left - r.IntN(20), Left: left, Hours: 5 * r.IntN(9), Place: []string{"", "東京", "大阪", "福岡", "札幌", "名古屋"}[r.IntN(6)],
		Closeness: Closenesses()[r.IntN(6)], Language: []bot.Locale{bot.Japanese, bot.Japanese, bot.English}[r.IntN(3)],
		Digest: AtOnce, Consents: map[Purpose]time.Time{}, Registered: crowdAt, ReaskAt: crowdAt.AddDate(0, 6, 0),
	}
	for range 1 + r.IntN(6) {
		if s := crowdSkill(few(r, crowdSkills)); len(m.Skills) == 0 || m.Skills[len(m.Skills)-1] != s {
			m.Skills = append(m.Skills, s)
		}
	}
	for _, p := range Purposes() {
		if r.IntN(4) > 0 {
			m.Consents[p] = crowdAt
			m.Entries++
		}
	}
	if r.IntN(2) == 0 {
		to := 0
		if r.IntN(3) == 0 {
			to = left + 1
		}
		m.Employers = []Employer{{fmt.Sprintf("第%d商事", few(r, crowdCompanies)), left, to}}
	}
	if r.IntN(5) == 0 {
		m.CalledOn = bot.DateOf(crowdAt).AddDays(-r.IntN(700))
	}
	if r.IntN(3) == 0 {
		m.Visible = map[string]Visibility{fieldSkills: Visibilities()[r.IntN(3)], fieldHours: Visibilities()[r.IntN(3)], fieldDepartment: ToManagers}
	}
	return m
}
