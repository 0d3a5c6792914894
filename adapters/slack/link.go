package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxEnvelope is more than Slack sends at once.
	maxEnvelope = 1 << 20
	// Slack drops what is larger, and what comes in several frames.
	maxAck    = 20_480
	writeTime = 5 * time.Second
	// lingerTime is how long a connection that Slack warned may go on: Slack
	// closes it about ten seconds later.
	lingerTime = 15 * time.Second
	// leaveTime is how long Slack may take to notice that we go.
	leaveTime = time.Second
)

// link is one connection.
type link struct {
	*Adapter
	app  *app
	conn *websocket.Conn
	met  bool // Slack said hello

	asking  *time.Timer // until Slack is asked whether it is there
	writing sync.Mutex
	left    bool // nothing is written any more
}

// alive gives the connection until the next ping that Slack owes.
func (l *link) alive() error {
	l.asking.Reset(l.cfg.PingInterval / 2)
	return l.wait(l.cfg.PingInterval)
}

// ask has a connection on which little happens show that it is there: what
// stands between here and Slack may keep pings to itself.
func (l *link) ask() {
	_ = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTime)) // its end is noticed by the reader
}

// wait is for how long the connection may be silent, unless we are going.
func (l *link) wait(d time.Duration) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.left {
		return nil
	}
	return l.conn.SetReadDeadline(time.Now().Add(d))
}

// serve takes what comes until the connection ends. As soon as another one is
// needed, it says so, with nil if that is in the course of things.
func (l *link) serve(ctx context.Context, spent chan<- error) {
	stop := context.AfterFunc(ctx, l.leave)
	defer stop()
	defer l.conn.Close()
	defer l.asking.Stop()
	up, said := false, false
	report := func(err error) {
		if up {
			l.app.down(err)
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
		switch e := parseEnvelope(message); e.Type {
		case "hello":
			if !up && !said {
				l.app.up()
				up, l.met = true, true
			}
		case "disconnect":
			if e.Reason == "link_disabled" {
				report(errSwitchedOff)
				return
			}
			report(nil)
			_ = l.wait(lingerTime) // what ends it otherwise is noticed as well
			l.conn.SetPingHandler(nil)
			l.conn.SetPongHandler(nil)
		default:
			l.take(e)
		}
	}
}

// leave says goodbye. What Slack sent before it noticed is not done, so that it
// can be told to another connection.
func (l *link) leave() {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.left = true
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if l.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(leaveTime)) != nil ||
		l.conn.SetReadDeadline(time.Now().Add(leaveTime)) != nil {
		_ = l.conn.Close()
	}
}

func (l *link) leaving() bool {
	l.writing.Lock()
	defer l.writing.Unlock()
	return l.left
}

// take handles one envelope without waiting for anything. Whatever is in it, it
// is acknowledged if it has an id, and is for a workspace that is known.
func (l *link) take(e envelope) {
	if e.EnvelopeID == "" {
		l.cfg.Log.Warn("slack: an envelope without an id", "community", l.app.community())
		return
	}
	if l.leaving() {
		return
	}
	in, err := l.read(e)
	if errors.Is(err, errNotMet) {
		l.cfg.Log.Warn("slack: an envelope for a workspace that is not known", "community", l.app.community())
		return
	}
	k := l.newAck(func(payload any, _ bool) error { return l.acknowledge(e, payload) })
	if r := l.begin(in, err, k); r != nil {
		go r.serve(atOnce)
	}
}

func atOnce(f func()) { f() }

// read decodes what is in an envelope.
func (l *link) read(e envelope) (incoming, error) {
	switch e.Type {
	case "slash_commands":
		var c command
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return incoming{}, err
		}
		return readCommand(l.app.of, c, e.Payload)
	case "interactive":
		var i interaction
		if err := json.Unmarshal(e.Payload, &i); err != nil {
			return incoming{}, err
		}
		return l.readInteraction(l.app.of, i, e.Payload)
	case "events_api":
		var c callback
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return incoming{}, err
		}
		return l.readEvent(l.app.of, c)
	}
	return incoming{}, errNothing
}

func (l *link) acknowledge(e envelope, payload any) error {
	if payload != nil && !e.takesPayload() {
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
	if l.left {
		return errors.New("the connection is closed")
	}
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	return l.conn.WriteMessage(websocket.TextMessage, b)
}
