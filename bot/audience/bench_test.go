package audience

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

// somebody is a member as they are: a few of 500 skills, one of 20 departments,
// hours, years, consents, a company of 20,000, and a name.
func somebody(ordinal uint32, r *rand.Rand) entry {
	facts := []Fact{
		{"dept", strconv.Itoa(r.IntN(20)), Members},
		{"left", strconv.Itoa(2005 + r.IntN(20)), Members},
		{"hours", strconv.Itoa(5 * r.IntN(9)), Managers},
		{"company", fmt.Sprintf("第%d商事", r.IntN(20_000)), Members},
		{"name", fmt.Sprintf("%c%c %d", '一'+rune(r.IntN(60)), '一'+rune(r.IntN(60)), r.IntN(9999)), Members},
	}
	for range 1 + r.IntN(6) {
		// Few skills are common and many are rare.
		facts = append(facts, Fact{"skill", strconv.Itoa(int(500 * r.Float64() * r.Float64() * r.Float64())), Members})
	}
	if r.IntN(3) > 0 {
		facts = append(facts, Fact{"agreed", "gigs", Bot})
	}
	return entry{ordinal, facts}
}

// people is an index of n members.
func people(n int) *index {
	r := rand.New(rand.NewPCG(1, 2))
	x := newIndex(map[string]func(string) []string{"name": nil, "dept": nil, "company": nil}, "name")
	for ordinal := range uint32(n) {
		x.add(somebody(ordinal+1, r))
	}
	x.compact()
	return x
}

var threeTerms = All{
	Any{Term("skill:1"), Term("skill:7"), Term("skill:20")},
	Term("agreed:gigs"),
	AtLeast("hours", 20),
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("members=%d", n), func(b *testing.B) {
			q := question{people(n), Bot, today}
			found := 0
			for b.Loop() {
				found = len(q.eval(threeTerms).List())
			}
			b.ReportMetric(float64(found), "found")
		})
	}
}

// BenchmarkReplace is what a change costs, of so many members at once.
func BenchmarkReplace(b *testing.B) {
	const n = 200_000
	x, r := people(n), rand.New(rand.NewPCG(3, 4))
	for _, together := range []int{1, 1000} {
		b.Run(fmt.Sprintf("members=%d", together), func(b *testing.B) {
			for b.Loop() {
				x = x.replaced(somebodies(together, n, r))
			}
		})
	}
}

// somebodies are that many of the first n members, as they are from now on.
func somebodies(many, n int, r *rand.Rand) (entries []entry) {
	apart := n / many
	for i := range many {
		entries = append(entries, somebody(uint32(1+i*apart+r.IntN(apart)), r))
	}
	return entries
}

// BenchmarkWhileChanging compares how long queries take while nothing changes
// and while members do, by turns, so that the load of the machine is in both.
func BenchmarkWhileChanging(b *testing.B) {
	const n, together = 200_000, 10
	c, r := still(people(n)), rand.New(rand.NewPCG(3, 4))
	v := View{of: c, as: Bot, today: today}
	queries := []All{threeTerms, {Contains{"company", "第12"}, Not{Term("skill:1")}}, {Contains{"name", "丁"}, Term("dept:3")}}
	ask := func(took []time.Duration) []time.Duration {
		for _, q := range queries {
			begun := time.Now()
			v.Find(q)
			took = append(took, time.Since(begun))
		}
		return took
	}
	var quiet, changing []time.Duration
	for b.Loop() {
		quiet = ask(quiet)
		entries, changed := somebodies(together, n, r), make(chan struct{})
		go func() {
			c.index.Store(c.index.Load().replaced(entries))
			close(changed)
		}()
		changing = ask(changing)
		<-changed
	}
	for _, at := range []int{50, 99} {
		of := func(took []time.Duration) float64 {
			slices.Sort(took)
			return float64(took[len(took)*at/100].Microseconds())
		}
		b.ReportMetric(of(quiet), fmt.Sprintf("µs-p%d", at))
		b.ReportMetric(of(changing)/of(quiet), fmt.Sprintf("changing/quiet-p%d", at))
	}
}
