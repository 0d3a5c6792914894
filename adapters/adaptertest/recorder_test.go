package adaptertest

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// recorder is a testing.TB that keeps what a check says, where a real one would
// fail.
type recorder struct {
	testing.TB
	ctx context.Context

	mu       sync.Mutex
	said     []string
	failed   bool
	skipped  bool
	cleanups []func()
}

// record runs a check on a platform, and returns how it ended.
func record(t *testing.T, c check, p Platform) *recorder {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &recorder{TB: t, ctx: ctx}
	done := make(chan struct{})
	go func() { // which a fatal failure ends
		defer close(done)
		c.on(r, p, func() {})
	}()
	<-done
	for _, f := range r.cleanups {
		f()
	}
	return r
}

func (r *recorder) says() string { return strings.Join(r.said, "\n") }

func (r *recorder) note(s string, fails bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, s)
	r.failed = r.failed || fails
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

func (r *recorder) Helper()                           {}
func (r *recorder) Context() context.Context          { return r.ctx }
func (r *recorder) Cleanup(f func())                  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Error(args ...any)                 { r.note(fmt.Sprint(args...), true) }
func (r *recorder) Errorf(format string, args ...any) { r.note(fmt.Sprintf(format, args...), true) }
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); runtime.Goexit() }

func (r *recorder) Skipf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...), false)
	r.skipped = true
	runtime.Goexit()
}
