package slack

import (
	"context"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot"
)

// publish shows the home page. If another one was published since the person
// opened it, this one is written anew, so that the later one is not older.
func (r *run) publish(ctx context.Context, m bot.Message) {
	r.ack.give(nil)
	err := r.publishOver(ctx, hash(r.hash), m)
	if codeOf(err) == "hash_conflict" {
		m := r.event.About()
		m.Locale = r.locale // without the delivery, which was worked on just now
		reply, ok := r.s.bot.Dispatch(ctx, r.event.WithMeta(m)).(bot.Reply)
		if !ok {
			return
		}
		err = r.publishOver(ctx, nil, reply.Message)
	}
	if err != nil {
		r.trouble(ctx, "publish a home page", err)
		_ = r.publishOver(ctx, nil, bot.Say(sayHomeWait.Text(r.locale)))
	}
}

// publishOver replaces the page with that hash; nil: whichever there is.
func (r *run) publishOver(ctx context.Context, hash *string, m bot.Message) error {
	v, err := r.who.renderer().home(m)
	if err != nil {
		return err
	}
	return r.insist(ctx, true, func() error {
		_, err := r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: v, Hash: hash})
		return err
	})
}

func hash(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
