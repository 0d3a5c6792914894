package slacktest

import (
	"slices"
	"strings"
)

// scopes are what a method needs, as Slack documents it. The others need none.
var scopes = map[string]string{
	"chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write",
	"users.info": "users:read", "usergroups.users.list": "usergroups:read", "conversations.open": "im:write",
	"files.getUploadURLExternal": "files:write", "files.completeUploadExternal": "files:write",
}

// lacks is the scope that a call needs and the app does not have.
func (c call) lacks() (scope string, lacks bool) {
	scope = scopes[c.method]
	if c.method == "conversations.history" || c.method == "conversations.replies" {
		scope = c.readScope(c.args.Get("channel"))
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
