package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
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
// A job that fails is tried again when its hold ends, for as long as it fails:
// nothing is dropped because it went wrong.
type Runner struct {
	agenda      *storage.Agenda
	db          *storage.DB
	communities []bot.Community
	settle      func(*storage.Batch, bot.Community) func() (bot.Community, error)
	jobs        map[string]job
	unknown     func()
	clock       bot.Clock
	log         *slog.Logger
	wake        chan struct{} // holds a token when there may be something to do

	mu       sync.Mutex
	reported map[string]time.Time        // when a job that nobody knows was reported, by its name
	stood    map[storage.Scope]time.Time // when the jobs with Every were seen to be planned
}

// job is a bot.Job with its line of cron read.
type job struct {
	bot.Job
	every map[bot.CommunityID]Plan
}

const (
	// hold is for how long a copy has a job to itself: longer than doing it
	// takes, and as short as one can wait when the copy dies.
	hold = 30 * time.Second
	// atOnce is how many jobs are taken in one round trip.
	atOnce = 50
	// lookEvery is how often Run looks at the agenda without being woken.
	lookEvery = time.Second
	// standEvery is how soon jobs with Every follow a community whose zone changes.
	standEvery = time.Minute
)

// NewRunner is a runner that is not running yet. Two jobs of one name, or a
// line of cron that cannot be read, is an error.
func NewRunner(c Config) (*Runner, error) {
	r := &Runner{
		agenda: storage.NewAgenda(c.DB), db: c.DB, communities: c.Communities, settle: c.Settle, unknown: c.Unknown,
		jobs: map[string]job{}, clock: c.Clock, log: c.Log, wake: make(chan struct{}, 1),
		stood: map[storage.Scope]time.Time{}, reported: map[string]time.Time{},
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
	failing := false
	for {
		_, err := r.Drain(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if down := errors.Is(err, storage.ErrUnavailable); down != failing || err != nil && !down {
			if failing = down; err != nil {
				r.log.Error("jobs are held up", "error", err)
			} else {
				r.log.Info("jobs go on")
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-time.After(lookEvery):
		}
	}
}

// Wake makes Run look at the agenda at once.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Drain does everything that is due now and returns how many jobs were done.
// Those that Every plans are planned first. The error joins those of the
// communities and their jobs.
func (r *Runner) Drain(ctx context.Context) (int, error) {
	var (
		all      sync.WaitGroup
		mu       sync.Mutex
		done     int
		troubles []error
	)
	for _, in := range r.communities {
		all.Go(func() {
			n, err := r.drain(ctx, in)
			mu.Lock()
			defer mu.Unlock()
			done += n
			if err != nil {
				troubles = append(troubles, fmt.Errorf("jobs of %s: %w", in.ID, err))
			}
		})
	}
	all.Wait()
	return done, errors.Join(troubles...)
}

func (r *Runner) drain(ctx context.Context, in bot.Community) (done int, err error) {
	s := storage.CommunityScope(string(in.ID))
	if err := r.stand(ctx, s, in); err != nil {
		return 0, err
	}
	var troubles []error
	for ctx.Err() == nil {
		jobs, err := r.agenda.Take(ctx, s, r.clock(), hold, atOnce)
		if err != nil || len(jobs) == 0 {
			return done, errors.Join(append(troubles, err)...)
		}
		for _, j := range jobs {
			switch err := r.do(ctx, in, j); {
			case err == nil:
				done++
			case errors.Is(err, errWaits):
			case errors.Is(err, storage.ErrConflict): // another copy did it, or it is planned anew
			default:
				troubles = append(troubles, err)
			}
		}
	}
	return done, errors.Join(troubles...)
}

// stand sees to it that the jobs with Every are planned, by the zone that the
// community has now; once in a while. What is due already is left to be done.
func (r *Runner) stand(ctx context.Context, s storage.Scope, in bot.Community) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock()
	if seen, ok := r.stood[s]; ok && !now.Before(seen) && now.Before(seen.Add(standEvery)) {
		return nil
	}
	in, err := r.settled(ctx, in)
	if err != nil {
		return err
	}
	for name, j := range r.jobs {
		every, ok := j.every[in.ID]
		if !ok {
			continue
		}
		if every, err = every.In(zoneOf(in)); err == nil {
			err = r.plan(ctx, s, jobID(name, ""), every, now)
		}
		if err != nil {
			return fmt.Errorf("plan job %s: %w", name, err)
		}
	}
	r.stood[s] = now
	return nil
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
	defer func() {
		if v := recover(); v != nil {
			r.log.Error("panic", "in", name, "what", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			err = fmt.Errorf("job %s: panic", name)
		}
	}()
	// What is begun is finished, also when ctx ends meanwhile.
	ctx, cancel := context.WithTimeout(storage.WithMemo(context.WithoutCancel(ctx)), hold)
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
	for _, in := range r.communities {
		s := storage.CommunityScope(string(in.ID))
		if err := r.stand(ctx, s, in); err != nil {
			return time.Time{}, err
		}
		due, err := r.agenda.NextDue(ctx, s)
		if err != nil {
			return time.Time{}, fmt.Errorf("jobs of %s: %w", in.ID, err)
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}
