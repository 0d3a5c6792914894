package seen

import (
	"fmt"
	"testing"
	"time"
)

// What came is remembered for at least eleven minutes, and forgotten when nobody
// can come with it any more.
func TestKeysAreForgotten(t *testing.T) {
	m, start := New(), time.Now()
	steps := []struct {
		after time.Duration
		key   string
		first bool
	}{
		{0, "a", true}, {0, "a", false}, {0, "b", true},
		{10 * time.Minute, "a", false},
		{11*time.Minute + time.Second, "c", true}, // the first period
		{11*time.Minute + time.Second, "a", false},
		{22 * time.Minute, "b", false},
		{22*time.Minute + 2*time.Second, "d", true}, // the second
		{22*time.Minute + 2*time.Second, "a", true},
		{22*time.Minute + 2*time.Second, "c", false},
	}
	for _, s := range steps {
		if got := m.Add(s.key, start.Add(s.after)); got != s.first {
			t.Errorf("%s after %s is new: %v", s.key, s.after, got)
		}
	}
	m.Remove("c")
	if !m.Add("c", start.Add(23*time.Minute)) {
		t.Error("what was not done after all cannot come again")
	}
}

// More than ever comes does not take more room.
func TestKeysAreBounded(t *testing.T) {
	m, now := New(), time.Now()
	m.max = 1000
	for i := range 3*m.max + 7 {
		if !m.Add(fmt.Sprint(i), now) {
			t.Fatalf("%d came before", i)
		}
	}
	if n := len(m.recent) + len(m.old); n > 2*m.max {
		t.Errorf("%d are kept", n)
	}
	if m.Add(fmt.Sprint(3*m.max), now) {
		t.Error("one of the latest is forgotten")
	}
}
