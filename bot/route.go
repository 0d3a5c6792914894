package bot

import (
	"context"
	"time"
)

// Feature is a value that holds everything one feature adds to the bot.
type Feature struct {
	Name    string
	Routes  []Route
	Notices []Notice
	Jobs    []Job
	// Home adds to the home page of the person in the call; no blocks if there
	// is nothing to show.
	Home func(context.Context, *Call) ([]Block, error)
}

// Route is one thing a person can make the bot do.
type Route struct {
	// Name is "<feature>.<verb>", at most MaxRoute bytes.
	Name string
	// Command is what people type, such as "gig post"; empty for a route that
	// is reached by buttons only.
	Command string
	// OnMessage offers the route on messages in channels, under this name; nil
	// if it is not offered there.
	OnMessage func(Locale) string
	// Summary says in one line what the route does, for help and completion.
	Summary func(Locale) string
	// Options are what may follow the command. Those named like a field of the
	// form fill it in.
	Options []Option
	// Allow is who may: one of these roles is enough. The engine checks it at
	// every event, also when a form comes back.
	Allow Role
	// Form, if set, is asked before Do. It is quick, has no effect, and is called
	// again when the form is sent, so that what is allowed then counts. A form
	// without pages asks nothing: Do runs at once.
	Form func(context.Context, *Call) (Form, error)
	// Direct lets a command skip the form if its options fill every required
	// field without fault. Never set it where consent or a preview is due.
	Direct bool
	// Do runs the route. It runs again from the start if its commit conflicts
	// with another one, so its only effects are writes under Call.Once.
	Do func(context.Context, *Call) (Answer, error)
}

// Option is one thing that can follow a command, typed as name:value.
type Option struct {
	Name    string
	Summary func(Locale) string
	Kind    OptionKind
	// Query allows a value to begin with a word and a colon, as queries do,
	// without being taken for another option. For a route's first option, which
	// may be typed without its name.
	Query bool
	// Required refuses the command without it. For routes with a form, leave
	// it to the form.
	Required bool
	// Complete offers values for what was typed so far, best first, at most
	// MaxPicks; nil where there is nothing to offer. It runs for people who may
	// use the route.
	Complete func(ctx context.Context, c *Call, typed string) ([]Pick, error)
}

// OptionKind is the type of an option's value.
type OptionKind string

const (
	OptionText   OptionKind = "text"
	OptionNumber OptionKind = "number"
	OptionDay    OptionKind = "day"
	OptionPerson OptionKind = "person"
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

// Today is the day it is in the community's zone.
func (c *Call) Today() Date { return DateOf(c.At) }
