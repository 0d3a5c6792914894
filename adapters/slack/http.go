package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/alumnibot/alumnibot/adapters/internal/signed"
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

// Endpoints are Handler's.
func (a *Adapter) Endpoints() map[string]http.Handler {
	return map[string]http.Handler{"/slack/": a.Handler()}
}

// sslCheck answers the question whether the certificate is good.
func (a *Adapter) sslCheck(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("ssl_check") != "1" {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

func (a *Adapter) serveCommand(w http.ResponseWriter, r request) {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	if form.Get("ssl_check") == "1" {
		return
	}
	c := commandOfForm(form)
	in, err := readCommand(r.For, c, r.Body)
	a.respondTo(w, r, in, err)
}

func (a *Adapter) serveInteraction(w http.ResponseWriter, r request) {
	form, err := url.ParseQuery(string(r.Body))
	payload := []byte(form.Get("payload"))
	var i interaction
	if err == nil {
		err = json.Unmarshal(payload, &i)
	}
	if err != nil {
		a.cfg.Log.Warn("slack: an interaction cannot be read", "error", err)
		return // acknowledged: it would not become readable
	}
	in, err := a.readInteraction(r.For, i, payload)
	a.respondTo(w, r, in, err)
}

func (a *Adapter) serveEvent(w http.ResponseWriter, r request) {
	var c callback
	if err := json.Unmarshal(r.Body, &c); err != nil {
		a.cfg.Log.Warn("slack: an event cannot be read", "error", err)
		return
	}
	if c.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, c.Challenge)
		return
	}
	in, err := a.readEvent(r.For, c)
	a.respondTo(w, r, in, err)
}

// respondTo handles what was read, and holds the request until it is
// acknowledged. One that is not to be is 503, so that Slack comes again.
func (a *Adapter) respondTo(w http.ResponseWriter, r request, in incoming, err error) {
	if errors.Is(err, errNotMet) {
		a.requests.Forget(r.Delivery)
		http.Error(w, "no such workspace", http.StatusServiceUnavailable)
		return
	}
	in.delivery = r.Delivery
	k := a.newAck(func(payload any, early bool) error { return acknowledgeHTTP(w, payload, early) })
	k.refused = func(status int) {
		if status != signed.Replayed {
			a.requests.Forget(r.Delivery)
		}
		http.Error(w, http.StatusText(status), status)
	}
	if run := a.begin(in, err, k); run != nil {
		k.over = make(chan struct{})
		run.serve(func(f func()) {
			go f()
			<-k.over // which is soon: it acknowledges before it does anything else
		})
	}
}

// acknowledgeHTTP writes the whole answer. After an early one the request goes on
// for a while, in which the connection is of no use to anybody else.
func acknowledgeHTTP(w http.ResponseWriter, payload any, early bool) error {
	var body []byte
	if payload != nil {
		var err error
		if body, err = json.Marshal(payload); err != nil {
			return fmt.Errorf("encode an acknowledgement: %w", err)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if !early {
		_, err := w.Write(body)
		return err
	}
	w.Header().Set("Connection", "close")
	if _, err := w.Write(body); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}
