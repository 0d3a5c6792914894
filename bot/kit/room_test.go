package kit_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

// The room of the example plays its script, on both platforms too.
func TestRoom(t *testing.T) {
	bottest.Run(t, withQuestions)
	bottest.CheckFeatures(t, withQuestions(bottest.Env{}).Features...)
}

func TestRoomOnSlack(t *testing.T) { slacktest.Play(t, withQuestions) }

func TestRoomOnDiscord(t *testing.T) { discordtest.Play(t, withQuestions) }

// What a room needs at least is little: this is what the kit is for.
func TestRoomIsSmall(t *testing.T) {
	const most = 150
	text, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	room, _, ok := bytes.Cut(text, []byte("\n// A whole room:"))
	if lines := bytes.Count(room, []byte("\n")); !ok || lines > most {
		t.Errorf("the minimal room takes %d lines, at most %d", lines, most)
	}
}

// withQuestions is a bot of the example's room, and of one with a long form.
func withQuestions(env bottest.Env) bottest.Bot {
	q := &Questions{db: env.DB, outbox: deliver.NewOutbox(env.DB), all: newQuestions(env.DB)}
	return bottest.Bot{Features: []bot.Feature{q.Feature(), longForm()}, People: profiles{env}}
}

// profiles are people as their platform knows them.
type profiles struct{ env bottest.Env }

func (p profiles) Look(_ *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	return func(ctx context.Context) (bot.Who, error) {
		profile, err := p.env.Profile(ctx, m.User)
		return bot.Who{User: m.User, Name: profile.Name, Roles: profile.RolesIn(in.ID)}, err
	}
}

func (profiles) Left(context.Context, bot.Community, bot.Meta, time.Time) error { return nil }
