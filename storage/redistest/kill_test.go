package redistest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage"
)

// With these the test binary is a copy of the bot that works through the agenda
// until it is killed: the socket of the Redis, and when its clock showed noon
// (Unix nanoseconds).
const (
	envSocket = "ALUMNIBOT_TEST_AGENDA_REDIS"
	envNoon   = "ALUMNIBOT_TEST_AGENDA_NOON"
)

// racing is how much faster than the real clock that of a copy runs.
const racing = 50

func workUntilKilled(socket string) {
	began, err := strconv.ParseInt(os.Getenv(envNoon), 10, 64)
	if err != nil {
		panic(err)
	}
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket})
	r := &Redis{DB: storage.New(client), Client: client}
	for {
		now := noon.Add(racing * time.Since(time.Unix(0, began)))
		jobs, err := storage.NewAgenda(r.DB).Take(ctx, acme, now, time.Second, 7)
		if err != nil {
			panic(err)
		}
		for _, job := range jobs {
			tx := r.DB.Begin(acme, "", now)
			occur(r, tx, job, now)
			if err := tx.Commit(ctx); err != nil && !errors.Is(err, storage.ErrConflict) {
				panic(err)
			}
		}
	}
}

// TestKilledCopies kills one of three copies again and again, at any point of
// its work, and starts another in its place.
func TestKilledCopies(t *testing.T) {
	const jobs, kills = 60, 25
	r := Server(t)
	for i := range jobs {
		plan(t, r, acme, noon, fmt.Sprint(i))
	}
	began := time.Now()
	start := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), envSocket+"="+r.Client.(*redis.Client).Options().Addr, envNoon+"="+fmt.Sprint(began.UnixNano()))
		must(t, cmd.Start())
		return cmd
	}
	kill := func(cmd *exec.Cmd) {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	running := []*exec.Cmd{start(), start(), start()}
	for n := range kills {
		<-time.After(time.Duration(20+rand.IntN(80)) * time.Millisecond)
		kill(running[n%3])
		running[n%3] = start()
	}
	for _, cmd := range running {
		kill(cmd)
	}

	// Now nobody works, and whatever is held comes back.
	now := noon.Add(racing * time.Since(began)).Add(time.Minute)
	must(t, workThrough(r, now))
	happened := make(map[string]int)
	for after, more := uint32(0), true; more; {
		page, err := notes(r).AllNumbered(ctx, acme, after, 1000, now)
		must(t, err)
		for _, n := range page {
			happened[n.Value.Tags[0]]++
			after = n.Ordinal
		}
		more = len(page) == 1000
	}
	for term, times := range happened {
		if times != 1 {
			t.Errorf("%s happened %d times", term, times)
		}
	}
	for i := range jobs {
		if term := occurrence(fmt.Sprint(i), now.Truncate(step)); happened[term] != 1 {
			t.Errorf("%s did not happen", term)
		}
	}
	if len(happened) < 5*jobs {
		t.Errorf("only %d occurrences of %d jobs: the copies hardly worked", len(happened), jobs)
	}
	t.Logf("%d occurrences of %d jobs through %d kills", len(happened), jobs, kills)
}
