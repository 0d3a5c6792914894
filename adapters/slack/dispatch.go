package slack

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// ack acknowledges one delivery, once.
type ack struct {
	mu      sync.Mutex
	send    func(payload any) error // nil payload: nothing but the acknowledgement
	dropped func()                  // it will not be acknowledged; may be nil
	done    func()
	at      time.Time
	sent    bool
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

// drop leaves the delivery unacknowledged: Slack tells the person, or comes
// again.
func (k *ack) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.sent {
		k.sent, k.at = true, time.Now()
		k.done()
		if k.dropped != nil {
			k.dropped()
		}
	}
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
	hurry   bool       // the bot is ending: nothing is acknowledged later
}

// answered is what the bot said, and in which language.
type answered struct {
	response bot.Response
	locale   bot.Locale
}

// handle takes an event to its answer, without holding up the caller. Every
// ack that is given to it is used, in time.
func (a *Adapter) handle(in incoming, k *ack) {
	s := a.serving()
	if s.bot == nil || !a.busy.enter(maxWaiting) {
		a.cfg.Log.Warn("slack: an event was turned away", "kind", in.kind)
		a.turnAway(in, k)
		return
	}
	r := &run{Adapter: a, incoming: in, ack: k, bot: s.bot, begin: time.Now(), locale: in.w.language(), hurry: s.ending}
	go r.serve(s)
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
		a.events.forget(in.event.About().ID)
		k.drop()
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
func (r *run) serve(s service) {
	defer r.busy.leave()
	defer r.end()
	defer r.catch()
	ctx, cancel := context.WithTimeout(s.life, dispatchTime+callTime)
	defer cancel()
	work, stop := context.WithTimeout(s.work, dispatchTime)
	defer stop()
	answers := make(chan answered, 1)
	go r.dispatch(work, answers)

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
		case a := <-answers:
			r.locale = a.locale
			r.answer(ctx, a.response)
			return
		case <-ctx.Done():
			r.trouble(ctx, "wait for an answer", ctx.Err())
			return
		case <-acknowledge.C:
			r.acknowledge()
		case <-load:
			r.load(ctx)
		}
	}
}

func (r *run) ackTime() time.Duration {
	switch {
	case r.hurry:
		return 0
	case r.kind == aForm:
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

// dispatch runs the event when its turn comes. If that does not come in time, or
// comes to nothing, the answer says so.
func (r *run) dispatch(ctx context.Context, answers chan<- answered) {
	var answer answered
	defer func() { answers <- answer }()
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		answer = excuse(sayBusy, r.language(context.WithoutCancel(ctx)))
		return
	}
	l := r.language(ctx)
	answer = excuse(sayFailed, l)
	defer r.catch()
	answer = answered{r.bot.Dispatch(ctx, withLocale(r.event, l)), l}
}

func excuse(words i18n.Line, l bot.Locale) answered {
	return answered{bot.Reply{Message: bot.Say(words.Text(l))}, l}
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
