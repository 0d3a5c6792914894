package main

import (
	"testing"
	"time"
)

// patience is how long something may take that has to happen by itself.
const patience = 15 * time.Second

// await asks until a condition holds.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	awaitWithin(t, patience, 10*time.Millisecond, what, holds)
}

// awaitWithin asks every so often, for so long at most.
func awaitWithin(t testing.TB, most, every time.Duration, what string, holds func() bool) {
	t.Helper()
	tick, end := time.NewTicker(every), time.After(most)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("after %s this is not so: %s", most, what)
		}
	}
}
