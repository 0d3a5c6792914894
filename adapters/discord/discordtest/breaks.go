package discordtest

import (
	"encoding/json"
	"slices"
)

// greeting is what a connection is met with, instead of being greeted.
type greeting struct {
	op    int // sent instead of the greeting, or of READY
	early bool
	close int // closed with this code after identifying
	mute  bool
}

// Reconnect asks every connection to connect again (op 7). Nothing is delivered
// to them any more: events are kept for whoever resumes.
func (d *Discord) Reconnect() {
	for _, l := range d.live() {
		l.detached()
		l.send(7, "", 0, json.RawMessage("null"))
	}
}

// Invalidate tells every connection that its session is not valid (op 9), and
// cannot be resumed.
func (d *Discord) Invalidate() {
	for _, l := range d.live() {
		l.endSession()
		l.send(9, "", 0, json.RawMessage("false"))
	}
}

// Resume tells every connection that its session is not valid as it is, and can
// be resumed (op 9 with d:true).
func (d *Discord) Resume() {
	for _, l := range d.live() {
		l.detached()
		l.send(9, "", 0, json.RawMessage("true"))
	}
}

// Silence makes zombies of every connection: open, and never answering.
func (d *Discord) Silence() {
	for _, l := range d.live() {
		l.mu.Lock()
		l.silent = true
		l.mu.Unlock()
		l.detached()
	}
}

// Drop cuts every connection.
func (d *Discord) Drop() {
	for _, l := range d.live() {
		l.detached()
		l.drop()
	}
}

// CloseWith closes every connection with a code.
func (d *Discord) CloseWith(code int) {
	for _, l := range d.live() {
		if slices.Contains(endsSession, code) {
			l.endSession()
		}
		l.detached()
		l.close(code)
	}
}

// endsSession are codes after which a session cannot be resumed.
var endsSession = []int{4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}

func (l *link) endSession() {
	if s := l.detached(); s != nil {
		s.end()
	}
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
