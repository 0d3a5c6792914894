package adaptertest

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Routes of the suite's bot.
const (
	routeSay   = "conf.say"   // a command that is answered
	routeAsk   = "conf.ask"   // a command that opens a form
	routeNote  = "conf.note"  // a shortcut that is answered
	routeDraft = "conf.draft" // a shortcut that opens a form
	routePress = "conf.press" // a button
	routeOpen  = "conf.open"  // a button that opens a form
)

// listener is the bot of the suite: it answers what the check wants, and
// remembers what it heard.
type listener struct {
	mu      sync.Mutex
	answer  func(context.Context, bot.Event) bot.Response
	heard   []bot.Event
	changed chan struct{} // closed and replaced when something was heard
	offers  func(asked) []bot.Pick
	asked   []asked
}

// asked is a question for completions.
type asked struct {
	meta                 bot.Meta
	route, option, typed string
}

func newListener() *listener {
	return &listener{
		changed: make(chan struct{}),
		answer:  func(context.Context, bot.Event) bot.Response { return bot.Nothing{} },
		offers:  func(asked) []bot.Pick { return nil },
	}
}

func both(ja, en string) func(bot.Locale) string {
	return func(l bot.Locale) string {
		if l == bot.Japanese {
			return ja
		}
		return en
	}
}

// Routes are few, and have what routes can have.
func (*listener) Routes() []bot.Route {
	form := func(context.Context, *bot.Call) (bot.Form, error) { return bot.Form{}, nil }
	complete := func(context.Context, *bot.Call, string) ([]bot.Pick, error) { return nil, nil }
	return []bot.Route{
		{
			Name: routeSay, Command: "conf say", Summary: both("何か言う", "Say something"),
			Options: []bot.Option{
				{Name: "text", Summary: both("言うこと", "What to say"), Complete: complete},
				{Name: "times", Summary: both("回数", "How often"), Kind: bot.OptionNumber},
				{Name: "on", Summary: both("日付", "On which day"), Kind: bot.OptionDay},
				{Name: "to", Summary: both("相手", "To whom"), Kind: bot.OptionPerson},
			},
		},
		{Name: routeAsk, Command: "conf ask", Summary: both("フォームを開く", "Open a form"), Form: form},
		{Name: routeNote, OnMessage: both("メモする", "Make a note"), Summary: both("メモする", "Make a note")},
		{Name: routeDraft, OnMessage: both("下書きにする", "Make a draft"), Summary: both("下書きにする", "Make a draft"), Form: form},
		{Name: routePress},
		{Name: routeOpen, Form: form},
	}
}

// Opens is true for events whose route has a form.
func (l *listener) Opens(e bot.Event) bool {
	switch e := e.(type) {
	case bot.Pressed:
		return e.Action.Route == routeOpen
	case bot.UsedCommand:
		return e.Command == "conf ask" || e.Command == routeDraft || strings.HasPrefix(strings.TrimPrefix(e.Line, "/"), "conf ask")
	}
	return false
}

// Dispatch remembers the event, and answers as the check wants.
func (l *listener) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	l.mu.Lock()
	l.heard = append(l.heard, e)
	close(l.changed)
	l.changed = make(chan struct{})
	answer := l.answer
	l.mu.Unlock()
	return answer(ctx, e)
}

// Complete remembers the question, and offers what the check wants.
func (l *listener) Complete(_ context.Context, m bot.Meta, route, option, typed string) []bot.Pick {
	l.mu.Lock()
	q := asked{m, route, option, typed}
	l.asked = append(l.asked, q)
	offers := l.offers
	l.mu.Unlock()
	return offers(q)
}

// answers sets what is answered from now on.
func (l *listener) answers(with func(bot.Event) bot.Response) {
	l.answersLate(func(_ context.Context, e bot.Event) bot.Response { return with(e) })
}

func (l *listener) answersLate(with func(context.Context, bot.Event) bot.Response) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = with
}

// always answers everything in the same way.
func always(r bot.Response) func(bot.Event) bot.Response {
	return func(bot.Event) bot.Response { return r }
}

// after answers when a time has passed, if that time is given to it.
func after(d time.Duration, with func(bot.Event) bot.Response) func(context.Context, bot.Event) bot.Response {
	return func(ctx context.Context, e bot.Event) bot.Response {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return with(e)
		case <-ctx.Done():
			return bot.Reply{Message: say("The adapter did not wait for the bot.")}
		}
	}
}

// events are what was heard since the last call.
func (l *listener) events() []bot.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	heard := l.heard
	l.heard = nil
	return heard
}

// questions are those for completions since the last call.
func (l *listener) questions() []asked {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.asked
	l.asked = nil
	return all
}

// await waits until so many events were heard, or the context ends.
func (l *listener) await(ctx context.Context, n int) bool {
	for {
		l.mu.Lock()
		heard, changed := len(l.heard), l.changed
		l.mu.Unlock()
		if heard >= n {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

func say(text string) bot.Message { return bot.Say(bot.Plain(text)) }

// privately and publicly are the two replies.
func privately(m bot.Message) bot.Response { return bot.Reply{Message: m} }
func publicly(m bot.Message) bot.Response  { return bot.Reply{Message: m, Public: true} }

// button does something in the community that everybody is in.
func button(label, route, arg string) bot.Button {
	return bot.Button{Label: label, Action: bot.Action{Community: bottest.Home, Route: route, Arg: arg}}
}
