package slacktest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// hub has the Socket Mode connections.
type hub struct {
	mu      sync.Mutex
	tickets map[string]string // app tokens
	off     map[string]bool   // app tokens whose Socket Mode is switched off
	links   []*link
	waiting map[string]chan json.RawMessage // for acknowledgements, by envelope
	next    int
	hushed  bool          // no connection pings
	pinged  int           // how often one was
	changed chan struct{} // closed when a connection comes or goes
	all     sync.WaitGroup
}

// writeTime is how long a write may take.
const writeTime = 5 * time.Second

// link is one connection.
type link struct {
	app     string // its token
	conn    *websocket.Conn
	writing sync.Mutex
	ended   chan struct{}
	leaving bool // told to go: nothing is sent any more
	silent  bool // not even pings
}

func (h *hub) init() {
	h.tickets, h.off = map[string]string{}, map[string]bool{}
	h.waiting, h.changed = map[string]chan json.RawMessage{}, make(chan struct{})
}

func (h *hub) ticket(app string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := rand.Text()
	h.tickets[t] = app
	return t
}

func (h *hub) notifyLocked() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (s *Server) link(w http.ResponseWriter, r *http.Request) {
	h := &s.socket
	h.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	app := h.tickets[ticket]
	off := h.off[app]
	delete(h.tickets, ticket)
	h.mu.Unlock()
	if app == "" {
		http.Error(w, "no such ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	l := &link{app: app, conn: conn, ended: make(chan struct{})}
	conn.SetPingHandler(func(data string) error { return h.pong(l, data) })
	first := object{"type": "hello", "num_connections": 1, "connection_info": object{"app_id": "A1"}}
	if off {
		first = object{"type": "disconnect", "reason": "link_disabled"}
	}
	if l.write(first) != nil || off {
		_ = conn.Close()
		return
	}
	h.mu.Lock()
	off = h.off[app] // switched off since
	if !off {
		h.links = append(h.links, l)
		h.notifyLocked()
	}
	h.mu.Unlock()
	if off {
		_ = l.write(object{"type": "disconnect", "reason": "link_disabled"}) // it is closed in any case
		_ = conn.Close()
		return
	}
	h.all.Go(func() { h.ping(l) })
	h.all.Go(func() { h.read(l) })
}

func (l *link) write(v any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	return l.writeLocked(v)
}

func (l *link) writeLocked(v any) error {
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	return l.conn.WriteJSON(v)
}

func (h *hub) ping(l *link) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-l.ended:
			return
		case <-t.C:
			h.mu.Lock()
			silent := l.silent || h.hushed
			h.mu.Unlock()
			if !silent {
				_ = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) // its end is noticed by the reader
			}
		}
	}
}

func (h *hub) pong(l *link, data string) error {
	h.mu.Lock()
	silent := l.silent
	h.pinged++
	h.mu.Unlock()
	if silent {
		return nil
	}
	return l.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
}

// read takes acknowledgements until the connection ends.
func (h *hub) read(l *link) {
	defer func() {
		close(l.ended)
		_ = l.conn.Close()
		h.mu.Lock()
		h.links = slices.DeleteFunc(h.links, func(x *link) bool { return x == l })
		h.notifyLocked()
		h.mu.Unlock()
	}()
	for {
		_, message, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if len(message) >= 20*1024 || json.Unmarshal(message, &ack) != nil {
			continue // as Slack: silently
		}
		h.mu.Lock()
		if w := h.waiting[ack.EnvelopeID]; w != nil {
			w <- ack.Payload
			delete(h.waiting, ack.EnvelopeID)
		}
		h.mu.Unlock()
	}
}

// pick is the next connection of a workspace that may be sent to, waiting for
// one if there is none.
func (h *hub) pick(ctx context.Context, sp *Space) (*link, error) {
	for {
		h.mu.Lock()
		var open []*link
		for _, l := range h.links {
			if l.app == sp.AppToken && !l.leaving {
				open = append(open, l)
			}
		}
		h.next++
		next, changed := h.next, h.changed
		h.mu.Unlock()
		if len(open) > 0 {
			return open[next%len(open)], nil
		}
		if err := wait(ctx, changed); err != nil {
			return nil, errors.New("no Socket Mode connection")
		}
	}
}

// Connections is how many the workspace has.
func (sp *Space) Connections() int {
	h := &sp.socket
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, l := range h.links {
		if l.app == sp.AppToken && !l.leaving {
			n++
		}
	}
	return n
}

// AwaitConnections waits until the workspace has n.
func (sp *Space) AwaitConnections(ctx context.Context, n int) error {
	for {
		h := &sp.socket
		h.mu.Lock()
		changed := h.changed
		h.mu.Unlock()
		if sp.Connections() >= n {
			return nil
		}
		if err := wait(ctx, changed); err != nil {
			return fmt.Errorf("%d Socket Mode connections instead of %d: %w", sp.Connections(), n, err)
		}
	}
}

func (h *hub) close() {
	h.mu.Lock()
	links := slices.Clone(h.links)
	h.mu.Unlock()
	for _, l := range links {
		_ = l.conn.NetConn().Close()
	}
	h.all.Wait()
}
