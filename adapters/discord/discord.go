// Package discord connects the bot to Discord: bot.Adapter over discordgo's
// REST calls, its own client of the gateway, and interactions over signed HTTP.
//
// It promises that an act is answered or acknowledged within two and a half
// seconds of its arrival, however slow storage is; that a private answer stays
// private; that nothing which people typed becomes markup or notifies anybody;
// that a message is sent once under its key; and that a connection that is
// closed, refused or silent is replaced, and its session resumed, so that what
// was written meanwhile arrives. It does not promise to hear what happens after
// Discord has given up a session and before the next one begins.
package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/signed"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Config is what the adapter needs.
type Config struct {
	Apps []App
	// APIURL is the base of the REST API; empty: https://discord.com/api. The
	// gateway's address is asked there.
	APIURL string
	// Memory keeps what Discord does not tell again; nil: until the process ends.
	Memory Memory
	Log    *slog.Logger
	Pace   Pace
	// Limits are what Discord allows; zero values: not limited.
	Limits Limits
}

// App is one application of Discord with its bot.
type App struct {
	Token secret.Value
	// PublicKey, in hex, has interactions come over signed HTTP (Handler). The
	// gateway then only brings direct messages.
	PublicKey string
	// Servers are the communities of servers. Community is that of every other
	// server; if it is empty, those are not served.
	Servers   map[string]bot.CommunityID
	Community bot.CommunityID
	// Roles are what a server's roles give, by their ids.
	Roles map[string]bot.Role
	// Shards is how many connections the servers are divided among; 0: as many
	// as Discord recommends.
	Shards int
}

// Memory is a small store of strings. Load returns "" for what is not there.
type Memory interface {
	Load(ctx context.Context, key string) (string, error)
	Store(ctx context.Context, key, value string) error
}

// Pace is how long the adapter waits; zero values: what Discord's rules ask.
type Pace struct {
	// Acknowledge is after what time an act is acknowledged that has no answer
	// yet: 2 s.
	Acknowledge time.Duration
	// Identify is the time between two identifications that Discord counts
	// together: 5 s.
	Identify time.Duration
	// Reconnect is the first pause after a connection failed, or lasted only for
	// ten times as long; it doubles up to ReconnectMost: 1 s, 1 min.
	Reconnect, ReconnectMost time.Duration
	// Open is how long a connection may take to be ready: 20 s.
	Open time.Duration
}

func (p *Pace) fill() {
	for _, d := range []struct {
		of *time.Duration
		is time.Duration
	}{
		{&p.Acknowledge, 2 * time.Second}, {&p.Identify, 5 * time.Second}, {&p.Reconnect, time.Second},
		{&p.ReconnectMost, time.Minute}, {&p.Open, 20 * time.Second},
	} {
		if *d.of == 0 {
			*d.of = d.is
		}
	}
}

// Adapter is safe for concurrent use.
type Adapter struct {
	apps     []*app
	memory   Memory
	log      *slog.Logger
	pace     Pace
	limits   Limits
	people   *people
	forms    *forms
	requests *signed.Receiver[*app]

	refused *refusals

	run atomic.Pointer[run]
}

// app is one application's side of the adapter.
type app struct {
	*Adapter
	App
	key ed25519.PublicKey

	callbacks *rest // answers to interactions
	ordinary  *rest // what follows them, and questions
	bulk      *rest // what nobody asked for just now

	kinds  cache[channelKind] // of channels
	direct cache[string]      // direct conversations, by their keys in Memory
	poor   cache[rights]      // channels where the bot lacks some
	lacks  cache[bool]        // calls that the API does not know

	mu    sync.Mutex
	id    string
	state connectionState
}

// New is an adapter that is not connected yet. Its error names every mistake in
// the configuration.
func New(c Config) (*Adapter, error) {
	if c.APIURL == "" {
		c.APIURL = "https://discord.com/api"
	}
	base, err := url.Parse(c.APIURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("discord: the API's address %q is not a URL such as https://discord.com/api", c.APIURL)
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Memory == nil {
		c.Memory = &passing{}
	}
	c.Pace.fill()
	a := &Adapter{memory: c.Memory, log: c.Log, pace: c.Pace, limits: c.Limits, people: newPeople(), forms: newForms(), refused: &refusals{}}
	a.requests = signed.NewReceiver(a.scheme())
	transport := newTransport()
	var mistakes []error
	for i, one := range c.Apps {
		x, err := a.newApp(one, base, transport)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("discord: application %d: %w", i+1, err))
			continue
		}
		a.apps = append(a.apps, x)
	}
	if len(c.Apps) == 0 {
		mistakes = append(mistakes, errors.New("discord: no application is configured"))
	}
	return a, errors.Join(mistakes...)
}

// newTransport is shared by all calls of an adapter. It honours the proxies of
// the environment.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       time.Minute,
		TLSHandshakeTimeout:   5 * time.Second,
		ForceAttemptHTTP2:     true,
		ResponseHeaderTimeout: 15 * time.Second,
	}
}

func (a *Adapter) newApp(c App, base *url.URL, transport http.RoundTripper) (*app, error) {
	if c.Token.IsZero() {
		return nil, errors.New("there is no token")
	}
	if c.Shards < 0 {
		return nil, fmt.Errorf("%d shards: a positive number, or 0 for what Discord recommends", c.Shards)
	}
	x := &app{Adapter: a, App: c}
	if c.PublicKey != "" {
		key, err := hex.DecodeString(c.PublicKey)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return nil, errors.New("the public key is not 64 hexadecimal digits")
		}
		x.key = key
	}
	// A callback is worth nothing after three seconds.
	x.callbacks = newRest(c.Token, base, transport, a.refused, 2500*time.Millisecond, 200*time.Millisecond)
	x.callbacks.most = mostRefusals
	x.ordinary = newRest(c.Token, base, transport, a.refused, 10*time.Second, 5*time.Second)
	x.bulk = newRest(c.Token, base, transport, a.refused, 15*time.Second, 0)
	return x, nil
}

// Traits of Discord.
func (a *Adapter) Traits() bot.Traits { return traits() }

func traits() bot.Traits {
	return bot.Traits{Platform: Platform, FormFields: maxModalParts, Repeatable: true, RepeatFor: nonceLife}
}

// community is the one that a server belongs to.
func (x *app) community(server string) (bot.CommunityID, bool) {
	if in, ok := x.Servers[server]; ok {
		return in, true
	}
	return x.Community, x.Community != ""
}

// servers are those that are known to belong to a community, for a direct
// message that names none.
func (x *app) servers() []string {
	var all []string
	for id := range x.Servers {
		all = append(all, id)
	}
	return append(all, x.people.seenServers(x)...)
}
