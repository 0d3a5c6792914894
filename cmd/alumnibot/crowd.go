package main

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// crowd bounds the connections to the HTTP server. When there are too many, one
// is closed: of those between two requests the one that has been so longest,
// else of those that have not sent a request yet, else of those that have. So
// whoever opens connections and is slow loses them, and a new request is served
// however many there are.
type crowd struct {
	most int

	mu      sync.Mutex
	waiting [3]list.List // connections by their state, oldest first
	at      map[net.Conn]spot
}

// spot is where a connection stands in its list.
type spot struct {
	list    int
	element *list.Element
}

// The lists, in the order in which connections are given up.
const (
	betweenRequests = iota
	beforeRequest
	inRequest
)

func newCrowd(most int) *crowd { return &crowd{most: most, at: map[net.Conn]spot{}} }

// size is how many connections there are.
func (c *crowd) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.at)
}

// note is for http.Server.ConnState.
func (c *crowd) note(conn net.Conn, s http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s {
	case http.StateNew:
		if len(c.at) >= c.most {
			c.giveUpOne()
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

// put moves a connection to the end of a list. One that was given up stays so.
func (c *crowd) put(conn net.Conn, to int) {
	_, known := c.at[conn]
	if !known && to != beforeRequest {
		return
	}
	c.drop(conn)
	c.at[conn] = spot{to, c.waiting[to].PushBack(conn)}
}

func (c *crowd) drop(conn net.Conn) {
	if s, ok := c.at[conn]; ok {
		c.waiting[s.list].Remove(s.element)
		delete(c.at, conn)
	}
}

func (c *crowd) giveUpOne() {
	for i := range c.waiting {
		if oldest := c.waiting[i].Front(); oldest != nil {
			conn, _ := oldest.Value.(net.Conn)
			c.drop(conn)
			_ = conn.Close() // whoever reads from it is told
			return
		}
	}
}
