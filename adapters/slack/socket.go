package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/alumnibot/alumnibot/bot"
)

// Socket Mode. The library's own client closes a connection the moment Slack
// warns that it will, and loses the acknowledgements that are under way; the
// person then reads that the command failed although it did not. So the
// connections are kept here: one that is warned goes on serving while the next
// one is made, until Slack closes it.

const (
	// maxEnvelope is more than Slack sends at once.
	maxEnvelope = 1 << 20
	// Slack drops what is larger, and what comes in several frames.
	maxAck      = 20_480
	writeBuffer = 32 << 10
	dialTime    = 10 * time.Second
	writeTime   = 5 * time.Second
	// lingerTime is how long a connection that Slack warned may go on: Slack
	// closes it about ten seconds later.
	lingerTime = 15 * time.Second
	// A connection that ends sooner is made again more slowly each time.
	soon = 10 * time.Second
)

// connect serves one workspace until ctx ends. The error is permanent.
func (a *Adapter) connect(ctx context.Context, w *workspace) error {
	who, err := a.meet(ctx, w)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("slack does not accept the bot token of community %s: %w", w.Community, err)
	}
	if w.AppToken == "" {
		<-ctx.Done()
		return nil
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var all sync.WaitGroup
	for range a.cfg.Connections {
		all.Go(func() {
			if err := a.keep(ctx, w, who); err != nil {
				end(err)
			}
		})
	}
	all.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		w.breakDown(cause)
		return fmt.Errorf("slack does not accept the app token of community %s: %w", w.Community, cause)
	}
	return nil
}

// keep has one connection at a time that is not about to be closed, for as long
// as it takes. The error is permanent.
func (a *Adapter) keep(ctx context.Context, w *workspace, who identity) error {
	var old sync.WaitGroup // connections that were warned
	defer old.Wait()
	wait, hasty, served := backoff{}, false, false
	for ctx.Err() == nil {
		made := time.Now()
		l, err := a.dial(ctx, w, who)
		if err == nil {
			served = true
			spent := make(chan error, 1)
			old.Go(func() { l.serve(ctx, spent) })
			err = <-spent
		}
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, bot.ErrStopped) || errors.Is(err, bot.ErrRefused) && !served {
			return err
		}
		short := time.Since(made) < soon
		if !short {
			wait.reset()
		}
		if err == nil && !(short && hasty) {
			hasty = short // once is no matter
			continue
		}
		a.cfg.Log.WarnContext(ctx, "slack: a connection ended", "community", w.Community, "error", err)
		if !wait.pause(ctx) {
			return nil
		}
	}
	return nil
}

// link is one connection.
type link struct {
	*Adapter
	w    *workspace
	who  identity
	conn *websocket.Conn

	writing sync.Mutex
}

func (a *Adapter) dial(ctx context.Context, w *workspace, who identity) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	_, url, err := w.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("apps.connections.open: %w", w.classify(err))
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialTime, WriteBufferSize: writeBuffer}
	conn, resp, err := dialer.DialContext(ctx, url, nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("connect: %w", withoutURL(err))
	}
	conn.SetReadLimit(maxEnvelope)
	l := &link{Adapter: a, w: w, who: who, conn: conn}
	ponging := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		_ = l.alive()
		return ponging(data)
	})
	return l, l.alive()
}

// withoutURL keeps the ticket in a connection's address out of logs.
func withoutURL(err error) error {
	var op interface {
		error
		Unwrap() error
	}
	if errors.As(err, &op) && op.Unwrap() != nil {
		return op.Unwrap()
	}
	return err
}

// alive gives the connection until the next ping that Slack owes.
func (l *link) alive() error { return l.conn.SetReadDeadline(time.Now().Add(l.cfg.PingInterval)) }

// serve takes what comes until the connection ends. As soon as another one is
// needed, it says so, with nil if that is in the course of things.
func (l *link) serve(ctx context.Context, spent chan<- error) {
	stop := context.AfterFunc(ctx, func() { _ = l.conn.Close() })
	defer stop()
	defer l.conn.Close()
	up := false
	said := false
	report := func(err error) {
		if up {
			l.w.link(-1)
			up = false
		}
		if !said {
			spent <- err
			said = true
		}
	}
	for {
		_, message, err := l.conn.ReadMessage()
		if err != nil {
			report(fmt.Errorf("read: %w", err))
			return
		}
		var e envelope
		if err := json.Unmarshal(message, &e); err != nil {
			e = envelope{EnvelopeID: idOf(message)}
		}
		switch e.Type {
		case "hello":
			if !up && !said {
				l.w.link(+1)
				up = true
			}
		case "disconnect":
			if e.Reason == "link_disabled" {
				report(errors.New("the app has Socket Mode switched off"))
				return
			}
			report(nil)
			_ = l.conn.SetReadDeadline(time.Now().Add(lingerTime)) // what ends it otherwise is noticed as well
			l.conn.SetPingHandler(nil)
		default:
			l.take(e)
		}
	}
}

// envelope is what comes over a connection.
type envelope struct {
	Type       string          `json:"type"`
	EnvelopeID string          `json:"envelope_id"`
	Reason     string          `json:"reason"`
	Payload    json.RawMessage `json:"payload"`
	Accepts    bool            `json:"accepts_response_payload"`
}

// idOf is the id of an envelope that cannot be read as a whole.
func idOf(message []byte) string {
	var e struct {
		EnvelopeID string `json:"envelope_id"`
	}
	_ = json.Unmarshal(message, &e) // then it has none
	return e.EnvelopeID
}

// take handles one envelope without waiting for anything. Whatever is in it, it
// is acknowledged if it has an id.
func (l *link) take(e envelope) {
	if e.EnvelopeID == "" {
		l.cfg.Log.Warn("slack: an envelope without an id", "community", l.w.Community)
		return
	}
	k := l.newAck(func(payload any) error { return l.acknowledge(e, payload) })
	var in incoming
	var err error
	switch e.Type {
	case "slash_commands":
		var c command
		if err = json.Unmarshal(e.Payload, &c); err == nil {
			in = decodeCommand(l.w, l.who, c, e.Payload)
		}
	case "interactive":
		var i interaction
		if err = json.Unmarshal(e.Payload, &i); err == nil {
			in, err = decodeInteraction(l.w, l.who, i, e.Payload, l.named(l.w, l.who))
		}
	case "events_api":
		var c callback
		if err = json.Unmarshal(e.Payload, &c); err == nil {
			in, err = l.happened(l.w, l.who, c)
		}
		k.give(nil) // its answer never goes with the acknowledgement
	default:
		err = errNothing
	}
	l.start(in, err, k)
}

func (l *link) acknowledge(e envelope, payload any) error {
	if payload != nil && !e.Accepts {
		return errors.New("the envelope takes no payload")
	}
	b, err := json.Marshal(struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    any    `json:"payload,omitempty"`
	}{e.EnvelopeID, payload})
	if err != nil {
		return fmt.Errorf("encode an acknowledgement: %w", err)
	}
	if len(b) >= maxAck {
		return fmt.Errorf("an acknowledgement of %d bytes: fewer than %d", len(b), maxAck)
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	return l.conn.WriteMessage(websocket.TextMessage, b)
}
