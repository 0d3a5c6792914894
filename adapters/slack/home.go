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
	v, err := r.who.renderer().home(m)
	if err == nil {
		_, err = r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: v, Hash: hash(r.hash)})
	}
	if codeOf(err) == "hash_conflict" {
		reply, ok := r.s.bot.Dispatch(ctx, withLocale(r.event, r.locale)).(bot.Reply)
		if !ok {
			return
		}
		if v, err = r.who.renderer().home(reply.Message); err == nil {
			_, err = r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: v})
		}
	}
	if err != nil {
		r.trouble(ctx, "publish a home page", err)
		sorry, _ := r.who.renderer().home(bot.Say(sayHomeWait.Text(r.locale)))
		_, _ = r.w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: r.user, View: sorry})
	}
}

func hash(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
