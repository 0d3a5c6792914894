package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/worker"
	"github.com/alumnibot/alumnibot/storage"
)

// Config is what a Courier needs.
type Config struct {
	DB          *storage.DB
	Communities []bot.Community
	// EffectiveSettings is as in engine.Config: what a community's own admins set counts for
	// each delivery. nil: communities are as configured.
	EffectiveSettings func(*storage.Batch, bot.Community) func() (bot.Community, error)
	Notices           []bot.Notice
	Adapters          []bot.Adapter // one for each platform
	// Members is needed where a notice has a Purpose.
	Members Members
	Policy  SendPolicy
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
	queues   []*communityQueue
	notices  map[string]bot.Notice
	adapters map[string]bot.Adapter // by platform
	members  Members
	policy   SendPolicy
	unknown  func(deliveries int)
	clock    bot.Clock
	log      *slog.Logger

	limits  *limits
	lookups *lookups
}

// communityQueue is the deliveries of one community, whose trouble is its own.
type communityQueue struct {
	in    bot.Community
	scope storage.Scope
	holds *holds
	loop  *worker.Loop
	bulk  chan struct{} // holds a token for each worker at a long announcement
}

// NewCourier is a courier that is not running yet. It reports what contradicts
// in its configuration.
func NewCourier(c Config) (*Courier, error) {
	courier := &Courier{
		db:       c.DB,
		settle:   c.EffectiveSettings,
		ledger:   storage.NewLedger(c.DB),
		notices:  map[string]bot.Notice{},
		adapters: map[string]bot.Adapter{},
		members:  c.Members,
		policy:   c.Policy,
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
		log := c.Log.With("community", in.ID)
		q := &communityQueue{
			in: in, scope: storage.CommunityScope(string(in.ID)), holds: newHolds(log), bulk: make(chan struct{}, bulkWorkers),
		}
		q.loop = worker.New("deliveries", workers, func(ctx context.Context) (func(context.Context) error, error) {
			return courier.take(ctx, q)
		}, log)
		courier.queues = append(courier.queues, q)
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
	return courier, c.Policy.Quiet.check()
}

const (
	// workers is how many leases of a community are worked on at a time, and
	// bulkWorkers how many of them may be of long announcements, so that large
	// announcements never starve small ones.
	workers     = 16
	bulkWorkers = 12
)

// Run sends until ctx ends, and finishes the deliveries it is at. It returns
// nil; while storage does not answer it keeps trying.
func (c *Courier) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, q := range c.queues {
		all.Go(func() { q.loop.Run(ctx) })
	}
	all.Wait()
	return nil
}

// Wake makes Run look at once at what is queued in a community.
func (c *Courier) Wake(community bot.CommunityID) {
	for _, q := range c.queues {
		if q.in.ID == community {
			q.loop.Wake()
		}
	}
}

// take leases deliveries that are due, and returns what sends them.
func (c *Courier) take(ctx context.Context, q *communityQueue) (send func(context.Context) error, err error) {
	line := storage.All
	if len(q.bulk) == bulkWorkers {
		line = storage.Short
	}
	lease, err := c.ledger.Take(ctx, q.scope, c.clock(), leaseTime, leaseSize, line)
	if lease == nil {
		return nil, err
	}
	long := lease.Long()
	if long {
		q.bulk <- struct{}{}
	}
	return func(ctx context.Context) error {
		if long {
			defer func() { <-q.bulk }()
		}
		_, err := c.work(ctx, q, lease, patience)
		return err
	}, nil
}

// Drain sends everything that is due now and returns how many messages were
// sent or edited. What is put off meanwhile is not due, so that it ends. The
// error joins those of the communities; each was served as far as it went.
func (c *Courier) Drain(ctx context.Context) (int, error) {
	sent, at := 0, c.clock()
	var errs []error
	for _, q := range c.queues {
		for {
			// As of the beginning, but for a full lease from now.
			lease, err := c.ledger.Take(ctx, q.scope, at, leaseTime+c.clock().Sub(at), leaseSize, storage.All)
			if err == nil && lease != nil {
				var n int
				n, err = c.work(ctx, q, lease, 0)
				sent += n
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("sending what is due in %s: %w", q.in.ID, err))
			}
			if err != nil || lease == nil {
				break
			}
		}
	}
	return sent, errors.Join(errs...)
}

// NextDue is when the next delivery of any community is due, or the zero time:
// for a clock that jumps from one to the next.
func (c *Courier) NextDue(ctx context.Context) (next time.Time, err error) {
	for _, q := range c.queues {
		due, err := c.ledger.NextDue(ctx, q.scope)
		if err != nil {
			return time.Time{}, fmt.Errorf("deliveries of %s: %w", q.in.ID, err)
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}
