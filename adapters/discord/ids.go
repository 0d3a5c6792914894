package discord

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// Platform is how the ids minted here begin: discord:<user>, discord:<channel>,
// discord:<channel>/<message>. One account has one id on all servers.
const Platform = "discord"

func userOf(id string) bot.User       { return bot.User(Platform + ":" + id) }
func channelOf(id string) bot.Channel { return bot.Channel(Platform + ":" + id) }

func refOf(channel, message string) bot.MessageRef {
	return bot.MessageRef(Platform + ":" + channel + "/" + message)
}

// snowflake is the id behind the platform's name; false for what was not minted
// here. It goes into addresses, so nothing but digits passes.
func snowflake(id string) (string, bool) {
	id, ours := strings.CutPrefix(id, Platform+":")
	return id, ours && digits(id)
}

func messageOf(ref bot.MessageRef) (channel, message string, ok bool) {
	id, ours := strings.CutPrefix(string(ref), Platform+":")
	channel, message, cut := strings.Cut(id, "/")
	return channel, message, ours && cut && digits(channel) && digits(message)
}

func digits(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}
