package discordtest

import (
	"encoding/json"
	"slices"
	"time"
)

// Seen is something that came up on screens.
type Seen struct {
	Message *Message // a copy
	Edited  bool
	Deleted bool
	User    string // whose form or offers these are
	Modal   json.RawMessage
	Choices []Choice
	Offers  bool
	Talk    *Talk // the interaction that led to it, if one did
}

// Choice is a completion.
type Choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Call is a request that came in.
type Call struct {
	Method, Path string
	Status       int
	Body         json.RawMessage
	At           time.Time
}

// Seen is what came up on screens since the last call.
func (d *Discord) Seen() []Seen {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen := d.seen
	d.seen = nil
	return seen
}

// Wrong are the requests that Discord would have refused, with why.
func (d *Discord) Wrong() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.wrong)
}

// Forgive forgets what was wrong so far, for a test that meant it.
func (d *Discord) Forgive() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrong = nil
}

// Calls are the requests so far.
func (d *Discord) Calls() []Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.calls)
}

// Registered are the commands, and how often they were registered.
func (d *Discord) Registered() ([]Command, int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.commands), d.puts
}

// PutsHeld is how often commands were registered, for a condition of Wait.
func (d *Discord) PutsHeld() int { return d.puts }

// CallsHeld is how many calls a path had, for a condition of Wait.
func (d *Discord) CallsHeld(path string) int {
	n := 0
	for _, c := range d.calls {
		if c.Path == path {
			n++
		}
	}
	return n
}

// Messages are all messages of the bot that are there, oldest first.
func (d *Discord) Messages() []Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.MessagesHeld()
}

// MessagesHeld are the same, for a condition of Wait.
func (d *Discord) MessagesHeld() []Message {
	var out []Message
	for _, m := range d.messages {
		if m.Author == "" && !m.Deleted && !m.thinking {
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b Message) int { return compareIDs(a.ID, b.ID) })
	return out
}

func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// show notes that something came up. The caller holds the lock.
func (d *Discord) show(s Seen) {
	if s.Message != nil {
		m := *s.Message
		s.Message = &m
	}
	d.seen = append(d.seen, s)
	d.tell()
}

// Forget drops what is over, for a test that goes on for long: requests, what
// came up on screens, interactions and all messages. What is still on its way
// to an answer then belongs to nothing.
func (d *Discord) Forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls, d.seen, d.identify = nil, nil, nil
	clear(d.talks)
	clear(d.lost)
	clear(d.messages)
	clear(d.nonces)
}
