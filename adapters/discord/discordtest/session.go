package discordtest

import (
	"encoding/json"
	"slices"
	"sync"
)

// session is what outlives a connection: a shard's events, which a connection
// that resumes is told again.
type session struct {
	id    string
	shard [2]int

	mu     sync.Mutex
	seq    int
	events []sessionEvent // that no heartbeat has acknowledged
	link   *link          // nil: nobody is connected, and events are kept
	over   bool
}

type sessionEvent struct {
	seq     int
	kind    string
	data    json.RawMessage
	written bool   // to a connection
	lost    func() // called if the session ends before it was written
}

// responsible reports whether events of a server belong to the session's shard.
// Direct messages, of no server, belong to shard 0.
func (s *session) responsible(server string) bool {
	return server == "" && s.shard[0] == 0 || server != "" && shardOf(server, s.shard[1]) == s.shard[0]
}

// add delivers an event, or keeps it until the session is resumed. It reports
// false if the session is over.
func (s *session) add(kind string, data json.RawMessage, lost func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	s.seq++
	e := sessionEvent{seq: s.seq, kind: kind, data: data, lost: lost}
	e.written = s.link != nil && s.link.send(0, kind, e.seq, data)
	s.events = append(s.events, e)
	return true
}

// acknowledge forgets the events up to a number.
func (s *session) acknowledge(seq int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events = slices.DeleteFunc(s.events, func(e sessionEvent) bool { return e.seq <= seq })
}

// attach continues the session on l: what happened after seq is told again.
func (s *session) attach(l *link, seq int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || seq > s.seq {
		return false
	}
	s.link = l
	for i, e := range s.events {
		if e.seq > seq {
			s.events[i].written = l.send(0, e.kind, e.seq, e.data)
		}
	}
	return true
}

// end makes the session one that cannot be resumed.
func (s *session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.over, s.link = true, nil
	for _, e := range s.events {
		if !e.written && e.lost != nil {
			go e.lost() // which may need a lock that our caller holds
		}
	}
	s.events = nil
}

// newSession is one for a connection that identified. Those of the shard that
// nobody is connected to are over: their owner would have resumed them.
func (d *Discord) newSession(l *link, shard [2]int) *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &session{id: d.id(), shard: shard, link: l}
	d.sessions = slices.DeleteFunc(d.sessions, func(old *session) bool {
		old.mu.Lock()
		over, abandoned := old.over, old.link == nil && old.shard == shard
		old.mu.Unlock()
		if abandoned {
			old.end()
		}
		return over || abandoned
	})
	d.sessions = append(d.sessions, s)
	return s
}

// session finds one by its id; nil if there is none.
func (d *Discord) session(id string) *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.sessions {
		if s.id == id {
			return s
		}
	}
	return nil
}

// dispatch delivers an event to the shard that it belongs to; where nobody is
// connected, when the session is resumed. It reports false if there is neither,
// and calls lost if the session ends before the event was delivered.
func (d *Discord) dispatch(kind, server string, data json.RawMessage, lost func()) bool {
	d.mu.Lock()
	sessions := slices.Clone(d.sessions)
	d.mu.Unlock()
	delivered := false
	for _, s := range sessions {
		if s.responsible(server) && s.add(kind, data, lost) {
			delivered = true
		}
	}
	return delivered
}
