package slacktest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"github.com/gorilla/websocket"
)

// ErrCut: the connection ended before the acknowledgement came. Whether the bot
// heard of it is not known.
var ErrCut = errors.New("the connection ended before it was acknowledged")

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
	return h.envelope(ctx, sp, id, encode(object{
		"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": kind != events, "retry_attempt": try,
	}))
}

func (h *hub) envelope(ctx context.Context, sp *Space, id string, message []byte) (json.RawMessage, error) {
	acked := make(chan json.RawMessage, 1)
	h.mu.Lock()
	h.waiting[id] = acked
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waiting, id)
	}()
	l, err := h.offer(ctx, sp, message)
	if err != nil {
		return nil, err
	}
	late := time.NewTimer(3 * time.Second)
	defer late.Stop()
	select {
	case answer := <-acked:
		return answer, nil
	case <-l.ended:
		select {
		case answer := <-acked: // it was the last thing that came
			return answer, nil
		default:
			return nil, ErrCut
		}
	case <-late.C:
		return nil, errUnacknowledged
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// offer sends over a connection that is not going, as soon as there is one.
func (h *hub) offer(ctx context.Context, sp *Space, message []byte) (*link, error) {
	for {
		l, err := h.pick(ctx, sp)
		if err != nil {
			return nil, err
		}
		if err := l.offer(h, message); err == nil {
			return l, nil
		}
	}
}

// offer writes unless the connection was told to go meanwhile, or is broken.
func (l *link) offer(h *hub, message []byte) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	h.mu.Lock()
	leaving := l.leaving
	h.mu.Unlock()
	if leaving {
		return errors.New("the connection is going")
	}
	err := l.conn.SetWriteDeadline(time.Now().Add(writeTime))
	if err == nil {
		err = l.conn.WriteMessage(websocket.TextMessage, message)
	}
	if err != nil {
		h.mu.Lock()
		l.leaving = true
		h.mu.Unlock()
	}
	return err
}

// Envelope sends any envelope, with an id of its own, and waits for its
// acknowledgement: for those that nobody can read.
func (sp *Space) Envelope(ctx context.Context, build func(id string) string) error {
	id := rand.Text()
	_, err := sp.socket.envelope(ctx, sp, id, []byte(build(id)))
	return err
}
