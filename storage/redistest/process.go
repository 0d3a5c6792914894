package redistest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Process is a redis-server that a test kills and starts again.
type Process struct {
	t     testing.TB
	args  []string
	cmd   *exec.Cmd
	ended chan struct{}
}

// Start runs redis-server until the test ends, and returns once it serves, be it
// as a Sentinel.
func Start(t testing.TB, args ...string) *Process {
	t.Helper()
	NeedServer(t)
	p := &Process{t: t, args: args}
	p.Run()
	t.Cleanup(p.Kill)
	return p
}

// NeedServer skips the test where no redis-server is installed.
func NeedServer(t testing.TB) {
	t.Helper()
	_, err := exec.LookPath("redis-server")
	switch {
	case err == nil:
	case os.Getenv("ALUMNIBOT_TEST_REAL") == "1":
		t.Fatal("redis-server is not installed, and ALUMNIBOT_TEST_REAL=1 asks for it")
	default:
		t.Skip("redis-server is not installed")
	}
}

// Run starts it again after a Kill.
func (p *Process) Run() {
	p.t.Helper()
	p.cmd, p.ended = exec.Command("redis-server", p.args...), make(chan struct{})
	p.cmd.SysProcAttr = endWithParent()
	out, err := p.cmd.StdoutPipe()
	must(p.t, err)
	p.cmd.Stderr = p.cmd.Stdout
	must(p.t, p.cmd.Start())
	serves := make(chan struct{})
	var log strings.Builder
	go func(cmd *exec.Cmd, ended chan struct{}) {
		defer close(ended)
		said := false
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if said {
				continue
			}
			fmt.Fprintln(&log, lines.Text())
			if strings.Contains(lines.Text(), "eady to accept connections") || strings.Contains(lines.Text(), "+monitor") {
				said = true
				close(serves)
			}
		}
		_ = cmd.Wait()
	}(p.cmd, p.ended)
	select {
	case <-serves:
	case <-p.ended:
		p.t.Fatalf("redis-server ended:\n%s", log.String())
	case <-time.After(20 * time.Second):
		p.t.Fatal("redis-server was not ready after 20 seconds")
	}
}

// Kill is kill -9. It returns when the process is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // or it has ended by itself
	<-p.ended
}

// Signal sends it a signal.
func (p *Process) Signal(s os.Signal) {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(s))
}

// Loopback is a redis-server on a port of the loopback.
type Loopback struct {
	*Process
	Addr, Host, Port string
	Client           *redis.Client
}

// OnLoopback starts a redis-server on a free port, in a directory of its own.
// Unless args say otherwise it keeps nothing.
func OnLoopback(t testing.TB, args ...string) *Loopback {
	t.Helper()
	port := FreePorts(t, 1)[0]
	l := &Loopback{
		Process: Start(t, append([]string{"--bind", "127.0.0.1", "--port", port, "--dir", t.TempDir(), "--save", ""}, args...)...),
		Addr:    "127.0.0.1:" + port, Host: "127.0.0.1", Port: port,
	}
	l.Client = redis.NewClient(options(l.Addr, new(Line).dial))
	t.Cleanup(func() { l.Client.Close() })
	return l
}

// URL is how an operator writes it.
func (l *Loopback) URL() string { return "redis://" + l.Addr + "/0" }

// Role is master or slave, and how many replicas have connected to the one, or
// whether the other is connected.
func (l *Loopback) Role(ctx context.Context) (role string, connected int) {
	answer, err := l.Client.Do(ctx, "role").Slice()
	if err != nil || len(answer) < 3 {
		return "", 0
	}
	role, _ = answer[0].(string)
	if replicas, is := answer[2].([]any); is {
		return role, len(replicas)
	}
	if len(answer) > 3 && answer[3] == "connected" {
		return role, 1
	}
	return role, 0
}
