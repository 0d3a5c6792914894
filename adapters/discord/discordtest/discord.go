// Package discordtest is a Discord on 127.0.0.1: its REST API, its gateway and
// its interactions, as far as a bot meets them, with people who act and with
// faults that can be switched on. Tests point the real SDK at it.
//
// It promises to refuse what Discord refuses (sizes, second answers, late ones,
// forms as answers to forms, wrong tokens), to check every request's body
// against Discord's published contract where that is at hand, and to tell in
// order what came up on screens. It does not promise Discord's speed or limits:
// those are faults to be switched on.
package discordtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
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

	contract *Contract // nil: bodies are not checked against it

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever something happened
	next     uint64
	users    map[string]*User
	servers  map[string]*Server
	channels map[string]*Channel
	messages map[string]*Message
	nonces   map[string]*Message
	talks    map[string]*Talk // by token
	commands []Command
	puts     int
	links    []*link
	identify []time.Time
	faults   []*Fault
	calls    []Call
	wrong    []string // requests that Discord would have refused
	seen     []Seen
	endpoint string // where interactions go over HTTP
	app, bot string
	shards   int
	beat     time.Duration
	meet     greeting   // how connections are met
	meets    []greeting // the next ones
	budget   int
}

// User is an account.
type User struct {
	ID, Name string
	Locale   string
	Closed   bool // takes no direct messages
	Gone     bool // was deleted
}

// Server is a guild.
type Server struct {
	ID, Owner string
	Members   map[string]*Member
}

// Member is somebody on a server.
type Member struct {
	Roles   []string
	Pending bool // has not accepted the rules
}

// Roles that every server has. Their ids are the same everywhere, which they
// are not on Discord, and which nothing here depends on.
const (
	RoleAdmin    = "700000000000000001"
	RoleManager  = "700000000000000002"
	RoleHR       = "700000000000000003"
	RoleEmployee = "700000000000000004"
)

// Kinds of channels.
const (
	TextChannel   = 0
	DirectChannel = 1
	ThreadChannel = 11
	ForumChannel  = 15
)

// Channel is a channel of a server, a thread, or a direct conversation.
type Channel struct {
	ID, Server, Name, Parent string
	Kind                     int
	With                     string // whose direct conversation it is
	NoAccess                 bool   // the bot may not see it
}

// Message is a message as it is.
type Message struct {
	ID, Channel string
	Author      string // empty: the bot
	Text        string // what a person wrote
	Components  json.RawMessage
	Files       []File
	Flags       int
	Only        string // the one who sees it, if it is private
	ReplyTo     string
	Interacted  string // the message whose button brought it up
	Deleted     bool
	Edits       int
	thinking    bool
}

// File is an attachment.
type File struct {
	Name, Type string
	Size       int
}

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

// Option changes how a Discord begins.
type Option func(*Discord)

// Deliver says where interactions go; over the gateway unless told.
func Deliver(how Interactions) Option { return func(d *Discord) { d.how = how } }

// Heartbeat sets the gateway's interval; 41250 ms unless told.
func Heartbeat(every time.Duration) Option { return func(d *Discord) { d.beat = every } }

// Recommend sets how many shards are recommended.
func Recommend(shards int) Option { return func(d *Discord) { d.shards = shards } }

// Budget sets how many identifications a day are left.
func Budget(n int) Option { return func(d *Discord) { d.budget = n } }

// Start is a running Discord. Close ends it.
func Start(options ...Option) *Discord {
	d := &Discord{
		how: OverGateway, changed: make(chan struct{}), next: 900000000000000000,
		users: map[string]*User{}, servers: map[string]*Server{}, channels: map[string]*Channel{}, messages: map[string]*Message{},
		nonces: map[string]*Message{}, talks: map[string]*Talk{}, shards: 1, beat: 41250 * time.Millisecond, budget: 1000,
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

// AddUser makes an account.
func (d *Discord) AddUser(name, locale string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	u := &User{ID: d.id(), Name: name, Locale: locale}
	d.users[u.ID] = u
	return u.ID
}

// AddServer makes a server without members.
func (d *Discord) AddServer() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &Server{ID: d.id(), Members: map[string]*Member{}}
	d.servers[s.ID] = s
	return s.ID
}

// AddChannel makes a channel on a server.
func (d *Discord) AddChannel(server, name string, kind int) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &Channel{ID: d.id(), Server: server, Name: name, Kind: kind}
	d.channels[c.ID] = c
	return c.ID
}

// SetMember puts somebody on a server with these roles; nil takes them off.
func (d *Discord) SetMember(server, user string, m *Member) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m == nil {
		delete(d.servers[server].Members, user)
		return
	}
	d.servers[server].Members[user] = m
}

// Change changes the state with f, which runs with the lock held.
func (d *Discord) Change(f func(users map[string]*User, servers map[string]*Server, channels map[string]*Channel)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(d.users, d.servers, d.channels)
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

// Refill gives a number of identifications.
func (d *Discord) Refill(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.budget = n
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

func (d *Discord) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", d.serveGateway)
	d.rest(mux)
	return mux
}
