package member

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// crowdSize is how many members the benchmarks have: 1,000,000 take a minute to
// write.
func crowdSize(b *testing.B) int {
	if n, err := strconv.Atoi(os.Getenv("ALUMNIBOT_CROWD")); err == nil && n > 0 {
		return n
	}
	return 20_000
}

// settle writes a crowd into a community, by several connections at once.
func settle(t testing.TB, db *storage.DB, n int) {
	t.Helper()
	members := New(Deps{DB: db, Clock: func() time.Time { return crowdAt }})
	const together = 200
	chunks := make(chan int)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for from := range chunks {
				tx := db.Begin(scope("acme"), "", crowdAt)
				for i := from; i < min(from+together, n); i++ {
					members.members.Put(tx, members.members.New("m"+strconv.Itoa(i), somebody(i)))
				}
				if err := tx.Commit(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for from := 0; from < n; from += together {
		chunks <- from
	}
	close(chunks)
	writers.Wait()
}

// BenchmarkQueries asks an index of a crowd, and reports how long queries of
// three terms take and how much memory the index takes.
func BenchmarkQueries(b *testing.B) {
	n := crowdSize(b)
	before := heap()
	view := audience.Still(schema(), func(yield func(uint32, Member) bool) {
		for i := 0; i < n && yield(uint32(i+1), somebody(i)); i++ {
		}
	}, audience.Managers, bot.DateOf(crowdAt))
	index := heap() - before
	for _, query := range crowdQueries {
		b.Run(query, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				took = append(took, ask(b, view, query))
			}
			report(b, took)
			b.ReportMetric(float64(index)/1e6, "MB-index")
		})
	}
	runtime.KeepAlive(view)
}

// BenchmarkCrowd starts with a crowd in a real redis-server and reports how long
// it takes until the first query can be answered.
func BenchmarkCrowd(b *testing.B) {
	n := crowdSize(b)
	r := redistest.Server(b)
	begun := time.Now()
	settle(b, r.DB, n)
	b.Logf("%d members written in %v", n, time.Since(begun).Round(time.Second))
	for b.Loop() {
		members := New(Deps{DB: r.DB, Clock: func() time.Time { return crowdAt }})
		if err := members.mirror.Ready(b.Context(), "acme"); err != nil {
			b.Fatal(err)
		}
	}
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// crowdQueries are of three terms each, common ones and rare ones, of each kind.
var crowdQueries = []string{
	"skill:go left:2019..2023 hours:>=20",
	"skill:go,python,sql close:gigs lang:ja",
	"skill:redis dept:営業 -company:第1商事",
	"skill:skill400 left:>=2010 agreed:notices",
	"dept:開発 place:東京 last-called:>90d",
	"-skill:go -dept:営業 hours:none",
	"山 skill:go left:2020",
	"name:青山 skill:none left:<2010",
	"Alum12 agreed:gigs lang:en",
	"company:第12 close:mentor,return last-called:<=90d",
}

// ask is how long one query takes, from its text to who gets what is sent to
// them.
func ask(t testing.TB, view audience.View, query string) time.Duration {
	t.Helper()
	begun := time.Now()
	e, err := crowdLanguage.Parse(bot.Japanese, query)
	if err != nil {
		t.Fatal(err)
	}
	reach := view.Reach(e, Exclusions(Notices, crowdAt))
	took := time.Since(begun)
	sum := reach.Reached.Len()
	for _, out := range reach.LeftOut {
		sum += out.Count
	}
	if sum != reach.Asked {
		t.Fatalf("%s: %d reached and left out of %d", query, sum, reach.Asked)
	}
	return took
}

var crowdLanguage = language(vocabulary(newLexicon().done()), audience.Managers)
