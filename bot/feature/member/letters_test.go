package member_test

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// first is the first member of people.cast, as a recipient.
const first = "1"

// letters is a feature that writes to members of its own accord: to the first
// one, for the purpose that is given.
type letters struct {
	env     bottest.Env
	members *member.Members
	outbox  *deliver.Outbox
}

func (x letters) feature() bot.Feature {
	say := i18n.T("手紙を書きます", "Write letters").In
	f := bot.Feature{Name: "letters", Routes: []bot.Route{{
		Name: "letters.write", Command: "letters write", Summary: say, Allow: bot.Manager,
		Options: []bot.Option{
			{Name: "purpose", Summary: say, Kind: bot.OptionText, Required: true},
			{Name: "text", Summary: say, Kind: bot.OptionText, Required: true},
		},
		Do: x.write,
	}}}
	for _, p := range []member.Purpose{member.Notices, member.Gigs} {
		f.Notices = append(f.Notices, bot.Notice{Name: "letters." + string(p), Purpose: string(p), Write: x.letter})
	}
	return f
}

func (x letters) write(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	tx := x.env.DB.Begin(storage.CommunityScope(string(c.In.ID)), c.Once, c.At)
	x.outbox.Tell(tx, "letters."+c.Values["purpose"], c.Values["text"], first)
	return bot.Nothing{}, tx.Commit(ctx)
}

func (x letters) letter(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	to, err := x.members.Recipient(ctx, p)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{
		User: to.Value.Accounts[0], Member: to.ID,
		Body: func(bot.Localizer) bot.Message { return bot.Say(bot.Plain(p.About)) },
	}, nil
}
