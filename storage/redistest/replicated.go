package redistest

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Replicated is a Redis whose master a replica follows, over a line that a test
// can hold.
type Replicated struct {
	*Redis
	master, replica *Loopback
	between         *between
	current         atomic.Pointer[Loopback]
}

// Follow starts a master and its replica, and returns when the replica has
// everything.
func Follow(t testing.TB) *Replicated {
	t.Helper()
	r := &Replicated{master: OnLoopback(t, "--repl-diskless-sync-delay", "0")}
	r.current.Store(r.master)
	r.between = newBetween(t, r.master.Addr)
	host, port, err := net.SplitHostPort(r.between.Addr().String())
	must(t, err)
	r.replica = OnLoopback(t, "--replicaof", host+" "+port)
	line := &Line{}
	r.Redis = watch(t, line, redis.NewClient(options("whoever is the master", func(ctx context.Context, network, _ string) (net.Conn, error) {
		return line.dial(ctx, network, r.current.Load().Addr)
	})))
	r.awaitCopy(t)
	return r
}

// awaitCopy waits until the replica has what the master has.
func (r *Replicated) awaitCopy(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		pipe := r.master.Client.Pipeline()
		pipe.Set(ctx, "last", "", 0) // WAIT is about what its own connection wrote
		have := pipe.Do(ctx, "wait", 1, 100)
		_, _ = pipe.Exec(ctx)
		if n, err := have.Int(); err == nil && n == 1 {
			return
		}
	}
	t.Fatal("the replica does not have what the master has within 20 seconds")
}

// Hold keeps what the master writes from now on from the replica, which has all
// that was written before. Neither of them notices.
func (r *Replicated) Hold(t testing.TB) {
	t.Helper()
	r.awaitCopy(t)
	<-r.between.free
}

// Release lets the replica have what was held.
func (r *Replicated) Release(t testing.TB) {
	t.Helper()
	r.between.free <- struct{}{}
	r.awaitCopy(t)
}

// Failover kills the master, and what was held with it. The replica takes its
// place.
func (r *Replicated) Failover(t testing.TB) {
	t.Helper()
	r.master.Kill()
	r.between.end()
	must(t, r.replica.Client.Do(ctx, "replicaof", "no", "one").Err())
	r.current.Store(r.replica)
}

// between is what replicas connect to instead of the master.
type between struct {
	net.Listener
	free  chan struct{} // holds a token unless the line is held
	ended chan struct{}
}

func newBetween(t testing.TB, master string) *between {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	b := &between{Listener: l, free: make(chan struct{}, 1), ended: make(chan struct{})}
	b.free <- struct{}{}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			replica, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { b.connect(replica, master) })
		}
	})
	t.Cleanup(func() {
		b.end()
		all.Wait()
	})
	return b
}

// connect passes on what both sides say until one of them, or the line, ends.
func (b *between) connect(replica net.Conn, master string) {
	defer replica.Close()
	far, err := net.Dial("tcp", master)
	if err != nil {
		return
	}
	defer far.Close()
	over := make(chan struct{}, 2)
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(far, replica)
		over <- struct{}{}
	})
	both.Go(func() {
		_, _ = io.Copy(held{b, replica}, far)
		over <- struct{}{}
	})
	select {
	case <-over:
	case <-b.ended:
	}
	replica.Close()
	far.Close()
	both.Wait()
}

// held is a replica that hears nothing while the line is held.
type held struct {
	*between
	replica net.Conn
}

func (h held) Write(p []byte) (int, error) {
	select {
	case <-h.free:
		defer func() { h.free <- struct{}{} }()
		return h.replica.Write(p)
	case <-h.ended:
		return 0, net.ErrClosed
	}
}

// end ends all connections, and what is held is lost.
func (b *between) end() {
	select {
	case <-b.ended:
	default:
		close(b.ended)
		b.Listener.Close()
	}
}
