package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

// gatewayInfo is where to connect, and how often one may.
type gatewayInfo struct {
	URL    string     `json:"url"`
	Shards int        `json:"shards"`
	Limit  startLimit `json:"session_start_limit"`
}

type startLimit struct {
	Remaining   int `json:"remaining"`
	ResetAfter  int `json:"reset_after"` // milliseconds
	Concurrency int `json:"max_concurrency"`
}

// startsADay is how often a bot may identify that Discord says nothing else of.
const startsADay = 1000

func (x *app) askGateway(ctx context.Context) (gatewayInfo, error) {
	info := gatewayInfo{Limit: startLimit{Remaining: startsADay}}
	raw, err := x.ordinary.do(ctx, get("/gateway/bot", "gateway"))
	if x.goWithout(ctx, "GET /gateway/bot", "there is one shard, and a thousand identifications a day", err) {
		raw, err = x.ordinary.do(ctx, get("/gateway", "gateway"))
	}
	if err != nil {
		return info, err
	}
	if err := json.Unmarshal(raw, &info); err != nil {
		return info, fmt.Errorf("read the gateway's address: %w", err)
	}
	return info, nil
}

// client is one through which a session finds the gateway's address without
// asking for it again.
func (g gatewayInfo) client(c *http.Client) *http.Client {
	if g.URL == "" {
		return c
	}
	known := *c
	known.Transport = knownGateway{g.URL, c.Transport}
	return &known
}

type knownGateway struct {
	url  string
	next http.RoundTripper
}

func (k knownGateway) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/gateway") {
		return k.next.RoundTrip(r)
	}
	said, err := json.Marshal(gatewayInfo{URL: k.url})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(said)), Request: r}, nil
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
