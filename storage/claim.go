package storage

import "time"

// claimLife is how long a delivery stays taken: longer than a platform's
// signature is good for, which is five minutes before and after its time.
const claimLife = 11 * time.Minute

// Claim says whether a delivery is this token's, valid after its Batch ran.
type Claim struct {
	Taken bool // by another token, before
	Err   error
}

// Claim adds to the batch that a delivery is taken for a token, unless it was
// taken for another one within the last eleven minutes. Taking it again for the
// same token changes nothing. The marker has a scope of its own: two copies of a
// delivery may be read as meant for two communities.
func (b *Batch) Claim(delivery, token string) *Claim {
	out := &Claim{Err: errNotRun}
	s := deliveryScope(delivery)
	b.reads = append(b.reads, &read{
		doing: "take a delivery", script: claimScript,
		keys: []string{s.tag, claimKey(s)}, args: []any{token, claimLife.Milliseconds()},
		recall: func(*memo) bool { return false },
		done: func(_ *memo, answer []any) error {
			n, err := wholeNumbers(answer, 1)
			if err != nil {
				return err
			}
			*out = Claim{Taken: n[0] == 0}
			return nil
		},
		fail: func(err error) { out.Err = err },
	})
	return out
}
