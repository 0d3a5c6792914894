package discordtest

import (
	"encoding/json"
)

// greeting is what a connection is met with, instead of being greeted.
type greeting struct {
	op    int // sent instead of the greeting, or of READY
	early bool
	close int // closed with this code after identifying
	mute  bool
}

// Reconnect asks every connection to connect again (op 7). They are of no more
// use: nothing is delivered to them.
func (d *Discord) Reconnect() {
	for _, l := range d.live() {
		l.retire()
		l.send(7, "", json.RawMessage("null"))
	}
}

// Invalidate tells every connection that its session is not valid (op 9).
func (d *Discord) Invalidate() {
	for _, l := range d.live() {
		l.retire()
		l.send(9, "", json.RawMessage("false"))
	}
}

// Silence makes zombies of every connection: open, and never answering.
func (d *Discord) Silence() {
	for _, l := range d.live() {
		l.mu.Lock()
		l.silent = true
		l.mu.Unlock()
	}
}

// Drop cuts every connection.
func (d *Discord) Drop() {
	for _, l := range d.live() {
		l.retire()
		l.drop()
	}
}

// CloseWith closes every connection with a code.
func (d *Discord) CloseWith(code int) {
	for _, l := range d.live() {
		l.retire()
		l.close(code)
	}
}

func (l *link) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.up = false
}

// MeetWith meets the next connection with an operation: before the greeting
// (early), or instead of READY.
func (d *Discord) MeetWith(op int, early bool) { d.meetNext(greeting{op: op, early: early}) }

// MeetClosing closes the next connection with a code when it identifies itself.
func (d *Discord) MeetClosing(code int) { d.meetNext(greeting{close: code}) }

// MeetMute never greets the next connection.
func (d *Discord) MeetMute() { d.meetNext(greeting{mute: true}) }

func (d *Discord) meetNext(g greeting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.meets = append(d.meets, g)
}
