package main

import (
	"sync/atomic"
	"testing"
	"time"
)

// testClock is the clock that a program under test is started with. It runs as fast
// as the real one, and can be put ahead, so that no test depends on the hour at which
// it happens to run.
type testClock struct{ ahead atomic.Int64 }

// clockAt is a clock that shows this hour and minute in Tokyo, at the next time that
// the real one does.
func clockAt(t testing.TB, hour, minute int) *testClock {
	t.Helper()
	c := &testClock{}
	c.windTo(t, hour, minute)
	return c
}

// morning is a clock at which everybody may be written to.
func morning(t testing.TB) *testClock {
	t.Helper()
	return clockAt(t, 10, 0)
}

func (c *testClock) now() time.Time {
	return time.Now().Add(time.Duration(c.ahead.Load()))
}

// windTo puts the clock ahead to the next time it shows this hour and minute in
// Tokyo.
func (c *testClock) windTo(t testing.TB, hour, minute int) {
	t.Helper()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	now := c.now().In(tokyo)
	next := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, tokyo)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	c.ahead.Add(int64(next.Sub(now)))
}
