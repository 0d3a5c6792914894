package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/bot/secret"
)

// replayed is the status for a copy of a request that came before.
const replayed = http.StatusConflict

// request is a signed one, and the workspaces whose secret it is signed with.
type request struct {
	body      []byte
	signature string // in bytes, not in digits, which can be written in two ways
	of        []*workspace
}

// freshness is how old, or how far in the future, a signature may be.
const freshness = 5 * time.Minute

// signed refuses what is not from Slack, the cheapest test first, before anybody
// hears of it.
func (a *Adapter) signed(next func(http.ResponseWriter, request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		signature, ok := signatureOf(r.Header, time.Now())
		if !ok {
			refuse(w, "not signed by Slack, or not just now", http.StatusUnauthorized)
			return
		}
		body, status := a.bodies.Read(w, r)
		if status != http.StatusOK {
			refuse(w, http.StatusText(status), status)
			return
		}
		of := a.verify(r.Header, body)
		if len(of) == 0 {
			http.Error(w, "not signed by Slack", http.StatusUnauthorized)
			return
		}
		if !a.seen.Add(signature, time.Now()) {
			http.Error(w, "the same request again", replayed)
			return
		}
		if s := a.serving(); s.bot == nil || s.ending {
			a.seen.Remove(signature)
			http.Error(w, "not serving", http.StatusServiceUnavailable)
			return
		}
		next(w, request{body, signature, of})
	}
}

// refuse answers without waiting for the rest of the request.
func refuse(w http.ResponseWriter, words string, status int) {
	w.Header().Set("Connection", "close")
	http.Error(w, words, status)
}

// signatureOf reads the headers; false unless they hold a signature of just now.
func signatureOf(h http.Header, now time.Time) (signature string, ok bool) {
	seconds, err := strconv.ParseInt(h.Get("X-Slack-Request-Timestamp"), 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > freshness {
		return "", false
	}
	digits, ok := strings.CutPrefix(h.Get("X-Slack-Signature"), "v0=")
	raw, err := hex.DecodeString(digits)
	return string(raw), ok && err == nil && len(raw) == sha256.Size
}

// verify is the workspaces for which the request is signed.
func (a *Adapter) verify(h http.Header, body []byte) []*workspace {
	for _, s := range a.secrets {
		v, err := slack.NewSecretsVerifier(h, s.secret.Reveal())
		if err != nil {
			continue
		}
		_, _ = v.Write(body) // a hash takes everything
		if v.Ensure() == nil {
			return s.of
		}
	}
	return nil
}

// signer is a signing secret, and the workspaces that have it.
type signer struct {
	secret secret.Value
	of     []*workspace
}

func signers(all []*workspace) []*signer {
	var out []*signer
	bySecret := map[string]*signer{}
	for _, w := range all {
		key := w.SigningSecret.Reveal()
		if key == "" {
			continue
		}
		if bySecret[key] == nil {
			bySecret[key] = &signer{secret: w.SigningSecret}
			out = append(out, bySecret[key])
		}
		bySecret[key].of = append(bySecret[key].of, w)
	}
	return out
}
