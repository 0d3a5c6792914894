package storage

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// Limiter shares what a platform allows among all copies of the bot.
//
// It promises that of what is reserved in a bucket no stretch of time holds more
// than the limit, by the clocks that are passed in, as long as these are within
// two seconds of each other; that what must not wait goes between what is sent
// by the thousand; and that nobody waits for ever: a reservation stands, whoever
// comes after it. It learns from refusals that a platform allows less than it
// should, and finds out by small steps when it allows more again.
//
// A clock that is set back changes nothing. One that is set forward lets pass
// what is reserved beside what comes then. Clocks farther apart than two seconds
// make the limit void; then only the refusals slow the bot down.
type Limiter struct{ db *DB }

// NewLimiter is the limiter in db.
func NewLimiter(db *DB) *Limiter { return &Limiter{db} }

// Bucket is a rate limit: at most Max in any interval of length Per. One name
// always comes with the same Max, Per and Burst.
type Bucket struct {
	Name string
	Max  int           // 1 or more
	Per  time.Duration // 1 ms to 24 h
	// Cost is how many this is: up to 10; 0 is 1. A stretch that ends with
	// something that costs more may hold what that costs above 1 more than Max.
	Cost int
	// Burst: what is reserved is only counted, to a sixtieth of Per. Otherwise it
	// keeps an even gap.
	Burst bool
}

func (b Bucket) check() error {
	if b.Name == "" || b.Max < 1 || b.Per < time.Millisecond || b.Per > maxBucketPer || b.Cost < 0 || b.Cost > maxCost {
		return fmt.Errorf("no bucket: %q with %d of %d in %s", b.Name, b.Cost, b.Max, b.Per)
	}
	return nil
}

// cost and loose are what the scripts get.
func (b Bucket) cost() int { return max(b.Cost, 1) }

func (b Bucket) loose() int {
	if b.Burst {
		return 1
	}
	return 0
}

// Wish is what a reservation is for.
type Wish struct {
	// Buckets are all those that count it; at most 10.
	Buckets []Bucket
	// Prompt: somebody waits for it. It may use what is spared in each bucket
	// of five or more: a fiftieth of the limit, at least one.
	Prompt bool
	// Ahead is for how long whoever reserves can wait.
	Ahead time.Duration
	// Instead of a reservation in the same buckets that could not be used in
	// time: it is given back, and what it leaves unused is made up for.
	Instead Reservation
}

// Reservation is leave to send one thing at a moment.
type Reservation struct {
	// At is when, by the clock of whoever asked. If it is not Held, nothing is
	// reserved: At is when to ask again.
	At   time.Time
	Held bool

	id      string
	buckets []Bucket
}

const (
	maxBuckets   = 10
	maxBucketPer = 24 * time.Hour
	maxCost      = 10
)

// Reserve finds the first moment at which all buckets have room, and reserves it
// in all of them, or in none if it is farther ahead than can be waited for. One
// round trip; none without buckets.
func (l *Limiter) Reserve(ctx context.Context, s Scope, w Wish, at time.Time) (Reservation, error) {
	const doing = "reserve"
	r := Reservation{At: at, Held: true, id: rand.Text(), buckets: w.Buckets}
	if len(w.Buckets) == 0 {
		return r, nil
	}
	if len(w.Buckets) > maxBuckets {
		return Reservation{}, fmt.Errorf("%s: in %d buckets, at most %d", doing, len(w.Buckets), maxBuckets)
	}
	prompt := 0
	if w.Prompt {
		prompt = 1
	}
	args := []any{at.UnixMicro(), r.id, prompt, w.Ahead.Microseconds(), w.Instead.id}
	for _, b := range w.Buckets {
		if err := b.check(); err != nil {
			return Reservation{}, fmt.Errorf("%s: %w", doing, err)
		}
		args = append(args, b.Name, b.Max, b.Per.Microseconds(), b.cost(), b.loose())
	}
	answer, err := l.db.run(ctx, doing, reserveScript, s, []string{limitClockKey(s)}, args...)
	if err != nil {
		return Reservation{}, err
	}
	fields, ok := answer.([]any)
	if !ok || len(fields) != 2 {
		return Reservation{}, fmt.Errorf("%s: %w", doing, errGarbled)
	}
	var n [2]int64
	for i, f := range fields {
		if n[i], err = number(f); err != nil {
			return Reservation{}, fmt.Errorf("%s: %w", doing, err)
		}
	}
	r.Held = n[0] == 1
	r.At = at.Add(time.Duration(n[1]) * time.Microsecond)
	return r, nil
}

// Return gives back a reservation that will not be used. To return it again, or
// one that is not Held, changes nothing.
func (l *Limiter) Return(ctx context.Context, s Scope, r Reservation) error {
	if len(r.buckets) == 0 || !r.Held {
		return nil
	}
	args := []any{r.id}
	for _, b := range r.buckets {
		args = append(args, b.Name, b.Per.Microseconds(), b.cost(), b.loose())
	}
	_, err := l.db.run(ctx, "give back a reservation", giveBackScript, s, []string{limitClockKey(s)}, args...)
	return err
}

// Penalize takes in that the platform refused, at the moment at, what was sent
// at sent, because it was more than the bucket holds, and wants nothing for
// wait: the bucket pauses, for everybody, and then goes on more slowly: hardly so
// after the first time, which may be chance, at half the pace after the next, or
// at the last pace that went well. From there it comes up step by step, the more
// slowly the more often it was refused.
func (l *Limiter) Penalize(ctx context.Context, s Scope, bucket string, wait time.Duration, sent, at time.Time) error {
	wait = min(max(wait, time.Millisecond), maxBucketPer)
	_, err := l.db.run(ctx, "slow down "+bucket, penalizeScript, s, []string{limitClockKey(s)},
		at.UnixMicro(), bucket, wait.Microseconds(), max(0, at.Sub(sent)).Microseconds())
	return err
}
