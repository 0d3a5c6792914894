package adaptertest

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Who is on every platform, all in one community.
const (
	hana = "hana"
	ken  = "ken"
	mei  = "mei"
)

func cast() []bottest.Person {
	return []bottest.Person{
		{ID: hana, Name: "田中 花", Locale: bot.Japanese, Roles: bot.Insider, Community: bottest.Home},
		{ID: ken, Name: "Ken Brown", Locale: bot.English, Roles: bot.Insider | bot.HR, Community: bottest.Home},
		{ID: mei, Name: "Mei <!channel>", Locale: bot.Japanese, Roles: bot.Insider | bot.Employee, Community: bottest.Home},
	}
}

// Where they talk.
const (
	general = "#general"
	random  = "#random"
)

// room is a platform with people on it, and with the suite's bot.
type room struct {
	testing.TB
	stage Stage
	bot   *listener
	// quick is time enough to answer, and slow is longer than the platform
	// waits.
	quick, slow time.Duration
	// wait is how long something may take to come up on a screen.
	wait time.Duration

	people  []string
	unread  []bottest.Shown
	reads   map[bot.MessageRef]string // how each message begins
	kept    string                    // whom the bot has kept waiting
	lowered bool
}

// enter lets everybody in.
func enter(t testing.TB, p Platform) *room {
	t.Helper()
	r := &room{
		TB: t, stage: p.Stage(t), bot: newListener(), reads: map[bot.MessageRef]string{},
		quick: p.Patience / 4, slow: p.Patience + p.Patience/6, wait: cmp.Or(p.wait, 5*time.Second),
	}
	if p.Patience == 0 {
		r.quick, r.slow = 20*time.Millisecond, 60*time.Millisecond
	}
	if err := r.stage.Raise(t.Context(), r.bot); err != nil {
		t.Fatalf("the adapter does not get connected: %v", err)
	}
	for _, one := range cast() {
		r.stage.Cast(one)
		r.people = append(r.people, one.ID)
	}
	r.stage.Shown()
	r.bot.events()
	return r
}

// leave ends the adapter, and reports what nobody expected on a screen.
func (r *room) leave() {
	r.Helper()
	r.lower()
	r.sees()
}

func (r *room) lower() {
	r.Helper()
	if r.lowered {
		return
	}
	r.lowered = true
	if err := r.stage.Lower(); err != nil {
		r.Errorf("the adapter ends with an error: %v", err)
	}
}

// deadline is until when to wait for something to come up. After a failure
// nothing is certain any more, and nobody waits for long.
func (r *room) deadline() time.Time {
	if r.Failed() {
		return time.Now().Add(r.wait / 20)
	}
	return time.Now().Add(r.wait)
}

func (r *room) traits() bot.Traits { return r.stage.Adapter().Traits() }

// does has somebody do something. It returns when the bot has answered.
func (r *room) does(a bottest.Act) {
	r.Helper()
	if err := r.stage.Act(r.Context(), a); err != nil {
		r.Fatalf("%s: %v", describe(a), err)
	}
}

// begins has somebody do something, and does not wait. What is returned waits.
func (r *room) begins(a bottest.Act) (await func()) {
	done := make(chan error, 1)
	go func() { done <- r.stage.Act(r.Context(), a) }()
	return func() {
		r.Helper()
		if err := <-done; err != nil {
			r.Errorf("%s: %v", describe(a), err)
		}
	}
}

func describe(a bottest.Act) string {
	return strings.TrimPrefix(fmt.Sprintf("%T%+v", a, a), "bottest.")
}

func (r *room) types(who, line string) {
	r.Helper()
	r.does(bottest.Type{Who: who, Channel: general, Line: line})
}

// pressed presses a button of something that came up.
func (r *room) presses(who string, on bottest.Shown, label string) {
	r.Helper()
	r.does(r.press(who, on, label))
}

func (r *room) press(who string, on bottest.Shown, label string) bottest.Press {
	r.Helper()
	for _, b := range buttonsOf(on.Message) {
		if b.Label == label {
			return bottest.Press{Who: who, Action: b.Action, Message: on.Ref, Place: on.Place}
		}
	}
	r.Fatalf("on %s's screen there is no button [%s], but this:\n%s", who, label, indented(bottest.Lines(on.Message), 0))
	return bottest.Press{}
}

func buttonsOf(m bot.Message) []bot.Button {
	var all []bot.Button
	for _, b := range m.Blocks {
		if row, ok := b.(bot.Buttons); ok {
			all = append(all, row...)
		}
	}
	return all
}

// shows puts a message into a channel, as an answer to mei, and returns it as it
// is on everybody's screen.
func (r *room) shows(m bot.Message) bottest.Shown {
	r.Helper()
	r.bot.answers(always(publicly(m)))
	r.types(mei, "/conf say")
	r.bot.events()
	return r.sees(everyone(general, m))[0]
}

// hears is the one event that the bot heard since the last time.
func hears[E bot.Event](r *room) E {
	r.Helper()
	heard := r.bot.events()
	if len(heard) != 1 {
		r.Fatalf("the bot heard %d events where one was expected: %s", len(heard), kinds(heard))
	}
	e, ok := heard[0].(E)
	if !ok {
		r.Fatalf("the bot heard a %T where a %T was expected", heard[0], e)
	}
	return e
}

func kinds(heard []bot.Event) string {
	var all []string
	for _, e := range heard {
		all = append(all, strings.TrimPrefix(fmt.Sprintf("%T by %s", e, e.About().User), "bot."))
	}
	return strings.Join(all, ", ")
}

// same reports what differs from what was expected.
func same[T comparable](r *room, what string, got, want T) {
	r.Helper()
	if got != want {
		r.Errorf("%s: expected\n    %#v\nbut it is\n    %#v", what, want, got)
	}
}

// account is somebody's account.
func (r *room) account(who string) bot.User { return r.stage.Account(who) }

// send sends something nobody asked for.
func (r *room) send(out bot.Outgoing) (bot.MessageRef, error) {
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	return r.stage.Adapter().Send(ctx, out)
}

// sent is a message that has to be sent.
func (r *room) sent(out bot.Outgoing) bot.MessageRef {
	r.Helper()
	ref, err := r.send(out)
	if err != nil {
		r.Fatalf("a message that can be sent is not: %v", err)
	}
	return ref
}

func (r *room) channel(name string) bot.Channel { return r.stage.Channel(bottest.Home, name) }
