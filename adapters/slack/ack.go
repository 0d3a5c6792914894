package slack

import (
	"net/http"
	"sync"
	"time"
)

// ack acknowledges one delivery, once.
type ack struct {
	mu sync.Mutex
	// send acknowledges; with nothing else if payload is nil. early: what is
	// done about the delivery goes on.
	send    func(payload any, early bool) error
	refused func(status int) // it will not be acknowledged; may be nil
	done    func()
	over    chan struct{} // closed when it is sent or dropped; may be nil
	at      time.Time
	sent    bool
}

// newAck counts the delivery among those that Slack waits for.
func (a *Adapter) newAck(send func(payload any, early bool) error) *ack {
	a.unacked.enter(1 << 30)
	return &ack{send: send, done: a.unacked.leave}
}

// give acknowledges with a payload. It reports whether the payload went along:
// not if the delivery was acknowledged before, or the payload is too large,
// in which case the acknowledgement is empty.
func (k *ack) give(payload any) bool { return k.once(payload, false) }

// early is give before there is an answer.
func (k *ack) early(payload any) bool { return k.once(payload, true) }

func (k *ack) once(payload any, early bool) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sent {
		return false
	}
	k.sent, k.at = true, time.Now()
	defer k.end()
	if err := k.send(payload, early); err != nil && payload != nil {
		_ = k.send(nil, early) // whether it arrives is for Slack to notice
		return false
	}
	return true
}

// drop leaves the delivery unacknowledged: Slack tells the person, or comes
// again.
func (k *ack) drop() { k.refuse(http.StatusServiceUnavailable) }

// refuse leaves the delivery unacknowledged, with an HTTP status where it has one.
func (k *ack) refuse(status int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sent {
		return
	}
	k.sent, k.at = true, time.Now()
	if k.refused != nil {
		k.refused(status)
	}
	k.end()
}

func (k *ack) end() {
	k.done()
	if k.over != nil {
		close(k.over)
	}
}
