package slacktest

import (
	"time"
)

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
