package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/alumnibot/alumnibot/bot"
)

// intents are what the bot wants to hear: acts, and direct messages. Neither
// needs Discord's permission.
const intents = discordgo.IntentsGuilds | discordgo.IntentsDirectMessages

// fatal are reasons to close a connection that do not go away by themselves.
var fatal = map[int]string{
	4004: "the token is not valid: set the bot's current token",
	4010: "the shard is not valid: check the number of shards",
	4011: "the bot is on too many servers for one connection: set more shards, or 0",
	4012: "the gateway's version is not supported any more: update alumnibot",
	4013: "the intents are not valid: update alumnibot",
	4014: "an intent is not allowed: allow it in Discord's developer portal",
}

// connectionState is what Ready reports.
type connectionState struct {
	shards     int // 0: not known yet
	registered bool
	up         map[int]bool
	broken     error // nothing is tried any more
}

// gatewayInfo is where to connect, and how often one may.
type gatewayInfo struct {
	Shards int `json:"shards"`
	Limit  struct {
		Remaining   int `json:"remaining"`
		ResetAfter  int `json:"reset_after"` // milliseconds
		Concurrency int `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// connect keeps the gateway's connections up until ctx ends. It returns early
// only when somebody has to repair something; the error says what.
func (x *app) connect(ctx context.Context, r *run) error {
	var info gatewayInfo
	err := x.again(ctx, "ask for the gateway", func() (err error) {
		info, err = x.askGateway(ctx)
		return err
	})
	if err != nil {
		return err
	}
	n := x.Shards
	if n == 0 {
		n = max(1, info.Shards)
	}
	x.mu.Lock()
	x.state.shards, x.state.up = n, map[int]bool{}
	x.mu.Unlock()
	budget := newBudget(x.pace.Identify, info)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for shard := range n {
		all.Go(func() {
			if err := x.supervise(ctx, r, budget, shard, n); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); errors.Is(err, bot.ErrStopped) {
		return err
	}
	return nil
}

// again tries until it works, ctx ends, or the token is refused.
func (x *app) again(ctx context.Context, doing string, try func() error) error {
	pause := newPause(x.pace)
	for {
		err := try()
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		var f *failure
		if errors.As(err, &f) && f.status == 401 {
			return fmt.Errorf("%w: %s: %s", bot.ErrStopped, doing, fatal[4004])
		}
		if f != nil && f.status == 400 {
			return fmt.Errorf("%w: %s: %w", bot.ErrStopped, doing, err)
		}
		x.log.WarnContext(ctx, "Discord cannot be reached", "doing", doing, "error", err)
		wait := pause.next()
		if f != nil {
			wait = max(wait, f.wait)
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func (x *app) askGateway(ctx context.Context) (gatewayInfo, error) {
	var info gatewayInfo
	raw, err := x.ordinary.do(ctx, get("/gateway/bot", "gateway"))
	if err != nil {
		return info, err
	}
	if err := json.Unmarshal(raw, &info); err != nil {
		return info, fmt.Errorf("read the gateway's address: %w", err)
	}
	return info, nil
}

// supervise keeps one shard's connection up: a new session for each, since
// discordgo's own way to connect again cannot be trusted.
func (x *app) supervise(ctx context.Context, r *run, b *budget, shard, of int) error {
	var leaving sync.WaitGroup
	defer leaving.Wait()
	pause := newPause(x.pace)
	for {
		if err := b.wait(ctx, shard, func() (gatewayInfo, error) { return x.askGateway(ctx) }); err != nil {
			return nil
		}
		ready, err := x.connection(ctx, r, &leaving, shard, of)
		if ctx.Err() != nil {
			return nil
		}
		if says, is := fatalReason(err); is {
			return fmt.Errorf("%w: %s", bot.ErrStopped, says)
		}
		wait := pause.next()
		if ready {
			pause = newPause(x.pace)
			wait = 0
		}
		if errors.Is(err, errInvalid) {
			wait = max(wait, x.pace.Reconnect+rand.N(4*x.pace.Reconnect))
		}
		x.log.InfoContext(ctx, "a connection to Discord ended", "shard", shard, "was ready", ready, "again in", wait, "error", err)
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
}

func fatalReason(err error) (string, bool) {
	var closed *websocket.CloseError
	if !errors.As(err, &closed) {
		return "", false
	}
	says, is := fatal[closed.Code]
	return says, is
}

// connection is one connection from its opening to its end. It returns as soon
// as the connection is of no more use; leaving ends when nothing of it is left.
func (x *app) connection(ctx context.Context, r *run, leaving *sync.WaitGroup, shard, of int) (ready bool, err error) {
	up := make(chan struct{})
	var once sync.Once
	link := newRelay(func(e *discordgo.Event) {
		if e.Type == "READY" {
			once.Do(func() { close(up) })
		}
		x.heard(r, e)
	})
	s, err := newSession(x.Token, x.ordinary.client)
	if err != nil {
		return false, err
	}
	s.ShardID, s.ShardCount = shard, of
	s.Identify.Intents = intents
	s.SyncEvents = true
	s.Dialer = &websocket.Dialer{NetDialContext: link.dial(false), NetDialTLSContext: link.dial(true), HandshakeTimeout: x.pace.Open}
	gone := make(chan struct{}, 2)
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case gone <- struct{}{}:
		default:
		}
	})
	opened := make(chan error, 1)
	go func() { opened <- open(s) }()
	leaving.Go(func() {
		<-link.ended
		if <-opened == nil {
			s.Close()
			<-gone
		}
		link.pumps.Wait()
	})
	limit := time.NewTimer(x.pace.Open)
	defer limit.Stop()
	select {
	case <-up:
	case err := <-opened:
		opened <- err
		if err != nil {
			link.end(err)
			break
		}
		select {
		case <-up:
		case <-limit.C:
			link.end(errors.New("discord was not ready in time"))
		case <-ctx.Done():
			link.end(ctx.Err())
		case <-link.ended:
		}
	case <-limit.C:
		link.end(errors.New("discord was not ready in time"))
	case <-ctx.Done():
		link.end(ctx.Err())
	case <-link.ended:
	}
	select {
	case <-up:
		x.isUp(shard, true)
		x.log.InfoContext(ctx, "connected to Discord", "shard", shard, "shards", of)
		select {
		case <-link.ended:
		case <-ctx.Done():
			s.Close() // says goodbye
			link.end(ctx.Err())
		}
		x.isUp(shard, false)
		return true, link.why()
	default:
		return false, link.why()
	}
}

// open opens a session. Whatever happens in it ends as an error.
func open(s *discordgo.Session) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("open a session: panic: %v", p)
		}
	}()
	return s.Open()
}

func (x *app) isUp(shard int, up bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.up[shard] = up
}

// heard takes what a connection delivers, and does not keep it waiting.
func (x *app) heard(r *run, e *discordgo.Event) {
	begun := time.Now()
	switch e.Type {
	case "INTERACTION_CREATE":
		in, err := readInteraction(e.RawData)
		if err != nil {
			x.log.Warn("an interaction could not be read", "error", err)
			return
		}
		r.do(func(ctx context.Context) {
			ex := &exchange{app: x, run: r, in: in, begun: begun}
			ex.first = func(ctx context.Context, c callback) error { return x.post(ctx, in, begun, c) }
			ex.serve(ctx)
		})
	case "MESSAGE_CREATE":
		m, ok := readMessage(e.RawData)
		if ok {
			r.do(func(ctx context.Context) { x.wrote(ctx, r, m) })
		}
	case "GUILD_CREATE":
		var g struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(e.RawData, &g) == nil && digits(g.ID) {
			x.people.sawServer(x, g.ID)
		}
	case "GUILD_ROLE_UPDATE", "GUILD_UPDATE":
		var g struct {
			ID    string `json:"id"`
			Guild string `json:"guild_id"`
		}
		if json.Unmarshal(e.RawData, &g) == nil {
			x.people.servers.drop(g.ID)
			x.people.servers.drop(g.Guild)
		}
	}
}

// backoff is the pause before the next try: it doubles, and is never the same
// for everybody.
type backoff struct{ now, most time.Duration }

func newPause(p Pace) *backoff { return &backoff{p.Reconnect, p.ReconnectMost} }

func (b *backoff) next() time.Duration {
	d := b.now
	b.now = min(2*b.now, b.most)
	return d/2 + rand.N(d/2+1)
}

// budget is how often the application may identify: Discord counts a day's
// identifications, and those at one time by shard.
type budget struct {
	every       time.Duration
	concurrency int

	mu        sync.Mutex
	next      map[int]time.Time
	remaining int
	reset     time.Time
}

func newBudget(every time.Duration, info gatewayInfo) *budget {
	b := &budget{every: every, concurrency: max(1, info.Limit.Concurrency), next: map[int]time.Time{}}
	b.set(info)
	return b
}

func (b *budget) set(info gatewayInfo) {
	b.remaining = info.Limit.Remaining
	b.reset = time.Now().Add(time.Duration(info.Limit.ResetAfter) * time.Millisecond)
}

// reserve counts one identification and returns how long it has to wait.
func (b *budget) reserve(shard int) (wait time.Duration, empty bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.remaining <= 0 {
		return max(0, time.Until(b.reset)), true
	}
	b.remaining--
	key := shard % b.concurrency
	at := b.next[key]
	if now := time.Now(); at.Before(now) {
		at = now
	}
	b.next[key] = at.Add(b.every)
	return time.Until(at), false
}

// wait returns when the shard may identify. A budget that is used up is asked
// for again when Discord fills it.
func (b *budget) wait(ctx context.Context, shard int, ask func() (gatewayInfo, error)) error {
	for {
		wait, empty := b.reserve(shard)
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		if !empty {
			return ctx.Err()
		}
		info, err := ask()
		if err != nil {
			if err := sleep(ctx, b.every); err != nil {
				return err
			}
			continue
		}
		b.mu.Lock()
		b.set(info)
		b.mu.Unlock()
		if info.Limit.Remaining <= 0 {
			if err := sleep(ctx, b.every); err != nil {
				return err
			}
		}
	}
}
