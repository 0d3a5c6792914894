// Package gateway is a client of Discord's gateway: it keeps one shard connected
// and delivers its events.
//
// It promises that a connection that is closed, refused, silent or told to
// reconnect is replaced; that the session is resumed wherever Discord allows it,
// so that what happened meanwhile is delivered, in order and once; and that
// identifications stay within Discord's budget. What happens between two
// sessions is not delivered.
//
// Its rules are those of https://discord.com/developers/docs/events/gateway.
package gateway

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Event is what Discord tells of.
type Event struct {
	Type string
	Data json.RawMessage
}

// Timing is how long a shard waits.
type Timing struct {
	// Open is how long a connection may take to be ready.
	Open time.Duration
	// Reconnect is the first pause after a connection failed; it doubles up to
	// ReconnectMax.
	Reconnect, ReconnectMax time.Duration
}

// Shard is one shard of a bot.
type Shard struct {
	Token   secret.Value // of the bot
	Intents int
	ID, Of  int
	URL     string // from GET /gateway/bot
	Budget  *Budget
	Timing  Timing
	Log     *slog.Logger

	// Deliver takes an event. Heartbeats go on while it does, but the next event
	// waits for it.
	Deliver func(Event)
	// Connected is told when the shard is connected, and when it no longer is.
	Connected func(bool)
	// Failed is told when a connection was not made.
	Failed func()

	session session
}

// session is what Discord resumes: its id, where, and after which event.
type session struct {
	id, url string
	seq     int64
	// elsewhere: its own address could not be reached, so the common one is
	// tried next. Both know every session.
	elsewhere bool
}

// Run keeps the shard connected until ctx ends. It returns early, with *Fatal,
// when connecting again is no use.
func (s *Shard) Run(ctx context.Context) error {
	backoff := retry.Backoff{Min: s.Timing.Reconnect, Max: s.Timing.ReconnectMax}
	for {
		if s.session.id == "" && s.Budget.Wait(ctx, s.ID) != nil {
			return nil
		}
		begun := time.Now()
		ready, err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		end := s.judge(err)
		if end.fatal != nil {
			return end.fatal
		}
		if !ready {
			s.Failed()
		}
		var wait time.Duration
		// A connection that lasted is replaced at once, as Discord asks.
		if ready && time.Since(begun) > lasting*s.Timing.Reconnect {
			backoff.Reset()
		} else {
			wait = backoff.Next()
		}
		if end.invalid {
			// Discord asks to wait for one to five seconds.
			wait = max(wait, s.Timing.Reconnect+rand.N(4*s.Timing.Reconnect))
		}
		s.Log.InfoContext(ctx, "a connection to Discord ended", "shard", s.ID, "was ready", ready, "again in", wait, "resumes", s.session.id != "", "error", err)
		if !retry.Sleep(ctx, wait) {
			return nil
		}
	}
}

// lasting is for how many first pauses a connection has to last, so that the
// next one is made without a pause.
const lasting = 10
