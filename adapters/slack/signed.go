package slack

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/alumnibot/alumnibot/internal/secret"
)

// request is a signed one, and the workspaces whose secret it is signed with.
type request struct {
	body      []byte
	signature string
	of        []*workspace
}

// freshness is how old, or how far in the future, a signature may be.
const freshness = 5 * time.Minute

// signed refuses what is not from Slack, the cheapest test first, before anybody
// hears of it.
func (a *Adapter) signed(next func(http.ResponseWriter, request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !looksSigned(r.Header, time.Now()) {
			refuse(w, "not signed by Slack, or not just now", http.StatusUnauthorized)
			return
		}
		body, status := a.receive(w, r)
		if status != http.StatusOK {
			refuse(w, http.StatusText(status), status)
			return
		}
		of := a.verify(r.Header, body)
		if len(of) == 0 {
			http.Error(w, "not signed by Slack", http.StatusUnauthorized)
			return
		}
		signature := r.Header.Get("X-Slack-Signature")
		if !a.seen.first(signature, time.Now()) {
			http.Error(w, "the same request again", http.StatusConflict)
			return
		}
		if s := a.serving(); s.bot == nil || s.ending {
			a.seen.forget(signature)
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

// looksSigned tells what can be told without the body.
func looksSigned(h http.Header, now time.Time) bool {
	seconds, err := strconv.ParseInt(h.Get("X-Slack-Request-Timestamp"), 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > freshness {
		return false
	}
	const prefix, digits = "v0=", 64
	signature := h.Get("X-Slack-Signature")
	return len(signature) == len(prefix)+digits && signature[:len(prefix)] == prefix
}

// receive reads the body: of at most a megabyte, within bodyTime, and with so
// many large ones at once that they find room. status is 200 if it is there.
func (a *Adapter) receive(w http.ResponseWriter, r *http.Request) (body []byte, status int) {
	deadline := http.NewResponseController(w)
	_ = deadline.SetReadDeadline(time.Now().Add(bodyTime)) // not every server can
	if r.ContentLength > maxBody {
		_, _ = io.CopyN(io.Discard, r.Body, maxBody) // who is still sending does not hear
		return nil, http.StatusRequestEntityTooLarge
	}
	if r.ContentLength < 0 || r.ContentLength > smallBody {
		ctx, cancel := context.WithTimeout(r.Context(), bodyTime)
		defer cancel()
		select {
		case a.large <- struct{}{}:
			defer func() { <-a.large }()
		case <-ctx.Done():
			return nil, http.StatusServiceUnavailable
		}
	}
	read := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+min(max(r.ContentLength, 0), firstRead)))
	_, err := read.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, http.StatusRequestEntityTooLarge
	case err != nil:
		// The deadline stays: the server must not wait for the rest either.
		return nil, http.StatusRequestTimeout
	}
	_ = deadline.SetReadDeadline(time.Time{})
	return read.Bytes(), http.StatusOK
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
