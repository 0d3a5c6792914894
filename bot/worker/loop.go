// Package worker runs what a community has to do in the background: its jobs,
// its deliveries.
//
// A Loop belongs to one community, so that nothing slow or broken in it delays
// another. It promises that work which was begun is finished when it is told to
// end, that a panic is an error like any other, and that an outage of storage is
// logged once, not at every look. It does not promise an order: work runs side by
// side with as many workers as the Loop has.
package worker

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot/panics"
	"github.com/alumnibot/alumnibot/storage"
)

// interval is how often a Loop looks for work without being woken: how late work
// of another process is noticed.
const interval = time.Second

// Loop takes work and does it, until it is told to end.
type Loop struct {
	what    string
	workers chan struct{} // holds a token for each that is busy
	take    Take
	woken   chan struct{} // holds a token when there may be work
	log     *slog.Logger
	outage  outage
}

// Take looks for work that is due, and returns what does it; nil if there is none.
type Take func(context.Context) (do func(context.Context) error, err error)

// New returns a loop that is not running yet. At most workers pieces of work are
// done at a time, and none is taken while all workers are busy. what names the work
// in the log, in the plural: "jobs".
func New(what string, workers int, take Take, log *slog.Logger) *Loop {
	return &Loop{
		what: what, workers: make(chan struct{}, workers), take: take, woken: make(chan struct{}, 1), log: log,
		outage: outage{what: what, log: log},
	}
}

// Wake makes Run look for work at once. It does not wait.
func (l *Loop) Wake() {
	select {
	case l.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// Run takes and does work until ctx ends, and returns when what was begun is
// finished. It looks again at once when it found something, when work succeeded,
// and when it is woken; otherwise after a second.
func (l *Loop) Run(ctx context.Context) {
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		select {
		case l.workers <- struct{}{}:
		case <-ctx.Done():
			return
		}
		do, err := l.look(ctx)
		if do != nil {
			busy.Go(func() { l.work(ctx, do) })
			continue
		}
		<-l.workers
		if ctx.Err() != nil {
			return
		}
		l.outage.note(err)
		select {
		case <-ctx.Done():
			return
		case <-l.woken:
		case <-time.After(interval):
		}
	}
}

func (l *Loop) look(ctx context.Context) (do func(context.Context) error, err error) {
	defer panics.Catch(l.log, l.what, &err)
	return l.take(ctx)
}

// work does a piece of work and frees its worker.
func (l *Loop) work(ctx context.Context, do func(context.Context) error) {
	err := func() (err error) {
		defer panics.Catch(l.log, l.what, &err)
		return do(ctx)
	}()
	l.outage.note(err)
	<-l.workers
	if err == nil {
		l.Wake() // there may be more
	}
}

// outage logs when storage stops answering and when it answers again, and every
// other error.
type outage struct {
	what string
	log  *slog.Logger

	mu   sync.Mutex
	down bool
}

func (o *outage) note(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	down := errors.Is(err, storage.ErrUnavailable)
	switch {
	case err != nil && !(down && o.down):
		o.log.Error(o.what+" are held up", "error", err)
	case err == nil && o.down:
		o.log.Info(o.what + " go on")
	}
	o.down = down
}
