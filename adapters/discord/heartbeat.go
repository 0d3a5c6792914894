package discord

import (
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"
)

func (r *relay) greeted(p packet, out *websocket.Conn) error {
	if p.Op == opReconnect {
		return errReconnect
	}
	var hello struct {
		Interval int `json:"heartbeat_interval"`
	}
	if p.Op != opHello || json.Unmarshal(p.Data, &hello) != nil || hello.Interval <= 0 {
		return errNoHello
	}
	r.heard.Store(time.Now().UnixNano())
	r.mu.Lock()
	defer r.mu.Unlock()
	r.interval = time.Duration(hello.Interval) * time.Millisecond
	if r.reason == nil {
		out.SetReadDeadline(time.Time{})
	}
	return nil
}

// watch ends a connection on which no heartbeat was acknowledged for one and a
// half intervals.
func (r *relay) watch() {
	for {
		r.mu.Lock()
		interval := r.interval
		r.mu.Unlock()
		pause := 100 * time.Millisecond
		if interval > 0 {
			pause = interval / 8
			if !r.busy.Load() && time.Since(time.Unix(0, r.heard.Load())) > interval+interval/2 {
				r.end(errSilent)
				return
			}
		}
		timer := time.NewTimer(pause)
		select {
		case <-r.ended:
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
