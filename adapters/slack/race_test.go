//go:build race

package slack_test

const raceEnabled = true
