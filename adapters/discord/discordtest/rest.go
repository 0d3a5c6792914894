package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"
)

// sent is a request whose body was read.
type sent struct {
	*http.Request
	body  json.RawMessage
	files []File
}

// answer is what a request leads to: v as JSON, or a refusal.
type answer func(w http.ResponseWriter)

func ok[T any](v T) answer { return func(w http.ResponseWriter) { reply(w, http.StatusOK, v) } }

func none() answer { return func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) } }

func no(status, code int, message string) answer {
	return func(w http.ResponseWriter) { refuse(w, refusal{status, code, message}) }
}

const prefix = "/api/v9"

func (d *Discord) rest(mux *http.ServeMux) {
	for pattern, do := range d.routes() {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+prefix+path, func(w http.ResponseWriter, r *http.Request) { d.receive(w, r, path, do) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		d.complain("there is no %s %s", r.Method, r.URL.Path)
		refuse(w, refusal{http.StatusNotFound, 0, "404: Not Found"})
	})
}

// routes are the requests that are known, by method and path.
func (d *Discord) routes() map[string]func(sent) answer {
	return map[string]func(sent) answer{
		"GET /gateway":                                        d.getGateway,
		"GET /gateway/bot":                                    d.getGatewayBot,
		"GET /applications/@me":                               d.getApplication,
		"PUT /applications/{app}/commands":                    d.putCommands,
		"GET /users/@me":                                      d.getMe,
		"GET /users/@me/guilds":                               d.getServers,
		"GET /users/{user}":                                   d.getUser,
		"POST /users/@me/channels":                            d.openDirect,
		"GET /guilds/{guild}":                                 d.getServer,
		"GET /guilds/{guild}/members/{user}":                  d.getMember,
		"GET /guilds/{guild}/threads/active":                  d.getThreads,
		"GET /channels/{channel}":                             d.getChannel,
		"PATCH /channels/{channel}":                           d.changeChannel,
		"POST /channels/{channel}/messages":                   d.postMessage,
		"GET /channels/{channel}/messages/{message}":          d.getMessage,
		"PATCH /channels/{channel}/messages/{message}":        d.editMessage,
		"POST /channels/{channel}/messages/{message}/threads": d.beginThread,
		"POST /channels/{channel}/threads":                    d.postForum,
		"POST /interactions/{id}/{token}/callback":            d.postCallback,
		"POST /webhooks/{app}/{token}":                        d.followUp,
		"PATCH /webhooks/{app}/{token}/messages/@original":    d.editOriginal,
		"DELETE /webhooks/{app}/{token}/messages/@original":   d.deleteOriginal,
	}
}

// Routes are the requests that the fake knows, as a method and a path.
func Routes() []string { return slices.Sorted(maps.Keys((&Discord{}).routes())) }

func (d *Discord) complain(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrong = append(d.wrong, fmt.Sprintf(format, args...))
}

// receive does a request, with the faults that are switched on.
func (d *Discord) receive(w http.ResponseWriter, r *http.Request, path string, do func(sent) answer) {
	s, err := readBody(r)
	if err != nil {
		d.complain("%s %s: %v", r.Method, path, err)
		refuse(w, refusal{http.StatusBadRequest, 50109, "The request body contains invalid JSON."})
		return
	}
	f := d.fault(r)
	if f != nil {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
		if f.Cut {
			d.noted(s, 0)
			cut(w)
			return
		}
		if f.Status != 0 {
			for k, v := range f.Header {
				w.Header().Set(k, v)
			}
			d.noted(s, f.Status)
			w.WriteHeader(f.Status)
			io.WriteString(w, f.Body)
			return
		}
	}
	recorder := httptest.NewRecorder()
	d.check(s, path, do)(recorder)
	d.noted(s, recorder.Code)
	if f != nil && f.Lost {
		cut(w)
		return
	}
	maps.Copy(w.Header(), recorder.Header())
	w.Header().Set("X-RateLimit-Limit", "50")
	w.Header().Set("X-RateLimit-Remaining", "49")
	w.Header().Set("X-RateLimit-Reset-After", "1.000")
	w.Header().Set("X-RateLimit-Bucket", "test")
	w.WriteHeader(recorder.Code)
	w.Write(recorder.Body.Bytes())
}

func (d *Discord) noted(s sent, status int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = append(d.calls, Call{s.Method, strings.TrimPrefix(s.URL.Path, prefix), status, s.body, time.Now()})
	d.tell()
}

// check holds what is true of every request.
func (d *Discord) check(s sent, path string, do func(sent) answer) answer {
	open := strings.HasPrefix(path, "/interactions/") || strings.HasPrefix(path, "/webhooks/")
	if !open && s.Header.Get("Authorization") != "Bot "+Token {
		return no(http.StatusUnauthorized, 0, "401: Unauthorized")
	}
	if s.body != nil {
		if err := d.contract.Check(s.Method, path, s.body); err != nil {
			d.complain("%s %s: against the contract: %v\n%s", s.Method, path, err, s.body)
			return no(http.StatusBadRequest, 50035, "Invalid Form Body")
		}
	}
	return do(s)
}

// readBody reads JSON, or JSON with files.
func readBody(r *http.Request) (sent, error) {
	s := sent{Request: r}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
	if err != nil || len(raw) == 0 {
		return s, err
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return s, err
	}
	if kind != "multipart/form-data" {
		s.body = raw
		if !json.Valid(raw) {
			return s, fmt.Errorf("not JSON")
		}
		return s, nil
	}
	parts := multipart.NewReader(bytes.NewReader(raw), params["boundary"])
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return s, err
		}
		if p.FormName() == "payload_json" {
			s.body = content
			continue
		}
		s.files = append(s.files, File{p.FileName(), p.Header.Get("Content-Type"), content})
	}
}

func (d *Discord) getGateway(sent) answer {
	return ok(struct {
		URL string `json:"url"`
	}{d.gatewayURL()})
}

func (d *Discord) gatewayURL() string {
	return "ws" + strings.TrimPrefix(d.server.URL, "http") + "/gateway"
}

func (d *Discord) getGatewayBot(sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	type limit struct {
		Total       int `json:"total"`
		Remaining   int `json:"remaining"`
		ResetAfter  int `json:"reset_after"`
		Concurrency int `json:"max_concurrency"`
	}
	return ok(struct {
		URL    string `json:"url"`
		Shards int    `json:"shards"`
		Limit  limit  `json:"session_start_limit"`
	}{d.gatewayURL(), d.shards, limit{1000, d.budget, 1000, d.concurrency}})
}

func (d *Discord) putCommands(s sent) answer {
	var commands []Command
	if err := json.Unmarshal(s.body, &commands); err != nil {
		return no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.commands = commands
	d.puts++
	return ok(commands)
}
