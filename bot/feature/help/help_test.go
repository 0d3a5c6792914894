package help_test

import (
	"context"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/adapters/web/webstage"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/feature/help"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// club is somewhere to need help in.
func club() bot.Feature {
	nothing := func(context.Context, *bot.Call) (bot.Answer, error) { return bot.Nothing{}, nil }
	return bot.Feature{Name: "club", Routes: []bot.Route{
		{Name: "club.meet", Command: "club meet", Summary: i18n.T("集まりを開きます", "Call a meeting").In, Allow: bot.Insider, Do: nothing,
			Options: []bot.Option{{Name: "day", Summary: i18n.T("いつ", "When").In}, {Name: "place", Summary: i18n.T("どこで", "Where").In}}},
		{Name: "club.end", Command: "club end", Summary: i18n.T("会を終わらせます", "End the club").In, Allow: bot.Manager, Do: nothing},
		{Name: "club.hidden", Summary: i18n.T("ボタンだけ", "Only a button").In, Allow: bot.Insider, Do: nothing},
	}}
}

// guests are whoever their platform says they are.
type guests struct {
	profile func(context.Context, bot.User) (bot.Profile, error)
}

func (g guests) Look(_ *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	return func(ctx context.Context) (bot.Who, error) {
		p, err := g.profile(ctx, m.User)
		return bot.Who{User: m.User, Name: p.Name, Roles: p.RolesIn(in.ID)}, err
	}
}

func (guests) Left(context.Context, bot.Community, bot.Meta, time.Time) error { return nil }

func build(env bottest.Env) bottest.Bot {
	return bottest.Bot{
		Features: []bot.Feature{club(), help.New(env.Routes)}, People: guests{env.Profile}, Help: help.Show,
	}
}

func TestScripts(t *testing.T) { bottest.Run(t, build) }

func TestOnSlack(t *testing.T) { slacktest.Play(t, build) }

func TestOnDiscord(t *testing.T) { discordtest.Play(t, build) }

func TestOnPage(t *testing.T) { webstage.Play(t, build) }
