package slacktest

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
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
	f, faulty := s.fault(method)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if faulty && f.before(w) {
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
	return do(c)
}

// methods are what the bot may call. They run under the server's lock.
var methods = map[string]func(call) object{
	"auth.test": func(c call) object {
		return object{"ok": true, "team_id": c.Team, "team": c.Team, "user_id": c.BotUser, "bot_id": "B" + c.Team, "url": c.URL()}
	},
	"apps.connections.open": func(c call) object {
		return object{"ok": true, "url": "ws" + strings.TrimPrefix(c.base, "http") + "/link?ticket=" + c.socket.ticket(c.Space)}
	},
	"users.info":                   userInfo,
	"usergroups.users.list":        groupUsers,
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

func userInfo(c call) object {
	u := c.users[c.args.Get("user")]
	if u == nil {
		return no("user_not_found")
	}
	o := object{
		"id": u.ID, "team_id": u.Team, "name": strings.ToLower(u.ID), "real_name": u.Name, "deleted": u.Deleted, "tz": u.TZ,
		"is_admin": u.Admin, "is_restricted": u.Guest, "is_stranger": u.Team != c.Team,
		"profile": object{"real_name": u.Name, "display_name": u.Name},
	}
	if c.args.Get("include_locale") == "true" {
		o["locale"] = u.Locale
	}
	return object{"ok": true, "user": o}
}

func groupUsers(c call) object {
	users, ok := c.groups[c.args.Get("usergroup")]
	if !ok {
		return no("no_such_subteam")
	}
	return object{"ok": true, "users": append([]string{}, users...)}
}

func openConversation(c call) object {
	d, ok := c.directs[c.args.Get("users")]
	if !ok {
		return no("user_not_found")
	}
	return object{"ok": true, "channel": object{"id": d}}
}

func history(c call) object {
	at, err := c.place(c.args.Get("channel"))
	if err != "" {
		return no(err)
	}
	messages := []object{}
	for _, m := range c.messages[at] {
		o := object{"type": "message", "ts": m.TS, "text": m.Text, "user": m.User}
		if all := c.args.Get("include_all_metadata"); (all == "1" || all == "true") && m.Metadata != nil {
			o["metadata"] = m.Metadata
		}
		messages = append([]object{o}, messages...)
	}
	return object{"ok": true, "messages": messages}
}

// place is the conversation that an id means: a user's is the direct one.
func (sp *Space) place(id string) (conversation, refusal string) {
	if u := sp.users[id]; u != nil {
		if u.NoMessages {
			return "", "messages_tab_disabled"
		}
		return sp.directs[id], ""
	}
	if who := sp.personOf(id); who != "" {
		if sp.users[who].NoMessages {
			return "", "messages_tab_disabled"
		}
		return id, ""
	}
	switch ch := sp.channels[id]; {
	case ch == nil:
		return "", "channel_not_found"
	case ch.Archived:
		return "", "is_archived"
	case ch.Without:
		return "", "not_in_channel"
	}
	return id, ""
}

// personOf is whose direct conversation it is.
func (sp *Space) personOf(conversation string) string {
	for u, d := range sp.directs {
		if d == conversation {
			return u
		}
	}
	return ""
}

// content is what a call wants to be shown.
func (c call) content(m *Message) (refusal string) {
	m.Text, m.Blocks = c.args.Get("text"), c.json("blocks")
	if err := checkBlocks(m.Blocks, inMessage); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return "invalid_blocks"
	}
	if m.Text == "" && len(m.Blocks) == 0 {
		return "no_text"
	}
	if len([]rune(m.Text)) > 40_000 {
		return "msg_too_long"
	}
	if c.args.Get("link_names") == "true" || c.args.Get("link_names") == "1" {
		c.noteLocked("%s with link_names", c.method)
	}
	return ""
}

func postMessage(c call) object {
	at, refusal := c.place(c.args.Get("channel"))
	if refusal != "" {
		return no(refusal)
	}
	m := &Message{Channel: at, TS: c.ts(), Thread: c.args.Get("thread_ts"), User: c.BotUser}
	if refusal := c.content(m); refusal != "" {
		return no(refusal)
	}
	if m.Thread != "" && c.find(at, m.Thread) == nil {
		return no("thread_not_found")
	}
	m.Metadata = c.object("metadata")
	c.put(m)
	return object{"ok": true, "channel": at, "ts": m.TS}
}

func postEphemeral(c call) object {
	at, refusal := c.place(c.args.Get("channel"))
	if refusal != "" {
		return no(refusal)
	}
	m := &Message{Channel: at, TS: c.ts(), Thread: c.args.Get("thread_ts"), User: c.BotUser, Only: c.args.Get("user")}
	if c.users[m.Only] == nil {
		return no("user_not_in_channel")
	}
	if refusal := c.content(m); refusal != "" {
		return no(refusal)
	}
	c.put(m)
	return object{"ok": true, "message_ts": m.TS}
}

func updateMessage(c call) object {
	m := c.find(c.args.Get("channel"), c.args.Get("ts"))
	switch {
	case m == nil || m.Only != "":
		return no("message_not_found")
	case m.User != c.BotUser:
		return no("cant_update_message")
	}
	changed := *m
	if refusal := c.content(&changed); refusal != "" {
		return no(refusal)
	}
	c.change(m, changed.Text, changed.Blocks)
	return object{"ok": true, "channel": m.Channel, "ts": m.TS, "text": m.Text}
}

// trigger lets the bot open a view, for three seconds and once.
type trigger struct {
	user    string
	expires time.Time
	used    bool
}

const triggerTime = 3 * time.Second

func openView(c call) object {
	t := c.triggers[c.args.Get("trigger_id")]
	switch {
	case t == nil:
		return no("invalid_trigger_id")
	case t.used:
		return no("exchanged_trigger_id")
	case time.Now().After(t.expires):
		return no("expired_trigger_id")
	}
	v := c.object("view")
	if err := checkView(v); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return object{"ok": false, "error": "invalid_arguments", "response_metadata": object{"messages": []string{err.Error()}}}
	}
	t.used = true
	opened := c.show(&View{ID: c.id("V"), User: t.user}, v)
	return object{"ok": true, "view": opened.object()}
}

func updateView(c call) object {
	old := c.views[c.args.Get("view_id")]
	v := c.object("view")
	if old == nil {
		return no("not_found")
	}
	if h := c.args.Get("hash"); h != "" && h != old.Hash {
		return no("hash_conflict")
	}
	if err := checkView(v); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return no("invalid_arguments")
	}
	return object{"ok": true, "view": c.show(old, v).object()}
}

func publishView(c call) object {
	user := c.args.Get("user_id")
	if c.users[user] == nil {
		return no("user_not_found")
	}
	v := c.object("view")
	if err := checkView(v); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return no("invalid_arguments")
	}
	old := c.homes[user]
	if h := c.args.Get("hash"); h != "" && old != nil && h != old.Hash {
		return no("hash_conflict")
	}
	if old == nil {
		old = &View{ID: c.id("V"), User: user}
	}
	return object{"ok": true, "view": c.show(old, v).object()}
}

func (s *Server) noteLocked(format string, args ...any) {
	s.mu.Unlock()
	defer s.mu.Lock()
	s.problem(format, args...)
}

// upload is a file on its way.
type upload struct {
	name    string
	content []byte
}

func uploadURL(c call) object {
	if c.args.Get("filename") == "" || c.args.Get("length") == "" || c.args.Get("length") == "0" {
		return no("missing_argument")
	}
	id := c.id("F")
	c.uploads[id] = &upload{name: c.args.Get("filename")}
	return object{"ok": true, "file_id": id, "upload_url": c.base + "/upload/" + id}
}

func (s *Server) uploaded(w http.ResponseWriter, r *http.Request) {
	body, err := fileOf(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sp := range s.spaces {
		if u := sp.uploads[r.PathValue("id")]; u != nil {
			u.content = body
		}
	}
}

func fileOf(r *http.Request) ([]byte, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return io.ReadAll(r.Body)
	}
	for {
		p, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if p.FileName() != "" {
			return io.ReadAll(p)
		}
	}
}

func completeUpload(c call) object {
	var files []struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(c.json("files"), &files) != nil || len(files) == 0 {
		return no("invalid_arguments")
	}
	at, refusal := c.place(c.args.Get("channel_id"))
	if refusal != "" {
		return no(refusal)
	}
	m := &Message{Channel: at, TS: c.ts(), Thread: c.args.Get("thread_ts"), User: c.BotUser, Blocks: c.json("blocks")}
	if err := checkBlocks(m.Blocks, inMessage); err != nil {
		c.noteLocked("%s: %w", c.method, err)
		return no("invalid_blocks")
	}
	answer := []object{}
	for _, f := range files {
		u := c.uploads[f.ID]
		if u == nil || u.content == nil {
			return no("file_not_found")
		}
		m.Files = append(m.Files, SharedFile{Name: u.name, Content: u.content})
		answer = append(answer, object{"id": f.ID, "title": u.name})
	}
	c.put(m)
	return object{"ok": true, "files": answer}
}

// responseURL is good for five answers within thirty minutes.
type responseURL struct {
	channel, user string
	message       string // that the button was on
	uses          int
}

const maxUses = 5

func (s *Server) response(w http.ResponseWriter, r *http.Request) {
	f, faulty := s.fault("response_url")
	if faulty && f.before(w) {
		return
	}
	var said object
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err == nil {
		err = json.Unmarshal(body, &said)
	}
	if err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.calls["response_url"]++
	code := s.respondLocked(r.PathValue("token"), said)
	s.mu.Unlock()
	if faulty && f.after(w) {
		return
	}
	if code != http.StatusOK {
		http.Error(w, "used_url", code)
		return
	}
	_, _ = io.WriteString(w, "ok")
}

func (s *Server) respondLocked(token string, said object) int {
	for _, sp := range s.spaces {
		to := sp.responses[token]
		if to == nil {
			continue
		}
		if to.uses++; to.uses > maxUses {
			return http.StatusNotFound
		}
		return sp.respondLocked(to, said)
	}
	return http.StatusNotFound
}

// respondLocked shows what is answered through a response_url or an
// acknowledgement.
func (sp *Space) respondLocked(to *responseURL, said object) int {
	blocks := json.RawMessage(nil)
	if said["blocks"] != nil {
		blocks = encode(said["blocks"])
	}
	if err := checkBlocks(blocks, inMessage); err != nil {
		sp.noteLocked("response_url: %w", err)
		return http.StatusBadRequest
	}
	if replace, _ := said["replace_original"].(bool); replace {
		if m := sp.find(to.channel, to.message); m != nil {
			sp.change(m, str(said, "text"), blocks)
			return http.StatusOK
		}
	}
	m := &Message{Channel: to.channel, TS: sp.ts(), Thread: str(said, "thread_ts"), User: sp.BotUser, Text: str(said, "text"), Blocks: blocks}
	if str(said, "response_type") != "in_channel" {
		m.Only = to.user
	}
	sp.put(m)
	return http.StatusOK
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
