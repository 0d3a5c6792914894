package redistest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/storage"
)

func TestMain(m *testing.M) {
	logging.Disable() // outages are made here
	if socket := os.Getenv(envSocket); socket != "" {
		workUntilKilled(socket)
	}
	goleak.VerifyTestMain(m)
}

func TestMini(t *testing.T) {
	Run(t, func(t testing.TB) *Redis { return Mini(t) })
}

func TestServer(t *testing.T) {
	socket := startServer(t)
	Run(t, func(t testing.TB) *Redis {
		r := connect(t, socket)
		r.clear(t)
		return r
	})
}

func TestCluster(t *testing.T) {
	addrs := startCluster(t)
	open := func(t testing.TB) *Redis {
		r := connectCluster(t, addrs)
		r.clear(t)
		return r
	}
	Run(t, open)
	t.Run("while a slot moves nothing is half written", func(t *testing.T) { moveSlot(t, open(t)) })
}

// moveSlot takes a community to another node, stopping half way.
func moveSlot(t *testing.T, r *Redis) {
	c, cluster := notes(r), r.Client.(*redis.ClusterClient)
	a := add(t, r, "a", note{Tags: []string{"x"}, Only: "a"})
	for i := range 5 {
		add(t, r, fmt.Sprint(i), note{Tags: []string{"x"}})
	}
	slot, err := cluster.ClusterKeySlot(ctx, acme.String()).Result()
	must(t, err)
	from, err := cluster.MasterForKey(ctx, acme.String())
	must(t, err)
	others := make(chan *redis.Client, 3)
	must(t, cluster.ForEachMaster(ctx, func(_ context.Context, node *redis.Client) error {
		if node.Options().Addr != from.Options().Addr {
			others <- node
		}
		return nil
	}))
	to := <-others
	fromID, err := from.Do(ctx, "cluster", "myid").Text()
	must(t, err)
	toID, err := to.Do(ctx, "cluster", "myid").Text()
	must(t, err)
	must(t, to.Do(ctx, "cluster", "setslot", slot, "importing", fromID).Err())
	must(t, from.Do(ctx, "cluster", "setslot", slot, "migrating", toID).Err())

	migrate := func(n int) {
		keys, err := from.ClusterGetKeysInSlot(ctx, int(slot), n).Result()
		must(t, err)
		host, port := "127.0.0.1", to.Options().Addr[len("127.0.0.1:"):]
		for _, key := range keys {
			must(t, from.Do(ctx, "migrate", host, port, key, 0, 5000).Err())
		}
	}
	before := r.Dump(t)
	for range 4 {
		migrate(3)
		tx := r.DB.Begin(acme, "moving", noon)
		c.Put(tx, a)
		is(t, tx.Commit(ctx), storage.ErrUnavailable)
		_, _, err = c.List(ctx, acme, "tag", "x", storage.Page{Limit: 10}, noon)
		is(t, err, storage.ErrUnavailable)
		_, err = c.Find(ctx, acme, "only", "a", noon)
		is(t, err, storage.ErrUnavailable)
		same(t, get(t, r, "a").Rev, a.Rev)
	}
	migrate(1000)
	for _, node := range []*redis.Client{to, from} {
		must(t, node.Do(ctx, "cluster", "setslot", slot, "node", toID).Err())
	}
	same(t, maps.Equal(before, r.Dump(t)), true)
	retry, end := time.NewTicker(10*time.Millisecond), time.After(20*time.Second)
	defer retry.Stop()
	tx := r.DB.Begin(acme, "moving", noon)
	c.Put(tx, a)
	for tx.Commit(ctx) != nil {
		select {
		case <-retry.C:
		case <-end:
			t.Fatal("the slot has moved, and still nothing can be written")
		}
	}
	page, _, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 10}, noon)
	must(t, err)
	same(t, len(page), 6)
}

func BenchmarkServer(b *testing.B) {
	socket := startServer(b)
	r := connect(b, socket)
	c := notes(r)
	b.Run("Commit", func(b *testing.B) {
		n := 0
		for b.Loop() {
			tx := r.DB.Begin(acme, fmt.Sprint("event", n), noon)
			c.Put(tx, c.New(fmt.Sprint(n), note{Text: "hello", Tags: []string{"x", "y"}, Score: int64(n), Only: fmt.Sprint(n)}))
			storage.NewLedger(r.DB).Enqueue(tx, storage.Announcement{ID: fmt.Sprint(n), To: []string{"1"}, Due: noon})
			must(b, tx.Commit(ctx))
			n++
		}
	})
	b.Run("Get", func(b *testing.B) {
		for b.Loop() {
			_, err := c.Get(ctx, acme, "0", noon)
			must(b, err)
		}
	})
	b.Run("List20", func(b *testing.B) {
		for b.Loop() {
			_, _, err := c.List(ctx, acme, "tag", "x", storage.Page{Limit: 20}, noon)
			must(b, err)
		}
	})
	b.Run("Deliver100", func(b *testing.B) {
		l, n := storage.NewLedger(r.DB), 0
		s := storage.CommunityScope("deliver")
		for b.Loop() {
			n++
			tx := r.DB.Begin(s, "", noon)
			a := announcement(fmt.Sprint(n), 100)
			l.Enqueue(tx, a)
			must(b, tx.Commit(ctx))
			lease, err := l.Take(ctx, s, noon, hold, 100, storage.All)
			must(b, err)
			_, err = l.Begin(ctx, s, lease, storage.Next{Position: 0}, noon)
			must(b, err)
			for i := range 100 {
				next := &storage.Next{Position: i + 1}
				if i == 99 {
					next = nil
				}
				_, err := l.Ack(ctx, s, lease, i, sent, next, noon)
				must(b, err)
			}
		}
	})
}
