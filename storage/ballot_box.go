package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// BallotBox keeps what was said apart from who said it.
//
// It promises that a participant casts one ballot at most, and that nothing in
// Redis connects the two afterwards: no order, no time and no revision. It cannot
// hide a ballot from somebody who watches Redis, or its append-only file, while
// it is cast.
type BallotBox struct{ db *DB }

// NewBallotBox is the urns in db.
func NewBallotBox(db *DB) *BallotBox { return &BallotBox{db} }

// Cast adds to the Tx that who has taken part, and a ballot. The commit fails with
// ErrConflict if who has cast one before.
func (u *BallotBox) Cast(tx *Tx, id, who, ballot string) {
	tx.urn(id, "cast", id, who, rand.Text()+":"+ballot)
}

// Abstain adds to the Tx that who takes part without a ballot, for as long as
// they do not cast one. The commit fails with ErrConflict if they have.
func (u *BallotBox) Abstain(tx *Tx, id, who string) { tx.urn(id, "abstain", id, who) }

// Burn adds to the Tx that the urn is gone with everything in it. The commit
// fails with ErrConflict unless it holds that many ballots.
func (u *BallotBox) Burn(tx *Tx, id string, ballots int) { tx.urn(id, "burn", id, ballots) }

func (tx *Tx) urn(id string, op ...any) {
	if id == "" || strings.ContainsAny(id, ":{}") {
		tx.fail(fmt.Errorf("%s: the id of an urn: %q is empty or has one of : { } in it", op[0], id))
		return
	}
	tx.queued = append(tx.queued, op...)
}

// Look is where an urn stands, valid after its Batch ran.
type Look struct {
	Cast, Abstained int
	// HasCast and HasAbstained are about the participant who was asked for.
	HasCast, HasAbstained bool
	Err                   error
}

// LookIn adds to the batch where the urn stands, and who in it. who may be empty.
func (u *BallotBox) LookIn(b *Batch, id, who string) *Look {
	out := &Look{Err: errNotRun}
	b.reads = append(b.reads, &read{
		doing: "look at urn " + id, script: urnLookScript,
		keys: []string{b.scope.tag, urnKey(b.scope, id, "who")}, args: []any{who},
		recall: func(*memo) bool { return false },
		done: func(_ *memo, answer []any) error {
			n, err := wholeNumbers(answer, 3)
			if err != nil {
				return err
			}
			*out = Look{HasCast: n[0] == 1, HasAbstained: n[0] == 0, Cast: int(n[1]), Abstained: int(n[2])}
			return nil
		},
		fail: func(err error) { out.Err = err },
	})
	return out
}

// Ballots are those in the urn behind one ("" for the first), in an order that
// says nothing; at most most (1 to 1,000). next is empty after the last.
func (u *BallotBox) Ballots(ctx context.Context, s Scope, id, after string, most int) (ballots []string, next string, err error) {
	raw, err := u.page(ctx, s, id, "what", after, most)
	if err != nil {
		return nil, "", err
	}
	for _, r := range raw {
		_, ballot, _ := strings.Cut(r, ":")
		ballots = append(ballots, ballot)
	}
	return ballots, nextOf(raw, most), nil
}

// Participants are who cast or abstained, as Ballots has it.
func (u *BallotBox) Participants(ctx context.Context, s Scope, id, after string, most int) (who []string, next string, err error) {
	who, err = u.page(ctx, s, id, "who", after, most)
	return who, nextOf(who, most), err
}

func nextOf(page []string, most int) string {
	if len(page) < most {
		return ""
	}
	return page[len(page)-1]
}

// page reads members above one. Participants have two scores, so the order of
// the zset is by score first: they are read in it, from a rank on.
func (u *BallotBox) page(ctx context.Context, s Scope, id, part, after string, most int) ([]string, error) {
	doing := "read urn " + id
	if most < 1 || most > maxMany {
		return nil, fmt.Errorf("%s: %d at once, must be 1 to %d", doing, most, maxMany)
	}
	key, from := urnKey(s, id, part), int64(0)
	if after != "" {
		rank, err := u.db.client.ZRank(ctx, key, after).Result()
		if errors.Is(err, redis.Nil) {
			return nil, fmt.Errorf("%s: it changed while it was read: %w", doing, ErrConflict)
		}
		if err != nil {
			return nil, failure(doing, err)
		}
		from = rank + 1
	}
	page, err := u.db.client.ZRange(ctx, key, from, from+int64(most)-1).Result()
	if err != nil {
		return nil, failure(doing, err)
	}
	return page, nil
}
