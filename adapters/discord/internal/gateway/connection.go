package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Operations of the gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAcknowledged   = 11
)

const (
	// helloTime is how long the gateway may take to greet.
	helloTime = 10 * time.Second
	// writeTime is how long a packet may take to be written.
	writeTime = 10 * time.Second
	// goodbyeTime is how long a connection that is left is listened to.
	goodbyeTime = 2 * time.Second
	// maxPacket is more than the gateway sends at once, even of a large server.
	maxPacket = 64 << 20
	// version of the gateway.
	version = "10"
)

// connection is one connection from its opening to its end.
type connection struct {
	shard *Shard
	ws    *websocket.Conn
	seq   atomic.Int64 // of the last event; 0: none
	ended chan struct{}

	mu       sync.Mutex
	reason   error     // why it is left; nil: it is not
	deadline time.Time // until when the next acknowledgement has to come
}

// connect makes a connection and serves it until it ends. It returns why that
// was, and whether the connection was ready before.
func (s *Shard) connect(ctx context.Context) (ready bool, err error) {
	address, err := s.address()
	if err != nil {
		return false, err
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: min(helloTime, s.Timing.Open)}
	ws, _, err := dialer.DialContext(ctx, address, nil) //nolint:bodyclose // the dialer has read it to its end
	if err != nil {
		return false, fmt.Errorf("%w: %w", errDial, err)
	}
	defer ws.Close()
	ws.SetReadLimit(maxPacket)
	c := &connection{shard: s, ws: ws, ended: make(chan struct{})}
	c.seq.Store(s.session.seq)
	stop := context.AfterFunc(ctx, func() { c.leave(ctx.Err(), websocket.CloseNormalClosure) })
	defer stop()
	return c.serve()
}

// address is where to connect: where the session is, if there is one.
func (s *Shard) address() (string, error) {
	at := s.URL
	if s.session.url != "" && !s.session.elsewhere {
		at = s.session.url
	}
	u, err := url.Parse(at)
	if err != nil {
		return "", fmt.Errorf("the gateway's address: %w", err)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	u.RawQuery = "v=" + version + "&encoding=json"
	return u.String(), nil
}

// serve greets, and takes what comes until the connection is closed.
func (c *connection) serve() (ready bool, err error) {
	var beats sync.WaitGroup
	defer beats.Wait()
	defer close(c.ended)
	defer func() {
		if ready {
			c.shard.Connected(false)
		}
	}()
	interval, err := c.hello()
	if err != nil {
		return false, err
	}
	limit := time.AfterFunc(c.shard.Timing.Open, func() { c.leave(errNotReady, closeKeepsSession) })
	defer limit.Stop()
	beats.Go(func() { c.beat(interval) })
	if err := c.introduce(); err != nil {
		return false, err
	}
	for {
		p, err := c.read()
		if err != nil {
			return ready, c.why(err)
		}
		switch p.Op {
		case opDispatch:
			limit.Stop() // a replay may take longer
			if !ready && (p.Type == "READY" || p.Type == "RESUMED") {
				ready = true
				c.shard.Connected(true)
			}
			c.deliver(p)
		case opHeartbeat:
			c.heartbeat()
		case opAcknowledged:
			c.acknowledged(interval)
		case opReconnect:
			c.leave(errReconnect, closeKeepsSession)
		case opInvalidSession:
			c.leave(refusal(p.Data), closeKeepsSession)
		}
	}
}

func refusal(raw json.RawMessage) error {
	var resumable bool
	if json.Unmarshal(raw, &resumable) == nil && resumable {
		return errResumable
	}
	return errInvalid
}

// hello waits for the greeting, which says how often a heartbeat is due.
func (c *connection) hello() (time.Duration, error) {
	c.await(min(helloTime, c.shard.Timing.Open))
	p, err := c.read()
	if err != nil {
		return 0, c.why(err)
	}
	if p.Op == opReconnect {
		return 0, errReconnect
	}
	var hello struct {
		Interval int `json:"heartbeat_interval"`
	}
	if p.Op != opHello || json.Unmarshal(p.Data, &hello) != nil || hello.Interval <= 0 {
		return 0, errNoHello
	}
	interval := time.Duration(hello.Interval) * time.Millisecond
	c.acknowledged(interval)
	return interval, nil
}

// deliver hands an event on, unless it was before. For how long that takes is no
// fault of the gateway, whose acknowledgements wait behind.
func (c *connection) deliver(p packet) {
	s := c.shard
	if p.Type == "READY" {
		s.session = readSession(p.Data)
		c.seq.Store(0)
	}
	if p.Seq <= s.session.seq {
		return
	}
	begun := time.Now()
	s.Deliver(Event{p.Type, p.Data})
	s.session.seq = p.Seq
	c.seq.Store(p.Seq)
	c.prolong(time.Since(begun))
}

func readSession(raw json.RawMessage) session {
	var ready struct {
		ID  string `json:"session_id"`
		URL string `json:"resume_gateway_url"`
	}
	if json.Unmarshal(raw, &ready) != nil {
		return session{}
	}
	return session{id: ready.ID, url: ready.URL}
}

// leave says goodbye, for the first reason that is given. The connection ends
// when the gateway has closed it: what it sent before is still delivered.
func (c *connection) leave(why error, code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason != nil {
		return
	}
	c.reason = why
	until := time.Now().Add(goodbyeTime)
	// If this fails, the reader notices.
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), until)
	_ = c.ws.SetReadDeadline(until)
}

// why is the reason for which the connection was left, or else err.
func (c *connection) why(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason != nil {
		return c.reason
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return errSilent
	}
	return err
}
