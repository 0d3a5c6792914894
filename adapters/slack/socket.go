package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack/socketmode"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	// maxEnvelope is more than Slack sends at once.
	maxEnvelope = 1 << 20
	// A connection that is made shortLived times within hasty, as when Socket
	// Mode is switched off while the bot runs, is made more slowly.
	hasty      = 30 * time.Second
	shortLived = 4
)

// connect serves one workspace until ctx ends. The error is permanent.
func (a *Adapter) connect(ctx context.Context, w *workspace) error {
	who, err := a.meet(ctx, w)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("slack does not accept the bot token of community %s: %w", w.Community, err)
	}
	if w.AppToken == "" {
		<-ctx.Done()
		return nil
	}
	if err := a.mayConnect(ctx, w); err != nil {
		return err
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	var all sync.WaitGroup
	for range a.cfg.Connections {
		all.Go(func() {
			if err := a.keep(ctx, w, who); err != nil {
				end(err)
			}
		})
	}
	all.Wait()
	if cause := context.Cause(ctx); errors.Is(cause, bot.ErrStopped) {
		w.breakDown(cause)
		return fmt.Errorf("slack ended Socket Mode of community %s: %w", w.Community, cause)
	}
	return nil
}

// mayConnect asks once for a connection, so that a wrong app token is told at
// the start. The error is permanent.
func (a *Adapter) mayConnect(ctx context.Context, w *workspace) error {
	wait := backoff{}
	for {
		_, _, err := w.api.StartSocketModeContext(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		err = w.classify(err)
		if errors.Is(err, bot.ErrStopped) || errors.Is(err, bot.ErrRefused) {
			return fmt.Errorf("slack does not accept the app token of community %s: %w", w.Community, err)
		}
		a.cfg.Log.WarnContext(ctx, "slack: no connection yet", "community", w.Community, "error", err)
		if !wait.pause(ctx) {
			return nil
		}
	}
}

// keep holds one connection, for as long as it takes. The library reconnects by
// itself; this slows it down where Slack keeps closing, and begins again where
// it gives up.
func (a *Adapter) keep(ctx context.Context, w *workspace, who identity) error {
	wait := backoff{}
	for ctx.Err() == nil {
		err := a.link(ctx, w, who, &wait)
		if ctx.Err() != nil {
			return nil
		}
		if oneOf(codeOf(err), stopCodes) {
			return fmt.Errorf("%w: slack says %s", bot.ErrStopped, codeOf(err))
		}
		a.cfg.Log.WarnContext(ctx, "slack: a connection ended", "community", w.Community, "error", err)
		if !wait.pause(ctx) {
			return nil
		}
	}
	return nil
}

// errHasty ends a connection that is made again too often.
var errHasty = errors.New("slack closes every connection at once")

// link is one client of the library until it ends.
func (a *Adapter) link(ctx context.Context, w *workspace, who identity, wait *backoff) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(w.api,
		socketmode.OptionReadLimit(maxEnvelope), socketmode.OptionPingInterval(a.cfg.PingInterval),
		socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	s := &socket{Adapter: a, client: client, w: w, who: who}
	defer s.set(false)
	var made []time.Time
	for {
		select {
		case e := <-client.Events:
			if s.receive(e) != socketmode.EventTypeConnected {
				continue
			}
			now := time.Now()
			made = append(slices.DeleteFunc(made, func(t time.Time) bool { return now.Sub(t) > hasty }), now)
			if len(made) >= shortLived {
				cancel()
				<-ended
				s.rest()
				return errHasty
			}
			if len(made) == 1 {
				wait.reset()
			}
		case err := <-ended:
			s.rest()
			return err
		}
	}
}

// socket is a connection and whether it is up.
type socket struct {
	*Adapter
	client *socketmode.Client
	w      *workspace
	who    identity
	up     bool
}

func (s *socket) set(up bool) {
	if up == s.up {
		return
	}
	s.up = up
	if up {
		s.w.link(+1)
	} else {
		s.w.link(-1)
	}
}

// rest takes what was received before the connection ended.
func (s *socket) rest() {
	for {
		select {
		case e := <-s.client.Events:
			s.receive(e)
		default:
			return
		}
	}
}

// receive takes one event of the library, without waiting for anything.
func (s *socket) receive(e socketmode.Event) socketmode.EventType {
	switch e.Type {
	case socketmode.EventTypeHello:
		s.set(true)
	case socketmode.EventTypeConnecting, socketmode.EventTypeConnectionError, socketmode.EventTypeInvalidAuth:
		s.set(false)
	case socketmode.EventTypeErrorBadMessage:
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok {
			s.unread(bad)
		}
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		if e.Request != nil {
			s.envelope(*e.Request)
		}
	}
	return e.Type
}

// unread takes an envelope that the library could not read. What is inside may
// still be readable to the bot; in any case it is acknowledged.
func (s *socket) unread(bad *socketmode.ErrorBadMessage) {
	var r socketmode.Request
	if err := json.Unmarshal(bad.Message, &r); err != nil {
		var id struct {
			EnvelopeID string `json:"envelope_id"`
		}
		if json.Unmarshal(bad.Message, &id) != nil {
			s.cfg.Log.Warn("slack: an envelope without an id", "community", s.w.Community)
			return
		}
		r = socketmode.Request{EnvelopeID: id.EnvelopeID}
	}
	if r.EnvelopeID != "" {
		s.envelope(r)
	}
}

func (s *socket) envelope(r socketmode.Request) {
	k := s.newAck(func(payload any) error { return s.acknowledge(r, payload) })
	var in incoming
	var err error
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var c command
		if err = json.Unmarshal(r.Payload, &c); err == nil {
			in = decodeCommand(s.w, s.who, c, r.Payload)
		}
	case socketmode.RequestTypeInteractive:
		var i interaction
		if err = json.Unmarshal(r.Payload, &i); err == nil {
			in, err = decodeInteraction(s.w, s.who, i, r.Payload, s.named(s.w, s.who))
		}
	case socketmode.RequestTypeEventsAPI:
		var c callback
		if err = json.Unmarshal(r.Payload, &c); err == nil {
			in, err = s.happened(s.w, s.who, c)
		}
		k.give(nil) // its answer never goes with the acknowledgement
	default:
		err = errNothing
	}
	s.start(in, err, k)
}

func (s *socket) acknowledge(r socketmode.Request, payload any) error {
	if payload != nil && !r.AcceptsResponsePayload {
		return errors.New("the envelope takes no payload")
	}
	ctx, cancel := context.WithTimeout(context.Background(), formAckAfter)
	defer cancel()
	return s.client.AckCtx(ctx, r.EnvelopeID, payload)
}

// start sets what was decoded on its way.
func (a *Adapter) start(in incoming, err error, k *ack) {
	switch {
	case err == nil && in.user != "" && in.event != nil:
		a.handle(in, k)
	case err == nil || errors.Is(err, errNothing):
		a.ignore(k)
	default:
		a.cfg.Log.Warn("slack: something cannot be read", "kind", in.kind, "error", err)
		a.ignore(k)
	}
}

// happened decodes an event, and notes what it says about people and the
// workspace itself.
func (a *Adapter) happened(w *workspace, who identity, c callback) (incoming, error) {
	in, h, err := decodeEvent(w, who, c)
	switch h.Type {
	case "user_change", "team_join":
		a.people.forget(userID(who.team, in.user))
	case "subteam_members_changed", "subteam_updated":
		w.groups.forget(h.SubteamID)
	case "app_uninstalled", "tokens_revoked":
		w.breakDown(errors.New("slack says " + h.Type))
	}
	return in, err
}

// named tells what somebody is called, if that is known already.
func (a *Adapter) named(w *workspace, who identity) func(string) string {
	return func(user string) string {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		u, err := a.lookUp(ctx, w, who.team, user)
		if err != nil {
			return "@" + user
		}
		return "@" + nameOf(u)
	}
}
