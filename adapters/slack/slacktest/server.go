// Package slacktest is a Slack on 127.0.0.1: the parts of the Web API, Socket
// Mode and signed HTTP that the bot uses, with people in it.
//
// It promises to refuse what Slack refuses (limits of blocks and views, used
// triggers, unknown channels, tokens), to make the same mistakes on demand
// (Fault), and to remember what everybody's screen shows. It does not promise
// to be complete: a method that the bot does not use is an unknown_method.
package slacktest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Server is the platform. It is safe for concurrent use.
type Server struct {
	base   string
	http   *http.Server
	done   chan struct{}
	socket hub

	mu       sync.Mutex
	spaces   map[string]*Space // by team
	counter  int
	faults   []*Fault
	calls    map[string]int
	deliver  string // where signed requests go; empty: Socket Mode
	client   *http.Client
	problems []error
	skew     time.Duration // of the clock that replies tell
	pace     pace
}

// Start serves until Close.
func Start() (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the fake Slack: %w", err)
	}
	s := &Server{
		base: "http://" + l.Addr().String(), done: make(chan struct{}), spaces: map[string]*Space{}, calls: map[string]int{},
		client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
	}
	s.socket.init()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", s.api)
	mux.HandleFunc("GET /link", s.link)
	mux.HandleFunc("POST /response/{token}", s.response)
	mux.HandleFunc("POST /upload/{id}", s.uploaded)
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(l) // ends with Close
	}()
	return s, nil
}

// Close ends every connection.
func (s *Server) Close() error {
	s.socket.close()
	err := s.http.Close()
	<-s.done
	s.client.CloseIdleConnections()
	return err
}

// CloseIdle closes the connections to the bot that no request is under way on.
func (s *Server) CloseIdle() { s.client.CloseIdleConnections() }

// APIURL is the base of the Web API.
func (s *Server) APIURL() string { return s.base + "/api/" }

// DeliverTo has everything delivered as signed requests below url, such as
// http://127.0.0.1:8080, instead of over Socket Mode. Empty: Socket Mode again.
func (s *Server) DeliverTo(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deliver = strings.TrimSuffix(url, "/")
}

// Problems are what the bot did that it should not do on a real Slack, such as
// acknowledging late. They are told once.
func (s *Server) Problems() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := errors.Join(s.problems...)
	s.problems = nil
	return err
}

func (s *Server) problem(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = append(s.problems, fmt.Errorf(format, args...))
}

// Calls is how often a method was called.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// id is a new one with a prefix.
func (s *Server) id(prefix string) string {
	s.counter++
	return fmt.Sprintf("%s%08d", prefix, s.counter)
}

// ts is a new message's timestamp.
func (s *Server) ts() string {
	s.counter++
	return fmt.Sprintf("%d.%06d", time.Now().Unix(), s.counter%1_000_000)
}

// Space is a workspace, with the app installed in it.
type Space struct {
	*Server
	Team          string
	BotUser       string
	BotToken      string
	AppToken      string
	SigningSecret string
	// Scopes are those of the bot token; nil: all that there are.
	Scopes []string

	users     map[string]*User
	channels  map[string]*Channel
	groups    map[string][]string
	directs   map[string]string // user → conversation
	messages  map[string][]*Message
	views     map[string]*View
	homes     map[string]*View // by user
	triggers  map[string]*trigger
	responses map[string]*responseURL
	uploads   map[string]*upload
	shown     []ScreenChange
	revoked   bool
}

// User is somebody.
type User struct {
	ID, Name, Locale, TZ string
	Team                 string // of people from elsewhere
	Admin, Guest         bool
	Owner                bool // the workspace's primary owner
	Deleted              bool
	// NoMessages: direct messages of the bot are refused.
	NoMessages bool
}

// Channel is where several people read.
type Channel struct {
	ID, Name string
	Private  bool
	Archived bool
	// Without: the bot is not in it.
	Without bool
	// ReadOnly: only some people may post.
	ReadOnly bool
}

// AddSpace is a new workspace.
func (s *Server) AddSpace(team string) *Space {
	s.mu.Lock()
	defer s.mu.Unlock()
	sp := &Space{
		Server: s, Team: team, BotUser: "UBOT" + team, BotToken: "xoxb-" + team, AppToken: "xapp-" + team,
		SigningSecret: rand.Text(),
		users:         map[string]*User{}, channels: map[string]*Channel{}, groups: map[string][]string{}, directs: map[string]string{},
		messages: map[string][]*Message{}, views: map[string]*View{}, homes: map[string]*View{},
		triggers: map[string]*trigger{}, responses: map[string]*responseURL{}, uploads: map[string]*upload{},
	}
	s.spaces[team] = sp
	return sp
}

// URL of the workspace.
func (sp *Space) URL() string { return "https://" + strings.ToLower(sp.Team) + ".slack.com/" }

// SetUser adds somebody or changes them. It does not tell the bot.
func (sp *Space) SetUser(u User) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	u.Team = cmp.Or(u.Team, sp.Team)
	sp.users[u.ID] = &u
	if sp.directs[u.ID] == "" {
		sp.directs[u.ID] = "D" + u.ID
	}
}

// UserByID is somebody as they are now.
func (sp *Space) UserByID(id string) (User, bool) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	u, ok := sp.users[id]
	if !ok {
		return User{}, false
	}
	return *u, true
}

// SetChannel adds a channel or changes it.
func (sp *Space) SetChannel(c Channel) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	sp.channels[c.ID] = &c
}

// SetGroup says who is in a user group.
func (sp *Space) SetGroup(group string, users ...string) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	sp.groups[group] = users
}

// Forget drops what was said and shown, as if long ago.
func (sp *Space) Forget() {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	clear(sp.messages)
	clear(sp.views)
	clear(sp.triggers)
	clear(sp.responses)
	clear(sp.uploads)
	sp.shown = nil
}

// Revoke has every call refused, as after the app was removed.
func (sp *Space) Revoke() {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	sp.revoked = true
}

// encode is v as JSON; everything here can be.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("slacktest: encode %T: %v", v, err))
	}
	return b
}

// within bounds what a person would wait for.
func within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, 40*time.Second)
}
