package main

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// BenchmarkCommand is a command on its way from the line that was typed to its
// answer, with a redis-server on a socket: who it is, the open gigs, the words.
func BenchmarkCommand(b *testing.B) {
	w := newTown(b, redistest.Server(b))
	for i := range 10 {
		w.as("mori").publishes(bot.Values{"title": fmt.Sprint("募集", i)})
	}
	hana := w.as("hana")
	b.ReportAllocs()
	for b.Loop() {
		r, ok := w.Engine.Dispatch(b.Context(), hana.typed("/gig list")).(bot.Reply)
		if !ok || len(r.Message.Blocks) < 9 {
			b.Fatalf("not a list of gigs:\n%s", bottest.Words(r))
		}
	}
}

// BenchmarkPreview is a gig's form from being sent to the preview, which says
// how many of 10,000 members it fits.
func BenchmarkPreview(b *testing.B) {
	w := newTown(b, redistest.Server(b))
	w.enrolMany(10_000)
	mori := w.as("mori")
	want := fmt.Sprintf("メンバー%d人に", 10_000/len(trades)/2+2)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		form := mori.sent(mori.do(mori.typed("/gig post")), offer)
		b.StartTimer()
		r := w.Engine.Dispatch(b.Context(), form)
		b.StopTimer()
		mori.says(r, want)
		b.StartTimer()
	}
}

// trades are what the many can do: each of them one.
var trades = []string{"go", "python", "accounting", "sales", "translation", "figma", "kubernetes", "marketing", "legal", "sql"}

// enrolMany registers members with different trades, of whom every second has
// the time for what is offered.
func (w *town) enrolMany(n int) {
	w.t.Helper()
	const perCommit = 100
	for from := 0; from < n; from += perCommit {
		tx := w.DB.Begin(storage.CommunityScope(string(bottest.Home)), "", w.clock)
		for i := from; i < min(from+perCommit, n); i++ {
			w.Members.Register(tx, fmt.Sprint("many", i), member.Member{
				Name: fmt.Sprint("会員", i), Accounts: []bot.User{bot.User(fmt.Sprint("stage:many", i))}, Department: "開発部", Left: 2020,
				Skills: []string{trades[i%len(trades)]}, Hours: 10 + 20*(i/len(trades)%2), Closeness: member.OpenGigs,
			}, []member.Purpose{member.Gigs}, bot.Japanese, w.clock)
		}
		if err := tx.Commit(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
	w.settle()
}
