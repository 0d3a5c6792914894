// Package signed receives requests that a platform has signed.
//
// It promises that a request which is not signed, not of now, too large or too slow
// is refused at the least cost, before anybody hears of it, and that one which came
// to this process before is refused, too. What came to other processes, it does not
// know: whoever answers looks there, under the request's delivery.
package signed

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/body"
	"github.com/alumnibot/alumnibot/adapters/internal/seen"
)

// Replayed is the status for a copy of a request that came before.
const Replayed = http.StatusConflict

// bodyLimits: a platform waits for three seconds, and what it sends is small but
// for long forms.
var bodyLimits = body.Limits{Max: 1 << 20, Small: 64 << 10, Large: 32, Time: 3 * time.Second}

// Scheme is how a platform signs its requests. T is who is meant: those whose key
// or secret it signed with.
type Scheme[T any] struct {
	Stamp string // the header with the time of signing, in Unix seconds
	// Freshness is how old, or how far in the future, that may be.
	Freshness time.Duration
	// Signature reads the signature as bytes, since digits can be written in two
	// ways; false unless it has the right form.
	Signature func(http.Header) ([]byte, bool)
	// Verify tells for whom this is signed; false if for nobody.
	Verify func(stamp string, body, signature []byte) (T, bool)
}

// Request is one that the platform signed.
type Request[T any] struct {
	For  T
	Body []byte
	// Delivery names the request, as bot.Meta has it.
	Delivery string
}

// Receiver is safe for concurrent use.
type Receiver[T any] struct {
	Scheme[T]
	bodies *body.Reader
	seen   *seen.Keys
}

// NewReceiver returns a Receiver for a scheme.
func NewReceiver[T any](s Scheme[T]) *Receiver[T] {
	return &Receiver[T]{s, body.NewReader(bodyLimits), seen.New()}
}

// Receive reads a request. One that is not to be looked at it refuses itself, the
// cheapest test first, and returns false.
func (r *Receiver[T]) Receive(w http.ResponseWriter, req *http.Request) (got Request[T], ok bool) {
	now, stamp := time.Now(), req.Header.Get(r.Stamp)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	signature, whole := r.Signature(req.Header)
	if err != nil || !whole || now.Sub(time.Unix(seconds, 0)).Abs() > r.Freshness {
		refuse(w, "not signed, or not just now", http.StatusUnauthorized)
		return got, false
	}
	raw, status := r.bodies.Read(w, req)
	if status != http.StatusOK {
		refuse(w, http.StatusText(status), status)
		return got, false
	}
	meant, ok := r.Verify(stamp, raw, signature)
	if !ok {
		http.Error(w, "the signature does not fit", http.StatusUnauthorized)
		return got, false
	}
	sum := sha256.Sum256(signature)
	delivery := base64.RawURLEncoding.EncodeToString(sum[:18])
	if !r.seen.Add(delivery, now) {
		http.Error(w, "this request came before", Replayed)
		return got, false
	}
	return Request[T]{meant, raw, delivery}, true
}

// Forget has a request received again that was not worked on.
func (r *Receiver[T]) Forget(delivery string) { r.seen.Remove(delivery) }

// refuse answers without waiting for the rest of the request.
func refuse(w http.ResponseWriter, words string, status int) {
	w.Header().Set("Connection", "close")
	http.Error(w, words, status)
}
