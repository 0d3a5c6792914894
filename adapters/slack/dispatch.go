package slack

import (
	"context"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// run is one event on its way through the bot.
type run struct {
	*Adapter
	incoming
	ack   *ack
	s     service
	begin time.Time

	mu       sync.Mutex // held while something is shown
	answered bool       // nothing is shown meanwhile any more
	locale   bot.Locale // the workspace's, until the person's is known
	loading  string     // the id of the modal that is shown until the form is there
	slow     bool       // the form was acknowledged with such a modal
}

// admit counts an event among those that are worked on; nil if there are too
// many, or there is no bot: then it was turned away.
func (a *Adapter) admit(in incoming, k *ack) *run {
	s := a.serving()
	if s.bot == nil || !a.busy.enter(maxWaiting) {
		a.cfg.Log.Warn("slack: an event was turned away", "kind", in.kind)
		a.turnAway(in, k)
		return nil
	}
	return &run{Adapter: a, incoming: in, ack: k, s: s, begin: time.Now(), locale: in.w.language()}
}

// ignore acknowledges something that is nothing to the bot.
func (a *Adapter) ignore(k *ack) {
	k.give(nil)
	a.cfg.Observe(Handled{Kind: another})
}

// turnAway has it tried again: by Slack if it does that by itself, otherwise by
// the person, who is told so in the acknowledgement or by Slack.
func (a *Adapter) turnAway(in incoming, k *ack) {
	switch l := in.w.language(); in.kind {
	case aCommand:
		k.give(reply{ResponseType: onlyYou, Text: sayBusy.In(l)})
	case aForm:
		k.give(formErrors(in.view, sayBusy.In(l)))
	default:
		a.events.Remove(in.event.About().ID)
		k.drop()
	}
	a.cfg.Observe(Handled{Kind: in.kind})
}

func (w *workspace) language() bot.Locale {
	if w.Locale == "" {
		return i18n.Locales()[0]
	}
	return w.Locale
}

// serve takes the event to its answer. What takes longer than an acknowledgement
// is left to later, which may run it at once, or beside.
func (r *run) serve(later func(func())) {
	response := r.dispatch()
	if r.brief(response) {
		r.end()
		return
	}
	later(func() {
		defer r.end()
		defer panics.Catch(r.cfg.Log, "slack: an answer", nil, "kind", r.kind)
		ctx, cancel := context.WithTimeout(r.s.life, answerTime)
		defer cancel()
		r.answer(ctx, response)
	})
}

// end comes after everything. An event that Slack still waits for is
// acknowledged, whatever happened to it.
func (r *run) end() {
	r.ack.give(nil)
	r.cfg.Observe(Handled{Kind: r.kind, Took: time.Since(r.begin), Acked: r.ack.at.Sub(r.begin)})
	r.busy.leave()
}

// dispatch has the bot answer, and meanwhile keeps Slack waiting for nothing: it
// acknowledges, and where a form is due opens a modal that says so.
func (r *run) dispatch() bot.Response {
	defer time.AfterFunc(r.ackTime(), func() { r.meanwhile(r.acknowledge) }).Stop()
	if r.trigger != "" && r.s.bot.Opens(r.event) {
		defer time.AfterFunc(loadAfter, func() { r.meanwhile(r.load) }).Stop()
	}
	defer r.settle()
	return r.consult()
}

func (r *run) ackTime() time.Duration {
	switch {
	case r.s.ending:
		return 0
	case r.kind == aForm:
		return formAckAfter
	}
	return ackAfter
}

// meanwhile shows something as long as there is no answer.
func (r *run) meanwhile(show func()) {
	defer panics.Catch(r.cfg.Log, "slack: an answer", nil, "kind", r.kind)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.answered {
		show()
	}
}

// settle ends what happens meanwhile.
func (r *run) settle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answered = true
}

// consult runs the event when its turn comes. If that does not come in time, or comes
// to nothing, the answer says so.
func (r *run) consult() (answer bot.Response) {
	ctx, cancel := context.WithTimeout(r.s.work, dispatchTime)
	defer cancel()
	words := sayBusy
	defer func() {
		if answer == nil {
			answer = bot.Reply{Message: bot.Say(words.Text(r.locale))}
		}
	}()
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		r.speak(context.WithoutCancel(ctx))
		return nil
	}
	words = sayFailed
	defer panics.Catch(r.cfg.Log, "slack: an answer", nil, "kind", r.kind)
	m := r.event.About()
	m.Locale, m.Delivery = r.speak(ctx), r.delivery
	return r.s.bot.Dispatch(ctx, r.event.WithMeta(m))
}

// speak finds out the language of the person's client. Slack says it apart from
// the event, and nobody waits long for it.
func (r *run) speak(ctx context.Context) bot.Locale {
	u := r.people.recall(userID(r.who.team, r.user))
	if u == nil {
		ctx, cancel := context.WithTimeout(ctx, ackAfter)
		defer cancel()
		u, _ = r.lookUp(ctx, r.w, r.who.team, r.user) // or it stays the workspace's
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if u != nil && u.Locale != "" {
		r.locale = i18n.Match(u.Locale)
	}
	return r.locale
}
