package config

import (
	"fmt"
	"strings"
	"time"
)

// Sending is how the bot writes to people of its own accord. It is set in the
// file only.
type Sending struct {
	// QuietHours is when nobody is written to, by each person's own clock, such
	// as "21:00-08:00"; empty: at no time. Quiet reads it.
	QuietHours string `toml:"quiet_hours"`
	// UndoSeconds is how long a broadcast can be taken back before it begins.
	UndoSeconds int `toml:"undo_seconds"`
	// WeeklyBudget is how many messages that nobody asked for one person gets
	// in seven days, all features together; 0: any number.
	WeeklyBudget int `toml:"weekly_budget"`
	// ConfirmAbove is how many recipients a broadcast may have without the
	// manager typing their number.
	ConfirmAbove int `toml:"confirm_above"`
	// Grace is how late something planned may still happen, such as "2h".
	// GraceTime reads it.
	Grace  string `toml:"grace"`
	Limits Limits `toml:"limits"`
}

// Limits are what the platforms allow. The bot goes below them by itself when a
// platform asks for it, and never above.
type Limits struct {
	// SlackWorkspacePerMinute is of messages to one workspace; besides, a
	// channel takes one a second.
	SlackWorkspacePerMinute int `toml:"slack_workspace_per_minute"`
	// DiscordPerSecond is of all requests of one application.
	DiscordPerSecond int `toml:"discord_per_second"`
	// DiscordNewConversationsPerHour is how many people an application writes
	// to for the first time: many of them look like spam to Discord.
	DiscordNewConversationsPerHour int `toml:"discord_new_conversations_per_hour"`
}

// SendingDefaults are the settings of whoever sets nothing.
func SendingDefaults() Sending {
	return Sending{
		QuietHours: "21:00-08:00", UndoSeconds: 60, WeeklyBudget: 2, ConfirmAbove: 500, Grace: "2h",
		Limits: Limits{SlackWorkspacePerMinute: 300, DiscordPerSecond: 50, DiscordNewConversationsPerHour: 20},
	}
}

// Hours are a part of the day, from and to as the time since midnight on the
// clock on the wall. To is before From where the night lies between.
type Hours struct{ From, To time.Duration }

// Quiet is when nobody is written to; false if there is no such time. It is for
// settings that Load took.
func (s Sending) Quiet() (Hours, bool) {
	h, err := parseHours(s.QuietHours)
	return h, err == nil
}

// GraceTime is how late something planned may still happen. It is for settings
// that Load took.
func (s Sending) GraceTime() time.Duration {
	d, err := time.ParseDuration(s.Grace)
	if err != nil {
		return 0
	}
	return d
}

func parseHours(s string) (Hours, error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return Hours{}, fmt.Errorf("%q has no - in it", s)
	}
	begin, err := parseClock(from)
	if err != nil {
		return Hours{}, err
	}
	end, err := parseClock(to)
	if err != nil {
		return Hours{}, err
	}
	if begin == end {
		return Hours{}, fmt.Errorf("%q begins when it ends", s)
	}
	return Hours{begin, end}, nil
}

func parseClock(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Bounds of what makes sense.
const (
	maxUndo   = 3600
	maxBudget = 1000
	maxGrace  = 7 * 24 * time.Hour
)

func (s Sending) check() []error {
	var mistakes []error
	wrong := func(format string, args ...any) { mistakes = append(mistakes, fmt.Errorf(format, args...)) }
	if s.QuietHours != "" {
		if _, err := parseHours(s.QuietHours); err != nil {
			wrong(`quiet_hours: %w: from when to when, such as "21:00-08:00", or "" for none`, err)
		}
	}
	if d, err := time.ParseDuration(s.Grace); err != nil || d < 0 || d > maxGrace {
		wrong(`grace: %q: how late something may still happen, such as "2h" or "30m", at most "168h"`, s.Grace)
	}
	for _, n := range []struct {
		name        string
		value       int
		least, most int
		meaning     string
	}{
		{"undo_seconds", s.UndoSeconds, 0, maxUndo, "seconds in which a broadcast can be taken back"},
		{"weekly_budget", s.WeeklyBudget, 0, maxBudget, "messages to one person in a week, 0 for any number"},
		{"confirm_above", s.ConfirmAbove, 0, 1_000_000_000, "recipients without the number being typed"},
		{"limits.slack_workspace_per_minute", s.Limits.SlackWorkspacePerMinute, 1, 100_000, "messages to a workspace in a minute"},
		{"limits.discord_per_second", s.Limits.DiscordPerSecond, 1, 10_000, "requests to Discord in a second"},
		{"limits.discord_new_conversations_per_hour", s.Limits.DiscordNewConversationsPerHour, 1, 100_000, "people written to for the first time in an hour"},
	} {
		if n.value < n.least || n.value > n.most {
			wrong("%s: %d: %s, %d to %d", n.name, n.value, n.meaning, n.least, n.most)
		}
	}
	return mistakes
}
