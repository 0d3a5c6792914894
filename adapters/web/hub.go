package web

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/alumnibot/alumnibot/bot"
)

// keptUpdates is how far back a page that lost its connection can catch up;
// beyond, it reads everything again.
const keptUpdates = 1000

// update is something that open pages are to be told.
type update struct {
	at    int64
	event string // message, gone, person, waiting, refetch
	data  json.RawMessage
	// to is whom it concerns; empty: everybody who is in the conversation, or
	// everybody where that is empty too.
	to           bot.User
	conversation string
}

// hub holds the latest updates and wakes the streams that wait for more. A
// stream reads at its own pace: none is ever waited for, none loses anything
// without being told.
type hub struct {
	boot string

	mu      sync.Mutex
	last    int64
	updates []update
	waiters map[chan struct{}]bool
	closed  chan struct{}
	once    sync.Once
}

func newHub(boot string) *hub {
	return &hub{boot: boot, waiters: map[chan struct{}]bool{}, closed: make(chan struct{})}
}

// close ends every stream, now and later.
func (h *hub) close() { h.once.Do(func() { close(h.closed) }) }

// latest is the position of the latest update.
func (h *hub) latest() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

// cursor names the latest update, for a page that has everything until now.
func (h *hub) cursor() string { return h.format(h.latest()) }

func (h *hub) format(at int64) string { return fmt.Sprintf("%s.%d", h.boot, at) }

// position reads a cursor. It is false for those of another process.
func (h *hub) position(cursor string) (int64, bool) {
	boot, n, ok := strings.Cut(cursor, ".")
	at, err := strconv.ParseInt(n, 10, 64)
	return at, ok && err == nil && boot == h.boot
}

func (h *hub) publish(u update) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	u.at = h.last
	h.updates = append(h.updates, u)
	if len(h.updates) > 2*keptUpdates {
		h.updates = append([]update(nil), h.updates[len(h.updates)-keptUpdates:]...)
	}
	for w := range h.waiters {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// refetch tells every page to read everything again.
func (h *hub) refetch() { h.publish(update{event: "refetch", data: json.RawMessage("{}")}) }

// since are the updates after a position, or false where they are no longer
// all there.
func (h *hub) since(at int64) ([]update, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	missing := h.last - at
	if missing < 0 || missing > int64(len(h.updates)) {
		return nil, false
	}
	return append([]update(nil), h.updates[int64(len(h.updates))-missing:]...), true
}

// listen returns a channel that gets a value after new updates, and what is to
// be called at the end.
func (h *hub) listen() (<-chan struct{}, func()) {
	w := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waiters[w] = true
	return w, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waiters, w)
	}
}
