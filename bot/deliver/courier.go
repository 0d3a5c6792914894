package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// Config is what a Courier needs.
type Config struct {
	DB          *storage.DB
	Communities []bot.Community
	// Settle is as in engine.Config: what a community's own admins set counts for
	// each delivery. nil: communities are as configured.
	Settle   func(*storage.Batch, bot.Community) func() (bot.Community, error)
	Notices  []bot.Notice
	Adapters []bot.Adapter // one for each platform
	// Members is needed where a notice has a Purpose.
	Members Members
	Manners Manners
	// Unknown, if not nil, is told of deliveries that failed because no copy of
	// the bot knew their notice for an hour.
	Unknown func(deliveries int)
	Clock   bot.Clock
	Log     *slog.Logger
}

// Courier takes deliveries from the ledger and sends them. Any number of
// couriers, in any number of processes, share the work. It is safe for
// concurrent use.
type Courier struct {
	db       *storage.DB
	settle   func(*storage.Batch, bot.Community) func() (bot.Community, error)
	ledger   *storage.Ledger
	rounds   []*round
	notices  map[string]bot.Notice
	adapters map[string]bot.Adapter // by platform
	members  Members
	manners  Manners
	unknown  func(deliveries int)
	clock    bot.Clock
	log      *slog.Logger

	limits  *limits
	lookups *lookups
}

// round is one community, whose trouble is its own.
type round struct {
	in    bot.Community
	scope storage.Scope
	holds *holds
	wake  chan struct{} // holds a token when there may be something to do
}

// NewCourier is a courier that is not running yet. It reports what contradicts
// in its configuration.
func NewCourier(c Config) (*Courier, error) {
	courier := &Courier{
		db:       c.DB,
		settle:   c.Settle,
		ledger:   storage.NewLedger(c.DB),
		notices:  map[string]bot.Notice{},
		adapters: map[string]bot.Adapter{},
		members:  c.Members,
		manners:  c.Manners,
		unknown:  c.Unknown,
		clock:    c.Clock,
		log:      c.Log,
		limits:   newLimits(c.DB),
		lookups:  newLookups(),
	}
	seen := map[bot.CommunityID]bool{}
	for _, in := range c.Communities {
		if seen[in.ID] {
			return nil, fmt.Errorf("community %q is configured twice", in.ID)
		}
		seen[in.ID] = true
		courier.rounds = append(courier.rounds, &round{
			in: in, scope: storage.CommunityScope(string(in.ID)), wake: make(chan struct{}, 1),
			holds: newHolds(c.Log.With("community", in.ID)),
		})
	}
	for _, n := range c.Notices {
		switch _, twice := courier.notices[n.Name]; {
		case twice:
			return nil, fmt.Errorf("notice %q exists twice", n.Name)
		case n.Name == "" || n.Write == nil:
			return nil, fmt.Errorf("notice %q: needs a name and Write", n.Name)
		case n.Purpose != "" && c.Members == nil:
			return nil, fmt.Errorf("notice %q has a purpose, and nobody knows who agreed to it", n.Name)
		}
		courier.notices[n.Name] = n
	}
	for _, a := range c.Adapters {
		platform := a.Traits().Platform
		if courier.adapters[platform] != nil {
			return nil, fmt.Errorf("platform %q has two adapters", platform)
		}
		courier.adapters[platform] = a
	}
	return courier, c.Manners.Quiet.check()
}

const (
	// hands is how many leases of a community are worked on side by side; those
	// of long announcements are fewer, so that a short one always finds a hand.
	hands     = 16
	bulkHands = 12
	// lookEvery is how often Run looks at the ledger without being woken.
	lookEvery = time.Second
)

// Run sends until ctx ends, and finishes the deliveries it is at. It returns
// nil; while storage does not answer it keeps trying.
func (c *Courier) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, r := range c.rounds {
		all.Go(func() { c.walk(ctx, r) })
	}
	all.Wait()
	return nil
}

// Wake makes Run look at once at what is queued in a community.
func (c *Courier) Wake(community bot.CommunityID) {
	for _, r := range c.rounds {
		if r.in.ID == community {
			r.stir()
		}
	}
}

func (r *round) stir() {
	select {
	case r.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Drain sends everything that is due now and returns how many messages were
// sent or edited. What is put off meanwhile is not due, so that it ends. The
// error joins those of the communities; each was served as far as it went.
func (c *Courier) Drain(ctx context.Context) (int, error) {
	sent, at := 0, c.clock()
	var troubles []error
	for _, r := range c.rounds {
		for {
			// As of the beginning, but for a full lease from now.
			lease, err := c.ledger.Take(ctx, r.scope, at, leaseTime+c.clock().Sub(at), leaseSize, storage.All)
			if err == nil && lease != nil {
				var n int
				n, err = c.work(ctx, r, lease, 0)
				sent += n
			}
			if err != nil {
				troubles = append(troubles, fmt.Errorf("sending what is due in %s: %w", r.in.ID, err))
			}
			if err != nil || lease == nil {
				break
			}
		}
	}
	return sent, errors.Join(troubles...)
}

// NextDue is when the next delivery of any community is due, or the zero time:
// for a clock that jumps from one to the next.
func (c *Courier) NextDue(ctx context.Context) (next time.Time, err error) {
	for _, r := range c.rounds {
		due, err := c.ledger.NextDue(ctx, r.scope)
		if err != nil {
			return time.Time{}, fmt.Errorf("deliveries of %s: %w", r.in.ID, err)
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}

// walk takes one lease after another and gives each to a free hand.
func (c *Courier) walk(ctx context.Context, r *round) {
	var busy sync.WaitGroup
	defer busy.Wait()
	free, long := make(chan struct{}, hands), make(chan struct{}, bulkHands)
	state := trouble{log: c.log.With("community", r.in.ID)}
	for {
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return
		}
		line := storage.All
		if len(long) == bulkHands {
			line = storage.Short
		}
		lease, err := c.ledger.Take(ctx, r.scope, c.clock(), leaseTime, leaseSize, line)
		if ctx.Err() != nil && lease == nil {
			return
		}
		state.note(err)
		if lease != nil {
			if lease.Long() {
				long <- struct{}{}
			}
			busy.Go(func() {
				_, err := c.work(ctx, r, lease, patience)
				state.note(err)
				if lease.Long() {
					<-long
				}
				<-free
				if err == nil {
					r.stir() // the announcement may have more
				}
			})
			continue
		}
		<-free
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-time.After(lookEvery):
		}
	}
}

// trouble logs when storage stops answering for a community and when it answers
// again, not every second in between; and every other error.
type trouble struct {
	log     *slog.Logger
	mu      sync.Mutex
	failing bool
}

func (t *trouble) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	down := errors.Is(err, storage.ErrUnavailable)
	switch {
	case err != nil && !(down && t.failing):
		t.log.Error("deliveries are held up", "error", err)
	case err == nil && t.failing:
		t.log.Info("deliveries go on")
	}
	t.failing = down
}
