package bot

import (
	"context"
	"time"
)

// Adapter is one platform. It translates; whatever needs thought is in the
// engine.
type Adapter interface {
	Traits() Traits
	// Run serves the platform's events until ctx ends, and answers each of them
	// with what d says.
	Run(ctx context.Context, d Dispatcher) error
	Sender
	// Profile tells who an account is, as the platform knows it. ErrUnreachable
	// for what is none.
	Profile(context.Context, User) (Profile, error)
}

// Sender sends what nobody asked for just now.
type Sender interface {
	// Send delivers one message. The same key again, within the time that
	// Traits.Repeatable promises, has no second effect and returns the same
	// reference. Errors are those of this package: ErrUnreachable, TryAfter…
	Send(ctx context.Context, out Outgoing) (MessageRef, error)
	// Find tells what became of a Send whose end nobody knows, because it was
	// ErrUncertain or because the process died in it. out is what was given to
	// Send, and since a moment before that; zero if it is not known. It returns
	// the message's reference if the message is there, and ErrNotSent if it is
	// not and will not appear any more, so that it may be sent. After TryAfter
	// it is to be asked again, then also because it is too early to tell; after
	// any other error this platform cannot tell.
	Find(ctx context.Context, out Outgoing, since time.Time) (MessageRef, error)
	// Limits are what the platform counts the message in, the widest first; none
	// if it does not mind how many there are.
	Limits(ctx context.Context, out Outgoing) []Bucket
	// Edit replaces the message. ErrUnreachable if it is gone.
	Edit(ctx context.Context, ref MessageRef, m Message) error
}

// Outgoing is a message with its address: a User or a Channel, not both.
type Outgoing struct {
	Key     string // names this delivery; at most 25 characters
	User    User
	Channel Channel
	Thread  MessageRef
	Message Message
}

// Traits are the differences between platforms, as data.
type Traits struct {
	Platform string
	// FormFields is how many fields a form shows at once. At least MaxFields.
	FormFields int
	// InlineFaults: a form that was sent can be shown again with faults beside
	// its fields. Otherwise the engine answers privately and offers to fix it.
	InlineFaults bool
	// NextSheet: a sheet that was sent can be followed by another one at once, in
	// its place. Otherwise the engine puts a button in between.
	NextSheet bool
	// Repeatable: Send with the same key again has no second effect, for as
	// long as RepeatFor after the first time; 0: for ever.
	Repeatable bool
	RepeatFor  time.Duration
	// Unattended: nobody is there to fill in a form or to press a button, as with
	// a script's commands. A form is sent as the options fill it in, or refused
	// with what is missing, and nothing is kept of it. InlineFaults goes with it.
	Unattended bool
}

// Profile is an account as its platform knows it.
type Profile struct {
	Name        string // as shown to others
	Locale      Locale
	Zone        string // IANA name; empty if the platform does not say
	Roles       Role   // what groups and ownership give; 0 for people from outside
	Deactivated bool
	// In are the roles in each community, where one account can be in several
	// of them; what is not in it has none. nil: Roles count wherever the
	// account's events come from.
	In map[CommunityID]Role
}

// RolesIn are the account's roles in a community.
func (p Profile) RolesIn(in CommunityID) Role {
	if p.In != nil {
		return p.In[in]
	}
	return p.Roles
}

// Dispatcher is the bot, as an adapter sees it.
type Dispatcher interface {
	// Routes are all routes, for registering commands and shortcuts.
	Routes() []Route
	// Opens reports whether the answer to e may be a form, so that it must not
	// be acknowledged before. It is decided without storage.
	Opens(e Event) bool
	// Dispatch runs e to its answer. It cannot fail: what goes wrong is said in
	// words.
	Dispatch(ctx context.Context, e Event) Response
	// Complete offers values for an option of a route, given what was typed of
	// it. Empty if there is nothing to offer, or if the person may not use the
	// route.
	Complete(ctx context.Context, m Meta, route, option, typed string) []Pick
}
