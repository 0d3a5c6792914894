package engine

import (
	"crypto/rand"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// delivery is the request that brought an event, to be worked on once: whoever
// sends a copy of it to another process, or to this one after a restart, gets
// nothing, because what is shown privately may be in the response to that very
// request. The zero delivery is one that nobody can send a copy of.
type delivery struct{ id, token string }

func deliveryOf(m bot.Meta) delivery {
	if m.Delivery == "" {
		return delivery{}
	}
	return delivery{m.Delivery, rand.Text()}
}

// claimIn takes the delivery with the batch, which is the first that the event
// runs, or takes it again. The returned function is called after the batch ran: its
// error is errReplayed if the delivery was taken before.
func (d delivery) claimIn(b *storage.Batch) func() error {
	if d.id == "" {
		return func() error { return nil }
	}
	claim := b.Claim(d.id, d.token)
	return func() error {
		if claim.Taken {
			return errReplayed
		}
		return claim.Err
	}
}
