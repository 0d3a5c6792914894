package main

import "runtime/debug"

// garbage is how much may have gathered before it is collected, in percent of
// what is in use. An answer leaves some 45 kB behind, and what is in use is small
// (a million members are 64 MB): at Go's 100 percent, an answer takes a quarter
// more CPU (BenchmarkSignedSlack: 170 µs instead of 136, with GOGC=100), and at
// 800 only a fifteenth less.
const garbage = 400

// collectSeldom trades memory for time, unless the operator has said what they
// want. It returns what undoes it.
func collectSeldom(getenv func(string) string) (undo func()) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(garbage)
	return func() { debug.SetGCPercent(before) }
}
