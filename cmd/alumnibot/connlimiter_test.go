package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// crowded is a server of ours on a handler, and how many connections it has.
func crowded(t *testing.T, most int, handler http.HandlerFunc) (address string, c *connLimiter) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c = newConnLimiter(most)
	server := newServer(handler, c, slog.New(slog.DiscardHandler))
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		<-served
	})
	return listener.Addr().String(), c
}

// drain reads a request to its end and says how much it was.
func drain(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	fmt.Fprint(w, n)
}

// open are n connections on which this was written.
func open(t *testing.T, address string, n int, written string) []net.Conn {
	t.Helper()
	all := make([]net.Conn, n)
	var dialing sync.WaitGroup
	for part := range 16 {
		dialing.Go(func() {
			for i := part; i < n; i += 16 {
				conn, err := net.Dial("tcp", address)
				if err != nil {
					t.Errorf("connection %d: %v", i, err)
					return
				}
				all[i] = conn
				io.WriteString(conn, written)
			}
		})
	}
	dialing.Wait()
	t.Cleanup(func() {
		for _, conn := range all {
			if conn != nil {
				conn.Close()
			}
		}
	})
	return all
}

// Ten thousand who connect and say nothing, or begin and are slow, do not keep
// the next one from being served at once.
func TestManyConnectionsDoNotHurtOthers(t *testing.T) {
	for name, written := range map[string]string{
		"say nothing":         "",
		"slow to ask":         "GET / HTT",
		"slow with the body":  "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nslow",
		"between two of them": "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			address, c := crowded(t, maxConnections, drain)
			open(t, address, 10_000, written)
			for range 20 {
				start := time.Now()
				response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Post("http://"+address, "text/plain", strings.NewReader("hello"))
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if err != nil || string(body) != "5" {
					t.Fatalf("answered %q, %v", body, err)
				}
				if took := time.Since(start); took > 3*time.Second { // what a platform waits
					t.Errorf("it took %s", took)
				}
			}
			if n := c.count(); n > maxConnections {
				t.Errorf("%d connections are open, at most %d", n, maxConnections)
			}
		})
	}
}

// Of those that have to go, the ones between two requests go first, and the
// oldest of them.
func TestWhoGoes(t *testing.T) {
	c := newConnLimiter(3)
	conns := map[string]net.Conn{}
	arrive := func(name string, states ...http.ConnState) {
		here, there := net.Pipe()
		t.Cleanup(func() { there.Close() })
		conns[name] = here
		for _, s := range append([]http.ConnState{http.StateNew}, states...) {
			c.track(here, s)
		}
	}
	gone := func(name string) bool {
		return conns[name].SetDeadline(time.Now()) != nil
	}
	arrive("busy", http.StateActive)
	arrive("first idle", http.StateActive, http.StateIdle)
	arrive("second idle", http.StateActive, http.StateIdle)
	for _, next := range []string{"first idle", "second idle"} {
		if gone(next) {
			t.Fatalf("%s went before its time", next)
		}
		arrive("instead of the "+next, http.StateActive)
		if !gone(next) {
			t.Errorf("%s is still there", next)
		}
	}
	arrive("silent")
	if !gone("busy") || gone("instead of the first idle") {
		t.Error("where all are busy, the oldest goes")
	}
	arrive("another")
	if !gone("silent") || gone("instead of the first idle") {
		t.Error("who has not asked yet goes before those who have")
	}
	c.track(conns["another"], http.StateClosed)
	c.track(conns["silent"], http.StateIdle) // told late
	if n := c.count(); n != 2 {
		t.Errorf("%d are counted, want 2", n)
	}
}

func TestLargeBodiesAndHeadersAreRefused(t *testing.T) {
	address, _ := crowded(t, 10, drain)
	for _, test := range []struct {
		size, status int
	}{{maxBody, http.StatusOK}, {maxBody + 1, http.StatusRequestEntityTooLarge}} {
		response, err := http.Post("http://"+address, "text/plain", strings.NewReader(strings.Repeat("x", test.size)))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != test.status {
			t.Errorf("%d bytes: %s", test.size, response.Status)
		}
	}
	conn := open(t, address, 1, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 2*maxHeader)+"\r\n\r\n")[0]
	status, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(status, "431") {
		t.Errorf("a large header: %q, %v", status, err)
	}
}
