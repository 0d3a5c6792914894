package discordtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Rights that the bot has on servers, as a person who installs it by its link
// gives them.
const granted = "309237763072"

// Overwrite changes rights in a channel: for a role, a member, or everybody
// (then ID is the server's).
type Overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"` // 0: a role, 1: a member
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

// BotID is the bot's account.
func (d *Discord) BotID() string { return d.bot }

// Skew has Discord's clock, as replies tell it, go wrong by that much.
func Skew(by time.Duration) Option { return func(d *Discord) { d.skew = by } }

// SetEndpoint sets the Interactions Endpoint URL of the application's settings.
func (d *Discord) SetEndpoint(url string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.configured = url
}

func (d *Discord) getApplication(sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return ok(struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Verify   string `json:"verify_key"`
		Endpoint string `json:"interactions_endpoint_url,omitempty"`
	}{d.app, "alumnibot", d.PublicKey(), d.configured})
}

func (d *Discord) getMe(sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	return ok(d.view(d.bot))
}

// getServers tells the servers that the bot is on, a page of them.
func (d *Discord) getServers(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	type view struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Rights string `json:"permissions"`
	}
	all := []view{}
	for id, g := range d.servers {
		if g.Without || compareIDs(id, s.URL.Query().Get("after")) <= 0 {
			continue
		}
		v := view{id, "server" + id[len(id)-6:], granted}
		if g.Rights != "" {
			v.Rights = g.Rights
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b view) int { return compareIDs(a.ID, b.ID) })
	return ok(all[:min(len(all), 200)])
}

// dated adds what time it is to a reply.
func (d *Discord) dated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, prefix) {
			w.Header().Set("Date", time.Now().Add(d.skew).UTC().Format(http.TimeFormat))
		}
		next.ServeHTTP(w, r)
	})
}
