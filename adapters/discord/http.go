package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/adapters/internal/signed"
)

// freshness is how old, or how far in the future, a signature may be.
const freshness = time.Minute

// scheme is how Discord signs: with the key of an application.
func (a *Adapter) scheme() signed.Scheme[*app] {
	return signed.Scheme[*app]{
		Stamp: "X-Signature-Timestamp", Freshness: freshness,
		Signature: func(h http.Header) ([]byte, bool) {
			signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
			return signature, err == nil && len(signature) == ed25519.SignatureSize
		},
		Verify: func(stamp string, body, signature []byte) (*app, bool) {
			// What is signed is the time and the body, without anything in between.
			message := append([]byte(stamp), body...)
			for _, x := range a.apps {
				if x.key != nil && ed25519.Verify(x.key, message, signature) {
					return x, true
				}
			}
			return nil, false
		},
	}
}

// InteractionsPath is where Discord sends interactions over HTTP.
const InteractionsPath = "/discord/interactions"

// Endpoints are Handler's.
func (a *Adapter) Endpoints() map[string]http.Handler {
	return map[string]http.Handler{"POST " + InteractionsPath: a.Handler()}
}

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
		r, ok := a.requests.Receive(w, req)
		if !ok {
			return
		}
		in, err := readInteraction(r.Body)
		if err != nil {
			a.log.Warn("an interaction could not be read", "error", err)
			http.Error(w, "not an interaction", http.StatusBadRequest)
			return
		}
		if in.Type == discordgo.InteractionPing {
			answer(w, callback{kind: discordgo.InteractionResponsePong})
			return
		}
		r.For.answerHTTP(w, req, in, begun, r.Delivery)
	})
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
		http.Error(w, "this request came before", signed.Replayed)
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
