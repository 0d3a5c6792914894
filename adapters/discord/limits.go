package discord

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Limits are what Discord allows an application.
type Limits struct {
	// PerSecond is of all its requests but the answers to interactions: 50.
	PerSecond int
	// NewConversationsPerHour is how many people may be written to for the
	// first time. Discord publishes no number, and locks up who is suspicious.
	NewConversationsPerHour int
}

// Buckets, besides those of the requests to one channel, which are named by
// their path.
const (
	everything    = "requests"
	conversations = "conversations"
)

// What a channel takes, spread out. Discord says the true number with each
// answer; this keeps the bot's copies from finding it out at the same time.
const (
	channelMost = 5
	channelPer  = 5 * time.Second
)

// Limits are those of the requests that the message takes: one, and one more to
// open a conversation.
func (a *Adapter) Limits(ctx context.Context, out bot.Outgoing) []bot.Bucket {
	if a.limits.PerSecond == 0 {
		return nil
	}
	all := bot.Bucket{Name: everything, Max: a.limits.PerSecond, Per: time.Second, Cost: 1}
	if id, ours := snowflake(string(out.Channel)); ours {
		return []bot.Bucket{all, {Name: messagesPath(id), Max: channelMost, Per: channelPer}}
	}
	user, ours := snowflake(string(out.User))
	if !ours {
		return nil
	}
	for _, x := range a.apps {
		if _, known, err := x.begun(ctx, user); known || err != nil {
			return []bot.Bucket{all}
		}
	}
	all.Cost = 2
	if a.limits.NewConversationsPerHour == 0 {
		return []bot.Bucket{all}
	}
	return []bot.Bucket{all, {Name: conversations, Max: a.limits.NewConversationsPerHour, Per: time.Hour, Burst: true}}
}

func messagesPath(channel string) string { return "/channels/" + channel + "/messages" }
