package slack_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/adapters/slack"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		perMinute int
		out       bot.Outgoing
		want      []bot.Bucket
	}{
		"a person": {300, bot.Outgoing{User: "slack:T1/U1"}, []bot.Bucket{
			{Name: "T1", Max: 300, Per: time.Minute}, {Name: "T1/U1", Max: 1, Per: time.Second},
		}},
		"a channel": {100, bot.Outgoing{Channel: "slack:T2/C1"}, []bot.Bucket{
			{Name: "T2", Max: 100, Per: time.Minute}, {Name: "T2/C1", Max: 1, Per: time.Second},
		}},
		"no limit":     {0, bot.Outgoing{User: "slack:T1/U1"}, nil},
		"no Slack":     {300, bot.Outgoing{User: "discord:1"}, nil},
		"no recipient": {300, bot.Outgoing{}, nil},
	} {
		a, err := slack.New(slack.Config{PerMinute: tt.perMinute, Clock: time.Now, Workspaces: []slack.Workspace{{BotToken: secret.New("xoxb-1"), AppToken: secret.New("xapp-1")}}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, a.Limits(t.Context(), tt.out)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What is full is said by the name that Limits gives it.
func TestWhichLimitIsFull(t *testing.T) {
	t.Parallel()
	for full, out := range map[string]bot.Outgoing{
		"T1":    {User: "slack:T1/UKEN"},
		"T1/C1": {Channel: "slack:T1/C1"},
	} {
		for _, kind := range []slacktest.FaultKind{slacktest.Limited, slacktest.LimitedSilent, slacktest.LimitedInWords} {
			w := newHarness(t, &fakeBot{})
			w.server.Inject(slacktest.Fault{Method: "chat.postMessage", Kind: kind, After: time.Second})
			out.Message = say("hello")
			_, err := w.adapter.Send(t.Context(), out)
			var after bot.TryAfter
			if !errors.As(err, &after) || after.Bucket != full {
				t.Errorf("%v: %v, full is %q, want %q", kind, err, after.Bucket, full)
			}
		}
	}
}
