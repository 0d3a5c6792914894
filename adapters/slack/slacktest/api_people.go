package slacktest

import (
	"strings"
)

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
