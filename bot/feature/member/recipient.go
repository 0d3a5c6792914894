package member

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Recipients are members, by their ordinals, as recipients of a notice; Recipient
// reads them.
func Recipients(ordinals iter.Seq[uint32]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for o := range ordinals {
			if !yield(strconv.FormatUint(uint64(o), 10)) {
				return
			}
		}
	}
}

// ReadRecipient is the ordinal that a recipient is; not ok for another text.
func ReadRecipient(to string) (ordinal uint32, ok bool) {
	n, err := strconv.ParseUint(to, 10, 32)
	return uint32(n), err == nil
}

// Recipient is the member whom a notice goes to, or a bot.Skip if they are not
// registered any more or have no account. The courier asks whether they want it.
func (m *Members) Recipient(ctx context.Context, p bot.DeliveryRequest) (*storage.Record[Member], error) {
	ordinal, ok := ReadRecipient(p.To)
	if !ok {
		return nil, bot.Skip{Reason: ReasonGone}
	}
	found, err := m.ByOrdinal(ctx, p.In.ID, []uint32{ordinal}, p.At)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the recipient: %w", err)
	case len(found) == 0 || found[0] == nil:
		return nil, bot.Skip{Reason: ReasonGone}
	case len(found[0].Value.Accounts) == 0:
		return nil, bot.Skip{Reason: ReasonUnreachable}
	}
	return found[0], nil
}
