package bottest_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

func TestOnDiscord(t *testing.T) { discordtest.Play(t, bottest.NewClub) }
