package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// world is what the platform shows, in memory. Records in it are never changed,
// only replaced, so that readers need no lock once they have one.
type world struct {
	people   []Person
	channels []Channel

	mu     sync.RWMutex
	byID   map[string]*messageRecord
	byKey  map[string]*messageRecord
	lists  map[string][]*messageRecord // by conversation, in the order of Seq
	marked map[bot.User]*marksRecord
	seq    int64
}

func newWorld(people []Person, channels []Channel) *world {
	seen := map[string]bool{}
	mint := func(id string, platform string) {
		if platform != Platform || seen[id] {
			panic(fmt.Sprintf("web: id %q is not of this platform, or is used twice", id))
		}
		seen[id] = true
	}
	for _, p := range people {
		mint(string(p.ID), p.ID.Platform())
	}
	for _, c := range channels {
		mint(string(c.ID), c.ID.Platform())
	}
	w := &world{people: people, channels: channels, marked: map[bot.User]*marksRecord{}}
	w.empty()
	return w
}

func (w *world) empty() {
	w.byID = map[string]*messageRecord{}
	w.byKey = map[string]*messageRecord{}
	w.lists = map[string][]*messageRecord{}
}

// directOf is the conversation of a person with the bot.
func directOf(u bot.User) string { return "direct:" + string(u) }

func isDirect(conversation string) bool { return strings.HasPrefix(conversation, "direct:") }

func (w *world) person(u bot.User) (Person, bool) {
	i := slices.IndexFunc(w.people, func(p Person) bool { return p.ID == u })
	if i < 0 {
		return Person{}, false
	}
	return w.people[i], true
}

func (w *world) channel(id bot.Channel) (Channel, bool) {
	i := slices.IndexFunc(w.channels, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return Channel{}, false
	}
	return w.channels[i], true
}

// in reports whether the person takes part in the conversation.
func (w *world) in(p Person, conversation string) bool {
	if isDirect(conversation) {
		return conversation == directOf(p.ID)
	}
	c, ok := w.channel(bot.Channel(conversation))
	return ok && c.has(p)
}

// sees reports whether the person is shown the message.
func (w *world) sees(p Person, m message) bool {
	return m.visible(p.ID) && w.in(p, m.Conversation)
}

func (w *world) conversationIDs() []string {
	var ids []string
	for _, c := range w.channels {
		ids = append(ids, string(c.ID))
	}
	for _, p := range w.people {
		ids = append(ids, directOf(p.ID))
	}
	return ids
}

func (w *world) userIDs() []string {
	var ids []string
	for _, p := range w.people {
		ids = append(ids, string(p.ID))
	}
	return ids
}

func bySeq(a, b *messageRecord) int { return cmp.Compare(a.Value.Seq, b.Value.Seq) }

// fill takes what storage had.
func (w *world) fill(messages []*messageRecord, marked []*marksRecord) {
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.SortFunc(messages, bySeq)
	for _, r := range messages {
		w.setLocked(r)
	}
	for _, r := range marked {
		w.marked[bot.User(r.ID)] = r
	}
}

// clear forgets everything but the order of things.
func (w *world) clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.empty()
	clear(w.marked)
}

func (w *world) message(id string) (*messageRecord, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	r, ok := w.byID[id]
	return r, ok
}

func (w *world) keyed(key string) (*messageRecord, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	r, ok := w.byKey[key]
	return r, ok && key != ""
}

// nextSeq is the place of the next message.
func (w *world) nextSeq() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seq++
	return w.seq
}

// pushedOut are the messages that one more in the conversation leaves no room
// for.
func (w *world) pushedOut(conversation string) []*messageRecord {
	w.mu.RLock()
	defer w.mu.RUnlock()
	list := w.lists[conversation]
	return slices.Clone(list[:max(0, len(list)+1-keptMessages)])
}

func (w *world) setLocked(r *messageRecord) {
	m := r.Value
	list := w.lists[m.Conversation]
	if _, known := w.byID[m.ID]; known {
		list[slices.IndexFunc(list, func(x *messageRecord) bool { return x.ID == m.ID })] = r
	} else {
		list = append(list, r)
		slices.SortFunc(list, bySeq)
		w.lists[m.Conversation] = list
	}
	w.byID[m.ID] = r
	if m.Key != "" {
		w.byKey[m.Key] = r
	}
	w.seq = max(w.seq, m.Seq)
}

func (w *world) dropLocked(r *messageRecord) {
	m := r.Value
	delete(w.byID, m.ID)
	delete(w.byKey, m.Key)
	w.lists[m.Conversation] = slices.DeleteFunc(w.lists[m.Conversation], func(x *messageRecord) bool { return x.ID == m.ID })
}

func (w *world) locale(u bot.User) bot.Locale {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.localeLocked(u)
}

func (w *world) localeLocked(u bot.User) bot.Locale {
	if r := w.marked[u]; r != nil && r.Value.Locale != "" {
		return r.Value.Locale
	}
	p, _ := w.person(u)
	return cmp.Or(p.Locale, i18n.Locales()[0])
}

func (w *world) marks(u bot.User) *marksRecord {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.marked[u]
}

// waiting is how many direct messages of the bot each person has not seen;
// people without any are left out.
func (w *world) waiting() map[bot.User]int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	out := map[bot.User]int{}
	for _, p := range w.people {
		if n := w.waitingLocked(p.ID); n > 0 {
			out[p.ID] = n
		}
	}
	return out
}

func (w *world) waitingLocked(u bot.User) int {
	direct := directOf(u)
	var read int64
	if r := w.marked[u]; r != nil {
		read = r.Value.Read[direct]
	}
	n := 0
	for _, r := range w.lists[direct] {
		if r.Value.Seq > read && r.Value.From == "" {
			n++
		}
	}
	return n
}
