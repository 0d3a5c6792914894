package redistest

import (
	"errors"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage"
)

// TestWhatIsBegunIsAtAReplica: as long as the only replica does not have it, a
// delivery is not begun, so that the master may die.
func TestWhatIsBegunIsAtAReplica(t *testing.T) {
	ports := freePorts(t, 2)
	addr := func(i int) string { return "127.0.0.1:" + ports[i] }
	start(t, t.TempDir(), "--bind", "127.0.0.1", "--port", ports[0])
	r := connect(t, addr(0))
	l := storage.NewLedger(r.DB)
	tx := r.DB.Begin(acme, "", noon)
	l.Enqueue(tx, announcement("a", 6))
	must(t, tx.Commit(ctx))
	lease, err := l.Take(ctx, acme, noon, hold, 6, storage.All)
	must(t, err)
	begin := func(position int) (storage.Verdict, error) {
		return l.Begin(ctx, acme, lease, storage.Next{Position: position}, noon)
	}
	if v, err := begin(0); err != nil || v != storage.Begun {
		t.Fatalf("without a replica: %v, %v", v, err)
	}

	start(t, t.TempDir(), "--bind", "127.0.0.1", "--port", ports[1], "--replicaof", "127.0.0.1 "+ports[0], "--enable-debug-command", "local")
	replica := redis.NewClient(&redis.Options{Addr: addr(1), DisableIdentity: true, ReadTimeout: 10 * time.Second})
	t.Cleanup(func() { replica.Close() })
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		role, err := r.Client.Do(ctx, "role").Slice()
		if err == nil && len(role) == 3 && len(role[2].([]any)) == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nobody follows the master")
		}
	}
	time.Sleep(1100 * time.Millisecond) // by then it is asked again
	slept := make(chan error, 1)
	go func() { slept <- replica.Do(ctx, "debug", "sleep", "4").Err() }()
	time.Sleep(200 * time.Millisecond)
	if _, err := begin(1); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("while the replica sleeps: %v", err)
	}
	must(t, <-slept)
	r.Trips.Reset()
	if v, err := begin(1); err != nil || v != storage.Begun || r.Trips.Count() != 1 {
		t.Errorf("when it is awake: %v, %v, %d round trips", v, err, r.Trips.Count())
	}
	// The state of what was begun is there.
	if states := replica.GetRange(ctx, acme.String()+":ledger:s:a", 0, 1).Val(); states != "ss" {
		t.Errorf("the replica has the states %q", states)
	}
}
