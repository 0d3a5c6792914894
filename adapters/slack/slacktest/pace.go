package slacktest

import (
	"net/http"
	"slices"
	"time"
)

// pace is how many messages Slack takes, and when it took them.
type pace struct {
	limit          int // in any second; 0: any number
	taken, refused []time.Time
}

// Limit has messages refused beyond so many in any second, with 429 and one
// second to wait; 0: none. It returns the moment from which on it counts.
func (s *Server) Limit(perSecond int) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pace.limit = perSecond
	return time.Now()
}

// Taken and Refused are when messages were taken, and refused for the Limit.
func (s *Server) Taken() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.pace.taken)
}

// Refused is described at Taken.
func (s *Server) Refused() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.pace.refused)
}

// tooMuch refuses a message that is beyond the limit, and counts it otherwise.
func (s *Server) tooMuch(w http.ResponseWriter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, recent := time.Now(), 0
	for i := len(s.pace.taken) - 1; i >= 0 && now.Sub(s.pace.taken[i]) < time.Second; i-- {
		recent++
	}
	if s.pace.limit > 0 && recent >= s.pace.limit {
		s.pace.refused = append(s.pace.refused, now)
		limited(w, time.Second)
		return true
	}
	s.pace.taken = append(s.pace.taken, now)
	return false
}
