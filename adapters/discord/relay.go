package discord

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// Operations of the gateway that the relay looks at.
const (
	opDispatch       = 0
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAcknowledged   = 11
)

// relay stands between discordgo's session and the gateway. The session greets,
// identifies and sends heartbeats; the relay shows it only what it survives: to
// be told to reconnect (op 7) before it is ready locks it up for good, with its
// goroutine; an invalid session (op 9) has it identify again at once; and it
// neither tells why a connection was closed nor notices in time that nobody
// answers. The relay ends the connection in all these cases and says why.
//
// Events go from the relay to the bot: the session drops what it has read when
// it is closed meanwhile, and what it cannot decode. For whatever reason the
// relay ends a connection, it says goodbye and hears what Discord had sent
// until then.
type relay struct {
	dialer *websocket.Dialer
	event  func(*discordgo.Event)
	ended  chan struct{} // closed when the connection is over

	once   sync.Once
	reason error
	heard  atomic.Int64 // when the last heartbeat was acknowledged, in ns
	busy   atomic.Bool  // the bot takes what was read

	mu       sync.Mutex
	closers  []func()
	interval time.Duration
	pumps    sync.WaitGroup
}

// Why a connection ended, besides what the network says.
var (
	errReconnect = errors.New("discord asks to connect again")
	errInvalid   = errors.New("discord does not accept the session")
	errSilent    = errors.New("discord does not acknowledge heartbeats")
	errNoHello   = errors.New("discord did not begin with its greeting")
	errLeft      = errors.New("the connection was left")
)

const (
	// helloTime is how long the gateway may take to greet.
	helloTime = 10 * time.Second
	// goodbyeTime is how long a connection that is left is listened to.
	goodbyeTime = 2 * time.Second
)

func newRelay(event func(*discordgo.Event)) *relay {
	return &relay{
		event:  event,
		dialer: &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: helloTime},
		ended:  make(chan struct{}),
	}
}

// end ends the connection, for the first reason that is given.
func (r *relay) end(why error) {
	r.once.Do(func() {
		r.mu.Lock()
		r.reason = why
		closers := r.closers
		r.closers = nil
		r.mu.Unlock()
		close(r.ended)
		for _, c := range closers {
			c()
		}
	})
}

func (r *relay) why() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reason
}

// closes has f run when the connection ends; at once if it has ended.
func (r *relay) closes(f func()) {
	r.mu.Lock()
	over := r.reason != nil
	if !over {
		r.closers = append(r.closers, f)
	}
	r.mu.Unlock()
	if over {
		f()
	}
}

// dial is what discordgo's session dials with: it gets the relay's end of a
// pipe, as if TLS were done.
func (r *relay) dial(secure bool) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		theirs, ours := net.Pipe()
		r.closes(func() { ours.Close() })
		r.pumps.Go(func() {
			defer ours.Close()
			r.end(r.serve(ours, secure))
		})
		return theirs, nil
	}
}

// serve connects to the gateway and passes on what both sides say.
func (r *relay) serve(conn net.Conn, secure bool) error {
	buffered := bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	req, err := http.ReadRequest(buffered.Reader)
	if err != nil {
		return fmt.Errorf("read the session's handshake: %w", err)
	}
	scheme := "ws://"
	if secure {
		scheme = "wss://"
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r.closes(cancel)
	out, _, err := r.dialer.DialContext(ctx, scheme+req.Host+req.URL.RequestURI(), nil)
	if err != nil {
		return fmt.Errorf("connect to the gateway: %w", err)
	}
	defer out.Close()
	r.closes(func() { goodbye(out) })
	var upgrader websocket.Upgrader
	in, err := upgrader.Upgrade(&hijacked{conn: conn, buffered: buffered, header: http.Header{}}, req, nil)
	if err != nil {
		return fmt.Errorf("accept the session: %w", err)
	}
	defer in.Close()
	r.pumps.Go(func() { r.up(in, out) })
	r.pumps.Go(r.watch)
	err = r.down(in, out)
	r.end(err) // before the session is cut off, which would be the reason then
	return err
}

// goodbye asks the gateway to close the connection, which ends down. What it
// sent before arrives before.
func goodbye(out *websocket.Conn) {
	now := time.Now()
	out.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), now.Add(goodbyeTime))
	out.SetReadDeadline(now.Add(goodbyeTime))
}

// up passes on what the session says.
func (r *relay) up(in, out *websocket.Conn) {
	for {
		kind, message, err := in.ReadMessage()
		if err != nil {
			r.end(errLeft)
			return
		}
		out.SetWriteDeadline(time.Now().Add(helloTime))
		if err := out.WriteMessage(kind, message); err != nil {
			r.end(fmt.Errorf("write to the gateway: %w", err))
			return
		}
	}
}

// packet is as much of what the gateway says as the relay needs.
type packet struct {
	Op   int             `json:"op"`
	Type string          `json:"t"`
	Seq  int64           `json:"s"`
	Data json.RawMessage `json:"d"`
}

// heard is the event as the session gets it: its number, for heartbeats.
func (p packet) heard() []byte {
	return fmt.Appendf(nil, `{"op":0,"s":%d,"t":"HEARD","d":null}`, p.Seq)
}

// down hears what the gateway says until the connection is closed, and passes
// it on as long as the session can bear it.
func (r *relay) down(in, out *websocket.Conn) error {
	out.SetReadDeadline(time.Now().Add(helloTime))
	for first := true; ; first = false {
		kind, message, err := out.ReadMessage()
		if err != nil {
			return fmt.Errorf("read from the gateway: %w", err)
		}
		var p packet
		if json.Unmarshal(message, &p) != nil {
			continue // nothing that the session could read
		}
		if first {
			if err := r.greeted(p, out); err != nil {
				return err
			}
		}
		switch p.Op {
		case opReconnect:
			r.end(errReconnect)
		case opInvalidSession:
			r.end(errInvalid)
		case opAcknowledged:
			r.heard.Store(time.Now().UnixNano())
		case opDispatch:
			r.tell(p)
			if p.Type != "READY" {
				kind, message = websocket.TextMessage, p.heard()
			}
		}
		if r.why() != nil {
			continue
		}
		in.SetWriteDeadline(time.Now().Add(helloTime))
		if err := in.WriteMessage(kind, message); err != nil {
			r.end(fmt.Errorf("pass on to the session: %w", err))
		}
	}
}

// tell has the bot take an event. For how long that takes is no fault of the
// gateway, whose acknowledgements wait behind.
func (r *relay) tell(p packet) {
	begun := time.Now()
	r.busy.Store(true)
	r.event(&discordgo.Event{Operation: p.Op, Sequence: p.Seq, Type: p.Type, RawData: p.Data})
	r.heard.Add(int64(time.Since(begun)))
	r.busy.Store(false)
}

// hijacked lets the upgrader take over a connection that no server brought.
type hijacked struct {
	conn     net.Conn
	buffered *bufio.ReadWriter
	header   http.Header
}

func (h *hijacked) Header() http.Header         { return h.header }
func (h *hijacked) WriteHeader(int)             {}
func (h *hijacked) Write(b []byte) (int, error) { return h.conn.Write(b) }
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, h.buffered, nil
}
