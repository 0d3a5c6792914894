package config

import (
	"strings"
	"testing"
	"time"
)

func TestSendingDefaults(t *testing.T) {
	c, err := load(t, "", map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	quiet, ok := c.Quiet()
	if !ok || quiet != (Hours{21 * time.Hour, 8 * time.Hour}) || c.GraceTime() != 2*time.Hour ||
		c.UndoSeconds != 60 || c.WeeklyBudget != 2 || c.ConfirmAbove != 500 {
		t.Errorf("got %+v", c.Sending)
	}
	if c.Limits != (Limits{300, 50, 20}) {
		t.Errorf("got %+v", c.Limits)
	}
}

func TestSendingIsSet(t *testing.T) {
	c, err := load(t, `
quiet_hours = ""
undo_seconds = 0
weekly_budget = 0
confirm_above = 10
grace = "30m"
[limits]
slack_workspace_per_minute = 1000
discord_per_second = 45
discord_new_conversations_per_hour = 5
`, map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	if _, quiet := c.Quiet(); quiet || c.UndoSeconds != 0 || c.WeeklyBudget != 0 || c.ConfirmAbove != 10 || c.GraceTime() != 30*time.Minute {
		t.Errorf("got %+v", c.Sending)
	}
	if c.Limits != (Limits{1000, 45, 5}) {
		t.Errorf("got %+v", c.Limits)
	}
	c, err = load(t, "quiet_hours = '9:30 - 17:00'\n", map[string]string{})
	if quiet, ok := c.Quiet(); err != nil || !ok || quiet != (Hours{9*time.Hour + 30*time.Minute, 17 * time.Hour}) {
		t.Errorf("in the middle of the day: %v %v %v", quiet, ok, err)
	}
}

// Every mistake is said at once, with what would be right.
func TestMistakesAboutSending(t *testing.T) {
	_, err := load(t, `
quiet_hours = "21-8"
undo_seconds = -1
weekly_budget = -2
confirm_above = -3
grace = "two hours"
[limits]
slack_workspace_per_minute = 0
discord_per_second = 0
discord_new_conversations_per_hour = 0
`, map[string]string{"LISTEN_ADDR": "x"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		`such as "21:00-08:00"`, "undo_seconds: -1", "weekly_budget: -2: messages to one person in a week", "confirm_above: -3",
		`grace: "two hours"`, "slack_workspace_per_minute: 0", "discord_per_second: 0", "discord_new_conversations_per_hour: 0", "LISTEN_ADDR",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in:\n%v", part, err)
		}
	}
	for _, hours := range []string{"21:00", "21:00-24:00", "8:00-8:00", "-", "21:00-08:00-09:00", "21:00~08:00"} {
		if _, err := load(t, "quiet_hours = '"+hours+"'\n", map[string]string{}); err == nil {
			t.Errorf("%q is taken", hours)
		}
	}
	for _, grace := range []string{"", "-1h", "169h", "2"} {
		if _, err := load(t, "grace = '"+grace+"'\n", map[string]string{}); err == nil {
			t.Errorf("a grace of %q is taken", grace)
		}
	}
	if _, err := load(t, "[limits]\nslack_per_minute = 1\n", map[string]string{}); err == nil || !strings.Contains(err.Error(), "limits.slack_per_minute (line 2)") {
		t.Errorf("a limit that there is not: %v", err)
	}
}
