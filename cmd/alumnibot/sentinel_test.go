package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// sentinel is some redis-servers, one of them the master of the others, and a
// Sentinel that looks after them.
type sentinel struct {
	t       *testing.T
	port    string
	servers []*keptRedis
}

const masterName = "alumnibot"

func newSentinel(t *testing.T, servers int) *sentinel {
	t.Helper()
	first := newKeptRedis(t, "--appendfsync", "everysec", "--repl-diskless-sync-delay", "0")
	s := &sentinel{t: t, port: freePort(t), servers: []*keptRedis{first}}
	for range servers - 1 {
		s.servers = append(s.servers, newKeptRedis(t, "--appendfsync", "everysec", "--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1 "+first.port))
	}
	s.whole()
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\nsentinel monitor %s 127.0.0.1 %s 1\n", s.port, masterName, first.port) +
		fmt.Sprintf("sentinel down-after-milliseconds %[1]s 1000\nsentinel failover-timeout %[1]s 5000\n", masterName)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("redis-server", file, "--sentinel")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	c := redis.NewSentinelClient(&redis.Options{Addr: "127.0.0.1:" + s.port, DisableIdentity: true})
	t.Cleanup(func() { c.Close() })
	eventually(t, "the Sentinel knows the replicas", func() bool {
		all, err := c.Replicas(t.Context(), masterName).Result()
		return err == nil && len(all) == servers-1
	})
	return s
}

// url is how an operator writes it.
func (s *sentinel) url() string {
	return "redis://127.0.0.1:" + s.port + "/0?master_name=" + masterName
}

// client is of whichever is the master.
func (s *sentinel) client() redis.UniversalClient {
	c := redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName: masterName, SentinelAddrs: []string{"127.0.0.1:" + s.port}, DisableIdentity: true,
	})
	s.t.Cleanup(func() { c.Close() })
	return c
}

// master is the one that the others follow, and those.
func (s *sentinel) roles() (master *keptRedis, replicas []*keptRedis) {
	for _, k := range s.servers {
		role, err := k.client().Do(s.t.Context(), "role").Slice()
		switch {
		case err != nil:
		case role[0] == "master" && len(role[2].([]any)) > 0:
			master = k
		case role[0] == "slave" && role[3] == "connected":
			replicas = append(replicas, k)
		}
	}
	return master, replicas
}

// whole waits until one is the master of all others.
func (s *sentinel) whole() {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if master, replicas := s.roles(); master != nil && len(replicas) == len(s.servers)-1 {
			return
		}
		if time.Now().After(end) {
			s.t.Fatal("the replicas do not follow the master")
		}
	}
}

// failover has the replicas fall behind, and then the master die. It comes back
// when another has its place.
func (s *sentinel) failover() {
	s.t.Helper()
	master, replicas := s.roles()
	for _, k := range replicas {
		_ = k.cmd.Process.Signal(syscall.SIGSTOP)
	}
	time.Sleep(700 * time.Millisecond)
	master.kill()
	for _, k := range replicas {
		_ = k.cmd.Process.Signal(syscall.SIGCONT)
	}
	eventually(s.t, "another is the master", func() bool {
		now, _ := s.roles()
		return now != nil && now != master
	})
	master.run()
}
