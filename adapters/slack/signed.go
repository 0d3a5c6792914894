package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/adapters/internal/signed"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// request is a signed one, for the workspaces whose secret it is signed with.
type request = signed.Request[[]*workspace]

const (
	stampHeader     = "X-Slack-Request-Timestamp"
	signatureHeader = "X-Slack-Signature"
	signatureKind   = "v0="
	// freshness is how old, or how far in the future, a signature may be.
	freshness = 5 * time.Minute
)

// scheme is how Slack signs: with the secret of an app, which several workspaces
// may have.
func (a *Adapter) scheme() signed.Scheme[[]*workspace] {
	return signed.Scheme[[]*workspace]{
		Stamp: stampHeader, Freshness: freshness,
		Signature: func(h http.Header) ([]byte, bool) {
			digits, ok := strings.CutPrefix(h.Get(signatureHeader), signatureKind)
			raw, err := hex.DecodeString(digits)
			return raw, ok && err == nil && len(raw) == sha256.Size
		},
		Verify: func(stamp string, body, signature []byte) ([]*workspace, bool) {
			h := http.Header{}
			h.Set(stampHeader, stamp)
			h.Set(signatureHeader, signatureKind+hex.EncodeToString(signature))
			for _, s := range a.secrets {
				v, err := slack.NewSecretsVerifier(h, s.secret.Reveal())
				if err != nil {
					continue
				}
				_, _ = v.Write(body) // a hash takes everything
				if v.Ensure() == nil {
					return s.of, true
				}
			}
			return nil, false
		},
	}
}

// signed receives requests, as long as the bot serves.
func (a *Adapter) signed(next func(http.ResponseWriter, request)) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		r, ok := a.requests.Receive(w, req)
		if !ok {
			return
		}
		if s := a.serving(); s.bot == nil || s.ending {
			a.requests.Forget(r.Delivery)
			http.Error(w, "not serving", http.StatusServiceUnavailable)
			return
		}
		next(w, r)
	}
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
