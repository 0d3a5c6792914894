// Package discordtest is a Discord on 127.0.0.1: its REST API, its gateway and
// its interactions, as far as a bot meets them, with people who act and with
// faults that can be switched on. Tests point the real SDK at it.
//
// It promises to refuse what Discord refuses (sizes, second answers, late ones,
// forms as answers to forms, wrong tokens), to check every request's body
// against Discord's published contract, and to tell in
// order what came up on screens. It does not promise Discord's speed or limits:
// those are faults to be switched on.
package discordtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Token is the bot's token.
const Token = "MTA.discordtest.token"

// Interactions is where interactions are delivered.
type Interactions string

const (
	OverGateway Interactions = "gateway"
	OverHTTP    Interactions = "http"
)

// Discord is the platform. Its methods are safe for concurrent use.
type Discord struct {
	server  *httptest.Server
	how     Interactions
	private ed25519.PrivateKey
	key     ed25519.PublicKey

	contract *Contract

	mu          sync.Mutex
	changed     chan struct{} // closed and replaced whenever something happened
	next        uint64
	users       map[string]*User
	servers     map[string]*Server
	channels    map[string]*Channel
	messages    map[string]*Message
	nonces      map[string]*Message
	talks       map[string]*Talk // by token
	commands    []Command
	puts        int
	links       []*link
	sessions    []*session
	lost        map[string]bool // messages whose session ended before they were delivered
	identify    []time.Time
	resumes     int
	faults      []*Fault
	calls       []Call
	wrong       []string // requests that Discord would have refused
	seen        []Seen
	endpoint    string // where interactions go over HTTP
	app, bot    string
	shards      int
	concurrency int
	beat        time.Duration
	meet        greeting   // how connections are met
	meets       []greeting // the next ones
	budget      int

	configured string        // where the application's settings say that interactions go
	skew       time.Duration // of its clock
}

// Option changes how a Discord begins.
type Option func(*Discord)

// Deliver says where interactions go; over the gateway unless told.
func Deliver(how Interactions) Option { return func(d *Discord) { d.how = how } }

// Heartbeat sets the gateway's interval; 41250 ms unless told.
func Heartbeat(every time.Duration) Option { return func(d *Discord) { d.beat = every } }

// Recommend sets how many shards are recommended.
func Recommend(shards int) Option { return func(d *Discord) { d.shards = shards } }

// Concurrency sets how many connections may identify themselves at one time.
func Concurrency(n int) Option { return func(d *Discord) { d.concurrency = n } }

// Budget sets how many identifications a day are left.
func Budget(n int) Option { return func(d *Discord) { d.budget = n } }

// Start is a running Discord. Close ends it.
func Start(options ...Option) *Discord {
	d := &Discord{
		how: OverGateway, changed: make(chan struct{}), next: 900000000000000000,
		users: map[string]*User{}, servers: map[string]*Server{}, channels: map[string]*Channel{}, messages: map[string]*Message{},
		nonces: map[string]*Message{}, lost: map[string]bool{}, talks: map[string]*Talk{}, shards: 1, concurrency: 1, beat: 41250 * time.Millisecond, budget: 1000,
	}
	for _, o := range options {
		o(d)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err) // there is no randomness
	}
	d.key, d.private = public, private
	d.app, d.bot = d.id(), d.id()
	d.contract = loadContract()
	d.server = httptest.NewServer(d.handler())
	return d
}

// Close ends every connection.
func (d *Discord) Close() {
	d.mu.Lock()
	links := slices.Clone(d.links)
	d.mu.Unlock()
	for _, l := range links {
		l.drop()
	}
	d.server.CloseClientConnections()
	d.server.Close()
}

// URL is the base of the REST API.
func (d *Discord) URL() string { return d.server.URL + "/api" }

// PublicKey is that of the application, in hex.
func (d *Discord) PublicKey() string { return hex.EncodeToString(d.key) }

// App is the application's id.
func (d *Discord) App() string { return d.app }

// DeliverTo sets where interactions are posted.
func (d *Discord) DeliverTo(endpoint string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.endpoint = endpoint
}

// id mints an id. The caller holds the lock, or is alone.
func (d *Discord) id() string {
	d.next += 1 << 22
	return strconv.FormatUint(d.next, 10)
}

// tell wakes whoever waits. The caller holds the lock.
func (d *Discord) tell() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// Wait returns when holds is true, which is called with the lock held, or with
// an error after a time.
func (d *Discord) Wait(limit time.Duration, what string, holds func() bool) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		d.mu.Lock()
		ok, changed := holds(), d.changed
		d.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-timer.C:
			return fmt.Errorf("not within %v: %s", limit, what)
		}
	}
}

// Refill gives a number of identifications.
func (d *Discord) Refill(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.budget = n
}

func (d *Discord) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", d.serveGateway)
	d.rest(mux)
	return d.dated(mux)
}
