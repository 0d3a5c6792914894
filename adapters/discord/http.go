package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// maxBody bounds an interaction.
	maxBody = 1 << 20
	// freshness is how old, or how far in the future, a signature may be.
	freshness = time.Minute
	// readTime is how long a request may take to arrive.
	readTime = 3 * time.Second
	// maxOpen is how many requests are worked on at once.
	maxOpen = 2048
)

// Handler is the address for interactions over HTTP. What is not signed by one
// of the applications, is not fresh, or came before in the same words, is
// refused before anything else is done with it.
func (a *Adapter) Handler() http.Handler {
	open := make(chan struct{}, maxOpen)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		select {
		case open <- struct{}{}:
			defer func() { <-open }()
		default:
			http.Error(w, "too many requests at once", http.StatusServiceUnavailable)
			return
		}
		a.receive(w, req, time.Now())
	})
}

func (a *Adapter) receive(w http.ResponseWriter, req *http.Request, begun time.Time) {
	stamp, err := strconv.ParseInt(req.Header.Get("X-Signature-Timestamp"), 10, 64)
	if err != nil || begun.Sub(time.Unix(stamp, 0)).Abs() > freshness {
		http.Error(w, "not signed, or not just now", http.StatusUnauthorized)
		return
	}
	// A server without this ability has its own limit.
	_ = http.NewResponseController(w).SetReadDeadline(begun.Add(readTime))
	raw, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "not readable", http.StatusBadRequest)
		return
	}
	x := a.signer(req, raw)
	if x == nil {
		http.Error(w, "the signature does not fit", http.StatusUnauthorized)
		return
	}
	if !a.replay.fresh(strings.ToLower(req.Header.Get("X-Signature-Ed25519")), begun) {
		http.Error(w, "this request came before", http.StatusUnauthorized)
		return
	}
	in, err := readInteraction(raw)
	if err != nil {
		a.log.Warn("an interaction could not be read", "error", err)
		http.Error(w, "not an interaction", http.StatusBadRequest)
		return
	}
	if in.Type == discordgo.InteractionPing {
		answer(w, callback{kind: discordgo.InteractionResponsePong})
		return
	}
	x.answerHTTP(w, req, in, begun)
}

// signer is the application whose key made the signature, or nil.
func (a *Adapter) signer(req *http.Request, raw []byte) *app {
	for _, x := range a.apps {
		if x.key == nil {
			continue
		}
		req.Body = io.NopCloser(bytes.NewReader(raw))
		if discordgo.VerifyInteraction(req, x.key) {
			return x
		}
	}
	return nil
}

// answerHTTP has the interaction answered in the response itself; only what
// carries files is answered by a call.
func (x *app) answerHTTP(w http.ResponseWriter, req *http.Request, in *interaction, begun time.Time) {
	r := x.run.Load()
	if r == nil {
		http.Error(w, "not running", http.StatusServiceUnavailable)
		return
	}
	first := make(chan callback)
	written, left := make(chan struct{}), make(chan struct{})
	ex := &exchange{app: x, run: r, in: in, begun: begun}
	ex.first = func(ctx context.Context, c callback) error {
		if len(c.files()) == 0 {
			select {
			case first <- c:
				<-written
				return nil
			case <-left:
				// Discord is gone; perhaps it still takes a call.
			}
		} else {
			select {
			case first <- callback{}:
				<-written
			case <-left:
			}
		}
		return x.post(ctx, in, begun, c)
	}
	done := make(chan struct{})
	if !r.do(func(ctx context.Context) {
		defer close(done)
		ex.serve(ctx)
	}) {
		http.Error(w, "shutting down", http.StatusServiceUnavailable)
		return
	}
	defer close(written)
	defer close(left)
	select {
	case c := <-first:
		if c.kind == 0 {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		answer(w, c)
	case <-done:
		http.Error(w, "no answer", http.StatusInternalServerError)
	case <-req.Context().Done():
	}
}

func answer(w http.ResponseWriter, c callback) {
	raw, err := json.Marshal(c)
	if err != nil {
		http.Error(w, "no answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.Write(raw)
	_ = http.NewResponseController(w).Flush()
}

// replays remembers signatures for as long as they are fresh.
type replays struct {
	mu   sync.Mutex
	seen map[string]time.Time
	next time.Time // when old ones are forgotten
}

func newReplays() *replays { return &replays{seen: map[string]time.Time{}} }

// fresh reports whether a signature is new, and remembers it.
func (r *replays) fresh(signature string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.After(r.next) {
		for s, until := range r.seen {
			if now.After(until) {
				delete(r.seen, s)
			}
		}
		r.next = now.Add(freshness)
	}
	if _, again := r.seen[signature]; again {
		return false
	}
	r.seen[signature] = now.Add(2*freshness + time.Second)
	return true
}
