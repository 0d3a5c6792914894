package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

//go:embed static
var static embed.FS

// shell is the page as it stands before its script has run, with placeholders such
// as {{.Lang}}. They are filled in without html/template, which calls methods by
// name and so has the linker keep every method of every type: 12 MB of them.
//
//go:embed static/index.html
var shell string

const (
	// maxBody is the largest request that is read, in bytes.
	maxBody = 256 << 10
	// dispatchTime is how long the bot may take for one answer.
	dispatchTime = 25 * time.Second
	// header must be on every request with an effect: a page of another origin
	// cannot set it without asking first.
	header = "X-Playground"
)

// server is the adapter while it runs, with the bot behind it.
type server struct {
	*Adapter
	bot bot.Dispatcher
}

func (a *Adapter) handler(d bot.Dispatcher) http.Handler {
	s := &server{a, d}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /static/{name}", s.asset)
	mux.HandleFunc("GET /file/{message}/{block}", s.file)
	mux.HandleFunc("GET /api/start", s.start)
	mux.HandleFunc("GET /api/view", s.view)
	mux.HandleFunc("GET /api/updates", s.updates)
	mux.HandleFunc("POST /api/act", s.act)
	mux.HandleFunc("POST /api/complete", s.complete)
	mux.HandleFunc("POST /api/reset", s.resetAll)
	mux.HandleFunc("GET /api/backstage", s.backstage)
	mux.HandleFunc("POST /api/pass", s.pass)
	mux.HandleFunc("POST /api/fault", s.fault)
	mux.HandleFunc("GET /conversation.txt", s.save)
	return guard(mux)
}

// guard refuses what a foreign page could make a browser send: another name
// that resolves to loopback, and requests with an effect from elsewhere.
func guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "+
			"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		switch {
		case !loopback(r.Host):
			fail(w, http.StatusForbidden, wordForeignHost, requestLocale(r))
		case r.Method == http.MethodPost && (origin.Check(r) != nil || r.Header.Get(header) == "" || foreignOrigin(r)):
			fail(w, http.StatusForbidden, wordForeignPage, requestLocale(r))
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			next.ServeHTTP(w, r)
		}
	})
}

// loopback reports whether a Host header names this machine.
func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}

// foreignOrigin holds Origin to the Host also where Sec-Fetch-Site says that
// all is well.
func foreignOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin != "" && origin != "http://"+r.Host
}

func requestLocale(r *http.Request) bot.Locale { return i18n.Match(r.Header.Get("Accept-Language")) }

func (s *server) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	l := requestLocale(r)
	fill := []string{"{{.Lang}}", string(l), "{{.Look}}", string(s.cfg.Look), "{{.Community}}", s.cfg.Community.Name}
	for name, word := range wordsIn(l) {
		fill = append(fill, "{{.Words."+name+"}}", word)
	}
	for i := 1; i < len(fill); i += 2 {
		fill[i] = html.EscapeString(fill[i])
	}
	if _, err := strings.NewReplacer(fill...).WriteString(w, shell); err != nil {
		s.cfg.Log.Debug("the page was not delivered", "err", err)
	}
}

type asset struct {
	content  []byte
	kind     string
	modified string // an ETag
}

func loadAssets() map[string]asset {
	assets := map[string]asset{}
	entries, err := fs.ReadDir(static, "static")
	if err != nil {
		panic("web: read embedded files: " + err.Error())
	}
	for _, e := range entries {
		content, err := static.ReadFile("static/" + e.Name())
		if err != nil {
			panic("web: read embedded files: " + err.Error())
		}
		sum := sha256.Sum256(content)
		assets[e.Name()] = asset{content, assetType(e.Name()), `"` + hex.EncodeToString(sum[:8]) + `"`}
	}
	delete(assets, "index.html")
	return assets
}

// assetType does not ask the system's table, which may call a script text.
func assetType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}

func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.assets[r.PathValue("name")]
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchPage, requestLocale(r))
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", a.modified)
	if r.Header.Get("If-None-Match") == a.modified {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.kind)
	_, _ = w.Write(a.content) // a browser that went away needs no answer
}

// file is a file that a message carries, for somebody who sees the message.
func (s *server) file(w http.ResponseWriter, r *http.Request) {
	p, ok := s.world.person(bot.User(r.FormValue("person")))
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchPerson, requestLocale(r))
		return
	}
	f := s.findFile(p, r.PathValue("message"), r.PathValue("block"))
	if f == nil {
		fail(w, http.StatusNotFound, wordNoSuchMessage, s.world.locale(p.ID))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(f.Content) // as above
}

// fail answers with words and a status.
func fail(w http.ResponseWriter, status int, line i18n.Line, l bot.Locale) {
	reply(w, status, failure{line.In(l)})
}

type failure struct {
	Error string `json:"error"`
}

func reply[T any](w http.ResponseWriter, status int, v T) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(encode(v)) // a browser that went away needs no answer
}

// read decodes a request of JSON, or answers why not and returns false.
func read[T any](w http.ResponseWriter, r *http.Request, into *T) bool {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, wordNotJSON, requestLocale(r))
		return false
	}
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && dec.More() {
		err = errors.New("more than one value")
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		fail(w, http.StatusRequestEntityTooLarge, wordTooLarge, requestLocale(r))
	case err != nil:
		fail(w, http.StatusBadRequest, wordNotJSON, requestLocale(r))
	}
	return err == nil
}

func (s *server) resetAll(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Person bot.User `json:"person"`
	}
	if !read(w, r, &in) {
		return
	}
	l := s.world.locale(in.Person)
	if s.cfg.Reset == nil {
		fail(w, http.StatusNotFound, wordNoReset, l)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), dispatchTime)
	defer cancel()
	if err := s.reset(ctx); err != nil {
		s.cfg.Log.Error("the playground was not reset", "err", err)
		fail(w, http.StatusServiceUnavailable, wordTryAgain, l)
		return
	}
	reply(w, http.StatusOK, struct{}{})
}
