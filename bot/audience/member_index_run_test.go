package audience_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// later lets time pass in a bubble, where it is simulated.
func later(d time.Duration) { <-time.After(d) }

// TestMemberIndexOutage: without storage an index answers with what it has, and Run
// catches up by itself when storage is back.
func TestMemberIndexOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := redistest.Simulated(t)
		c := collection(r.DB)
		put(t, r.DB, c, "p1", "skill:go")
		m := memberIndex(c)
		sync(t, m)
		r.Line.Down(true)
		if err := m.Sync(t.Context(), acme); !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("without storage: %v, want ErrUnavailable", err)
		}
		defer run(t, m, acme, "other")()
		later(time.Minute)
		finds(t, m, audience.Term("skill:go"), 1)
		r.Line.Down(false)
		later(2 * time.Second) // the client dials once a second
		put(t, r.DB, c, "p2", "skill:go")
		later(time.Second)
		finds(t, m, audience.Term("skill:go"), 2)
	})
}

// run runs an index until it is stopped.
func run(t *testing.T, m *audience.MemberIndex[person], communities ...bot.CommunityID) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error)
	go func() { ran <- m.Run(ctx, communities) }()
	return func() {
		t.Helper()
		cancel()
		if err := <-ran; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	}
}

// TestEveryCopySeesAChangeWithinASecond: whenever it comes, in a copy of the bot
// of which nobody asked anything.
func TestEveryCopySeesAChangeWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := redistest.Simulated(t).DB
		var copies []*audience.MemberIndex[person]
		for range 3 {
			m := memberIndex(collection(db))
			copies = append(copies, m)
			defer run(t, m, acme)()
			later(137 * time.Millisecond) // they did not start together
		}
		c := collection(db)
		for i := range 50 {
			later(time.Duration(i*i%997) * time.Millisecond)
			term := "n:" + strconv.Itoa(i)
			put(t, db, c, "p"+strconv.Itoa(i%7), term)
			later(time.Second)
			for _, m := range copies {
				finds(t, m, audience.Term(term), 1)
			}
		}
	})
}

// Who changed something finds it, whether Run has looked or not.
func TestReadyAfterWake(t *testing.T) {
	db := redistest.Mini(t).DB
	m, c := memberIndex(collection(db)), collection(db)
	if err := m.Sync(t.Context(), acme); err != nil {
		t.Fatal(err)
	}
	put(t, db, c, "p1", "n:1")
	for _, told := range []bool{false, true} {
		if told {
			m.Wake(acme)
		}
		if err := m.Ready(t.Context(), acme); err != nil {
			t.Fatal(err)
		}
		if found := view(m, acme).Count(audience.Term("n:1")) == 1; found != told {
			t.Errorf("told of the change: %t, found it: %t", told, found)
		}
	}
}

// Who changed something sees it without waiting for the next look.
func TestWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := redistest.Simulated(t).DB
		m := memberIndex(collection(db))
		defer run(t, m, acme)()
		later(137 * time.Millisecond)
		put(t, db, collection(db), "p1", "n:1")
		m.Wake(acme)
		synctest.Wait()
		finds(t, m, audience.Term("n:1"), 1)
	})
}

// TestMemberIndexConcurrently is for the race detector.
func TestMemberIndexConcurrently(t *testing.T) {
	db := redistest.Mini(t).DB
	c := collection(db)
	m := memberIndex(c)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	for range 3 {
		go func() {
			defer func() { done <- struct{}{} }()
			for ctx.Err() == nil {
				view(m, acme).Count(audience.Not{Expr: audience.Term("skill:go")})
				view(m, acme).Values("skill", "", 3)
				_ = m.Sync(ctx, acme)
			}
		}()
	}
	for i := range 50 {
		put(t, db, c, "p"+strconv.Itoa(i%7), "skill:go", "n:"+strconv.Itoa(i))
	}
	cancel()
	for range 3 {
		<-done
	}
}
