package main

import (
	"testing"
	"time"
)

// The playground's clock goes on where it was left, at the next start too.
func TestTheClockIsKept(t *testing.T) {
	r := anyRedis(t)
	opened := func() *backstage {
		b := newBackstage()
		if err := b.persistIn(t.Context(), r.DB); err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := opened()
	if d := time.Until(first.clock()).Abs(); d > time.Minute {
		t.Fatalf("it begins %s away from the real clock", d)
	}
	for _, by := range []time.Duration{72 * time.Hour, time.Hour, -time.Hour} {
		if err := first.advanceTo(t.Context(), first.clock().Add(by)); err != nil {
			t.Fatal(err)
		}
	}
	second := opened()
	if d := second.clock().Sub(time.Now().Add(73 * time.Hour)).Abs(); d > time.Minute {
		t.Errorf("the next start is %s away from where it was left", d)
	}
}
