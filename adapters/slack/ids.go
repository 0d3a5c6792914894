package slack

import (
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// Ids as they are minted: "slack:T0001/U0001", "slack:T0001/C0001",
// "slack:T0001/C0001/1690000000.000100". The first part is the workspace that
// the bot knows them from, also for people from outside.

func userID(team, user string) bot.User {
	if user == "" {
		return ""
	}
	return bot.User(Platform + ":" + team + "/" + user)
}

func channelID(team, channel string) bot.Channel {
	if channel == "" {
		return ""
	}
	return bot.Channel(Platform + ":" + team + "/" + channel)
}

func messageRef(team, channel, ts string) bot.MessageRef {
	if channel == "" || ts == "" {
		return ""
	}
	return bot.MessageRef(Platform + ":" + team + "/" + channel + "/" + ts)
}

// parts takes an id apart; ok only if it has that many, none of them empty.
func parts(id string, n int) ([]string, bool) {
	rest, ours := strings.CutPrefix(id, Platform+":")
	if !ours {
		return nil, false
	}
	split := strings.Split(rest, "/")
	if len(split) != n {
		return nil, false
	}
	if slices.Contains(split, "") {
		return nil, false
	}
	return split, true
}

// isDirect reports whether a channel is somebody's conversation with the bot.
func isDirect(channel string) bool { return strings.HasPrefix(channel, "D") }
