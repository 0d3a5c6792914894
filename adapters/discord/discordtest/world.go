package discordtest

import (
	"encoding/json"
)

// User is an account.
type User struct {
	ID, Name string
	Locale   string
	Closed   bool // takes no direct messages
	Gone     bool // was deleted
}

// Server is a guild.
type Server struct {
	ID, Owner string
	Members   map[string]*Member
	Without   bool   // the bot is not on it
	Rights    string // that the bot has on it; empty: what it needs
}

// Member is somebody on a server.
type Member struct {
	Roles   []string
	Pending bool // has not accepted the rules
}

// Roles that every server has. Their ids are the same everywhere, which they
// are not on Discord, and which nothing here depends on.
const (
	RoleAdmin    = "700000000000000001"
	RoleManager  = "700000000000000002"
	RoleHR       = "700000000000000003"
	RoleEmployee = "700000000000000004"
)

// Kinds of channels.
const (
	TextChannel   = 0
	DirectChannel = 1
	ThreadChannel = 11
	ForumChannel  = 15
)

// Channel is a channel of a server, a thread, or a direct conversation.
type Channel struct {
	ID, Server, Name, Parent string
	Kind                     int
	With                     string // whose direct conversation it is
	NoAccess                 bool   // the bot may not see it
	Archived                 bool   // a thread that nobody wrote in for some days
	Changes                  []Overwrite
}

// Message is a message as it is.
type Message struct {
	ID, Channel string
	Author      string // empty: the bot
	Text        string // what a person wrote
	Components  json.RawMessage
	Files       []File
	Flags       int
	Only        string // the one who sees it, if it is private
	ReplyTo     string
	Interacted  string // the message whose button brought it up
	Deleted     bool
	Edits       int
	thinking    bool
}

// File is an attachment.
type File struct {
	Name, Type string
	Content    []byte
}

// AddUser makes an account.
func (d *Discord) AddUser(name, locale string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	u := &User{ID: d.id(), Name: name, Locale: locale}
	d.users[u.ID] = u
	return u.ID
}

// AddServer makes a server without members.
func (d *Discord) AddServer() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &Server{ID: d.id(), Members: map[string]*Member{}}
	d.servers[s.ID] = s
	return s.ID
}

// AddChannel makes a channel on a server.
func (d *Discord) AddChannel(server, name string, kind int) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &Channel{ID: d.id(), Server: server, Name: name, Kind: kind}
	d.channels[c.ID] = c
	return c.ID
}

// SetMember puts somebody on a server with these roles; nil takes them off.
func (d *Discord) SetMember(server, user string, m *Member) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m == nil {
		delete(d.servers[server].Members, user)
		return
	}
	d.servers[server].Members[user] = m
}

// Change changes the state with f, which runs with the lock held.
func (d *Discord) Change(f func(users map[string]*User, servers map[string]*Server, channels map[string]*Channel)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(d.users, d.servers, d.channels)
}
