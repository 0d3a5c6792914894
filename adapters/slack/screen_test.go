package slack_test

import (
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

// screen is what came up since the last look, a line each.
func (w *harness) screen() []string {
	seen := []string{}
	for _, s := range w.space.TakeScreenChanges() {
		seen = append(seen, lineOf(s))
	}
	return seen
}

func lineOf(s slacktest.ScreenChange) string {
	if v := s.View; v != nil {
		body := string(v.Body)
		switch {
		case s.Errors != nil:
			return fmt.Sprintf("%s faults %v", v.User, s.Errors)
		case v.Type == "home":
			return v.User + " home"
		case strings.Contains(body, `"submit":{`):
			return v.User + " form"
		default:
			return v.User + " modal"
		}
	}
	line := s.Message.Channel
	if s.Message.Only != "" {
		line += " only " + s.Message.Only
	}
	if s.Message.Thread != "" {
		line += " thread"
	}
	if s.Edited {
		line += " edited"
	}
	line += ": " + s.Message.Text
	for _, f := range s.Message.Files {
		line += " +" + f.Name
	}
	return line
}
