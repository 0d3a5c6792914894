package adaptertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// operation: operators learn whether people are served, what is wrong and whom to
// ask, and strangers reach nothing over HTTP.
func operation() []check {
	return []check{
		{name: "ready", run: (*room).ready},
		{name: "findings", run: (*room).findings},
		{name: "owners", run: func(r *room) {
			p := r.platform()
			if owners, err := p.Owners(r.Context(), "nowhere"); err != nil || len(owners) > 0 {
				r.Errorf("a community that is not on the platform has the owners %q (%v): expected none, and no error", owners, err)
			}
			owners, err := p.Owners(r.Context(), bottest.Home)
			if err != nil {
				r.Errorf("the owners cannot be asked for: %v", err)
			}
			for _, u := range owners {
				same(r, "the platform of an owner's account", u.Platform(), r.traits().Platform)
			}
		}},
		{name: "unsigned requests", run: (*room).unsigned},
	}
}

// platform is the adapter as operators look after it.
func (r *room) platform() bot.Platform {
	r.Helper()
	p, ok := r.stage.Adapter().(bot.Platform)
	if !ok {
		r.Fatalf("%T is no bot.Platform", r.stage.Adapter())
	}
	return p
}

// ready: whoever serves people says so, with all its connections up.
func (r *room) ready() {
	r.does(bottest.Write{Who: hana, Text: "hello"})
	p := r.platform()
	deadline := time.Now().Add(r.wait)
	err := p.Ready()
	up, of := p.Links()
	for ; (err != nil || up != of) && time.Now().Before(deadline); up, of = p.Links() {
		time.Sleep(time.Millisecond)
		err = p.Ready()
	}
	if err != nil {
		r.Errorf("people are served, and Ready says %v", err)
	}
	if up != of || up < 0 {
		r.Errorf("people are served, and %d of %d connections are up", up, of)
	}
}

// findings have words in every language, and are about this platform only.
func (r *room) findings() {
	found := r.platform().Check(r.Context(), nil)
	for _, f := range found {
		if f.About == "" || f.Grade != bot.Fine && f.Grade != bot.Doubtful && f.Grade != bot.Failing {
			r.Errorf("a finding is about %q with the grade %q", f.About, f.Grade)
		}
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			if f.Says == nil || f.Says(l).String() == "" || f.Do != nil && f.Do(l).String() == "" {
				r.Errorf("the finding about %q says nothing in the language %s", f.About, l)
			}
		}
	}
	if more := r.platform().Check(r.Context(), []bot.Channel{"elsewhere:1"}); len(more) != len(found) {
		r.Errorf("a channel of another platform changes the findings from %d to %d", len(found), len(more))
	}
}

// unsigned: what a stranger sends is refused.
func (r *room) unsigned() {
	for pattern, handler := range r.platform().Endpoints() {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok {
			method, path = http.MethodPost, pattern
		}
		mux := http.NewServeMux()
		mux.Handle(pattern, handler)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(r.Context(), method, path, strings.NewReader(`{"type":1}`)))
		if w.Code < http.StatusBadRequest {
			r.Errorf("a request to %q that nobody signed is answered with %d", pattern, w.Code)
		}
	}
	if heard := r.bot.events(); len(heard) > 0 {
		r.Errorf("the bot hears of requests that nobody signed: %v", heard)
	}
}
