package discord

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
)

// locale is the language of somebody's client when they last acted; empty if
// they never did.
func (a *Adapter) locale(ctx context.Context, user string) bot.Locale {
	if l, ok := a.people.locales.get(user); ok {
		return l
	}
	kept, err := a.memory.Load(ctx, "locale/"+user)
	if err != nil {
		a.log.WarnContext(ctx, "a language could not be looked up", "error", err)
		return ""
	}
	if kept != "" {
		a.people.locales.put(user, bot.Locale(kept))
	}
	return bot.Locale(kept)
}

// learnLocale remembers the language of somebody who acts. Nobody waits for
// that.
func (x *exchange) learnLocale() {
	user, l := x.in.who().ID, x.lang()
	if known, ok := x.people.locales.get(user); ok && known == l {
		return
	}
	x.people.locales.put(user, l)
	x.run.beside(func() {
		if err := x.memory.Store(x.run.ctx, "locale/"+user, string(l)); err != nil {
			x.log.Warn("a language could not be kept", "error", err)
		}
	})
}
