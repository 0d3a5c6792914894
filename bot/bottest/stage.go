package bottest

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
)

// Stage is a platform with people in it, as a script plays on it: they act
// through it, and it tells what is on their screens. One stage keeps everything
// in memory (MemoryPlatform); others put a real adapter in front of a platform's fake.
type Stage interface {
	// Adapter is how the bot reaches the stage.
	Adapter() bot.Adapter
	// Raise connects the bot, at the start and again after each restart. It
	// returns when events can be delivered.
	Raise(context.Context, bot.Dispatcher) error
	// Cast lets a person in, or changes what the platform knows about them.
	Cast(Person)
	// Account is the account that the platform gives to a person.
	Account(person string) bot.User
	// Channel is the channel that people of a community call name ("#gigs").
	Channel(in bot.CommunityID, name string) bot.Channel
	// SetInbox closes somebody's direct messages, or opens them again.
	SetInbox(person string, closed bool)
	// Deactivate ends somebody's account; the bot hears of it.
	Deactivate(ctx context.Context, person string) error
	// Act does what a person does, and returns when the bot has answered. An
	// error means that the act is not possible on this platform.
	Act(context.Context, Act) error
	// Again delivers the last act's event once more, as platforms do.
	Again(context.Context) error
	// Shown is what came up or changed on screens since the last call, in
	// order.
	Shown() []Shown
}

// Act is something that a person does: Type, Press, Submit, Write, Post, Use,
// Complete, Look, Join or Leave.
type Act interface{ actor() string }

type (
	// Type is a command, typed with its slash in a channel such as "#general".
	Type struct{ Who, Channel, Line string }
	// Press is a button of a message that was shown (or one forged: nothing
	// about it needs to be true).
	Press struct {
		Who     string
		Action  bot.Action
		Message bot.MessageRef
		Place   Place
	}
	// Submit sends a form with all of its values.
	Submit struct {
		Who    string
		Sheet  string
		Values bot.Values
	}
	// Write is a direct message to the bot.
	Write struct{ Who, Text string }
	// Post is an ordinary message in a channel.
	Post struct{ Who, Channel, Text string }
	// Use is a shortcut by its label, on the last message in a channel that
	// contains Text.
	Use struct{ Who, Label, Text string }
	// Complete asks what is offered for the end of a line.
	Complete struct{ Who, Line string }
	// Look is at the home page.
	Look struct{ Who string }
	// Join is coming into the workspace or server.
	Join struct{ Who string }
	// Leave is going.
	Leave struct{ Who string }
)

func (a Type) actor() string     { return a.Who }
func (a Press) actor() string    { return a.Who }
func (a Submit) actor() string   { return a.Who }
func (a Write) actor() string    { return a.Who }
func (a Post) actor() string     { return a.Who }
func (a Use) actor() string      { return a.Who }
func (a Complete) actor() string { return a.Who }
func (a Look) actor() string     { return a.Who }
func (a Join) actor() string     { return a.Who }
func (a Leave) actor() string    { return a.Who }

// Shown is something that came up or changed on a screen, read back as the
// bot's own vocabulary. Content that only looks different, by platform, reads
// the same.
type Shown struct {
	Place   Place
	Ref     bot.MessageRef // of a message
	Edited  bool           // the message was there before
	Message bot.Message    // unless the place is a form or offers
	Form    *OpenForm
	Offers  []bot.Pick
}

// OpenForm is a form on somebody's screen.
type OpenForm struct {
	Sheet  bot.Sheet
	Faults map[string]string // beside the fields
	// Behind: it did not open by itself, but behind a button of a private
	// message that came up instead.
	Behind bool
}

// Place is where something is shown.
type Place struct {
	Kind    PlaceKind
	Person  string // whose screen; empty for channels
	Channel string // such as "#gigs", or "globex #gigs"
	Thread  bool   // in a message's thread
}

// PlaceKind is a kind of place.
type PlaceKind string

const (
	Private PlaceKind = "private" // an answer that only one person sees
	Direct  PlaceKind = "direct"  // a direct message
	Channel PlaceKind = "channel"
	AtHome  PlaceKind = "home"
	InForm  PlaceKind = "form"
	Offered PlaceKind = "offers"
)
