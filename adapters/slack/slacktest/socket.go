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
	tickets map[string]*Space
	links   []*link
	waiting map[string]chan json.RawMessage // for acknowledgements, by envelope
	next    int
	changed chan struct{} // closed when a connection comes or goes
	all     sync.WaitGroup
}

// link is one connection.
type link struct {
	space   *Space
	conn    *websocket.Conn
	writing sync.Mutex
	ended   chan struct{}
	leaving bool // told to go: nothing is sent any more
}

func (h *hub) init() {
	h.tickets, h.waiting, h.changed = map[string]*Space{}, map[string]chan json.RawMessage{}, make(chan struct{})
}

func (h *hub) ticket(sp *Space) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := rand.Text()
	h.tickets[t] = sp
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
	sp := h.tickets[ticket]
	delete(h.tickets, ticket)
	h.mu.Unlock()
	if sp == nil {
		http.Error(w, "no such ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	l := &link{space: sp, conn: conn, ended: make(chan struct{})}
	if l.write(object{"type": "hello", "num_connections": 1, "connection_info": object{"app_id": "A" + sp.Team}}) != nil {
		_ = conn.Close()
		return
	}
	h.mu.Lock()
	h.links = append(h.links, l)
	h.notifyLocked()
	h.mu.Unlock()
	h.all.Go(l.ping)
	h.all.Go(func() { h.read(l) })
}

func (l *link) write(v any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	return l.conn.WriteJSON(v)
}

func (l *link) ping() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-l.ended:
			return
		case <-t.C:
			_ = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) // its end is noticed by the reader
		}
	}
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
			if l.space == sp && !l.leaving {
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

// errUnacknowledged: three seconds are over.
var errUnacknowledged = errors.New("not acknowledged within three seconds")

// send delivers an envelope. Events come again, over another connection, while
// they are not acknowledged.
func (h *hub) send(ctx context.Context, sp *Space, kind string, payload json.RawMessage) (json.RawMessage, error) {
	tries := 1
	if kind == events {
		tries = 4
	}
	var err error
	for try := range tries {
		var answer json.RawMessage
		if answer, err = h.sendOnce(ctx, sp, kind, payload, try); err == nil {
			return answer, nil
		}
	}
	return nil, err
}

func (h *hub) sendOnce(ctx context.Context, sp *Space, kind string, payload json.RawMessage, try int) (json.RawMessage, error) {
	id := rand.Text()
	return h.envelope(ctx, sp, id, object{
		"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": kind != events, "retry_attempt": try,
	})
}

func (h *hub) envelope(ctx context.Context, sp *Space, id string, envelope any) (json.RawMessage, error) {
	acked := make(chan json.RawMessage, 1)
	h.mu.Lock()
	h.waiting[id] = acked
	h.mu.Unlock()
	for {
		l, err := h.pick(ctx, sp)
		if err != nil {
			return nil, err
		}
		if err := l.offer(h, envelope); err == nil {
			break
		}
	}
	late := time.NewTimer(3 * time.Second)
	defer late.Stop()
	select {
	case answer := <-acked:
		return answer, nil
	case <-late.C:
		return nil, errUnacknowledged
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// offer writes unless the connection was told to go meanwhile.
func (l *link) offer(h *hub, v any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	h.mu.Lock()
	leaving := l.leaving
	h.mu.Unlock()
	if leaving {
		return errors.New("the connection is going")
	}
	if err := l.conn.SetWriteDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	return l.conn.WriteJSON(v)
}

// Envelope sends any envelope, with an id of its own, and waits for its
// acknowledgement: for those that nobody can read.
func (sp *Space) Envelope(ctx context.Context, build func(id string) string) error {
	id := rand.Text()
	_, err := sp.socket.envelope(ctx, sp, id, json.RawMessage(build(id)))
	return err
}

// Connections is how many the workspace has.
func (sp *Space) Connections() int {
	h := &sp.socket
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, l := range h.links {
		if l.space == sp && !l.leaving {
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

// Disconnect tells one connection of the workspace to go, as Slack does from
// time to time: reason "warning", "refresh_requested" or "link_disabled".
// Nothing is sent over it afterwards, and it is closed a while later.
func (sp *Space) Disconnect(reason string) error {
	l := sp.latest()
	if l == nil {
		return errors.New("no Socket Mode connection")
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	sp.socket.mu.Lock()
	l.leaving = true
	sp.socket.mu.Unlock()
	sp.socket.all.Go(l.expire)
	return l.conn.WriteJSON(object{"type": "disconnect", "reason": reason})
}

// expire closes the connection when everything that was sent over it must have
// been acknowledged.
func (l *link) expire() {
	t := time.NewTimer(3 * time.Second)
	defer t.Stop()
	select {
	case <-t.C:
	case <-l.ended:
	}
	_ = l.conn.Close()
}

// Reset cuts one connection without a word.
func (sp *Space) Reset() error {
	l := sp.latest()
	if l == nil {
		return errors.New("no Socket Mode connection")
	}
	sp.socket.mu.Lock()
	l.leaving = true
	sp.socket.mu.Unlock()
	return l.conn.NetConn().Close()
}

func (sp *Space) latest() *link {
	h := &sp.socket
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range slices.Backward(h.links) {
		if l.space == sp && !l.leaving {
			return l
		}
	}
	return nil
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
