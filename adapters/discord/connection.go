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
