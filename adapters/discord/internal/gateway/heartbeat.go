package gateway

import (
	"math/rand/v2"
	"time"
)

// beat sends heartbeats until the connection ends. The first comes after a part
// of the interval, so that not all bots send theirs at once after an outage.
func (c *connection) beat(interval time.Duration) {
	timer := time.NewTimer(rand.N(interval))
	defer timer.Stop()
	for {
		select {
		case <-c.ended:
			return
		case <-timer.C:
			c.heartbeat()
			timer.Reset(interval)
		}
	}
}

// heartbeat tells the last event. Where it cannot be written, the reader notices.
func (c *connection) heartbeat() {
	var last *int64
	if seq := c.seq.Load(); seq > 0 {
		last = &seq
	}
	_ = write(c, opHeartbeat, last)
}

// acknowledged gives the connection until the next acknowledgement: one and a
// half intervals. A connection without one is a zombie.
func (c *connection) acknowledged(interval time.Duration) { c.await(interval + interval/2) }

// await is for how long the reader waits, unless the connection is being left.
func (c *connection) await(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = time.Now().Add(d)
	if c.reason == nil {
		_ = c.ws.SetReadDeadline(c.deadline) // fails only when it is closed
	}
}

// prolong gives the connection the time back that it was not read from.
func (c *connection) prolong(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = c.deadline.Add(d)
	if c.reason == nil {
		_ = c.ws.SetReadDeadline(c.deadline) // fails only when it is closed
	}
}
