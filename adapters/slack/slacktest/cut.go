package slacktest

import (
	"errors"
	"slices"
	"time"
)

// Disconnect tells one connection of the workspace to go, as Slack does from
// time to time: reason "warning", "refresh_requested" or "link_disabled".
// Nothing is sent over it afterwards, and it is closed a while later.
func (sp *Space) Disconnect(reason string) error {
	l := sp.latest()
	if l == nil {
		return errors.New("no Socket Mode connection")
	}
	return sp.socket.dismiss(l, reason)
}

func (h *hub) dismiss(l *link, reason string) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	h.mu.Lock()
	l.leaving = true
	h.mu.Unlock()
	h.all.Go(l.expire)
	return l.writeLocked(object{"type": "disconnect", "reason": reason})
}

// SwitchSocketMode is what an administrator does in the app's settings. Off: every
// connection is told so and closed, and every new one.
func (sp *Space) SwitchSocketMode(on bool) {
	h := &sp.socket
	h.mu.Lock()
	h.off[sp.AppToken] = !on
	h.mu.Unlock()
	for l := sp.latest(); !on && l != nil; l = sp.latest() {
		_ = h.dismiss(l, "link_disabled") // one that is broken needs not be told
	}
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

// Silence has one connection of the workspace say nothing any more, and hear
// nothing, as when a router forgot it.
func (sp *Space) Silence() error {
	l := sp.latest()
	if l == nil {
		return errors.New("no Socket Mode connection")
	}
	sp.socket.mu.Lock()
	defer sp.socket.mu.Unlock()
	l.leaving, l.silent = true, true
	return nil
}

// Hush has no connection ping any more, as where something between keeps pings
// to itself. Connections that are pinged say that they are there.
func (s *Server) Hush() {
	s.socket.mu.Lock()
	defer s.socket.mu.Unlock()
	s.socket.hushed = true
}

// Pinged is how often the bot asked whether a connection is there.
func (s *Server) Pinged() int {
	s.socket.mu.Lock()
	defer s.socket.mu.Unlock()
	return s.socket.pinged
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
		if l.app == sp.AppToken && !l.leaving {
			return l
		}
	}
	return nil
}
