package main

import "runtime/debug"

// garbage is how much may have gathered before it is collected, in percent of
// what is in use. An answer leaves some 50 kB behind, and what is in use is
// small (a million members are 64 MB): at Go's 100 percent, collecting takes a
// quarter of all CPU.
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
