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
	away       bool  // there is no gateway, or a connection could not be made
	broken     error // nothing is tried any more
}

// connect keeps the gateway's connections up until ctx ends. It returns early
// only when somebody has to repair something; the error says what.
func (x *app) connect(ctx context.Context, r *run) error {
	var info gatewayInfo
	without := false // what people do comes over HTTP, and there is nothing else
	err := x.again(ctx, "ask for the gateway", func() (err error) {
		info, err = x.askGateway(ctx)
		without = x.key != nil && x.goWithout(ctx, "GET /gateway", "without a gateway, direct messages do not arrive", err)
		if without {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if without {
		x.mu.Lock()
		x.state.away = true
		x.mu.Unlock()
		<-ctx.Done()
		return nil
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
			if err := x.supervise(ctx, r, budget, info, shard, n); err != nil {
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

// greeted learns from the gateway who the application is, and where.
func (x *app) greeted(raw []byte) {
	var ready struct {
		Application struct {
			ID string `json:"id"`
		} `json:"application"`
		Guilds []struct {
			ID string `json:"id"`
		} `json:"guilds"`
	}
	if json.Unmarshal(raw, &ready) != nil {
		return
	}
	x.isCalled(ready.Application.ID)
	for _, g := range ready.Guilds {
		if digits(g.ID) {
			x.people.sawServer(x, g.ID)
		}
	}
}

// supervise keeps one shard's connection up: a new session for each, since
// discordgo's own way to connect again cannot be trusted.
func (x *app) supervise(ctx context.Context, r *run, b *budget, info gatewayInfo, shard, of int) error {
	var leaving sync.WaitGroup
	defer leaving.Wait()
	pause := newPause(x.pace)
	for {
		if err := b.wait(ctx, shard, func() (gatewayInfo, error) { return x.askGateway(ctx) }); err != nil {
			return nil
		}
		ready, err := x.connection(ctx, r, &leaving, info, shard, of)
		if ctx.Err() != nil {
			return nil
		}
		if says, is := fatalReason(err); is {
			return fmt.Errorf("%w: %s", bot.ErrStopped, says)
		}
		x.mu.Lock()
		x.state.away = !ready
		x.mu.Unlock()
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

// heard takes what a connection delivers, and does not keep it waiting.
func (x *app) heard(r *run, e *discordgo.Event) {
	begun := time.Now()
	defer func() {
		if p := recover(); p != nil {
			r.log(p)
		}
	}()
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
	case "READY":
		x.greeted(e.RawData)
	case "GUILD_CREATE":
		var g struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(e.RawData, &g) != nil || !digits(g.ID) {
			return
		}
		x.people.sawServer(x, g.ID)
		if s, err := readServer(e.RawData); err == nil && s.owner != "" {
			x.people.servers.put(g.ID, s)
		}
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_UPDATE":
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
