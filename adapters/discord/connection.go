package discord

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// connection is one connection from its opening to its end. It returns as soon
// as the connection is of no more use; leaving ends when nothing of it is left.
func (x *app) connection(ctx context.Context, r *run, leaving *sync.WaitGroup, to gatewayInfo, shard, of int) (ready bool, err error) {
	up := make(chan struct{})
	var once sync.Once
	link := newRelay(func(e *discordgo.Event) {
		if e.Type == "READY" {
			once.Do(func() { close(up) })
		}
		x.heard(r, e)
	})
	s, err := newSession(x.Token, to.client(x.ordinary.client))
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
	if !x.isReady(ctx, link, up, opened) {
		return false, link.why()
	}
	x.isUp(shard, true)
	x.log.InfoContext(ctx, "connected to Discord", "shard", shard, "shards", of)
	select {
	case <-link.ended:
	case <-ctx.Done():
		link.end(ctx.Err())
	}
	x.isUp(shard, false)
	return true, link.why()
}

// isReady waits until a session is up, or has ended. What came of opening it is
// left in opened.
func (x *app) isReady(ctx context.Context, link *relay, up <-chan struct{}, opened chan error) bool {
	limit := time.NewTimer(x.pace.Open)
	defer limit.Stop()
	for result := opened; ; {
		select {
		case <-up:
			return true
		case <-link.ended:
			select {
			case <-up:
				return true
			default:
				return false
			}
		case err := <-result:
			opened <- err
			result = nil
			if err != nil {
				link.end(err)
			}
		case <-limit.C:
			link.end(errors.New("discord was not ready in time"))
		case <-ctx.Done():
			link.end(ctx.Err())
		}
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
