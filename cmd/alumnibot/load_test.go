package main

import (
	"bufio"
	"bytes"
	wire "encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// loadEnv makes a process of the tests one that only asks, so that what it takes
// is not counted among what answering takes.
const loadEnv = "ALUMNIBOT_TEST_LOAD"

// loadOrder is what such a process is to do.
type loadOrder struct {
	Address     string // host:port
	Requests    string // a file: each with its length before it, four bytes
	Connections int
	Expect      []byte // the body of every answer
}

// load does an order: it says when it is ready, waits for a line, asks, and says
// within how many microseconds 99 of 100 were answered.
func load(text string) error {
	var order loadOrder
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		return err
	}
	requests, err := readRequests(order.Requests)
	if err != nil {
		return err
	}
	all := make([]net.Conn, order.Connections)
	for i := range all {
		if all[i], err = net.Dial("tcp", order.Address); err != nil {
			return err
		}
		defer all[i].Close()
	}
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return err
	}
	took, wrong := make([]time.Duration, len(requests)), make([]error, len(all))
	var next atomic.Int64
	var asking sync.WaitGroup
	for who, conn := range all {
		asking.Go(func() {
			answers := bufio.NewReader(conn)
			for i := int(next.Add(1)) - 1; i < len(requests); i = int(next.Add(1)) - 1 {
				begun := time.Now()
				if err := ask(conn, answers, requests[i], order.Expect); err != nil {
					wrong[who] = fmt.Errorf("request %d: %w", i, err)
					return
				}
				took[i] = time.Since(begun)
			}
		})
	}
	asking.Wait()
	if err := errors.Join(wrong...); err != nil {
		return err // what does not answer is not quick
	}
	slices.Sort(took)
	fmt.Printf("done %d\n", took[len(took)*99/100].Microseconds())
	return nil
}

func ask(conn net.Conn, answers *bufio.Reader, request, expect []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	r, err := http.ReadResponse(answers, nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK || !bytes.Equal(body, expect) {
		return fmt.Errorf("%s: %.300s", r.Status, body)
	}
	return nil
}

func readRequests(path string) ([][]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all [][]byte
	for len(text) > 0 {
		n := wire.BigEndian.Uint32(text)
		all, text = append(all, text[4:4+n]), text[4+n:]
	}
	return all, nil
}

// mostLoad is how many requests are written in advance, at most.
const mostLoad = 200_000

// compared measures the bot as a multiple of a bare handler that gives the same
// answer to the same requests. Both begin what serves, and return where.
func compared(b *testing.B, answer []byte, request func(i int) []byte, bare, bot func(*testing.B) string) {
	var least time.Duration
	b.Run("bare", func(b *testing.B) { least = underLoad(b, bare(b), answer, request) })
	b.Run("bot", func(b *testing.B) {
		if cpu := underLoad(b, bot(b), answer, request); least > 0 {
			b.ReportMetric(float64(cpu)/float64(least), "×bare")
		}
	})
}

// underLoad is what it takes to answer b.N requests, which another process
// sends: CPU of this process, which it returns, and memory, for each of them.
// request writes one as it goes over the wire.
func underLoad(b *testing.B, address string, answer []byte, request func(i int) []byte) (cpu time.Duration) {
	b.Helper()
	if b.N > mostLoad {
		b.Fatalf("%d requests are more than there is room for: shorten -benchtime", b.N)
	}
	var all []byte
	for i := range b.N {
		r := request(i)
		all = append(wire.BigEndian.AppendUint32(all, uint32(len(r))), r...)
	}
	order := loadOrder{Address: address, Requests: filepath.Join(b.TempDir(), "requests"), Connections: 8, Expect: answer}
	if err := os.WriteFile(order.Requests, all, 0o600); err != nil {
		b.Fatal(err)
	}
	text, err := json.Marshal(order)
	if err != nil {
		b.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env, c.Stderr = append(os.Environ(), loadEnv+"="+string(text)), os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	defer c.Wait()
	defer in.Close()
	said := bufio.NewReader(out)
	awaitLine(b, said, "ready")
	runtime.GC()
	before := spent(b)
	b.ResetTimer()
	fmt.Fprintln(in, "go")
	p99 := awaitLine(b, said, "done ")
	b.StopTimer()
	after := spent(b)
	n := float64(b.N)
	cpu = (after.cpu - before.cpu) / time.Duration(b.N)
	b.ReportMetric(float64(cpu.Nanoseconds())/1000, "cpu-µs/req")
	b.ReportMetric(float64(after.memory.Mallocs-before.memory.Mallocs)/n, "allocs/req")
	b.ReportMetric(float64(after.memory.TotalAlloc-before.memory.TotalAlloc)/n, "B/req")
	var worst float64
	if _, err := fmt.Sscan(p99, &worst); err == nil {
		b.ReportMetric(worst, "p99-µs")
	}
	_, _ = io.Copy(io.Discard, said)
	return cpu
}

// awaitLine reads until a line that begins so, and returns the rest of it.
func awaitLine(b *testing.B, said *bufio.Reader, begins string) string {
	b.Helper()
	var before strings.Builder
	for {
		line, err := said.ReadString('\n')
		if rest, ok := strings.CutPrefix(line, begins); ok {
			return strings.TrimSpace(rest)
		}
		before.WriteString(line)
		if err != nil {
			b.Fatalf("the process that asks ended:\n%s", before.String())
		}
	}
}

type spending struct {
	cpu    time.Duration
	memory runtime.MemStats
}

// spent is what this process took so far, without those that it started.
func spent(b *testing.B) spending {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	var s spending
	runtime.ReadMemStats(&s.memory)
	s.cpu = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	return s
}
