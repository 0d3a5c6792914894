package redistest

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
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
	dir, err := os.MkdirTemp("", "redistest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	start(t, dir, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700")
	return socket
}

// start runs redis-server without persistence until the test ends, and returns
// once it accepts connections.
func start(t testing.TB, dir string, args ...string) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		if os.Getenv("ALUMNIBOT_TEST_REAL") == "1" {
			t.Fatal("redis-server is not installed, and ALUMNIBOT_TEST_REAL=1 asks for it")
		}
		t.Skip("redis-server is not installed")
	}
	cmd := exec.Command(path, append([]string{"--dir", dir, "--save", "", "--appendonly", "no"}, args...)...)
	cmd.SysProcAttr = endWithParent()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan struct{}), make(chan struct{})
	var log strings.Builder
	go func() {
		defer close(ended)
		accepts := false
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if accepts {
				continue
			}
			fmt.Fprintln(&log, lines.Text())
			if strings.Contains(lines.Text(), "eady to accept connections") {
				accepts = true
				close(ready)
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = cmd.Wait()
	})
	select {
	case <-ready:
	case <-ended:
		t.Fatalf("redis-server ended:\n%s", log.String())
	case <-time.After(20 * time.Second):
		t.Fatal("redis-server was not ready after 20 seconds")
	}
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
	ports := freePorts(t, 6)
	nodes := make([]*redis.Client, 3)
	addrs := make([]string, 3)
	for i := range nodes {
		port, bus := ports[i], ports[3+i]
		start(t, t.TempDir(), "--bind", "127.0.0.1", "--port", port, "--cluster-port", bus,
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

// freePorts are ports of the loopback that nobody listens on, below those that
// systems give to outgoing connections.
func freePorts(t testing.TB, n int) []string {
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
