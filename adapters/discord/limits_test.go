package discord_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// names are buckets as "name: cost of most".
func names(buckets []bot.Bucket) map[string][2]int {
	of := map[string][2]int{}
	for _, b := range buckets {
		of[b.Name] = [2]int{max(1, b.Cost), b.Max}
	}
	return of
}

func TestLimits(t *testing.T) {
	r := newRig(t, discordtest.OverGateway, nil, func(c *discord.Config) {
		c.Limits = discord.Limits{PerSecond: 50, NewConversationsPerHour: 20}
	})
	hana := bot.Outgoing{User: bot.User("discord:" + r.hana)}
	limits := func(out bot.Outgoing) map[string][2]int { return names(r.adapter.Limits(t.Context(), out)) }

	want := map[string][2]int{"requests": {1, 50}, "/channels/" + r.channel + "/messages": {1, 5}}
	if diff := cmp.Diff(want, limits(bot.Outgoing{Channel: bot.Channel("discord:" + r.channel)})); diff != "" {
		t.Errorf("a channel: %s", diff)
	}
	if diff := cmp.Diff(map[string][2]int{"requests": {2, 50}, "conversations": {1, 20}}, limits(hana)); diff != "" {
		t.Errorf("somebody for the first time: %s", diff)
	}
	if _, err := r.toHana("k", "hello"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][2]int{"requests": {1, 50}}, limits(hana)); diff != "" {
		t.Errorf("somebody known: %s", diff)
	}
	if got := limits(bot.Outgoing{User: "slack:T1/U1"}); len(got) > 0 {
		t.Errorf("somebody elsewhere: %v", got)
	}
	if got := names(newRig(t, discordtest.OverGateway, nil).adapter.Limits(t.Context(), hana)); len(got) > 0 {
		t.Errorf("where nothing is limited: %v", got)
	}
}

// What is full is said by the name that Limits gives it.
func TestWhichLimitIsFull(t *testing.T) {
	for name, tt := range map[string]struct {
		kind discordtest.Limited
		path string
		full func(*harness) string
	}{
		"a channel":     {discordtest.LimitedUser, "/messages", func(r *harness) string { return "/channels/" + r.channel + "/messages" }},
		"everything":    {discordtest.LimitedGlobal, "/messages", func(*harness) string { return "requests" }},
		"the address":   {discordtest.LimitedCloudflare, "/messages", func(*harness) string { return "requests" }},
		"conversations": {discordtest.LimitedUser, "/users/@me/channels", func(*harness) string { return "conversations" }},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, discordtest.OverGateway, nil)
			r.discord.Break(discordtest.Limit(tt.kind, "POST", tt.path, "30"))
			send := r.toChannel
			if name == "conversations" {
				send = r.toHana
			}
			for _, key := range []string{"refused", "held back"} {
				_, err := send(key, "a")
				var after bot.TryAfter
				if !errors.As(err, &after) || after.Bucket != tt.full(r) {
					t.Errorf("%s: %v, full is %q, want %q", key, err, after.Bucket, tt.full(r))
				}
			}
		})
	}
}
