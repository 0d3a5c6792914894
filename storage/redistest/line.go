package redistest

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
)

// Line is the connection to the server, which a test can disturb.
type Line struct {
	lose atomic.Int64
	down atomic.Bool
	mute atomic.Bool
}

// LoseReplies has the next n replies lost after the server has done what it was
// asked: the connection breaks instead.
func (l *Line) LoseReplies(n int) { l.lose.Store(int64(n)) }

// Down makes the server unreachable, or reachable again.
func (l *Line) Down(down bool) { l.down.Store(down) }

// Mute has everything that the server says lost without a sign, as when a machine
// between is gone: the connections stay.
func (l *Line) Mute(mute bool) { l.mute.Store(mute) }

var errDown = errors.New("the test has taken the line down")

func (l *Line) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if l.down.Load() {
		return nil, errDown
	}
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return l.around(c)
}

// around makes a connection one of this line.
func (l *Line) around(c net.Conn) (net.Conn, error) {
	if l.down.Load() {
		c.Close()
		return nil, errDown
	}
	return &conn{Conn: c, line: l}, nil
}

// conn is one connection over the line. What it says first, up to greeted, is
// never disturbed.
type conn struct {
	net.Conn
	line    *Line
	greeted atomic.Bool
}

func (c *conn) Write(p []byte) (int, error) {
	if c.line.down.Load() {
		c.Conn.Close()
		return 0, errDown
	}
	if !c.greeted.Load() && !strings.Contains(strings.ToLower(string(p[:min(len(p), 64)])), "hello") {
		c.greeted.Store(true)
	}
	return c.Conn.Write(p)
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	for err == nil && c.line.mute.Load() {
		n, err = c.Conn.Read(p)
	}
	if err != nil || !c.greeted.Load() {
		return n, err
	}
	for {
		left := c.line.lose.Load()
		if left <= 0 {
			return n, err
		}
		if c.line.lose.CompareAndSwap(left, left-1) {
			c.Conn.Close()
			return 0, io.EOF
		}
	}
}
