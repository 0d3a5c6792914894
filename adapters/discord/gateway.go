package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/adapters/discord/internal/gateway"
	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/panics"
)

// intents are what the bot wants to hear: acts, and direct messages. Neither
// needs Discord's permission.
const intents = discordgo.IntentsGuilds | discordgo.IntentsDirectMessages

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
	var info gateway.Info
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
		x.setAway(true)
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
	budget := gateway.NewBudget(info, x.pace.Identify, x.askGateway)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for shard := range n {
		all.Go(func() {
			if err := x.shard(r, budget, info.URL, shard, n).Run(ctx); err != nil {
				cancel(fmt.Errorf("%w: %w", bot.ErrStopped, err))
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); errors.Is(err, bot.ErrStopped) {
		return err
	}
	return nil
}

// shard is one of n connections to the gateway.
func (x *app) shard(r *run, b *gateway.Budget, url string, shard, n int) *gateway.Shard {
	return &gateway.Shard{
		Token: x.Token, Intents: int(intents), ID: shard, Of: n, URL: url, Budget: b, Log: x.log,
		Timing:    gateway.Timing{Open: x.pace.Open, Reconnect: x.pace.Reconnect, ReconnectMax: x.pace.ReconnectMost},
		Deliver:   func(e gateway.Event) { x.heard(r, e) },
		Connected: func(up bool) { x.connected(shard, up) },
		Failed:    func() { x.setAway(true) },
	}
}

func (x *app) connected(shard int, up bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.up[shard] = up
	if up {
		x.state.away = false
		x.log.Info("connected to Discord", "shard", shard, "shards", x.state.shards)
	}
}

func (x *app) setAway(away bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.away = away
}

// errNoGateway is an answer that has no address of the gateway in it.
var errNoGateway = errors.New("the answer has no address of the gateway")

// startsADay is how often a bot may identify itself that Discord says nothing
// else of.
const startsADay = 1000

// askGateway asks where to connect, and how often one may.
func (x *app) askGateway(ctx context.Context) (gateway.Info, error) {
	info := gateway.Info{Limit: gateway.Limit{Remaining: startsADay}}
	raw, err := x.ordinary.do(ctx, get("/gateway/bot", "gateway"))
	without := x.goWithout(ctx, "GET /gateway/bot", "there is one shard, and a thousand identifications a day", err)
	if err == nil {
		err = json.Unmarshal(raw, &info)
	}
	if without || err == nil && info.URL == "" { // a proxy may know only the call without limits
		if raw, err = x.ordinary.do(ctx, get("/gateway", "gateway")); err == nil {
			err = json.Unmarshal(raw, &info)
		}
	}
	switch {
	case err != nil:
		return info, fmt.Errorf("ask for the gateway's address: %w", err)
	case info.URL == "":
		return info, errNoGateway
	}
	return info, nil
}

// again tries until it works, ctx ends, or the token is refused.
func (x *app) again(ctx context.Context, doing string, try func() error) error {
	pause := retry.Backoff{Min: x.pace.Reconnect, Max: x.pace.ReconnectMost}
	for {
		err := try()
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		var f *failure
		if errors.As(err, &f) && f.status == 401 {
			return fmt.Errorf("%w: %s: %w", bot.ErrStopped, doing, &gateway.Fatal{Code: gateway.BadToken})
		}
		if f != nil && f.status == 400 {
			return fmt.Errorf("%w: %s: %w", bot.ErrStopped, doing, err)
		}
		x.log.WarnContext(ctx, "Discord cannot be reached", "doing", doing, "error", err)
		wait := pause.Next()
		if f != nil {
			wait = max(wait, f.wait)
		}
		if !retry.Sleep(ctx, wait) {
			return ctx.Err()
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

// heard takes what a connection delivers, and does not keep it waiting.
func (x *app) heard(r *run, e gateway.Event) {
	begun := time.Now()
	defer panics.Catch(x.log, "discord: an event", nil, "type", e.Type)
	switch e.Type {
	case "INTERACTION_CREATE":
		in, err := readInteraction(e.Data)
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
		m, ok := readMessage(e.Data)
		if ok {
			r.do(func(ctx context.Context) { x.wrote(ctx, r, m) })
		}
	case "READY":
		x.greeted(e.Data)
	case "GUILD_CREATE":
		var g struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(e.Data, &g) != nil || !digits(g.ID) {
			return
		}
		x.people.sawServer(x, g.ID)
		if s, err := readServer(e.Data); err == nil && s.owner != "" {
			x.people.servers.put(g.ID, s)
		}
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_UPDATE":
		var g struct {
			ID    string `json:"id"`
			Guild string `json:"guild_id"`
		}
		if json.Unmarshal(e.Data, &g) == nil {
			x.people.servers.drop(g.ID)
			x.people.servers.drop(g.Guild)
		}
	}
}
