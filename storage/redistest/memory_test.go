package redistest

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// TestOneRecipientTakesLittle: a recipient of a long announcement takes at most
// 24 bytes of Redis, with everything that is kept to send to them and of what
// became of it: while it is due, while it waits for the morning, and when it is
// sent or withheld. The members' ordinals are large ones.
func TestOneRecipientTakesLittle(t *testing.T) {
	const recipients, first, most = 20_000, 1_000_000, 24
	for name, end := range map[string]func(*storage.Ledger, *storage.Lease) error{
		"due": nil,
		"waiting": func(l *storage.Ledger, lease *storage.Lease) error {
			return l.Postpone(ctx, acme, lease, positions(lease), noon.Add(20*time.Hour), noon)
		},
		"sent":     settleAll(storage.Outcome{State: storage.Sent}, 2),
		"withheld": settleAll(storage.Outcome{State: storage.Suppressed, Reason: "no consent"}, 0),
	} {
		t.Run(name, func(t *testing.T) {
			r := Server(t)
			l := storage.NewLedger(r.DB)
			g, err := l.Gather(ctx, acme, noon, func(yield func(string) bool) {
				for i := range recipients {
					if !yield(strconv.Itoa(first + i)) {
						return
					}
				}
			})
			must(t, err)
			tx := r.DB.Begin(acme, "", noon)
			l.EnqueueGathered(tx, announcement("a", 0), g)
			must(t, tx.Commit(ctx))
			for end != nil {
				lease, err := l.Take(ctx, acme, noon, hold, 20, storage.All)
				must(t, err)
				if lease == nil {
					break
				}
				must(t, end(l, lease))
			}
			sum := int64(0)
			keys, err := r.Client.Keys(ctx, acme.String()+":ledger:*").Result()
			must(t, err)
			parts := map[string]int64{}
			for _, key := range keys {
				// Tokens for lost replies end after a minute.
				if part := strings.Split(key, ":")[3]; part != "take" {
					n, err := r.Client.MemoryUsage(ctx, key, 0).Result()
					must(t, err)
					parts[part] += n
					sum += n
				}
			}
			each := float64(sum) / recipients
			t.Logf("%.1f bytes for a recipient: %v", each, parts)
			if each > most {
				t.Errorf("%.1f bytes for a recipient, at most %d", each, most)
			}
		})
	}
}

// settleAll begins each delivery as a contact, if there may be any, and settles
// it so.
func settleAll(o storage.Outcome, contacts int) func(*storage.Ledger, *storage.Lease) error {
	return func(l *storage.Ledger, lease *storage.Lease) error {
		var before *storage.Item
		for i := range lease.Items {
			item := &lease.Items[i]
			ordinal, err := strconv.ParseUint(item.To, 10, 32)
			if err != nil {
				return err
			}
			next := storage.Next{Position: item.Position, Contact: storage.Contact{Member: uint32(ordinal), Name: fmt.Sprint("a/", item.Position), Most: contacts}}
			if before == nil {
				_, err = l.Begin(ctx, acme, lease, next, noon)
			} else {
				_, err = l.Ack(ctx, acme, lease, before.Position, o, &next, noon)
			}
			if err != nil {
				return err
			}
			before = item
		}
		_, err := l.Ack(ctx, acme, lease, before.Position, o, nil, noon)
		return err
	}
}
