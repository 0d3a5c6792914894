package gig

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func TestPlaceFits(t *testing.T) {
	for _, tt := range []struct {
		place, mine string
		want        bool
	}{
		{"", "", true}, {"リモート", "", true}, {"フルリモート可", "福岡", true}, {"Remote", "", true}, {"Tokyo or remote", "", true},
		{"ＲＥＭＯＴＥ", "", true}, {"在宅", "", true}, {"東京（週1回出社、ほかはリモート）", "", true},
		{"リモート不可、東京", "", false}, {"リモート不可、東京", "東京", true}, {"Tokyo, not remote", "", false}, {"no remote", "Osaka", false},
		{"東京都港区（週1回出社）", "東京", true}, {"東京", "東京都", true}, {"東京都港区", "港区", true}, {"東京都港区", "大阪", false},
		{"京都", "東京都", false}, {"京都市", "京都", true}, {"東京都", "京都府", false}, {"東京", "東京、福岡", true}, {"福岡", "東京、ふくおか", false},
		{"Tokyo office", "tokyo", true}, {"Osaka office", "Tokyo office", false}, {"市川市", "千葉県市川市", true}, {"津", "津", true},
		{"東京", "", false}, {"北海道", "北海道札幌市", true}, {"渋谷オフィス", "渋谷", true}, {"客先", "東京", false},
	} {
		if got := placeFits(tt.place, tt.mine); got != tt.want {
			t.Errorf("placeFits(%q, %q) = %t", tt.place, tt.mine, got)
		}
	}
}

func TestFits(t *testing.T) {
	fit := func() (Gig, member.Member) {
		return Gig{Audience: Alumni, Skills: []string{"go", "redis"}, Hours: 20, Place: "東京"},
			member.Member{
				Skills: []string{"redis", "python"}, Hours: 20, Place: "東京", Closeness: member.Chat,
				Consents: map[member.Purpose]time.Time{member.Gigs: now},
			}
	}
	for name, tt := range map[string]struct {
		change func(*Gig, *member.Member)
		want   bool
	}{
		"as it is":         {func(*Gig, *member.Member) {}, true},
		"everyone":         {func(g *Gig, _ *member.Member) { g.Audience = Everyone }, true},
		"employees":        {func(g *Gig, _ *member.Member) { g.Audience = Employees }, false},
		"any skill":        {func(g *Gig, m *member.Member) { g.Skills, m.Skills = nil, nil }, true},
		"no skill":         {func(_ *Gig, m *member.Member) { m.Skills = nil }, false},
		"fewer hours":      {func(_ *Gig, m *member.Member) { m.Hours = 19 }, false},
		"hours not said":   {func(_ *Gig, m *member.Member) { m.Hours = 0 }, true},
		"hours undecided":  {func(g *Gig, m *member.Member) { g.Hours, m.Hours = 0, 1 }, true},
		"elsewhere":        {func(_ *Gig, m *member.Member) { m.Place = "大阪" }, false},
		"place not said":   {func(_ *Gig, m *member.Member) { m.Place = "" }, false},
		"place undecided":  {func(g *Gig, m *member.Member) { g.Place, m.Place = "", "" }, true},
		"no consent":       {func(_ *Gig, m *member.Member) { m.Consents = nil }, false},
		"other consent":    {func(_ *Gig, m *member.Member) { m.Consents = map[member.Purpose]time.Time{member.Notices: now} }, false},
		"pausing":          {func(_ *Gig, m *member.Member) { m.PausedUntil = now.Add(time.Hour) }, false},
		"paused until now": {func(_ *Gig, m *member.Member) { m.PausedUntil = now }, true},
		"quiet":            {func(_ *Gig, m *member.Member) { m.Closeness = member.Quiet }, false},
		"news":             {func(_ *Gig, m *member.Member) { m.Closeness = member.News }, false},
	} {
		g, m := fit()
		tt.change(&g, &m)
		if got := fits(g, m, now); got != tt.want {
			t.Errorf("%s: fits = %t", name, got)
		}
	}
}

func TestReasonsNameOnlyWhatWasTyped(t *testing.T) {
	g := Gig{Skills: []string{"go", "redis"}, Hours: 20, Place: "東京"}
	m := member.Member{Skills: []string{"redis", "python", "go"}, Hours: 25, Place: "東京"}
	if got := joined(bot.Reader{Locale: bot.Japanese}, reasons(bot.Reader{Locale: bot.Japanese}, g, m)); got != "Redis、Go・月25時間・東京" {
		t.Errorf("reasons: %q", got)
	}
	if got := joined(bot.Reader{Locale: bot.English}, reasons(bot.Reader{Locale: bot.English}, g, m)); got != "Redis, Go; 25 h a month; 東京" {
		t.Errorf("reasons: %q", got)
	}
	if got := reasons(bot.Reader{Locale: bot.English}, Gig{Place: "remote"}, m); len(got) != 0 {
		t.Errorf("reasons where nothing is asked: %q", got)
	}
}

// crowd fills a community with members of all sorts and returns the feature
// that knows them.
func crowd(t testing.TB, size int) (*Gigs, []member.Member) {
	db := redistest.Mini(t).DB
	members := member.New(member.Deps{DB: db, Clock: func() time.Time { return now }})
	g := New(Deps{DB: db, Members: members, Outbox: deliver.NewOutbox(db)})
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	var all []member.Member
	for len(all) < size {
		tx := db.Begin(kit.Scope("acme"), fmt.Sprint(len(all)), now)
		for range min(100, size-len(all)) {
			n := len(all)
			m := member.Member{
				Name: fmt.Sprint("m", n), Accounts: []bot.User{bot.User(fmt.Sprint("t:", n))}, Skills: []string{pick("go", "python"), pick("redis", "ui")},
				Hours: random.IntN(4) * 10, Place: pick("", "東京", "大阪", "東京都港区"), Closeness: member.Closenesses()[random.IntN(6)],
			}
			var agreed []member.Purpose
			if random.IntN(3) > 0 {
				agreed = append(agreed, member.Gigs)
				m.Consents = map[member.Purpose]time.Time{member.Gigs: now}
			}
			members.Register(tx, fmt.Sprint(n), m, agreed, bot.English, now)
			all = append(all, m)
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := members.Index().Sync(t.Context(), "acme"); err != nil {
		t.Fatal(err)
	}
	return g, all
}

// The index finds exactly those whom the rule lets through.
func TestIndexAgreesWithRule(t *testing.T) {
	g, all := crowd(t, 300)
	rapid.Check(t, func(t *rapid.T) {
		gig := Gig{
			Audience: rapid.SampledFrom([]Audience{Alumni, Employees, Everyone}).Draw(t, "audience"),
			Skills:   rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"go", "python", "redis", "ui", "cobol"}), 0, 3, rapid.ID).Draw(t, "skills"),
			Hours:    rapid.SampledFrom([]int{0, 1, 10, 15, 30, 100}).Draw(t, "hours"),
			Place:    rapid.SampledFrom([]string{"", "リモート", "東京", "港区", "大阪府", "札幌"}).Draw(t, "place"),
		}
		call := &bot.Call{At: now, In: bot.Community{ID: "acme"}}
		found, err := g.matched(context.Background(), call, gig)
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range all {
			if listed := slices.Contains(found, uint32(i+1)); listed != fits(gig, m, now) {
				t.Fatalf("%+v\nand %+v: in the index %t, by the rule %t", gig, m, listed, !listed)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	g, _ := crowd(b, 10_000)
	gig := Gig{Audience: Alumni, Skills: []string{"go", "redis"}, Hours: 20, Place: "東京"}
	call := &bot.Call{At: now, In: bot.Community{ID: "acme"}}
	for b.Loop() {
		if found, err := g.matched(b.Context(), call, gig); err != nil || len(found) == 0 {
			b.Fatal(len(found), err)
		}
	}
}

// A card with everything filled in to its limit fits a message.
func TestLongestCardFits(t *testing.T) {
	long := func(n int) string { return string(slices.Repeat([]rune{'あ'}, n)) }
	g := Gig{
		Title: long(maxTitle), Client: long(maxClient), Task: long(maxTask), People: 99, Audience: Everyone, State: Open, Applied: 999,
		Poster: Poster{User: "t:u", Name: long(50), Member: "m"}, Undecided: map[string]Undecided{}, Skills: slices.Repeat([]string{long(maxSkill)}, 5), // more do not fit the field
	}
	for _, name := range []string{fieldPay, fieldPayment, fieldPeriod, fieldPlace, fieldHours, fieldDeadline} {
		g.Undecided[name] = Undecided{long(maxShort - len("未定: , 2026-12-10")), day("2027-11-30")}
	}
	for range maxHistory {
		g.note(now, WasEdited, long(20), fieldOrder...)
	}
	c := &bot.Call{Meta: bot.Meta{Locale: bot.Japanese}, At: now, In: bot.Community{ID: "acme", Name: long(30)}}
	feature := &Gigs{}
	r := &storage.Record[Gig]{ID: "aaaaaaaaaaaa", Value: g}
	applicant := candidate{r, &storage.Record[Application]{ID: "aaaaaaaaaaaa.m", Value: Application{
		State: Applied, Message: long(maxMessage), Answer: long(maxMessage), Contact: Elsewise, Where: long(maxShort),
	}}, &member.Member{Name: long(50), Skills: slices.Repeat([]string{long(30)}, 20), Hours: 200}}
	var list bot.Message
	for range kit.PerPage {
		list = list.With(bot.Paragraph{Text: summary(bot.Reader{Locale: bot.Japanese}, g)})
	}
	for name, m := range map[string]bot.Message{
		"list":      list.With(bot.Paragraph{Text: msgList.Text(bot.Japanese)}),
		"applicant": feature.candidateView(c, applicant, c.Text(msgAcceptedLast, long(50))),
		"card":      card(bot.Reader{Locale: bot.Japanese}, bot.DateOf(now), r.ID, g),
		"offer":     offer(bot.Reader{Locale: bot.Japanese}, c.In, bot.DateOf(now), r.ID, g, member.Member{Skills: g.Skills, Hours: 200}),
		"managed":   feature.managed(c, r, c.Text(msgEdited, fieldList(c, fieldOrder))).With(history(c, g)...),
	} {
		if n := utf8.RuneCountInString(strings.Join(m.Words(), "\n")); n > bot.MaxText {
			t.Errorf("%s: %d characters, a message has %d", name, n, bot.MaxText)
		}
	}
}
