package main

import "runtime/debug"

// gcPercent is the GOGC value that serve sets. Each answer allocates about 45 kB
// and the live heap is small (64 MB for a million members), so collecting less
// often is cheap: at Go's default of 100 an answer takes a quarter more CPU
// (BenchmarkSignedSlack: 170 µs instead of 136), at 800 only a fifteenth less.
const gcPercent = 400

// tuneGC collects garbage less often, unless GOGC or GOMEMLIMIT is set. It returns
// a function that restores the former setting.
func tuneGC(getenv func(string) string) (undo func()) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(gcPercent)
	return func() { debug.SetGCPercent(before) }
}
