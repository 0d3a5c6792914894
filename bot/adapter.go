package bot

import (
	"context"
	"time"
)

// Adapter connects one platform. It only translates; decisions are the engine's.
type Adapter interface {
	Traits() Traits
	// Run receives the platform's events until ctx ends, and shows d's answer to
	// each of them.
	Run(ctx context.Context, d Dispatcher) error
	Sender
	// Profile looks up an account on the platform. ErrUnreachable if there is no
	// such account.
	Profile(context.Context, User) (Profile, error)
}

// Sender sends messages that are not the answer to an event.
type Sender interface {
	// Send delivers one message. The same key again, within the time that
	// Traits.Repeatable promises, has no second effect and returns the same
	// reference. Errors are those of this package: ErrUnreachable, TryAfter…
	Send(ctx context.Context, out Outgoing) (MessageRef, error)
	// Find looks up the outcome of a Send that returned ErrUncertain, or during
	// which the process died. out is what was given to Send, and since a time
	// before it; zero if unknown. It returns the reference of the message if it
	// was sent, and ErrNotSent if it was not and cannot appear any more, so that
	// it may be sent again. After TryAfter, ask again later: the platform is busy
	// or it is too early to tell. After any other error the outcome stays unknown.
	Find(ctx context.Context, out Outgoing, since time.Time) (MessageRef, error)
	// Limits are the rate limits that the message counts against, the widest
	// first; empty if there are none.
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
	// InlineFaults: a form that was sent can be shown again with messages beside
	// its fields. Otherwise the engine answers privately, with a [Fix] button.
	InlineFaults bool
	// NextSheet: the next sheet of a form can replace the one that was sent.
	// Otherwise the engine puts a button in between.
	NextSheet bool
	// Repeatable: Send is idempotent by key, within RepeatFor of the first call;
	// 0 means for ever.
	Repeatable bool
	RepeatFor  time.Duration
	// Unattended: nobody can fill in a form or press a button, as in a script. A
	// form is submitted with what the options give, or refused with what is
	// missing, and no draft is kept. It implies InlineFaults.
	Unattended bool
}

// Profile is an account as its platform knows it.
type Profile struct {
	Name        string // as shown to others
	Locale      Locale
	Zone        string // IANA name; empty if the platform does not say
	Roles       Role   // what groups and ownership give; 0 for people from outside
	Deactivated bool
	// In has the roles by community, where one account can be in several; a
	// community that is not in it gives none. nil: Roles count in every
	// community that the account acts in.
	In map[CommunityID]Role
}

// RolesIn are the account's roles in a community.
func (p Profile) RolesIn(in CommunityID) Role {
	if p.In != nil {
		return p.In[in]
	}
	return p.Roles
}

// Dispatcher is the bot as adapters see it.
type Dispatcher interface {
	// Routes are all routes, for registering commands and shortcuts.
	Routes() []Route
	// Opens reports whether the answer to e may be a form, so that it must not
	// be acknowledged before. It is decided without storage.
	Opens(e Event) bool
	// Dispatch handles e and returns the answer. It cannot fail: errors become
	// answers.
	Dispatch(ctx context.Context, e Event) Response
	// Complete suggests values for an option of a route, given what was typed so
	// far. Empty if there is nothing to suggest, or if the person may not use
	// the route.
	Complete(ctx context.Context, m Meta, route, option, typed string) []Pick
}
