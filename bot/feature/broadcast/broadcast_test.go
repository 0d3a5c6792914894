package broadcast_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/adapters/web/webstage"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/script"
)

func TestScripts(t *testing.T) { bottest.Run(t, script.Bot) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, script.Bot) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, script.Bot) }

func TestOnPage(t *testing.T) { webstage.Play(t, script.Bot) }
