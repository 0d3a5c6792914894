package slacktest

import (
	"maps"
	"slices"
	"strings"
)

func userInfo(c call) object {
	u := c.users[c.args.Get("user")]
	if u == nil {
		return no("user_not_found")
	}
	o := u.object(c.Team)
	if c.args.Get("include_locale") == "true" {
		o["locale"] = u.Locale
	}
	return object{"ok": true, "user": o}
}

func (u *User) object(team string) object {
	return object{
		"id": u.ID, "team_id": u.Team, "name": strings.ToLower(u.ID), "real_name": u.Name, "deleted": u.Deleted, "tz": u.TZ,
		"is_admin": u.Admin, "is_restricted": u.Guest, "is_stranger": u.Team != team, "is_owner": u.Owner, "is_primary_owner": u.Owner,
		"profile": object{"real_name": u.Name, "display_name": u.Name},
	}
}

// listUsers tells everybody, two at a time.
func listUsers(c call) object {
	const page = 2
	ids := slices.Sorted(maps.Keys(c.users))
	from, _ := slices.BinarySearch(ids, c.args.Get("cursor"))
	to := min(from+page, len(ids))
	members, next := []object{}, ""
	for _, id := range ids[from:to] {
		members = append(members, c.users[id].object(c.Team))
	}
	if to < len(ids) {
		next = ids[to]
	}
	return object{"ok": true, "members": members, "response_metadata": object{"next_cursor": next}}
}

func groupUsers(c call) object {
	users, ok := c.groups[c.args.Get("usergroup")]
	if !ok {
		return no("no_such_subteam")
	}
	return object{"ok": true, "users": append([]string{}, users...)}
}
