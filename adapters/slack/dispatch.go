package slack

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// ack acknowledges one delivery, once.
type ack struct {
	mu   sync.Mutex
	send func(payload any) error // nil payload: nothing but the acknowledgement
	done func()
	at   time.Time
	sent bool
}

// give acknowledges with a payload. It reports whether the payload went along:
// not if the delivery was acknowledged before, or the payload is too large,
// in which case the acknowledgement is empty.
func (k *ack) give(payload any) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sent {
		return false
	}
	k.sent, k.at = true, time.Now()
	defer k.done()
	if err := k.send(payload); err != nil && payload != nil {
		_ = k.send(nil) // whether it arrives is for Slack to notice
		return false
	}
	return true
}

// newAck counts the delivery among those that Slack waits for.
func (a *Adapter) newAck(send func(payload any) error) *ack {
	a.unacked.enter(1 << 30)
	return &ack{send: send, done: a.unacked.leave}
}

// run is one event on its way through the bot.
type run struct {
	*Adapter
	incoming
	ack     *ack
	bot     bot.Dispatcher
	begin   time.Time
	locale  bot.Locale // the workspace's, until the person's is known
	loading string     // the id of the modal that is shown until the form is there
	slow    bool       // the form was acknowledged with such a modal
}

// answered is what the bot said, and in which language.
type answered struct {
	response bot.Response
	locale   bot.Locale
}

// handle takes an event to its answer, without holding up the caller. Every
// ack that is given to it is used, in time.
func (a *Adapter) handle(in incoming, k *ack) {
	d, life, _ := a.serving()
	if d == nil || !a.busy.enter(maxWaiting) {
		a.cfg.Log.Warn("slack: an event was turned away", "kind", in.kind)
		a.turnAway(in, k)
		return
	}
	r := &run{Adapter: a, incoming: in, ack: k, bot: d, begin: time.Now(), locale: in.w.language()}
	go r.serve(life)
}

// ignore acknowledges something that is nothing to the bot.
func (a *Adapter) ignore(k *ack) {
	k.give(nil)
	a.cfg.Observe(Handled{Kind: another})
}

// turnAway asks to try again, as far as the acknowledgement can say it.
func (a *Adapter) turnAway(in incoming, k *ack) {
	l := bot.Japanese
	if in.w != nil {
		l = in.w.language()
	}
	switch in.kind {
	case aCommand:
		k.give(reply{ResponseType: onlyYou, Text: sayBusy.In(l)})
	case aForm:
		k.give(formErrors(in.view, sayBusy.In(l)))
	default:
		k.give(nil)
	}
	a.cfg.Observe(Handled{Kind: in.kind})
}

func (w *workspace) language() bot.Locale {
	if w.Locale == "" {
		return bot.Japanese
	}
	return w.Locale
}

// serve waits for the answer, and meanwhile keeps Slack waiting for nothing: it
// acknowledges, and where a form is due opens a modal that says so.
func (r *run) serve(life context.Context) {
	defer r.busy.leave()
	defer r.end()
	defer r.catch()
	ctx, cancel := context.WithTimeout(life, dispatchTime+callTime)
	defer cancel()
	answers := make(chan answered, 1)
	go r.dispatch(ctx, answers)

	acknowledge := time.NewTimer(r.ackTime())
	defer acknowledge.Stop()
	load := make(<-chan time.Time)
	if r.trigger != "" && r.bot.Opens(r.event) {
		t := time.NewTimer(loadAfter)
		defer t.Stop()
		load = t.C
	}
	for {
		select {
		case a, ok := <-answers:
			if ok {
				r.locale = a.locale
				r.answer(ctx, a.response)
			}
			return
		case <-acknowledge.C:
			r.acknowledge()
		case <-load:
			r.load(ctx)
		}
	}
}

func (r *run) ackTime() time.Duration {
	if r.kind == aForm {
		return formAckAfter
	}
	return ackAfter
}

// end comes after everything. An event that Slack still waits for is
// acknowledged, whatever happened to it.
func (r *run) end() {
	r.ack.give(nil)
	r.cfg.Observe(Handled{Kind: r.kind, Took: time.Since(r.begin), Acked: r.ack.at.Sub(r.begin)})
}

// catch keeps a mistake in the answering of one event from ending the others.
func (r *run) catch() {
	if v := recover(); v != nil {
		r.cfg.Log.Error("slack: panic while answering", "kind", r.kind, "what", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	}
}

// dispatch runs the event when its turn comes. It closes answers without one if
// the time is over before.
func (r *run) dispatch(ctx context.Context, answers chan<- answered) {
	defer close(answers)
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-r.slots }()
	defer r.catch()
	l := r.language(ctx)
	answers <- answered{r.bot.Dispatch(ctx, withLocale(r.event, l)), l}
}

// language is that of the person's client. Slack says it apart from the event,
// and nobody waits long for it.
func (r *run) language(ctx context.Context) bot.Locale {
	ctx, cancel := context.WithTimeout(ctx, ackAfter)
	defer cancel()
	u, err := r.lookUp(ctx, r.w, r.who.team, r.user)
	if err != nil || u.Locale == "" {
		return r.w.language()
	}
	return bot.LocaleOf(u.Locale)
}

func withLocale(e bot.Event, l bot.Locale) bot.Event {
	switch e := e.(type) {
	case bot.UsedCommand:
		e.Locale = l
		return e
	case bot.Pressed:
		e.Locale = l
		return e
	case bot.Sent:
		e.Locale = l
		return e
	case bot.Opened:
		e.Locale = l
		return e
	case bot.Wrote:
		e.Locale = l
		return e
	case bot.Joined:
		e.Locale = l
		return e
	case bot.Left:
		e.Locale = l
		return e
	}
	return e
}
