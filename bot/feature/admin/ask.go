package admin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
)

// askAgain is how long nobody is asked again for what is missing.
const askAgain = 7 * 24 * time.Hour

// AskFor has the owners asked by direct message for what the community cannot do
// without, unless nothing is missing or somebody was asked a short time ago. Of
// several copies of the bot one asks.
func (a *Admin) AskFor(ctx context.Context, in bot.Community, owners []bot.User, at time.Time) error {
	r, err := a.stored(ctx, in.ID, at)
	if err != nil {
		return err
	}
	if missing(bot.Reader{Locale: in.Locale}, a.applied(in, r.Value)) == "" || at.Sub(r.Value.Asked) < askAgain || len(owners) == 0 {
		return nil
	}
	r.Value.Asked = at
	tx := a.DB.Begin(kit.Scope(in.ID), "", at)
	a.settings.Put(tx, r)
	var to []string
	for _, o := range owners {
		to = append(to, bot.ToUser(o))
	}
	a.Outbox.Tell(tx, noticeMissing, "", to...)
	if err := tx.Commit(ctx); err != nil && !errors.Is(err, storage.ErrConflict) {
		return fmt.Errorf("ask for what is missing: %w", err)
	}
	return nil
}

func (a *Admin) writeMissing(_ context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	if missing(bot.Reader{Locale: p.In.Locale}, p.In) == "" {
		return bot.OutgoingMessage{}, bot.Skip{Reason: "outdated"}
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		yes := l.Button(labelSetup, routeSetup, "").Styled(bot.Primary)
		return bot.Say(l.Text(msgStarted, p.In.Name, missing(l, p.In)), l.Text(msgGoThere)).With(bot.Buttons{yes})
	}}, nil
}
