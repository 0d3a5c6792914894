package bot

import (
	"context"
	"time"
)

// Call is one event on its way through a route: who acts, where, when, with what.
type Call struct {
	Meta
	// At is the time of the event on the bot's clock, in the community's zone.
	At time.Time
	// Once is the idempotency key of the call: pass it to every write. It is the
	// event's id, or the draft's for a form, so that a form sent twice has one
	// effect.
	Once string
	// In is the community in which the call acts.
	In Community
	// Who is the person who acts.
	Who Who
	// Route is the name of the route.
	Route string
	// Arg is the pressed button's argument, or that of the form's first event.
	Arg string
	// Values are the options given, or the form's values, checked.
	Values Values
	// On is the message that a shortcut was used on, or nil.
	On *Source
}

// Who is a person as the bot knows them.
type Who struct {
	User   User
	Member string // id of the member record; empty for everybody else
	Name   string
	Roles  Role
	// PrivateNotice is shown to the person with their next answer; nil if there is
	// none.
	PrivateNotice *PrivateNotice
	// Locale and Zone are the account's as the platform reports them; empty if it
	// does not. Zone is an IANA name.
	Locale Locale
	Zone   string
	// SaveProfile stores what the event revealed about the person, in a round trip
	// of its own after the answer is known; nil if nothing is new. If it fails,
	// the next event brings the same.
	SaveProfile func(context.Context) error
}

// PrivateNotice is a text that a person is shown privately with an answer.
type PrivateNotice struct {
	Say func(Locale) Text
	// Told records that it was shown in this call.
	Told func(context.Context, *Call) error
}

// Action is an action of this call's community.
func (c *Call) Action(route, arg string) Action {
	return Action{Community: c.In.ID, Route: route, Arg: arg}
}

// Occasion is where and when the call acts, and the key of its effects.
func (c *Call) Occasion() (in CommunityID, at time.Time, once string) {
	return c.In.ID, c.At, c.Once
}

// Today is the day it is in the community's zone.
func (c *Call) Today() Date { return DateOf(c.At) }

// Language is the person's language.
func (c *Call) Language() Locale { return c.Locale }

// Text is the sentence in the person's language.
func (c *Call) Text(s Sentence, args ...any) Text { return s.Text(c.Locale, args...) }

// Label is the sentence without styles, for labels, titles and hints.
func (c *Call) Label(s Sentence, args ...any) string { return s.Plain(c.Locale, args...) }

// Say is a message of this one sentence, to which blocks can be added.
func (c *Call) Say(s Sentence, args ...any) Message { return Say(c.Text(s, args...)) }

// Button is a button of this call's community; Styled makes it stand out.
func (c *Call) Button(label Sentence, route, arg string) Button {
	return Button{Label: c.Label(label), Action: c.Action(route, arg)}
}

// Refuse returns a Problem in the words of the sentence.
func (c *Call) Refuse(s Sentence, args ...any) error { return Refuse(c.Text(s, args...)) }

// RefuseField returns a Problem with the sentence beside one field.
func (c *Call) RefuseField(field string, s Sentence, args ...any) error {
	return RefuseField(field, c.Text(s, args...))
}
