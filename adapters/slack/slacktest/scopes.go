package slacktest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// scopes are what a method needs, as Slack documents it. The others need none.
var scopes = map[string]string{
	"chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write",
	"users.info": "users:read", "users.list": "users:read", "usergroups.users.list": "usergroups:read", "conversations.open": "im:write",
	"files.getUploadURLExternal": "files:write", "files.completeUploadExternal": "files:write",
}

// lacks is the scope that a call needs and the app does not have.
func (c call) lacks() (scope string, lacks bool) {
	scope = scopes[c.method]
	switch c.method {
	case "conversations.history", "conversations.replies":
		scope = c.readScope(c.args.Get("channel"))
	case "conversations.info":
		scope = "channels:read"
		if ch := c.channels[c.args.Get("channel")]; ch != nil && ch.Private {
			scope = "groups:read"
		}
	}
	return scope, scope != "" && c.Scopes != nil && !slices.Contains(c.Scopes, scope)
}

func (sp *Space) readScope(channel string) string {
	ch := sp.channels[channel]
	switch {
	case strings.HasPrefix(channel, "D"):
		return "im:history"
	case ch != nil && ch.Private:
		return "groups:history"
	}
	return "channels:history"
}

// all are the scopes that there are.
func all() []string {
	more := []string{"commands", "im:history", "channels:history", "groups:history", "channels:read", "groups:read"}
	return append(more, slices.Compact(slices.Sorted(maps.Values(scopes)))...)
}

// WithoutScope takes a scope away from the app.
func (sp *Space) WithoutScope(scope string) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if sp.Scopes == nil {
		sp.Scopes = all()
	}
	sp.Scopes = slices.DeleteFunc(sp.Scopes, func(s string) bool { return s == scope })
}

// Skew has the server's clock, as replies tell it, go wrong by d.
func (s *Server) Skew(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = d
}

// headers are those of every reply.
func (s *Server) headers(h http.Header, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Date", time.Now().Add(s.skew).UTC().Format(http.TimeFormat))
	for _, sp := range s.spaces {
		if token != sp.BotToken {
			continue
		}
		had := sp.Scopes
		if had == nil {
			had = all()
		}
		h.Set("X-OAuth-Scopes", strings.Join(had, ","))
	}
}

func channelInfo(c call) object {
	ch := c.channels[c.args.Get("channel")]
	if ch == nil {
		return no("channel_not_found")
	}
	return object{"ok": true, "channel": object{
		"id": ch.ID, "name": ch.Name, "is_channel": !ch.Private, "is_private": ch.Private, "is_archived": ch.Archived,
		"is_member": !ch.Without, "is_read_only": ch.ReadOnly,
	}}
}
