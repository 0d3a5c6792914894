package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// platform is an adapter that remembers what people see.
type platform struct {
	bot.Adapter // nothing else of it is used
	name        string
	repeatable  bool
	limits      []bot.Bucket
	repeatFor   time.Duration
	finds       bool
	early       func() error // what Find says instead, if it is set
	zones       map[bot.User]string
	faceless    bool // says nothing about anybody
	asked       int  // how often it was asked who somebody is

	mu     sync.Mutex
	posted []*posting
	calls  int
	bars   func(bot.Outgoing) error // why a message is not taken; nil: all are
	// before and after run around the effect of each Send and Edit, with the
	// number of the call from 1 on; their error is what the caller gets.
	before, after func(call int) error
}

// posting is a message that people see.
type posting struct {
	key, to, text string
	ref           bot.MessageRef
	edits         int
	gone          bool
}

func (p *platform) Traits() bot.Traits {
	return bot.Traits{Platform: p.name, Repeatable: p.repeatable, RepeatFor: p.repeatFor}
}

// Profile: people whose name begins with j read Japanese, those with s have a
// platform that does not say.
func (p *platform) Profile(_ context.Context, u bot.User) (bot.Profile, error) {
	p.asked++
	if p.faceless {
		return bot.Profile{}, errors.New("no answer")
	}
	switch name := strings.TrimPrefix(string(u), p.name+":"); name[0] {
	case 'j':
		return bot.Profile{Locale: bot.Japanese, Zone: p.zones[u]}, nil
	case 's':
		return bot.Profile{}, nil
	default:
		return bot.Profile{Locale: bot.English, Zone: p.zones[u]}, nil
	}
}

func (p *platform) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.call(func() (bot.MessageRef, error) {
		if out.Key == "" || len(out.Key) > 25 {
			return "", fmt.Errorf("key %q of %d bytes", out.Key, len(out.Key))
		}
		if p.bars != nil {
			if err := p.bars(out); err != nil {
				return "", err
			}
		}
		if p.repeatable {
			for _, m := range p.posted {
				if m.key == out.Key {
					return m.ref, nil
				}
			}
		}
		m := &posting{key: out.Key, to: string(out.User) + string(out.Channel), text: text(out.Message),
			ref: bot.MessageRef(fmt.Sprintf("%s:m%d", p.name, len(p.posted)+1))}
		p.posted = append(p.posted, m)
		return m.ref, nil
	})
}

// Find knows what was sent, where the test says so.
func (p *platform) Find(_ context.Context, out bot.Outgoing, _ time.Time) (bot.MessageRef, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.finds {
		return "", bot.ErrUncertain
	}
	if p.early != nil {
		return "", p.early()
	}
	for _, m := range p.posted {
		if m.key == out.Key {
			return m.ref, nil
		}
	}
	return "", bot.ErrNotSent
}

func (p *platform) Limits(_ context.Context, out bot.Outgoing) []bot.Bucket {
	if space, _, divided := strings.Cut(string(out.User), "/"); divided {
		return []bot.Bucket{{Name: space, Max: 1000, Per: time.Second, Burst: true}}
	}
	return p.limits
}

func (p *platform) Edit(_ context.Context, ref bot.MessageRef, m bot.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.call(func() (bot.MessageRef, error) {
		for _, posted := range p.posted {
			if posted.ref == ref && !posted.gone {
				posted.text, posted.edits = text(m), posted.edits+1
				return ref, nil
			}
		}
		return "", bot.ErrUnreachable
	})
	return err
}

func (p *platform) call(effect func() (bot.MessageRef, error)) (bot.MessageRef, error) {
	p.calls++
	if p.before != nil {
		if err := p.before(p.calls); err != nil {
			return "", err
		}
	}
	ref, err := effect()
	if err == nil && p.after != nil {
		err = p.after(p.calls)
	}
	if err != nil {
		return "", err
	}
	return ref, nil
}

// text is the first paragraph, and the labels of what the message offers.
func text(m bot.Message) string {
	out := m.Blocks[0].(bot.Paragraph).Text.String()
	for _, b := range m.Blocks[1:] {
		for _, button := range b.(bot.Buttons) {
			out += " [" + button.Label + "]"
		}
	}
	return out
}

// seen is what stands where, in the order of sending: "to: text".
func (p *platform) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var seen []string
	for _, m := range p.posted {
		if !m.gone {
			seen = append(seen, m.to+": "+m.text)
		}
	}
	return seen
}

// world is a community with two platforms, a Redis and a clock.
type world struct {
	t       *testing.T
	redis   *redistest.Redis
	x, y    *platform
	outbox  *deliver.Outbox
	ledger  *storage.Ledger
	logged  *bottest.Log
	courier *deliver.Courier
	members *members
	policy  deliver.SendPolicy

	mu     sync.Mutex
	now    time.Time
	write  func(bot.DeliveryRequest) error // what the notices do first
	text   string                          // what they say
	counts string                          // what they count as
	over   func(bot.DeliveryRequest) error // what happens over the budget; nil: as is usual
	settle func(*storage.Batch, bot.Community) func() (bot.Community, error)
}

var (
	acme  = bot.Community{ID: "acme", Name: "Acme", Locale: bot.Japanese, Zone: time.FixedZone("JST", 9*3600)}
	scope = storage.CommunityScope("acme")
)

func newWorld(t *testing.T, repeatable bool) *world {
	return worldOn(t, redistest.Mini(t), repeatable)
}

func worldOn(t *testing.T, r *redistest.Redis, repeatable bool) *world {
	w := &world{
		t: t, redis: r, logged: &bottest.Log{},
		x:      &platform{name: "x", repeatable: repeatable},
		y:      &platform{name: "y", repeatable: repeatable},
		outbox: deliver.NewOutbox(r.DB), ledger: storage.NewLedger(r.DB),
		now:  time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC),
		text: "one",
	}
	w.members = newMembers(r.DB)
	w.courier = w.newCourier()
	return w
}

func (w *world) newCourier() *deliver.Courier { return newCourierFor(w, acme) }

func newCourierFor(w *world, communities ...bot.Community) *deliver.Courier {
	w.t.Helper()
	offer := bot.Notice{Name: "test.offer", Purpose: "gigs", Write: w.news}
	if w.over != nil {
		offer.OverBudget = func(_ context.Context, p bot.DeliveryRequest) error { return w.over(p) }
	}
	c, err := deliver.NewCourier(deliver.Config{
		DB: w.redis.DB, Communities: communities, EffectiveSettings: w.settle, Clock: w.clock, Members: w.members, Policy: w.policy,
		Notices:  []bot.Notice{{Name: "test.news", Write: w.news}, offer},
		Adapters: []bot.Adapter{w.x, w.y},
		Log:      slog.New(slog.NewTextHandler(w.logged, nil)),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// news is the notice: it goes to "u:<user>" or "c:<channel>".
func (w *world) news(_ context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	w.mu.Lock()
	says, write, counts := w.text, w.write, w.counts
	w.mu.Unlock()
	if write != nil {
		if err := write(p); err != nil {
			return bot.OutgoingMessage{}, err
		}
	}
	var post bot.OutgoingMessage
	if user, ok := strings.CutPrefix(p.To, "u:"); ok {
		post.User, post.Member, post.Counts = bot.User(user), user, counts
	} else {
		post.Channel = bot.Channel(strings.TrimPrefix(p.To, "c:"))
	}
	post.Body = func(l bot.Localizer) bot.Message {
		return bot.Say(bot.Plain(fmt.Sprintf("%s about %s in %s", says, p.About, l.Language())))
	}
	return post, nil
}

// says changes what the notice says from now on.
func (w *world) says(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text = text
}

// onWrite changes what the notice does first from now on.
func (w *world) onWrite(f func(bot.DeliveryRequest) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.write = f
}

func (w *world) commit(queue func(*storage.Tx)) {
	w.t.Helper()
	tx := w.redis.DB.Begin(scope, "", w.clock())
	queue(tx)
	if err := tx.Commit(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tell(to ...string) {
	w.t.Helper()
	w.commit(func(tx *storage.Tx) { w.outbox.Tell(tx, "test.news", "gig1", to...) })
}

func (w *world) keep(to ...string) {
	w.t.Helper()
	w.commit(func(tx *storage.Tx) { w.outbox.Keep(tx, "test.news", "gig1", to...) })
}

func (w *world) drain() int {
	w.t.Helper()
	n, err := w.courier.Drain(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// totals counts the deliveries of everything that was ever queued.
func (w *world) totals() map[storage.State]int {
	w.t.Helper()
	all := map[storage.State]int{}
	for _, id := range w.announcements() {
		totals, err := w.ledger.Totals(w.t.Context(), scope, id)
		if err != nil {
			w.t.Fatal(err)
		}
		for state, n := range totals {
			all[state] += n
		}
	}
	return all
}

func (w *world) announcements() []string {
	w.t.Helper()
	prefix := scope.String() + ":ledger:a:"
	keys, err := w.redis.Client.Keys(w.t.Context(), prefix+"*").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	for i, key := range keys {
		keys[i] = strings.TrimPrefix(key, prefix)
	}
	return keys
}

// reasons are why deliveries ended as they did.
func (w *world) reasons() []string {
	w.t.Helper()
	var reasons []string
	for _, id := range w.announcements() {
		tally, err := w.ledger.Counts(w.t.Context(), scope, id)
		if err != nil {
			w.t.Fatal(err)
		}
		for reason, n := range tally.Reasons {
			reasons = append(reasons, slices.Repeat([]string{reason}, n)...)
		}
	}
	return reasons
}

// dies runs f to the point where something in it ends its goroutine, as a
// killed process ends, and reports whether it got there.
func dies(f func()) bool {
	died, done := true, make(chan struct{})
	go func() {
		defer close(done)
		f()
		died = false
	}()
	<-done
	return died
}

// die is what something within dies calls.
func die() { runtime.Goexit() }
