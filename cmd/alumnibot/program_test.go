package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// builtIn is where the program is built for the tests that run it as people do.
var builtIn = filepath.Join(os.TempDir(), fmt.Sprint("alumnibot-test-", os.Getpid()))

// sideBySide is how many of the tests that allow it run at once. It is more than
// there are processors, since those wait most of the time: for leases that end, for
// a Redis that is slow, for what a platform allows. Tests that keep a processor busy
// run before them.
const sideBySide = "8"

func TestMain(m *testing.M) {
	if order := os.Getenv(loadEnv); order != "" {
		if err := load(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := flag.Set("test.parallel", sideBySide); err != nil { // -parallel has the last word
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(builtIn)
	os.Exit(code)
}

var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(builtIn, "alumnibot")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func binary(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// program is a bot that runs as a process of its own.
type program struct {
	page
	cmd    *exec.Cmd
	ended  chan struct{}
	after  *bytes.Buffer // what it prints after the address; to be read when it has ended
	stderr *bytes.Buffer // likewise
}

// mostStart is how long a playground may take to print its address, on a busy
// machine.
const mostStart = 5 * time.Second

// launch starts a playground, which ends with the test at the latest.
func launch(t testing.TB, args ...string) *program {
	t.Helper()
	return launchIn(t, without("REDIS_URL", "ALUMNIBOT_CONFIG"), args...)
}

// launchIn starts it in an environment.
func launchIn(t testing.TB, env []string, args ...string) *program {
	t.Helper()
	return begin(t, env, append([]string{"playground", "--listen", "127.0.0.1:0"}, args...)...)
}

// begin starts the program with what prints an address first.
func begin(t testing.TB, env []string, args ...string) *program {
	t.Helper()
	p := &program{ended: make(chan struct{}), after: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	p.cmd = exec.Command(binary(t), args...)
	p.cmd.Env, p.cmd.Stderr = env, p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(out)
	address, err := printed.ReadString('\n')
	took := time.Since(began)
	go func() {
		_, _ = printed.WriteTo(p.after) // until it ends
		_ = p.cmd.Wait()                // how it ended is in ProcessState
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	if err != nil {
		<-p.ended
		t.Fatalf("no address was printed:\n%s", p.stderr)
	}
	t.Logf("the address is there after %s", took.Round(time.Millisecond))
	if took > mostStart {
		t.Errorf("it took %s until the address was there, more than %s", took, mostStart)
	}
	p.page = page{t, strings.TrimSpace(address)}
	return p
}

// kill ends the process as kill -9 does.
func (p *program) kill() {
	_ = p.cmd.Process.Kill() // or it has ended
	<-p.ended
}

// stop ends the process as a service manager does, and returns its exit code.
func (p *program) stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("it does not end within %s", patience)
	}
	return p.cmd.ProcessState.ExitCode()
}

// children are the processes that a process has started; none where the system
// does not tell.
func children(pid int) []int {
	found, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return nil
	}
	var all []int
	for _, path := range found {
		text, _ := os.ReadFile(path) // a thread that ended meanwhile has none
		for field := range strings.FieldsSeq(string(text)) {
			child := 0
			if _, err := fmt.Sscan(field, &child); err == nil {
				all = append(all, child)
			}
		}
	}
	return all
}

// sendSignal sends a process a signal. The error is os.ErrProcessDone if it is gone.
func sendSignal(pid int, s os.Signal) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Signal(s)
}

func runs(pid int) bool { return sendSignal(pid, syscall.Signal(0)) == nil }

// without is the environment without some variables.
func without(names ...string) []string {
	var kept []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		drop := false
		for _, n := range names {
			drop = drop || n == name
		}
		if !drop {
			kept = append(kept, v)
		}
	}
	return kept
}

// logOf is what a program that runs in the test writes to: the test's output,
// until the test ends. Redis's client has one log for the whole process, and what
// is begun in another test may still be written to this one's.
func logOf(t testing.TB) io.Writer {
	l := &testLog{to: t.Output()}
	t.Cleanup(l.end)
	return l
}

type testLog struct {
	mu sync.Mutex
	to io.Writer
}

func (l *testLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

func (l *testLog) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to = io.Discard
}
