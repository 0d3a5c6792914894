package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// sentinel is some redis-servers, one of them the master of the others, and a
// Sentinel that looks after them.
type sentinel struct {
	t       *testing.T
	addr    string
	servers []*redistest.Loopback
}

const masterName = "alumnibot"

func newSentinel(t *testing.T, servers int) *sentinel {
	t.Helper()
	// As the README has it for operators: a master that is cut off takes nothing.
	server := func(args ...string) *redistest.Loopback {
		return keptRedis(t, "everysec", append(args, "--repl-diskless-sync-delay", "0", "--min-replicas-to-write", "1")...)
	}
	first := server()
	port := redistest.FreePorts(t, 1)[0]
	s := &sentinel{t: t, addr: "127.0.0.1:" + port, servers: []*redistest.Loopback{first}}
	for range servers - 1 {
		s.servers = append(s.servers, server("--replicaof", first.Host+" "+first.Port))
	}
	s.whole()
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\nsentinel monitor %s %s %s 1\n", port, masterName, first.Host, first.Port) +
		fmt.Sprintf("sentinel down-after-milliseconds %[1]s 1000\nsentinel failover-timeout %[1]s 5000\n", masterName)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	redistest.Start(t, file, "--sentinel")
	c := redis.NewSentinelClient(&redis.Options{Addr: s.addr, DisableIdentity: true})
	t.Cleanup(func() { c.Close() })
	await(t, "the Sentinel knows the replicas", func() bool {
		all, err := c.Replicas(t.Context(), masterName).Result()
		return err == nil && len(all) == servers-1
	})
	return s
}

// url is how an operator writes it.
func (s *sentinel) url() string { return "redis://" + s.addr + "/0?master_name=" + masterName }

// client is of whichever is the master.
func (s *sentinel) client() redis.UniversalClient {
	c := redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: masterName, SentinelAddrs: []string{s.addr}, DisableIdentity: true,
	})
	s.t.Cleanup(func() { c.Close() })
	return c
}

// roles are the one that others follow, and those that follow it.
func (s *sentinel) roles() (master *redistest.Loopback, replicas []*redistest.Loopback) {
	for _, k := range s.servers {
		switch role, connected := k.Role(s.t.Context()); {
		case connected == 0:
		case role == "master":
			master = k
		default:
			replicas = append(replicas, k)
		}
	}
	return master, replicas
}

// whole waits until one is the master of all others.
func (s *sentinel) whole() {
	s.t.Helper()
	awaitWithin(s.t, time.Minute, 100*time.Millisecond, "one is the master of all others", func() bool {
		master, replicas := s.roles()
		return master != nil && len(replicas) == len(s.servers)-1
	})
}

// failover has the replicas stand still, and then the master die. It comes back
// when another has its place, for which a Sentinel that finds no replica in time
// takes ten seconds more.
func (s *sentinel) failover() {
	s.t.Helper()
	master, replicas := s.roles()
	for _, k := range replicas {
		k.Signal(syscall.SIGSTOP)
	}
	time.Sleep(700 * time.Millisecond) // in which the master takes what they have not read
	master.Kill()
	for _, k := range replicas {
		k.Signal(syscall.SIGCONT)
	}
	awaitWithin(s.t, time.Minute, 100*time.Millisecond, "another is the master", func() bool {
		now, _ := s.roles()
		return now != nil && now != master
	})
	master.Run()
}
