package member

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
)

var (
	someWords = rapid.SampledFrom([]string{"", "田中 花", "林", "Go", "営業本部", "第一営業部", "東京", "みどり商事", "Aozora Works", "a b", "<!channel> **x**"})
	someSkill = rapid.SampledFrom([]string{"go", "redis", "machine learning", "c++", "ワイン・ビール"})
	someYear  = rapid.IntRange(2015, 2019)
)

func drawMember(t *rapid.T) Member {
	m := Member{
		Name: someWords.Draw(t, "name"), Department: someWords.Draw(t, "department"), Place: someWords.Draw(t, "place"),
		Joined: someYear.Draw(t, "joined"), Left: someYear.Draw(t, "left"), Hours: rapid.IntRange(0, 40).Draw(t, "hours"),
		Skills:    rapid.SliceOfNDistinct(someSkill, 0, 3, rapid.ID).Draw(t, "skills"),
		Closeness: rapid.SampledFrom(Closenesses()).Draw(t, "closeness"),
		Visible:   map[string]Visibility{}, Consents: map[Purpose]time.Time{},
	}
	for range rapid.IntRange(0, 2).Draw(t, "employers") {
		m.Employers = append(m.Employers, Employer{someWords.Draw(t, "company"), 2020, rapid.SampledFrom([]int{0, 2021}).Draw(t, "to")})
	}
	for _, f := range fields {
		if rapid.Bool().Draw(t, "chosen") {
			m.Visible[f.name] = rapid.SampledFrom(append(Visibilities(), "everyone")).Draw(t, f.name)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "listed") > 0 {
		m.Consents[Directory] = time.Unix(1, 0)
	}
	return m
}

// drawQuery is what somebody looks for in the directory.
func drawQuery(t *rapid.T) audience.Expr {
	condition := rapid.SampledFrom([]string{
		"", "田中", "林", "go", "営業", "第一", "東京 go", "skill:go", "skill:go,redis", "-skill:go", "skill:none", "dept:営業",
		"dept:none", "-dept:第一", "left:2016..2018", "left:none", "-left:2017", "joined:>=2017", "hours:>=10", "hours:none", "-hours:<20",
		"close:gigs", "-close:quiet", "close:none", "company:みどり", "-company:aozora", "company:none", "place:東京", "name:花", "-東京",
	})
	var all audience.All
	for range rapid.IntRange(1, 3).Draw(t, "conditions") {
		e, err := language(vocabulary(newLexicon().done()), audience.Members).Parse(bot.Japanese, condition.Draw(t, "condition"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// finds reports whether a search in the directory finds the member, by the
// index's rules.
func finds(m *Members, e audience.Expr, r Member, as audience.AccessLevel) bool {
	return m.memberIndex.Holds(audience.All{listed, e}, r, as, bot.Date{Year: 2026, Month: 12, Day: 1})
}

// Two members who differ only in what the searcher may not see are found by the
// same searches.
func TestSearchDoesNotTellHiddenFields(t *testing.T) {
	members := New(Deps{})
	rapid.Check(t, func(t *rapid.T) {
		m, other, s := drawMember(t), drawMember(t), drawQuery(t)
		as := rapid.SampledFrom([]audience.AccessLevel{audience.Members, audience.Managers}).Draw(t, "as")
		if twin := twin(m, other, as); finds(members, s, m, as) != finds(members, s, twin, as) {
			t.Fatalf("%#v tells apart\n%+v and\n%+v", s, m, twin)
		}
	})
}

// twin is m with other's fields where as may not see them.
func twin(m, other Member, as audience.AccessLevel) Member {
	twin := m
	if !m.seen(as, fieldDepartment) {
		twin.Department = other.Department
	}
	if !m.seen(as, fieldYears) {
		twin.Joined, twin.Left = other.Joined, other.Left
	}
	if !m.seen(as, fieldSkills) {
		twin.Skills = other.Skills
	}
	if !m.seen(as, fieldPlace) {
		twin.Place = other.Place
	}
	if !m.seen(as, fieldHours) {
		twin.Hours = other.Hours
	}
	if !m.seen(as, fieldCloseness) {
		twin.Closeness = other.Closeness
	}
	twin.Employers = nil
	for _, e := range m.Employers {
		if e.To == 0 && m.seen(as, fieldEmployer) || e.To != 0 && m.seen(as, fieldEmployers) {
			twin.Employers = append(twin.Employers, e)
		}
	}
	return twin
}

func TestNobodyIsFoundWithoutConsent(t *testing.T) {
	members := New(Deps{})
	m := Member{Name: "田中 花", Skills: []string{"go"}, Left: 2019}
	if finds(members, audience.All{}, m, audience.Managers) {
		t.Error("found without consent to the directory")
	}
	m.Consents = map[Purpose]time.Time{Directory: time.Unix(1, 0)}
	if !finds(members, audience.All{}, m, audience.Members) {
		t.Error("not found with consent to the directory")
	}
}

func TestAgreedFollowsConsentQuietAndPause(t *testing.T) {
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	agreed, members := map[Purpose]time.Time{Gigs: at, Directory: at}, New(Deps{})
	for _, c := range []struct {
		name            string
		m               Member
		gigs, directory bool
	}{
		{"nothing given", Member{Closeness: OpenGigs}, false, false},
		{"given", Member{Closeness: OpenGigs, Consents: agreed}, true, true},
		{"quiet", Member{Closeness: Quiet, Consents: agreed}, false, true},
		{"paused", Member{Closeness: Chat, Consents: agreed, PausedUntil: at.Add(time.Second)}, false, true},
		{"pause is over", Member{Closeness: Chat, Consents: agreed, PausedUntil: at}, true, true},
	} {
		if got := c.m.Agreed(Gigs, at); got != c.gigs {
			t.Errorf("%s: agreed to gigs: %v", c.name, got)
		}
		if got := c.m.Agreed(Directory, at); got != c.directory {
			t.Errorf("%s: agreed to the directory: %v", c.name, got)
		}
		c.m.Accounts = []bot.User{"t:somebody"}
		if leftOut := slices.ContainsFunc(Exclusions(Gigs, at), func(out audience.Exclusion) bool {
			return members.memberIndex.Holds(out.Who, c.m, audience.Bot, bot.DateOf(at))
		}); leftOut == c.gigs {
			t.Errorf("%s: left out of an audience: %v", c.name, leftOut)
		}
	}
}

func TestMovesAreKept(t *testing.T) {
	at := time.Date(2026, 8, 31, 9, 0, 0, 0, time.UTC)
	var m Member
	m.moveTo(Chat, at)
	m.moveTo(Chat, at)
	if len(m.Moves) != 0 {
		t.Errorf("the first answer and the same again are no moves: %v", m.Moves)
	}
	for i := range 30 {
		m.moveTo([]Closeness{Quiet, Mentor}[i%2], at.AddDate(0, 0, i))
	}
	if len(m.Moves) != maxMoves {
		t.Errorf("%d moves kept, want %d", len(m.Moves), maxMoves)
	}
	if last := m.Moves[maxMoves-1]; last != (Move{bot.Date{Year: 2026, Month: 9, Day: 29}, Quiet, Mentor}) {
		t.Errorf("last move %v", last)
	}
	if want := at.AddDate(0, 0, 29).AddDate(0, 6, 0); !m.ReaskAt.Equal(want) {
		t.Errorf("asked again at %v, want %v", m.ReaskAt, want)
	}
}

// The index leaves out of an audience exactly those who are not written to at
// the moment of sending, for the reason that is given then.
func TestExclusionsAgreeWithStanding(t *testing.T) {
	members, at := New(Deps{}), time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		m := drawMember(t)
		for _, p := range Purposes() {
			if rapid.IntRange(0, 2).Draw(t, "consents") > 0 {
				m.Consents[p] = at
			}
		}
		if hours := rapid.IntRange(-2, 2).Draw(t, "paused for"); hours != 0 {
			m.PausedUntil = at.Add(time.Duration(hours) * time.Hour)
		}
		m.Unreachable = rapid.IntRange(0, 3).Draw(t, "unreachable") == 0
		if rapid.IntRange(0, 3).Draw(t, "accounts") > 0 {
			m.Accounts = []bot.User{"t:somebody"}
		}
		p := rapid.SampledFrom(Purposes()).Draw(t, "purpose")
		reason := ""
		for _, out := range Exclusions(p, at) {
			if reason == "" && members.memberIndex.Holds(out.Who, m, audience.Bot, bot.DateOf(at)) {
				reason = out.Reason
			}
		}
		if want := m.skipReason(p, at); p.Sends() && reason != want {
			t.Fatalf("%s to %+v: %q by the index, %q by the record", p, m, reason, want)
		}
	})
}
