package bot

import (
	"context"
	"strings"
	"time"
)

// Notice is a kind of message that the bot sends of its own accord, to people
// or channels. It is written anew for each recipient at the moment of sending,
// so that it says what is true then and honours the consent there is then.
type Notice struct {
	// Name is "<feature>.<what>"; it is kept with what is queued.
	Name string
	// Purpose is the consent under which members get it, by the name that the
	// member feature gives it. Such a notice is started by the bot: it is held
	// back at night, counts against the contact budget, and offers less, snooze
	// and stop. Empty for what answers something a person did, for what tells
	// staff, and for channels.
	Purpose string
	// Write says what to send to whom. A Withheld error means that nothing is
	// to be sent, and why; Later, that it is not the time yet; any other error
	// means try again.
	Write func(context.Context, Parcel) (Post, error)
	// OverBudget is what happens instead where Purpose is set and the member's
	// contact budget is spent: Later keeps the message for another time, a
	// Withheld error gives a reason, and nil says that the feature has taken it
	// over (into a digest, say). Where OverBudget is nil, as where it returns
	// nil, the delivery counts as suppressed with the reason "budget".
	OverBudget func(context.Context, Parcel) error
}

// Parcel is one delivery of a notice.
type Parcel struct {
	In    Community
	About string    // what the notice is about, as given when it was queued
	To    string    // the recipient, as given when it was queued
	At    time.Time // the moment it is now, in the community's zone
}

// A recipient is a text that the notice's own feature understands. These are an
// account and channels, as most features write them.

// ToUser is an account as a recipient; Parcel.User reads it.
func ToUser(u User) string { return "u:" + string(u) }

// ToChannels are channels as recipients; Parcel.Channel reads them.
func ToChannels(channels ...Channel) []string {
	to := make([]string, len(channels))
	for i, c := range channels {
		to[i] = "c:" + string(c)
	}
	return to
}

// User is the account that a parcel was queued for with ToUser.
func (p Parcel) User() User { return User(strings.TrimPrefix(p.To, "u:")) }

// Channel is the channel that a parcel was queued for with ToChannels.
func (p Parcel) Channel() Channel { return Channel(strings.TrimPrefix(p.To, "c:")) }

// Post is a message on its way.
type Post struct {
	User    User       // for a direct message
	Channel Channel    // otherwise
	Thread  MessageRef // the message in whose thread it goes, or empty
	// Member is the id of the member record that User belongs to; required
	// where the notice has a Purpose.
	Member string
	// Counts names what the message is part of: a check-in and its reminders
	// count against the contact budget once. Empty: it counts by itself.
	Counts string
	// Body is the message in the recipient's language, or the community's for
	// a channel.
	Body func(Locale) Message
}
