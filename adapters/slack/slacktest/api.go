package slacktest

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// call is one call of the Web API.
type call struct {
	*Space
	app    bool // with the app token
	method string
	args   url.Values // of a form, or of JSON: strings as they are, the rest as JSON
}

func (c call) json(key string) json.RawMessage { return json.RawMessage(c.args.Get(key)) }

func (c call) object(key string) object {
	var o object
	_ = json.Unmarshal(c.json(key), &o) // what is none is missing
	return o
}

func no(code string) object { return object{"ok": false, "error": code} }

func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	args, err := arguments(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.calls[method]++
	s.mu.Unlock()
	if method == "chat.postMessage" && s.tooMuch(w) {
		return
	}
	f, faulty := s.fault(method)
	s.headers(w.Header(), args.Get("token"))
	if faulty && f.before(w, r) {
		return
	}
	answer := s.answer(call{method: method, args: args}, args.Get("token"))
	if faulty && f.after(w) {
		return
	}
	_, _ = w.Write(encode(answer))
}

// arguments are those of a form or of JSON, with the token of the header.
func arguments(r *http.Request) (url.Values, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	if err != nil {
		return nil, err
	}
	args := url.Values{}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" && len(body) > 0 {
		var o map[string]json.RawMessage
		if err := json.Unmarshal(body, &o); err != nil {
			return nil, err
		}
		for key, raw := range o {
			var text string
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw)
			}
			args.Set(key, text)
		}
	} else if args, err = url.ParseQuery(string(body)); err != nil {
		return nil, err
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		args.Set("token", token)
	}
	return args, nil
}

func (s *Server) answer(c call, token string) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sp := range s.spaces {
		if token == sp.BotToken || token == sp.AppToken {
			c.Space, c.app = sp, token == sp.AppToken
		}
	}
	switch {
	case c.Space == nil:
		return no("invalid_auth")
	case c.revoked:
		return no("account_inactive")
	case c.app != (c.method == "apps.connections.open"):
		return no("not_allowed_token_type")
	}
	do, ok := methods[c.method]
	if !ok {
		return no("unknown_method")
	}
	if scope, lacks := c.lacks(); lacks {
		return object{"ok": false, "error": "missing_scope", "needed": scope, "provided": strings.Join(c.Scopes, ",")}
	}
	return do(c)
}

// methods are what the bot may call. They run under the server's lock.
var methods = map[string]func(call) object{
	"auth.test": func(c call) object {
		return object{"ok": true, "team_id": c.Team, "team": c.Team, "user": "alumnibot", "user_id": c.BotUser, "bot_id": "B" + c.Team, "url": c.URL()}
	},
	"apps.connections.open": func(c call) object {
		return object{"ok": true, "url": "ws" + strings.TrimPrefix(c.base, "http") + "/link?ticket=" + c.socket.ticket(c.AppToken)}
	},
	"users.info":                   userInfo,
	"users.list":                   listUsers,
	"usergroups.users.list":        groupUsers,
	"conversations.info":           channelInfo,
	"conversations.open":           openConversation,
	"conversations.history":        history,
	"conversations.replies":        history,
	"chat.postMessage":             postMessage,
	"chat.postEphemeral":           postEphemeral,
	"chat.update":                  updateMessage,
	"views.open":                   openView,
	"views.update":                 updateView,
	"views.publish":                publishView,
	"files.getUploadURLExternal":   uploadURL,
	"files.completeUploadExternal": completeUpload,
}

func (s *Server) noteLocked(format string, args ...any) {
	s.mu.Unlock()
	defer s.mu.Lock()
	s.problem(format, args...)
}

// wait blocks until done says so, or the time is over.
func wait(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
