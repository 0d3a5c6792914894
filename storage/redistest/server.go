package redistest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Server is a real redis-server, started for the test.
func Server(t testing.TB) *Redis {
	t.Helper()
	return connect(t, startServer(t))
}

// startServer starts a server on a socket and returns the socket's path.
func startServer(t testing.TB) string {
	t.Helper()
	// Not t.TempDir: a socket's path has at most 103 bytes.
	dir, err := os.MkdirTemp("", "redistest") //nolint:usetesting // a path this short
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	Start(t, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", dir, "--save", "")
	return socket
}

// Cluster is a Redis Cluster of three real servers, started for the test.
func Cluster(t testing.TB) *Redis {
	t.Helper()
	return connectCluster(t, startCluster(t))
}

func connectCluster(t testing.TB, addrs []string) *Redis {
	t.Helper()
	line := &Line{}
	return watch(t, line, redis.NewClusterClient(&redis.ClusterOptions{
		Addrs:                    addrs,
		Dialer:                   line.dial,
		DisableIdentity:          true,
		DialerRetries:            1,
		MinRetryBackoff:          -1,
		MaxRetryBackoff:          -1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}))
}

// startCluster starts three nodes, gives each a third of the slots, and returns
// their addresses when all of them serve.
func startCluster(t testing.TB) []string {
	t.Helper()
	ctx := context.Background()
	ports := FreePorts(t, 6)
	nodes := make([]*redis.Client, 3)
	addrs := make([]string, 3)
	for i := range nodes {
		port, bus := ports[i], ports[3+i]
		Start(t, "--bind", "127.0.0.1", "--port", port, "--cluster-port", bus, "--dir", t.TempDir(), "--save", "",
			"--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "2000")
		addrs[i] = "127.0.0.1:" + port
		nodes[i] = redis.NewClient(&redis.Options{Addr: addrs[i], DisableIdentity: true})
		defer nodes[i].Close()
		first, last := i*16384/3, (i+1)*16384/3-1
		must(t, nodes[i].Do(ctx, "cluster", "set-config-epoch", i+1).Err())
		must(t, nodes[i].Do(ctx, "cluster", "addslotsrange", first, last).Err())
	}
	for i := 1; i < 3; i++ {
		must(t, nodes[i].Do(ctx, "cluster", "meet", "127.0.0.1", ports[0], ports[3]).Err())
	}
	poll, end := time.NewTicker(10*time.Millisecond), time.After(20*time.Second)
	defer poll.Stop()
	for !serving(ctx, nodes) {
		select {
		case <-poll.C:
		case <-end:
			t.Fatal("the cluster did not come up within 20 seconds")
		}
	}
	return addrs
}

// serving says whether every node knows every other and all slots are served.
func serving(ctx context.Context, nodes []*redis.Client) bool {
	for _, n := range nodes {
		info, err := n.ClusterInfo(ctx).Result()
		for _, line := range []string{"cluster_state:ok", "cluster_known_nodes:3", "cluster_slots_ok:16384"} {
			if err != nil || !strings.Contains(info, line) {
				return false
			}
		}
	}
	return true
}

// FreePorts are ports of the loopback that nobody listens on, below those that
// systems give to outgoing connections.
func FreePorts(t testing.TB, n int) []string {
	t.Helper()
	var ports []string
	for range 1000 {
		port := fmt.Sprint(10000 + rand.IntN(20000))
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err != nil {
			continue
		}
		defer l.Close()
		if ports = append(ports, port); len(ports) == n {
			return ports
		}
	}
	t.Fatal("no free ports on the loopback")
	return nil
}

func must(t failing, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
