package slacktest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"
)

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
