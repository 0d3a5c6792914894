package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/slack-go/slack"
)

const (
	maxBody  = 1 << 20
	bodyTime = 3 * time.Second
	// ackLimit is how long a request is held at most: Slack waits three seconds.
	ackLimit = 2900 * time.Millisecond
)

// Paths of the handler.
const (
	EventsPath       = "/slack/events"
	CommandsPath     = "/slack/commands"
	InteractionsPath = "/slack/interactions"
)

// Handler serves Slack's signed requests on EventsPath, CommandsPath and
// InteractionsPath, for the workspaces that have a signing secret. Outside of
// Run it answers 503, so that Slack comes again. What is not signed, is older
// than five minutes, came before or is larger than 1 MiB is refused before
// anything else is done.
func (a *Adapter) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+CommandsPath, a.sslCheck)
	mux.HandleFunc("POST "+CommandsPath, a.signed(a.serveCommand))
	mux.HandleFunc("POST "+InteractionsPath, a.signed(a.serveInteraction))
	mux.HandleFunc("POST "+EventsPath, a.signed(a.serveEvent))
	return mux
}

// sslCheck answers the question whether the certificate is good.
func (a *Adapter) sslCheck(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("ssl_check") != "1" {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

// request is a signed one, and the workspaces whose secret it is signed with.
type request struct {
	*http.Request
	body []byte
	of   []*workspace
}

func (a *Adapter) signed(next func(http.ResponseWriter, request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		deadline := http.NewResponseController(w)
		_ = deadline.SetReadDeadline(time.Now().Add(bodyTime)) // not every server can
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		case err != nil:
			// The deadline stays: the server must not wait for the rest either.
			w.Header().Set("Connection", "close")
			http.Error(w, "the body did not arrive", http.StatusRequestTimeout)
			return
		}
		_ = deadline.SetReadDeadline(time.Time{})
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
		next(w, request{r, body, of})
	}
}

// verify is the workspaces for which the request is signed, within five
// minutes.
func (a *Adapter) verify(h http.Header, body []byte) []*workspace {
	var of []*workspace
	checked := map[Secret]bool{}
	for _, w := range a.workspaces {
		if w.SigningSecret == "" {
			continue
		}
		good, known := checked[w.SigningSecret]
		if !known {
			v, err := slack.NewSecretsVerifier(h, string(w.SigningSecret))
			if err == nil {
				_, _ = v.Write(body) // a hash takes everything
				good = v.Ensure() == nil
			}
			checked[w.SigningSecret] = good
		}
		if good {
			of = append(of, w)
		}
	}
	return of
}

func (a *Adapter) serveCommand(w http.ResponseWriter, r request) {
	form, err := url.ParseQuery(string(r.body))
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	if form.Get("ssl_check") == "1" {
		return
	}
	c := commandOfForm(form)
	in, err := readCommand(r.of, c, r.body)
	a.respondTo(w, r, in, err)
}

func (a *Adapter) serveInteraction(w http.ResponseWriter, r request) {
	form, err := url.ParseQuery(string(r.body))
	payload := []byte(form.Get("payload"))
	var i interaction
	if err == nil {
		err = json.Unmarshal(payload, &i)
	}
	if err != nil {
		a.cfg.Log.Warn("slack: an interaction cannot be read", "error", err)
		return // acknowledged: it would not become readable
	}
	in, err := a.readInteraction(r.of, i, payload)
	a.respondTo(w, r, in, err)
}

func (a *Adapter) serveEvent(w http.ResponseWriter, r request) {
	var c callback
	if err := json.Unmarshal(r.body, &c); err != nil {
		a.cfg.Log.Warn("slack: an event cannot be read", "error", err)
		return
	}
	if c.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, c.Challenge)
		return
	}
	in, err := a.readEvent(r.of, c)
	a.respondTo(w, r, in, err)
}

// respondTo handles what was read, and holds the request until it is
// acknowledged. One that is not to be is 503, so that Slack comes again.
func (a *Adapter) respondTo(w http.ResponseWriter, r request, in incoming, err error) {
	if errors.Is(err, errNotMet) {
		a.seen.forget(r.Header.Get("X-Slack-Signature"))
		http.Error(w, "no such workspace", http.StatusServiceUnavailable)
		return
	}
	payloads := make(chan any, 2)
	k := a.newAck(func(payload any) error {
		payloads <- payload
		return nil
	})
	dropped := make(chan struct{})
	k.dropped = func() { close(dropped) }
	a.start(in, err, k)
	ctx, cancel := context.WithTimeout(context.Background(), ackLimit)
	defer cancel()
	select {
	case payload := <-payloads:
		if payload == nil {
			return
		}
		b, err := json.Marshal(payload)
		if err != nil {
			a.cfg.Log.Error("slack: an answer cannot be written", "error", err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(b)
	case <-dropped:
		a.seen.forget(r.Header.Get("X-Slack-Signature"))
		http.Error(w, "too busy", http.StatusServiceUnavailable)
	case <-ctx.Done():
	}
}
