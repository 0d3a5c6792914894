package bot

import (
	"context"
	"strings"
	"time"
)

// Notice is a kind of message that the bot sends of its own accord, to people
// or channels. It is rendered for each recipient when it is sent, so that it is
// true at that moment and honours the consent of that moment.
type Notice struct {
	// Name is "<feature>.<what>"; it is kept with what is queued.
	Name string
	// Purpose is the consent under which members get it, by the name that the
	// member feature gives it. Such a notice is started by the bot: it is held
	// back at night, counts against the contact budget, and offers less, snooze
	// and stop. Empty for what answers something a person did, for what tells
	// staff, and for channels.
	Purpose string
	// Write renders the message and names its recipient. A Skip error means that
	// nothing is sent, and why; a Defer error, that it is too early; after any
	// other error it is tried again.
	Write func(context.Context, DeliveryRequest) (OutgoingMessage, error)
	// OverBudget decides what happens when Purpose is set and the member's
	// contact budget is spent: Defer sends the message later, Skip gives a
	// reason, and nil means the feature will deliver it another way, e.g. in a
	// digest. Without OverBudget, and after nil, the delivery counts as
	// suppressed with the reason "budget".
	OverBudget func(context.Context, DeliveryRequest) error
}

// DeliveryRequest asks a notice for the message to one recipient.
type DeliveryRequest struct {
	In    Community
	About string    // what the notice is about, as given when it was queued
	To    string    // the recipient, as given when it was queued
	At    time.Time // now, in the community's zone
}

// Occasion is where and when the notice is written. Writing it has no key.
func (p DeliveryRequest) Occasion() (in CommunityID, at time.Time, once string) {
	return p.In.ID, p.At, ""
}

// A recipient is a string that only the notice's own feature interprets. Most
// features use an account or a channel.

// ToUser encodes an account as a recipient; DeliveryRequest.User decodes it.
func ToUser(u User) string { return "u:" + string(u) }

// ToChannels encodes channels as recipients; DeliveryRequest.Channel decodes them.
func ToChannels(channels ...Channel) []string {
	to := make([]string, len(channels))
	for i, c := range channels {
		to[i] = "c:" + string(c)
	}
	return to
}

// User is the account that the delivery was queued for with ToUser.
func (p DeliveryRequest) User() User { return User(strings.TrimPrefix(p.To, "u:")) }

// Channel is the channel that the delivery was queued for with ToChannels.
func (p DeliveryRequest) Channel() Channel { return Channel(strings.TrimPrefix(p.To, "c:")) }

// OutgoingMessage is a rendered notice with its destination: a User or a Channel.
type OutgoingMessage struct {
	User    User       // for a direct message
	Channel Channel    // otherwise
	Thread  MessageRef // the message in whose thread it goes, or empty
	// Member is the id of the member record that User belongs to; required
	// where the notice has a Purpose.
	Member string
	// Counts groups messages that count against the contact budget once, such as
	// a check-in and its reminders. Empty: the message counts by itself.
	Counts string
	// Body is the message, in the recipient's language or the community's for a
	// channel: what the Localizer says.
	Body func(Localizer) Message
}
