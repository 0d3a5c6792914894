package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
)

// Socket Mode. The library's own client closes a connection the moment Slack
// warns that it will, and loses the acknowledgements that are under way; the
// person then reads that the command failed although it did not. So the
// connections are kept here: one that is warned goes on serving while the next
// one is made, until Slack closes it.

const (
	dialTime    = 10 * time.Second
	writeBuffer = 32 << 10
	// A connection that ends sooner is made again more slowly each time.
	soon = 10 * time.Second
	// maxPause bounds how long the bot stays away after Slack is back. Several
	// connections that try this often stay within what Slack allows of
	// apps.connections.open.
	maxPause = 30 * time.Second
)

// newBackoff begins with a pause of one to two seconds: jitter halves it at most.
func newBackoff() retry.Backoff { return retry.Backoff{Min: 2 * time.Second, Max: maxPause} }

// app is an app with Socket Mode. What happens in any workspace that it is
// installed in comes over any of its connections.
type app struct {
	api *slack.Client
	of  []*workspace

	mu      sync.Mutex
	links   int   // connections that are up
	ended   error // why there is none
	served  bool  // there was one
	refused bool  // there never was one, since Slack does not accept the token
}

// apps are those of the workspaces that have an app token.
func apps(all []*workspace) []*app {
	var out []*app
	byToken := map[string]*app{}
	for _, w := range all {
		token := w.AppToken.Reveal()
		if token == "" {
			continue
		}
		if byToken[token] == nil {
			byToken[token] = &app{api: w.api}
			out = append(out, byToken[token])
		}
		w.app = byToken[token]
		w.app.of = append(w.app.of, w)
	}
	return out
}

func (p *app) ready() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.links > 0 {
		return nil
	}
	if p.ended != nil {
		return fmt.Errorf("no Socket Mode connection is up: %w", p.ended)
	}
	return errors.New("no Socket Mode connection is up")
}

func (p *app) connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.links
}

func (p *app) up() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.links++
	p.served, p.refused = true, false
}

// refuse notes that Slack makes no connection with this token.
func (p *app) refuse(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended, p.refused = err, !p.served
}

func (p *app) hopeless() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused
}

func (p *app) down(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.links--
	p.ended = err
}

// community is that of its first workspace, for the log.
func (p *app) community() bot.CommunityID { return p.of[0].Community }

// errSwitchedOff can be repaired in the app's settings, without us.
var errSwitchedOff = errors.New("the app's settings have Socket Mode switched off")

// connect has the app's connections until ctx ends. It returns an error if that is
// hopeless.
func (a *Adapter) connect(ctx context.Context, p *app) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var all sync.WaitGroup
	for range a.cfg.Connections {
		all.Go(func() {
			if err := a.keep(ctx, p); err != nil {
				end(err)
			}
		})
	}
	all.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return fmt.Errorf("slack does not accept the app token of community %s: %w", p.community(), cause)
	}
	return nil
}

// keep has one connection at a time that is not about to be closed, for as long
// as it takes. It returns an error if that is hopeless.
func (a *Adapter) keep(ctx context.Context, p *app) error {
	var old sync.WaitGroup // connections that were warned
	defer old.Wait()
	wait, hasty := newBackoff(), false
	for ctx.Err() == nil {
		made := time.Now()
		l, err := a.dial(ctx, p)
		if err == nil {
			spent := make(chan error, 1)
			old.Go(func() { l.serve(ctx, spent) })
			err = <-spent
		}
		if ctx.Err() != nil {
			return nil
		}
		if isPermanent(err) {
			if p.refuse(err); a.hopeless() {
				return err
			}
		}
		if l != nil && l.met && !errors.Is(err, errSwitchedOff) {
			wait.Reset() // it was not for nothing
		}
		short := time.Since(made) < soon
		if err == nil && !(short && hasty) {
			hasty = short // once is no matter
			continue
		}
		a.cfg.Log.WarnContext(ctx, "slack: a connection ended", "community", p.community(), "error", err)
		if !wait.Sleep(ctx) {
			return nil
		}
	}
	return nil
}

// isPermanent: Slack said so of the token.
func isPermanent(err error) bool {
	return errors.Is(err, bot.ErrStopped) || errors.Is(err, bot.ErrRefused)
}

func (a *Adapter) dial(ctx context.Context, p *app) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	_, url, err := p.api.StartSocketModeContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("apps.connections.open: %w", classify(err))
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialTime, WriteBufferSize: writeBuffer}
	conn, resp, err := dialer.DialContext(ctx, url, nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("connect: %w", withoutURL(err))
	}
	conn.SetReadLimit(maxEnvelope)
	l := &link{Adapter: a, app: p, conn: conn}
	l.asking = time.AfterFunc(a.cfg.PingInterval/2, l.ask)
	ponging := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		_ = l.alive()
		return ponging(data)
	})
	conn.SetPongHandler(func(string) error { return l.alive() })
	return l, l.alive()
}

// withoutURL keeps the ticket in a connection's address out of logs.
func withoutURL(err error) error {
	var op interface {
		error
		Unwrap() error
	}
	if errors.As(err, &op) && op.Unwrap() != nil {
		return op.Unwrap()
	}
	return err
}
