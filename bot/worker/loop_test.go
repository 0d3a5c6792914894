package worker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alumnibot/alumnibot/bot/worker"
	"github.com/alumnibot/alumnibot/storage"
)

// running runs a loop until the returned function is called.
func running(t *testing.T, l *worker.Loop) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// supply takes n pieces of work, one after another, and then finds nothing.
func supply(n int, do func(context.Context) error) worker.Take {
	return func(context.Context) (func(context.Context) error, error) {
		if n == 0 {
			return nil, nil
		}
		n--
		return do, nil
	}
}

func TestLoopKeepsToItsWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var busy, most, done atomic.Int32
		l := worker.New("jobs", 3, supply(10, func(context.Context) error {
			most.Store(max(most.Load(), busy.Add(1)))
			time.Sleep(time.Minute)
			busy.Add(-1)
			done.Add(1)
			return nil
		}), slog.New(slog.DiscardHandler))
		end := running(t, l)
		time.Sleep(150 * time.Second)
		synctest.Wait()
		if most.Load() != 3 || done.Load() != 6 || busy.Load() != 3 {
			t.Errorf("after two and a half minutes: at most %d at a time, %d done, %d going on; want 3, 6, 3", most.Load(), done.Load(), busy.Load())
		}
		end()
		if done.Load() != 9 {
			t.Errorf("%d done at the end, want what was begun, 9, and no more", done.Load())
		}
	})
}

func TestLoopLooksEverySecondAndWhenWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var looks []time.Duration
		l := worker.New("jobs", 1, func(context.Context) (func(context.Context) error, error) {
			looks = append(looks, time.Since(begun))
			return nil, nil
		}, slog.New(slog.DiscardHandler))
		end := running(t, l)
		time.Sleep(1300 * time.Millisecond)
		l.Wake()
		time.Sleep(1500 * time.Millisecond)
		end()
		want := "[0s 1s 1.3s 2.3s]"
		if got := fmt.Sprint(looks); got != want {
			t.Errorf("looked at %s, want %s", got, want)
		}
	})
}

func TestLoopSurvivesPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		looks := 0
		l := worker.New("jobs", 1, func(context.Context) (func(context.Context) error, error) {
			switch looks++; looks {
			case 1:
				panic("secret of a look")
			case 2:
				return func(context.Context) error { panic("secret of a job") }, nil
			case 3:
				return func(context.Context) error { return fmt.Errorf("job: %w", errors.New("broken")) }, nil
			}
			return nil, nil
		}, slog.New(slog.NewTextHandler(&log, nil)))
		end := running(t, l)
		time.Sleep(5 * time.Second)
		end()
		if looks < 4 {
			t.Errorf("looked %d times, want it to go on", looks)
		}
		if got := log.String(); strings.Contains(got, "secret") || strings.Count(got, "msg=panic") != 2 || strings.Count(got, "jobs are held up") != 3 {
			t.Errorf("logged:\n%s\nwant two panics without what was panicked with, and three errors", got)
		}
	})
}

func TestLoopLogsAnOutageOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var up atomic.Bool
		l := worker.New("deliveries", 1, func(context.Context) (func(context.Context) error, error) {
			if !up.Load() {
				return nil, fmt.Errorf("take: %w", storage.ErrUnavailable)
			}
			return nil, nil
		}, slog.New(slog.NewTextHandler(&log, nil)))
		end := running(t, l)
		time.Sleep(10*time.Second + 500*time.Millisecond)
		up.Store(true)
		time.Sleep(10 * time.Second)
		end()
		if got := log.String(); strings.Count(got, "deliveries are held up") != 1 || strings.Count(got, "deliveries go on") != 1 {
			t.Errorf("logged:\n%s\nwant one line for the beginning and one for the end", got)
		}
	})
}
