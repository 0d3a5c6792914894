package main

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// connLimiter limits the connections to the HTTP server. Above the limit it closes
// the one that has waited longest, first among idle connections, then among those
// that have not sent a request, then among those with a request under way. So slow
// clients lose their connections and a new request is always served.
type connLimiter struct {
	max int

	mu      sync.Mutex
	waiting [3]list.List // connections by their state, oldest first
	at      map[net.Conn]position
}

// position is a connection's list and its element there.
type position struct {
	list    int
	element *list.Element
}

// The lists, in the order in which their connections are closed.
const (
	betweenRequests = iota
	beforeRequest
	inRequest
)

func newConnLimiter(most int) *connLimiter {
	return &connLimiter{max: most, at: map[net.Conn]position{}}
}

// count returns the number of open connections.
func (c *connLimiter) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.at)
}

// track follows a connection's state; it is the server's ConnState hook.
func (c *connLimiter) track(conn net.Conn, s http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s {
	case http.StateNew:
		if len(c.at) >= c.max {
			c.closeOne()
		}
		c.put(conn, beforeRequest)
	case http.StateActive:
		c.put(conn, inRequest)
	case http.StateIdle:
		c.put(conn, betweenRequests)
	case http.StateClosed, http.StateHijacked:
		c.drop(conn)
	}
}

// put moves a connection to the end of a list. It ignores connections that were
// closed by closeOne.
func (c *connLimiter) put(conn net.Conn, to int) {
	_, known := c.at[conn]
	if !known && to != beforeRequest {
		return
	}
	c.drop(conn)
	c.at[conn] = position{to, c.waiting[to].PushBack(conn)}
}

func (c *connLimiter) drop(conn net.Conn) {
	if s, ok := c.at[conn]; ok {
		c.waiting[s.list].Remove(s.element)
		delete(c.at, conn)
	}
}

func (c *connLimiter) closeOne() {
	for i := range c.waiting {
		if oldest := c.waiting[i].Front(); oldest != nil {
			conn, _ := oldest.Value.(net.Conn)
			c.drop(conn)
			_ = conn.Close() // whoever reads from it is told
			return
		}
	}
}
