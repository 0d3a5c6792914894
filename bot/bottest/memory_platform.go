package bottest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Roomy is a platform that shows every field of a form at once, with faults
// beside them.
func Roomy() bot.Traits {
	return bot.Traits{Platform: platform, FormFields: 100, InlineFaults: true, Repeatable: true}
}

// Cramped is one that shows five fields at once and no faults.
func Cramped() bot.Traits {
	return bot.Traits{Platform: platform, FormFields: bot.MaxFields, Repeatable: true}
}

const platform = "stage"

// MemoryPlatform is a Stage that keeps everything in memory. It is its own bot.Adapter.
//
// On a cramped one, direct messages do not say which community they belong to,
// as long as there is only one.
type MemoryPlatform struct {
	traits bot.Traits

	mu       sync.Mutex
	bot      bot.Dispatcher
	people   map[string]*guest
	messages map[bot.MessageRef]*keptMessage
	sent     map[string]bot.MessageRef // by the key of the delivery
	posts    []post
	last     func(context.Context) // delivers the last event again
	shown    []Shown
	events   int
	refs     int
	several  bool // there are several communities
}

type guest struct {
	Person
	closed, gone bool
	form         *OpenForm
	opened       origin // where the form was opened
}

// keptMessage is a message that is on a screen.
type keptMessage struct {
	place   Place
	channel bot.Channel
	author  string
}

// post is a message that somebody wrote in a channel.
type post struct {
	bot.Source
	channel   bot.Channel
	community bot.CommunityID
}

// origin is where an event happened: what an answer refers to.
type origin struct {
	message bot.MessageRef
	home    bool
}

// NewMemoryPlatform is a platform without messages.
func NewMemoryPlatform(t bot.Traits) *MemoryPlatform {
	return &MemoryPlatform{
		traits: t, people: map[string]*guest{}, messages: map[bot.MessageRef]*keptMessage{}, sent: map[string]bot.MessageRef{},
	}
}

// Adapter is the platform itself.
func (h *MemoryPlatform) Adapter() bot.Adapter { return h }

// Raise connects the bot.
func (h *MemoryPlatform) Raise(_ context.Context, d bot.Dispatcher) error {
	h.bot = d
	return nil
}

// Account is "stage:" and the person's id.
func (h *MemoryPlatform) Account(person string) bot.User { return bot.User(platform + ":" + person) }

// Channel is "stage:" and the name, with the community between where it is not
// Home.
func (h *MemoryPlatform) Channel(in bot.CommunityID, name string) bot.Channel {
	return channelID(in, name)
}

// Cast lets somebody in, or changes them.
func (h *MemoryPlatform) Cast(p Person) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.several = h.several || p.Community != Home
	if g := h.people[p.ID]; g != nil {
		g.Person = p
		return
	}
	h.people[p.ID] = &guest{Person: p}
}

// SetInbox closes somebody's direct messages, or opens them.
func (h *MemoryPlatform) SetInbox(person string, closed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if g := h.people[person]; g != nil {
		g.closed = closed
	}
}

// Deactivate ends an account and tells the bot that it left.
func (h *MemoryPlatform) Deactivate(ctx context.Context, person string) error {
	h.mu.Lock()
	if g := h.people[person]; g != nil {
		g.gone = true
	}
	h.mu.Unlock()
	return h.Act(ctx, Leave{person})
}

// Shown is what came up or changed since the last call.
func (h *MemoryPlatform) Shown() []Shown {
	h.mu.Lock()
	defer h.mu.Unlock()
	shown := h.shown
	h.shown = nil
	return shown
}

// Again delivers the last event once more.
func (h *MemoryPlatform) Again(ctx context.Context) error {
	if h.last == nil {
		return fmt.Errorf("the bot hears nothing of this act, so it cannot be delivered twice")
	}
	h.last(ctx)
	return nil
}

// Traits of the platform.
func (h *MemoryPlatform) Traits() bot.Traits { return h.traits }

// Run waits: Act delivers events.
func (h *MemoryPlatform) Run(ctx context.Context, _ bot.Dispatcher) error {
	<-ctx.Done()
	return ctx.Err()
}

// Profile tells what the script declared.
func (h *MemoryPlatform) Profile(_ context.Context, u bot.User) (bot.Profile, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.people[nameOf(u)]
	if g == nil {
		return bot.Profile{}, fmt.Errorf("%w: nobody has the account %q", bot.ErrUnreachable, u)
	}
	return bot.Profile{Name: g.Name, Locale: g.Locale, Zone: tokyo().String(), Roles: g.Roles, Deactivated: g.gone}, nil
}

// Send shows a message; a key that was used before gives the same reference.
func (h *MemoryPlatform) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ref, ok := h.sent[out.Key]; ok && out.Key != "" {
		return ref, nil
	}
	s := keptMessage{channel: out.Channel}
	switch {
	case out.User != "" && out.Channel == "":
		g := h.people[nameOf(out.User)]
		if g == nil || g.closed || g.gone {
			return "", bot.ErrUnreachable
		}
		s.place = Place{Kind: Direct, Person: g.ID}
	case out.Channel != "" && out.User == "":
		s.place = Place{Kind: Channel, Channel: channelName(out.Channel), Thread: out.Thread != ""}
	default:
		return "", fmt.Errorf("%w: a message goes to a user or to a channel", bot.ErrRefused)
	}
	if out.Thread != "" && h.messages[out.Thread] == nil {
		return "", bot.ErrUnreachable
	}
	ref := h.put(s, out.Message)
	h.sent[out.Key] = ref
	return ref, nil
}

// Find knows everything that was sent.
func (h *MemoryPlatform) Find(_ context.Context, out bot.Outgoing, _ time.Time) (bot.MessageRef, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ref, ok := h.sent[out.Key]; ok && out.Key != "" {
		return ref, nil
	}
	return "", bot.ErrNotSent
}

// Limits are none.
func (h *MemoryPlatform) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

// Edit replaces a message.
func (h *MemoryPlatform) Edit(_ context.Context, ref bot.MessageRef, m bot.Message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.messages[ref]
	if s == nil {
		return bot.ErrUnreachable
	}
	h.shown = append(h.shown, Shown{Place: s.place, Ref: ref, Edited: true, Message: m})
	return nil
}

// put shows a new message. The caller holds the lock.
func (h *MemoryPlatform) put(s keptMessage, m bot.Message) bot.MessageRef {
	ref := h.newRef()
	h.messages[ref] = &s
	h.shown = append(h.shown, Shown{Place: s.place, Ref: ref, Message: m})
	return ref
}

func (h *MemoryPlatform) newRef() bot.MessageRef {
	h.refs++
	return bot.MessageRef(fmt.Sprintf("%s:m%d", platform, h.refs))
}

func nameOf(u bot.User) string {
	name, ok := strings.CutPrefix(string(u), platform+":")
	if !ok {
		return ""
	}
	return name
}

// channelID is the channel that a community's people call name ("#gigs").
func channelID(in bot.CommunityID, name string) bot.Channel {
	name = strings.TrimPrefix(name, "#")
	if in == Home {
		return bot.Channel(platform + ":" + name)
	}
	return bot.Channel(platform + ":" + string(in) + "/" + name)
}

// channelName is "#gigs", and "globex #gigs" in the other community.
func channelName(c bot.Channel) string {
	name := strings.TrimPrefix(string(c), platform+":")
	if in, rest, ok := strings.Cut(name, "/"); ok {
		return in + " #" + rest
	}
	return "#" + name
}
