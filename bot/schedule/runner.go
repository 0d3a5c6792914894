package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
	"github.com/alumnibot/alumnibot/bot/worker"
	"github.com/alumnibot/alumnibot/storage"
)

// Config is what a Runner needs.
type Config struct {
	DB          *storage.DB
	Communities []bot.Community
	// Settle is as in engine.Config: what a community's own admins set counts for
	// each job. nil: communities are as configured.
	Settle func(*storage.Batch, bot.Community) func() (bot.Community, error)
	Jobs   []bot.Job
	// Unknown, if not nil, is told of a job that no copy of the bot has known for
	// an hour, once an hour.
	Unknown func()
	Clock   bot.Clock
	Log     *slog.Logger
}

// Runner does the jobs of the agenda that are due. Any number of runners, in
// any number of processes, share the work. It is safe for concurrent use.
//
// Jobs of one community are done one after another, and those of different
// communities side by side: a slow job delays nobody else's. A job that fails is
// tried again when its lease ends, for as long as it fails: nothing is dropped
// because it went wrong.
type Runner struct {
	agenda  *storage.Agenda
	db      *storage.DB
	queues  []*queue
	settle  func(*storage.Batch, bot.Community) func() (bot.Community, error)
	jobs    map[string]job
	unknown func()
	clock   bot.Clock
	log     *slog.Logger

	mu       sync.Mutex
	reported map[string]time.Time // when a job that nobody knows was reported, by its name
}

// queue is the jobs of one community.
type queue struct {
	in    bot.Community
	scope storage.Scope
	loop  *worker.Loop

	mu        sync.Mutex
	checkedAt time.Time // when the jobs with Every were seen to be planned
}

// job is a bot.Job with its line of cron read.
type job struct {
	bot.Job
	every map[bot.CommunityID]Plan
}

const (
	// leaseTime is for how long a copy has a job to itself: longer than doing it
	// takes, and as short as one can wait when the copy dies.
	leaseTime = 30 * time.Second
	// takeSize is how many jobs are taken in one round trip.
	takeSize = 50
	// checkEvery is how soon jobs with Every follow a community whose zone changes.
	checkEvery = time.Minute
)

// NewRunner is a runner that is not running yet. Two jobs of one name, or a
// line of cron that cannot be read, is an error.
func NewRunner(c Config) (*Runner, error) {
	r := &Runner{
		agenda: storage.NewAgenda(c.DB), db: c.DB, settle: c.Settle, unknown: c.Unknown,
		jobs: map[string]job{}, clock: c.Clock, log: c.Log, reported: map[string]time.Time{},
	}
	for _, in := range c.Communities {
		q := &queue{in: in, scope: storage.CommunityScope(string(in.ID))}
		q.loop = worker.New("jobs", 1, func(ctx context.Context) (func(context.Context) error, error) {
			taken, err := r.take(ctx, q)
			if err != nil || len(taken) == 0 {
				return nil, err
			}
			return func(ctx context.Context) error {
				_, err := r.doAll(ctx, q, taken)
				return err
			}, nil
		}, c.Log.With("community", in.ID))
		r.queues = append(r.queues, q)
	}
	for _, j := range c.Jobs {
		if _, twice := r.jobs[j.Name]; twice || strings.Contains(j.Name, ":") {
			return nil, fmt.Errorf("job %q: the name is taken, or has a colon in it", j.Name)
		}
		one := job{j, map[bot.CommunityID]Plan{}}
		for _, in := range c.Communities {
			if j.Every == "" {
				continue
			}
			plan, err := Cron(j.Every, Skip, in.Zone)
			if err != nil {
				return nil, fmt.Errorf("job %s: %w", j.Name, err)
			}
			one.every[in.ID] = plan
		}
		r.jobs[j.Name] = one
	}
	return r, nil
}

// Run does what is due until ctx ends, and finishes what it is at. It returns
// nil; while storage does not answer it keeps trying.
func (r *Runner) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, q := range r.queues {
		all.Go(func() { q.loop.Run(ctx) })
	}
	all.Wait()
	return nil
}

// Drain does everything that is due now and returns how many jobs were done.
// Those that Every plans are planned first. The error joins those of the
// communities and their jobs.
func (r *Runner) Drain(ctx context.Context) (int, error) {
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		done int
		errs []error
	)
	for _, q := range r.queues {
		all.Go(func() {
			n, err := r.drain(ctx, q)
			mu.Lock()
			defer mu.Unlock()
			done += n
			if err != nil {
				errs = append(errs, fmt.Errorf("jobs of %s: %w", q.in.ID, err))
			}
		})
	}
	all.Wait()
	return done, errors.Join(errs...)
}

func (r *Runner) drain(ctx context.Context, q *queue) (done int, err error) {
	var errs []error
	for ctx.Err() == nil {
		taken, err := r.take(ctx, q)
		if err != nil || len(taken) == 0 {
			return done, errors.Join(append(errs, err)...)
		}
		n, err := r.doAll(ctx, q, taken)
		done += n
		errs = append(errs, err)
	}
	return done, errors.Join(errs...)
}

// take leases jobs that are due, after planning those with Every.
func (r *Runner) take(ctx context.Context, q *queue) ([]storage.Job, error) {
	if err := r.ensureScheduled(ctx, q); err != nil {
		return nil, err
	}
	return r.agenda.Take(ctx, q.scope, r.clock(), leaseTime, takeSize)
}

// doAll does jobs one after another and returns how many were done.
func (r *Runner) doAll(ctx context.Context, q *queue, taken []storage.Job) (done int, err error) {
	var errs []error
	for _, j := range taken {
		switch err := r.do(ctx, q.in, j); {
		case err == nil:
			done++
		case errors.Is(err, errWaits):
		case errors.Is(err, storage.ErrConflict): // another copy did it, or it is planned anew
		default:
			errs = append(errs, err)
		}
	}
	return done, errors.Join(errs...)
}

// ensureScheduled plans the jobs with Every, by the zone that the community has
// now, at most once a minute. What is due already is left to be done. No lock is
// held while Redis is asked: two at once plan the same.
func (r *Runner) ensureScheduled(ctx context.Context, q *queue) error {
	now := r.clock()
	if q.checked(now) {
		return nil
	}
	in, err := r.settled(ctx, q.in)
	if err != nil {
		return err
	}
	for name, j := range r.jobs {
		every, ok := j.every[in.ID]
		if !ok {
			continue
		}
		if every, err = every.In(zoneOf(in)); err == nil {
			err = r.plan(ctx, q.scope, jobID(name, ""), every, now)
		}
		if err != nil {
			return fmt.Errorf("plan job %s: %w", name, err)
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.checkedAt = now
	return nil
}

// checked reports whether the jobs with Every were planned within the last minute.
func (q *queue) checked(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.checkedAt.IsZero() && !now.Before(q.checkedAt) && now.Before(q.checkedAt.Add(checkEvery))
}

// plan plans a job with Every that is not planned, or that is to be due at what
// is not its time any more. Copies that plan it at once plan the same.
func (r *Runner) plan(ctx context.Context, s storage.Scope, id string, every Plan, now time.Time) error {
	planned, err := r.agenda.Get(ctx, s, id)
	switch {
	case errors.Is(err, storage.ErrNotFound):
	case err != nil:
		return err
	case !planned.Due.After(now) || every.Next(planned.Due.Add(-time.Millisecond)).Equal(planned.Due):
		return nil
	}
	tx := r.db.Begin(s, "", now)
	r.agenda.Put(tx, id, every.Next(now))
	return tx.Commit(ctx)
}

// settled is the community as it is now, with what its own admins set.
func (r *Runner) settled(ctx context.Context, in bot.Community) (bot.Community, error) {
	if r.settle == nil {
		return in, nil
	}
	b := r.db.Batch(storage.CommunityScope(string(in.ID)), r.clock())
	settled := r.settle(b, in)
	if err := b.Run(ctx); err != nil {
		return in, fmt.Errorf("look up the community: %w", err)
	}
	return settled()
}

func zoneOf(in bot.Community) *time.Location {
	if in.Zone == nil {
		return time.UTC
	}
	return in.Zone
}

// do does one job.
func (r *Runner) do(ctx context.Context, in bot.Community, taken storage.Job) (err error) {
	name, about, _ := strings.Cut(taken.ID, ":")
	j, ok := r.jobs[name]
	if !ok {
		r.leave(in, name, taken.Due)
		return errWaits
	}
	defer panics.Catch(r.log, "job "+name, &err)
	// What is begun is finished, also when ctx ends meanwhile.
	ctx, cancel := context.WithTimeout(storage.WithMemo(context.WithoutCancel(ctx)), leaseTime)
	defer cancel()
	if in, err = r.settled(ctx, in); err != nil {
		return fmt.Errorf("job %s: %w", name, err)
	}
	zone := zoneOf(in)
	every, err := j.every[in.ID].In(zone)
	if err != nil {
		return fmt.Errorf("job %s: %w", name, err)
	}
	now := r.clock().In(zone)
	d := bot.JobRun{
		In: in, Job: name, About: about, At: now, For: taken.Due.In(zone), Last: taken.Last, Rev: taken.Rev,
		Next: every.Next(now),
	}
	if err := j.Do(ctx, d); err != nil {
		return fmt.Errorf("job %s: %w", name, err)
	}
	return nil
}

// NextDue is when the next job of any community is due, or the zero time: for
// a clock that jumps from one to the next.
func (r *Runner) NextDue(ctx context.Context) (next time.Time, err error) {
	for _, q := range r.queues {
		if err := r.ensureScheduled(ctx, q); err != nil {
			return time.Time{}, err
		}
		due, err := r.agenda.NextDue(ctx, q.scope)
		if err != nil {
			return time.Time{}, fmt.Errorf("jobs of %s: %w", q.in.ID, err)
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}
