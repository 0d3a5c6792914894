package web

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Backstage is what the page can do to the bot from behind the scenes. Each of
// its functions may be called at any time.
type Backstage struct {
	// Pass lets time go by; what is due on the way happens when it is due.
	Pass func(ctx context.Context, by time.Duration) error
	// Next is when something is due next, or the zero time.
	Next func(ctx context.Context) (time.Time, error)
	// Halt stops the bot's own doing, or lets it go on.
	Halt func(stop bool)
}

// faults are what goes wrong on purpose.
type faults struct {
	mu      sync.Mutex
	closed  map[bot.User]bool // inboxes
	gone    map[bot.User]bool // accounts that were deactivated
	limited bool              // the platform takes no messages for the moment
	stopped bool              // the bot
	twice   bool              // the next event is delivered twice
}

func newFaults() *faults {
	return &faults{closed: map[bot.User]bool{}, gone: map[bot.User]bool{}}
}

// limitedFor is how long the platform asks to wait while it is limited.
const limitedFor = 5

// refuses is why a message is not taken, or nil.
func (f *faults) refuses(to bot.User) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.gone[to], f.closed[to]:
		return bot.ErrUnreachable
	case f.limited:
		return bot.TryAfter{Seconds: limitedFor}
	}
	return nil
}

func (f *faults) deactivated(u bot.User) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gone[u]
}

// begins reports whether the bot is there, and whether what is delivered to it
// is delivered twice.
func (f *faults) begins() (there, twice bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	there, twice = !f.stopped, f.twice && !f.stopped
	if twice {
		f.twice = false
	}
	return there, twice
}

// faultsView is what the page knows of them, for a person.
type faultsView struct {
	Closed  bool `json:"closed"`
	Gone    bool `json:"gone"`
	Limited bool `json:"limited"`
	Stopped bool `json:"stopped"`
	Twice   bool `json:"twice"`
}

func (f *faults) view(u bot.User) faultsView {
	f.mu.Lock()
	defer f.mu.Unlock()
	return faultsView{f.closed[u], f.gone[u], f.limited, f.stopped, f.twice}
}

// set switches a fault and returns the line of a script that does so; false if
// there is no such fault.
func (f *faults) set(name string, u bot.User, on bool) (line string, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	who := scriptName(u)
	choose := func(yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	switch name {
	case "closed":
		f.closed[u] = on
		return "! inbox " + who + choose(" closed", " open"), true
	case "gone":
		f.gone[u] = on
		return choose("! deactivate "+who, "# "+who+" is back."), true
	case "limited":
		f.limited = on
		return choose("! limit on", "! limit off"), true
	case "stopped":
		f.stopped = on
		return choose("! stop", "! start"), true
	case "twice":
		f.twice = on
		return choose("! twice", ""), true
	}
	return "", false
}

// backstageView is what the panel shows.
type backstageView struct {
	Now    time.Time   `json:"now"`
	Next   *time.Time  `json:"next,omitempty"`
	Faults faultsView  `json:"faults"`
	Traces []traceView `json:"traces"`
}

func (s *server) backstage(w http.ResponseWriter, r *http.Request) {
	p, ok := s.world.person(bot.User(r.FormValue("person")))
	if !ok || s.cfg.Backstage == nil {
		fail(w, http.StatusNotFound, wordNoSuchPerson, requestLocale(r))
		return
	}
	v := backstageView{Now: s.cfg.Clock(), Faults: s.faults.view(p.ID), Traces: s.traces.list()}
	next, err := s.cfg.Backstage.Next(r.Context())
	if err == nil && !next.IsZero() {
		v.Next = &next
	}
	reply(w, http.StatusOK, v)
}

// maxPass is how far time may be moved at once.
const maxPass = 400 * 24 * time.Hour

// pass moves the clock: by seconds, or to what is due next.
func (s *server) pass(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Person  bot.User `json:"person"`
		Seconds int      `json:"seconds"` // 0: to what is due next
	}
	if !read(w, r, &in) {
		return
	}
	l := s.world.locale(in.Person)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), dispatchTime)
	defer cancel()
	by, err := s.passBy(ctx, in.Seconds)
	if err == nil {
		err = s.cfg.Backstage.Pass(ctx, by)
	}
	var no refusal
	switch {
	case errors.As(err, &no):
		fail(w, no.status, no.line, l)
	case err != nil:
		s.cfg.Log.Error("time did not pass in the playground", "err", err)
		fail(w, http.StatusServiceUnavailable, wordTryAgain, l)
	default:
		s.script.add("! clock +" + scriptSpan(by))
		s.hub.publish(update{event: "backstage", data: encode(struct{}{})})
		reply(w, http.StatusOK, struct{}{})
	}
}

func (s *server) passBy(ctx context.Context, seconds int) (time.Duration, error) {
	if s.cfg.Backstage == nil {
		return 0, refusal{http.StatusNotFound, wordNoSuchAct}
	}
	by := time.Duration(seconds) * time.Second
	if seconds == 0 {
		next, err := s.cfg.Backstage.Next(ctx)
		if err != nil {
			return 0, err
		}
		if next.IsZero() {
			return 0, refusal{http.StatusNotFound, wordNothingDue}
		}
		by = max(time.Second, next.Sub(s.cfg.Clock()).Truncate(time.Second)+time.Second)
	}
	if by < 0 || by > maxPass {
		return 0, refusal{http.StatusBadRequest, wordTooFar}
	}
	return by, nil
}

// fault switches something that goes wrong.
func (s *server) fault(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Person bot.User `json:"person"`
		Fault  string   `json:"fault"`
		On     bool     `json:"on"`
	}
	if !read(w, r, &in) {
		return
	}
	l := s.world.locale(in.Person)
	p, ok := s.world.person(in.Person)
	if !ok || s.cfg.Backstage == nil {
		fail(w, http.StatusNotFound, wordNoSuchPerson, l)
		return
	}
	line, ok := s.faults.set(in.Fault, p.ID, in.On)
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchAct, l)
		return
	}
	s.script.add(line)
	switch in.Fault {
	case "stopped":
		s.cfg.Backstage.Halt(in.On)
	case "gone":
		if in.On { // a platform says so
			meta := s.meta(scene{person: p, locale: l, event: newID(), act: act{Look: s.cfg.Look}})
			s.bot.Dispatch(r.Context(), bot.Left{Meta: meta})
		}
	}
	s.hub.publish(update{event: "backstage", data: encode(struct{}{})})
	reply(w, http.StatusOK, s.faults.view(p.ID))
}
