package discordtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// link is one connection to the gateway.
type link struct {
	d    *Discord
	conn *websocket.Conn
	path string

	mu      sync.Mutex
	session *session
	up      bool
	silent  bool // a zombie: nothing is answered
	closed  bool // by Discord; the bot's close frame is only an echo
}

func (d *Discord) serveGateway(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	l := &link{d: d, conn: conn, path: r.URL.Path}
	d.mu.Lock()
	d.links = append(d.links, l)
	beat, meet := d.beat, d.meet
	if len(d.meets) > 0 {
		meet = d.meets[0]
		d.meets = d.meets[1:]
	}
	d.mu.Unlock()
	defer func() {
		conn.Close()
		d.forget(l)
	}()
	switch {
	case meet.mute:
	case meet.early:
		l.send(meet.op, "", 0, json.RawMessage("null"))
	default:
		l.send(10, "", 0, json.RawMessage(`{"heartbeat_interval":`+strconv.FormatInt(beat.Milliseconds(), 10)+`}`))
	}
	for {
		var p struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if err := conn.ReadJSON(&p); err != nil {
			l.left(err)
			return
		}
		l.mu.Lock()
		silent := l.silent
		l.mu.Unlock()
		if silent {
			continue
		}
		switch p.Op {
		case 1:
			l.acknowledged(p.Data)
			l.send(11, "", 0, json.RawMessage("null"))
		case 2:
			if !d.identified(l, p.Data, meet) {
				return
			}
		case 6:
			if !d.resumed(l, p.Data, meet) {
				return
			}
		}
	}
}

// left is called when the connection is over. A session that the bot closes with
// 1000 or 1001 cannot be resumed.
func (l *link) left(err error) {
	s := l.detached()
	l.mu.Lock()
	closed := l.closed
	l.mu.Unlock()
	if s != nil && !closed && websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
		s.end()
	}
}

// detached takes the session off the connection; nil if it has none.
func (l *link) detached() *session {
	l.mu.Lock()
	s := l.session
	l.up = false
	l.mu.Unlock()
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == l {
		s.link = nil
		return s
	}
	if s.link == nil {
		return s
	}
	return nil
}

func (l *link) acknowledged(raw json.RawMessage) {
	l.mu.Lock()
	s := l.session
	l.mu.Unlock()
	var seq *int
	if s != nil && json.Unmarshal(raw, &seq) == nil && seq != nil {
		s.acknowledge(*seq)
	}
}

func shardOf(server string, n int) int {
	id, err := strconv.ParseUint(server, 10, 64)
	if err != nil {
		return 0
	}
	return int((id >> 22) % uint64(n))
}

func (d *Discord) forget(l *link) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, other := range d.links {
		if other == l {
			d.links = append(d.links[:i], d.links[i+1:]...)
			break
		}
	}
	d.tell()
}

// send writes a packet; seq is 0 for what is no event.
func (l *link) send(op int, kind string, seq int, data json.RawMessage) bool {
	p := struct {
		Op   int             `json:"op"`
		Type *string         `json:"t"`
		Seq  *int            `json:"s"`
		Data json.RawMessage `json:"d"`
	}{Op: op, Data: data}
	if op == 0 {
		p.Type, p.Seq = &kind, &seq
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
	return l.conn.WriteJSON(p) == nil
}

func (l *link) close(code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

func (l *link) drop() { l.conn.Close() }

// live are the connections on which events are delivered.
func (d *Discord) live() []*link {
	d.mu.Lock()
	defer d.mu.Unlock()
	var up []*link
	for _, l := range d.links {
		l.mu.Lock()
		if l.up && !l.silent {
			up = append(up, l)
		}
		l.mu.Unlock()
	}
	return up
}

// Connected is how many connections are ready.
func (d *Discord) Connected() int { return len(d.live()) }

// AwaitConnected waits until n connections are ready.
func (d *Discord) AwaitConnected(n int, limit time.Duration) error {
	return d.Wait(limit, "connections to the gateway", func() bool {
		up := 0
		for _, l := range d.links {
			l.mu.Lock()
			if l.up && !l.silent {
				up++
			}
			l.mu.Unlock()
		}
		return up >= n
	})
}

// NobodyHeld reports that no connection is up, for a condition of Wait.
func (d *Discord) NobodyHeld() bool { return len(d.links) == 0 }

// Identified is how often a connection identified itself, and when.
func (d *Discord) Identified() []time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]time.Time(nil), d.identify...)
}

// Resumed is how often a connection asked to resume its session.
func (d *Discord) Resumed() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.resumes
}
