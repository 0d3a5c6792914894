package deliver

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Members is what the courier asks about a member before it sends them a notice
// with a Purpose. The member feature implements it.
type Members interface {
	// Standing tells how a member stands to a purpose at the moment: read anew
	// for each message, whatever the notice has looked at.
	Standing(ctx context.Context, in bot.CommunityID, member, purpose string, at time.Time) (Standing, error)
	// Unreachable keeps that the member could not be written to at the moment,
	// so that Standing withholds what is sent to them until they turn up.
	Unreachable(ctx context.Context, in bot.CommunityID, member string, at time.Time) error
}

// Standing is how a member stands to a purpose.
type Standing struct {
	// Withheld is why nothing is to be sent: no consent, paused, too distant,
	// unreachable, gone… One of a few words; empty if something is.
	Withheld string
	Ordinal  uint32         // of the member's record
	Zone     *time.Location // the member's own, or nil
	// Record is the state of the record that this was read from. What is sent
	// is begun only while it stands.
	Record storage.Unchanged
}
