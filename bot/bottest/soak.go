package bottest

import (
	"os"
	"runtime"
	"testing"
	"time"
)

// shortSoak is long enough for everything to go wrong once.
const shortSoak = 20 * time.Second

// Soak is for how long to try what shows only with time, and whether somebody
// asked for that: ALUMNIBOT_SOAK is a duration of 20 seconds or more. Unless told
// it is 20 seconds, on a machine that is shared with all other tests. With
// -short the test is skipped.
func Soak(t testing.TB) (d time.Duration, long bool) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes its time: 20 s, or as long as ALUMNIBOT_SOAK says")
	}
	text := os.Getenv("ALUMNIBOT_SOAK")
	if text == "" {
		return shortSoak, false
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < shortSoak {
		t.Fatalf("ALUMNIBOT_SOAK=%s is no duration of %s or more", text, shortSoak)
	}
	return d, true
}

// Heap is how much memory is in use when nothing is left over, in bytes.
func Heap() uint64 {
	runtime.GC()
	runtime.GC() // what is pooled goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
