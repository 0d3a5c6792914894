package discordtest

import (
	"encoding/json"
	"net/http"
)

type channelView struct {
	ID     string `json:"id"`
	Type   int    `json:"type"`
	Guild  string `json:"guild_id,omitempty"`
	Parent string `json:"parent_id,omitempty"`
	Name   string `json:"name,omitempty"`
	Owner  string `json:"owner_id,omitempty"`

	Changes []Overwrite `json:"permission_overwrites,omitempty"`
}

func (d *Discord) channelView(c *Channel) channelView {
	return channelView{ID: c.ID, Type: c.Kind, Guild: c.Server, Parent: c.Parent, Name: c.Name, Owner: d.bot, Changes: c.Changes}
}

func (d *Discord) getChannel(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, refused := d.channel(s.PathValue("channel"))
	if refused != nil {
		return refused
	}
	return ok(d.channelView(c))
}

// changeChannel takes a thread out of the archive, or puts it there.
func (d *Discord) changeChannel(s sent) answer {
	var in struct {
		Archived *bool `json:"archived"`
	}
	if json.Unmarshal(s.body, &in) != nil || in.Archived == nil {
		return no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c, refused := d.channel(s.PathValue("channel"))
	if refused != nil {
		return refused
	}
	if c.Kind != ThreadChannel {
		return no(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	}
	c.Archived = *in.Archived
	return ok(d.channelView(c))
}

// channel is one that the bot may see. The caller holds the lock.
func (d *Discord) channel(id string) (*Channel, answer) {
	c := d.channels[id]
	switch {
	case c == nil:
		return nil, no(http.StatusNotFound, 10003, "Unknown Channel")
	case c.NoAccess:
		return nil, no(http.StatusForbidden, 50001, "Missing Access")
	}
	return c, nil
}

func (d *Discord) getThreads(s sent) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := struct {
		Threads []channelView `json:"threads"`
	}{[]channelView{}}
	for _, c := range d.channels {
		if c.Kind == ThreadChannel && !c.Archived && c.Server == s.PathValue("guild") {
			out.Threads = append(out.Threads, d.channelView(c))
		}
	}
	return ok(out)
}

func (d *Discord) openDirect(s sent) answer {
	var in struct {
		Recipient string `json:"recipient_id"`
	}
	if json.Unmarshal(s.body, &in) != nil {
		return no(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if u := d.users[in.Recipient]; u == nil || u.Gone {
		return no(http.StatusBadRequest, 50033, "Invalid Recipient(s)")
	}
	return ok(d.channelView(d.direct(in.Recipient)))
}

// direct is the conversation with somebody. The caller holds the lock.
func (d *Discord) direct(user string) *Channel {
	for _, c := range d.channels {
		if c.Kind == DirectChannel && c.With == user {
			return c
		}
	}
	c := &Channel{ID: d.id(), Kind: DirectChannel, With: user}
	d.channels[c.ID] = c
	return c
}
