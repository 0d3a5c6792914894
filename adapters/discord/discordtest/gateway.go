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

	mu     sync.Mutex
	seq    int
	shard  [2]int
	up     bool
	silent bool // a zombie: nothing is answered
}

func (d *Discord) serveGateway(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	l := &link{d: d, conn: conn}
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
		l.send(meet.op, "", json.RawMessage("null"))
	default:
		l.send(10, "", json.RawMessage(`{"heartbeat_interval":`+strconv.FormatInt(beat.Milliseconds(), 10)+`}`))
	}
	for {
		var p struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if conn.ReadJSON(&p) != nil {
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
			l.send(11, "", json.RawMessage("null"))
		case 2:
			if !d.identified(l, p.Data, meet) {
				return
			}
		}
	}
}

// Intents that need nobody's permission.
const (
	intentGuilds         = 1 << 0
	intentDirectMessages = 1 << 12
)

// identified takes an identification; false if the connection is closed for it.
func (d *Discord) identified(l *link, raw json.RawMessage, meet greeting) bool {
	var in struct {
		Token   string  `json:"token"`
		Intents int     `json:"intents"`
		Shard   *[2]int `json:"shard"`
	}
	json.Unmarshal(raw, &in)
	if in.Intents != intentGuilds|intentDirectMessages {
		d.complain("identified with the intents %d", in.Intents)
	}
	d.mu.Lock()
	d.identify = append(d.identify, time.Now())
	d.budget--
	d.tell()
	d.mu.Unlock()
	code := meet.close
	if in.Token != "Bot "+Token {
		code = 4004
	}
	if code != 0 {
		l.close(code)
		return false
	}
	if meet.op != 0 {
		l.send(meet.op, "", json.RawMessage("false"))
		return true
	}
	l.mu.Lock()
	l.shard = [2]int{0, 1}
	if in.Shard != nil {
		l.shard = *in.Shard
	}
	l.mu.Unlock()
	l.send(0, "READY", json.RawMessage(`{"v":9,"session_id":"s","user":{"id":"`+d.bot+`","username":"alumnibot","bot":true},"guilds":[],"application":{"id":"`+d.app+`"},"resume_gateway_url":"`+d.gatewayURL()+`"}`))
	l.mu.Lock()
	l.up = true
	shard := l.shard
	l.mu.Unlock()
	d.mu.Lock()
	var servers []string
	for id := range d.servers {
		servers = append(servers, id)
	}
	d.tell()
	d.mu.Unlock()
	for _, id := range servers {
		if shardOf(id, shard[1]) == shard[0] {
			l.send(0, "GUILD_CREATE", json.RawMessage(`{"id":"`+id+`","unavailable":false}`))
		}
	}
	return true
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

func (l *link) send(op int, kind string, data json.RawMessage) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.write(op, kind, data)
}

// deliver sends an event if the connection is live, and responsible for it.
func (l *link) deliver(kind, server string, data json.RawMessage) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	want := 0
	if server != "" {
		want = shardOf(server, l.shard[1])
	}
	return l.up && !l.silent && l.shard[0] == want && l.write(0, kind, data)
}

// write writes a packet. The caller holds the lock.
func (l *link) write(op int, kind string, data json.RawMessage) bool {
	p := struct {
		Op   int             `json:"op"`
		Type *string         `json:"t"`
		Seq  *int            `json:"s"`
		Data json.RawMessage `json:"d"`
	}{Op: op, Data: data}
	if op == 0 {
		l.seq++
		seq := l.seq
		p.Type, p.Seq = &kind, &seq
	}
	l.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
	return l.conn.WriteJSON(p) == nil
}

func (l *link) close(code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
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

// dispatch delivers an event to the shard that it belongs to. It reports
// whether there was a live connection.
func (d *Discord) dispatch(kind, server string, data json.RawMessage) bool {
	delivered := false
	for _, l := range d.live() {
		if l.deliver(kind, server, data) {
			delivered = true
		}
	}
	return delivered
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
