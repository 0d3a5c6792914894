package discord

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
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
)

// Handler is the address for interactions over HTTP. What is not signed by one
// of the applications, is not fresh, or came before in the same words, is
// refused before anything else is done with it, and takes no place from what
// is.
func (a *Adapter) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		begun := time.Now()
		x, raw, delivery, refused := a.receive(w, req, begun)
		if refused != nil {
			http.Error(w, refused.says, refused.status)
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
		x.answerHTTP(w, req, in, begun, delivery)
	})
}

// refused is why a request is not looked at.
type refused struct {
	status int
	says   string
}

var (
	notSigned  = &refused{http.StatusUnauthorized, "not signed, or not just now"}
	tooLarge   = &refused{http.StatusRequestEntityTooLarge, "too large"}
	notArrived = &refused{http.StatusRequestTimeout, "the body did not arrive"}
	forged     = &refused{http.StatusUnauthorized, "the signature does not fit"}
	replayed   = &refused{http.StatusUnauthorized, "this request came before"}
)

// receive reads a request, and tells which application's it is and what names this
// delivery.
func (a *Adapter) receive(w http.ResponseWriter, req *http.Request, begun time.Time) (x *app, raw []byte, delivery string, no *refused) {
	deadline := http.NewResponseController(w)
	_ = deadline.SetReadDeadline(begun.Add(readTime)) // not every server can
	signature, stamp, ok := signatureOf(req.Header, begun)
	if !ok {
		leave(w) // the body is not worth waiting for
		return nil, nil, "", notSigned
	}
	if req.ContentLength > maxBody {
		leave(w)
		return nil, nil, "", tooLarge
	}
	// What is signed is the time and the body, without anything in between.
	signed := bytes.NewBuffer(make([]byte, 0, len(stamp)+bytes.MinRead+int(min(max(req.ContentLength, 0), maxFirst))))
	signed.WriteString(stamp)
	_, err := signed.ReadFrom(http.MaxBytesReader(w, req.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, nil, "", tooLarge
	case err != nil:
		leave(w)
		return nil, nil, "", notArrived
	}
	_ = deadline.SetReadDeadline(time.Time{})
	x = a.signer(signed.Bytes(), signature)
	if x == nil {
		return nil, nil, "", forged
	}
	if !a.replay.fresh(string(signature), begun) {
		return nil, nil, "", replayed
	}
	sum := sha256.Sum256(signature)
	return x, signed.Bytes()[len(stamp):], hex.EncodeToString(sum[:16]), nil
}

// maxFirst is for how much of an announced body there is room at once: whoever
// announces more has to send it.
const maxFirst = 16 << 10

// signatureOf reads the headers; false unless they hold a signature of just now.
func signatureOf(h http.Header, now time.Time) (signature []byte, stamp string, ok bool) {
	stamp = h.Get("X-Signature-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > freshness {
		return nil, "", false
	}
	signature, err = hex.DecodeString(h.Get("X-Signature-Ed25519"))
	return signature, stamp, err == nil && len(signature) == ed25519.SignatureSize
}

// signer is the application whose key made the signature, or nil.
func (a *Adapter) signer(signed, signature []byte) *app {
	for _, x := range a.apps {
		if x.key != nil && ed25519.Verify(x.key, signed, signature) {
			return x
		}
	}
	return nil
}

// answerHTTP has the interaction answered in the response itself; only what
// carries files is answered by a call.
func (x *app) answerHTTP(w http.ResponseWriter, req *http.Request, in *interaction, begun time.Time, delivery string) {
	r := x.run.Load()
	if r == nil {
		http.Error(w, "not running", http.StatusServiceUnavailable)
		return
	}
	ex := &exchange{app: x, run: r, in: in, begun: begun, delivery: delivery}
	answered := false
	ex.first = func(ctx context.Context, c callback) error {
		answered = true
		switch {
		case req.Context().Err() != nil:
			// Discord is gone; perhaps it still takes a call.
			return x.post(ctx, in, begun, c)
		case len(c.files()) > 0:
			leave(w)
			w.WriteHeader(http.StatusAccepted)
			flush(w)
			return x.post(ctx, in, begun, c)
		case c.goesOn:
			leave(w)
			answer(w, c)
			flush(w)
		default:
			answer(w, c)
		}
		return nil
	}
	if !r.now(ex.serve) {
		http.Error(w, "too many requests at once, or shutting down", http.StatusServiceUnavailable)
		return
	}
	switch {
	case answered:
	case ex.rejected:
		http.Error(w, replayed.says, replayed.status)
	default:
		http.Error(w, "no answer", http.StatusInternalServerError)
	}
}

func answer(w http.ResponseWriter, c callback) {
	raw, err := json.Marshal(c.reply())
	if err != nil {
		http.Error(w, "no answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.Write(raw)
}

// leave has the connection closed after this request, which goes on when it is
// answered: another one on the same connection would have to wait.
func leave(w http.ResponseWriter) { w.Header().Set("Connection", "close") }

// flush sends what was answered, while the handler goes on.
func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

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
