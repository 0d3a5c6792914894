package discordtest

import (
	"net/http"
)

type accountView struct {
	ID     string `json:"id"`
	Name   string `json:"username"`
	Global string `json:"global_name"`
	Bot    bool   `json:"bot,omitempty"`
}

// view is an account as Discord tells it. The caller holds the lock.
func (d *Discord) view(id string) accountView {
	if id == "" || id == d.bot {
		return accountView{ID: d.bot, Name: "alumnibot", Global: "alumnibot", Bot: true}
	}
	if u := d.users[id]; u != nil {
		return accountView{ID: id, Name: "user" + id[len(id)-6:], Global: u.Name}
	}
	return accountView{ID: id, Name: "unknown"}
}

func (d *Discord) getUser(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if u := d.users[s.PathValue("user")]; u == nil || u.Gone {
		return no(http.StatusNotFound, 10013, "Unknown User")
	}
	return ok(d.view(s.PathValue("user")))
}

func (d *Discord) getServer(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.servers[s.PathValue("guild")]
	if g == nil {
		return no(http.StatusNotFound, 10004, "Unknown Guild")
	}
	type role struct {
		ID          string `json:"id"`
		Permissions string `json:"permissions"`
	}
	return ok(struct {
		ID    string `json:"id"`
		Owner string `json:"owner_id"`
		Roles []role `json:"roles"`
	}{g.ID, g.Owner, []role{{g.ID, "104324673"}, {RoleAdmin, "8"}, {RoleManager, "0"}, {RoleHR, "0"}, {RoleEmployee, "0"}}})
}

type memberView struct {
	User        accountView `json:"user"`
	Nick        *string     `json:"nick"`
	Roles       []string    `json:"roles"`
	Pending     bool        `json:"pending"`
	Flags       int         `json:"flags"`
	Permissions string      `json:"permissions,omitempty"`
}

func (d *Discord) memberView(g *Server, user string) (memberView, bool) {
	m := g.Members[user]
	if user == d.bot && !g.Without {
		m = &Member{Roles: []string{}}
	}
	if m == nil {
		return memberView{}, false
	}
	roles := m.Roles
	if roles == nil {
		roles = []string{}
	}
	return memberView{User: d.view(user), Roles: roles, Pending: m.Pending}, true
}

func (d *Discord) getMember(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.servers[s.PathValue("guild")]
	if g == nil {
		return no(http.StatusNotFound, 10004, "Unknown Guild")
	}
	m, there := d.memberView(g, s.PathValue("user"))
	if !there {
		return no(http.StatusNotFound, 10007, "Unknown Member")
	}
	return ok(m)
}
