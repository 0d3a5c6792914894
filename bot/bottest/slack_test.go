package bottest_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

func TestOnSlack(t *testing.T) { slacktest.Play(t, bottest.NewClub) }
