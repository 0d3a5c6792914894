package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// begin sets what was decoded on its way; nil if that is its end.
func (a *Adapter) begin(in incoming, err error, k *ack) *run {
	switch {
	case err == nil && in.user != "" && in.event != nil:
		return a.admit(in, k)
	case err == nil || errors.Is(err, errNothing):
		a.ignore(k)
	default:
		a.cfg.Log.Warn("slack: something cannot be read", "kind", in.kind, "error", err)
		a.ignore(k)
	}
	return nil
}

// errNotMet: what came is for a workspace that is not configured, or did not say
// yet who it is.
var errNotMet = errors.New("no such workspace")

// choose is the workspace among of that is named first; the only one if it is
// the only one, since people from outside bring their own workspace's id.
func choose(of []*workspace, teams ...string) (*workspace, identity, error) {
	known := map[string]*workspace{}
	for _, w := range of {
		if who, ok := w.known(); ok {
			known[who.team] = w
		}
	}
	w := (*workspace)(nil)
	if len(of) == 1 {
		w = of[0]
	}
	for _, team := range teams {
		if known[team] != nil {
			w = known[team]
			break
		}
	}
	if w == nil {
		return nil, identity{}, errNotMet
	}
	who, ok := w.known()
	if !ok {
		return nil, identity{}, errNotMet
	}
	return w, who, nil
}

func readCommand(of []*workspace, c command, payload []byte) (incoming, error) {
	w, who, err := choose(of, c.TeamID)
	if err != nil {
		return incoming{}, err
	}
	return decodeCommand(w, who, c, payload), nil
}

func (a *Adapter) readInteraction(of []*workspace, i interaction, payload []byte) (incoming, error) {
	w, who, err := choose(of, i.teams()...)
	if err != nil {
		return incoming{}, err
	}
	return decodeInteraction(w, who, i, payload, a.named(w, who))
}

func (a *Adapter) readEvent(of []*workspace, c callback) (incoming, error) {
	teams := []string{}
	for _, by := range c.Authorizations {
		teams = append(teams, by.TeamID)
	}
	w, who, err := choose(of, append(teams, c.TeamID)...)
	if err != nil {
		return incoming{}, err
	}
	return a.happened(w, who, c)
}

// happened decodes an event, and notes what it says about people and the
// workspace itself. An event that came before is errNothing: Slack sends it
// again when an acknowledgement was lost, and a message under several ids.
func (a *Adapter) happened(w *workspace, who identity, c callback) (incoming, error) {
	in, h, err := decodeEvent(w, who, c)
	switch h.Type {
	case "user_change", "team_join":
		_, gone := h.userID()
		a.people.changed(userID(who.team, in.user), gone)
	case "subteam_members_changed", "subteam_updated":
		w.groups.forget(h.SubteamID)
	}
	if h.Type == "app_uninstalled" || h.revokesBot() {
		w.breakDown(fmt.Errorf("%w: %w: slack says %s", bot.ErrStopped, errLeft, h.Type))
	}
	if err == nil && !a.events.Add(in.event.About().ID, time.Now()) {
		return in, errNothing
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
