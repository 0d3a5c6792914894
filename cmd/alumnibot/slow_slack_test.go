package main

import (
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

// The same on Slack: what a form will come for shows a modal that waits for it.
func TestSlowRedisOnSlack(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as a slow Redis")
	}
	t.Parallel()
	for mode, patient := range map[slacktest.Mode]string{slacktest.SocketMode: "", slacktest.SignedHTTP: "?read_timeout=12s&pool_timeout=12s"} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			s := newSlowSlack(t, mode, patient)
			s.line.lag.Store(int64(5 * time.Second))
			s.firstAnswers()
			for user, c := range slowCommands {
				says, form := c.says, c.form && patient != ""
				if patient == "" {
					says = "We can't reach our data right now."
				}
				if form {
					awaitWithin(t, time.Minute, 20*time.Millisecond, c.line+" has its form", func() bool { return s.modal(user, says) })
					continue
				}
				awaitWithin(t, time.Minute, 20*time.Millisecond, c.line+" is answered", func() bool { return s.seenOnlyBy(user, says) })
				awaitWithin(t, time.Minute, 20*time.Millisecond, "no modal waits any more after "+c.line, func() bool { return !c.form || s.modal(user, "The answer has come as a message.") })
			}
			s.line.lag.Store(0)
			for _, m := range s.space.Conversation("C1") {
				if m.User == s.space.BotUser && m.Only == "" {
					t.Errorf("everybody sees %s", m.Blocks)
				}
			}
		})
	}
}

// slowCommands are what people type, each their own.
var slowCommands = map[string]struct {
	line, says string
	form       bool
}{
	"U1": {"/alumni help", "/gig post", false},
	"U2": {"/gig list", "There are no open gigs right now.", false},
	"U3": {"/alumni register", "Register as an alumnus", true},
	"U4": {"/gig post", "Offer a gig", true},
}

// slackServer is "alumnibot serve" on a Slack, with a Redis behind a line.
type slackServer struct {
	t     *testing.T
	space *slacktest.Space
	line  *slowLine
}

func newSlowSlack(t *testing.T, mode slacktest.Mode, query string) *slackServer {
	t.Helper()
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	s := &slackServer{t: t, space: server.AddSpace("T1"), line: slowly(t, memory(t))}
	s.space.SetChannel(slacktest.Channel{ID: "C1", Name: "general"})
	env := map[string]string{
		"SLACK_BOT_TOKEN": s.space.BotToken, "SLACK_APP_TOKEN": s.space.AppToken, "SLACK_API_URL": server.APIURL(),
		"LISTEN_ADDR": "127.0.0.1:0", "REDIS_URL": s.line.url + query,
	}
	if mode == slacktest.SignedHTTP {
		delete(env, "SLACK_APP_TOKEN")
		env["SLACK_SIGNING_SECRET"] = s.space.SigningSecret
	}
	for user := range slowCommands {
		s.space.SetUser(slacktest.User{ID: user, Name: "Ken Brown", Locale: "en-US", Admin: true})
	}
	ready := startServe(t, env)
	if mode == slacktest.SignedHTTP {
		server.DeliverTo(strings.TrimSuffix(ready, "/readyz"))
	}
	await(t, "the bot is ready", func() bool { return answers(ready, "redis: ready", "slack: ready") })
	return s
}

// firstAnswers types all commands, and waits until Slack has what it waits for:
// an acknowledgement, and where a form is due a modal as well.
func (s *slackServer) firstAnswers() {
	s.t.Helper()
	begun := time.Now()
	typed := map[string]*slacktest.Delivery{}
	failed := make(chan error, len(slowCommands))
	for user, c := range slowCommands {
		d := s.space.Command(user, "C1", c.line)
		typed[user] = d
		go func() { failed <- d.Deliver(s.t.Context()) }()
	}
	for range slowCommands {
		if err := <-failed; err != nil {
			s.t.Fatal(err)
		}
	}
	for user, c := range slowCommands {
		if typed[user].Acked > 2*time.Second {
			s.t.Errorf("%s was acknowledged after %s", c.line, typed[user].Acked)
		}
		if c.form {
			await(s.t, "a modal is there", func() bool { return s.modal(user, "One moment") })
		}
	}
	if took := time.Since(begun); took > 2800*time.Millisecond {
		s.t.Errorf("the modals were there after %s", took)
	}
}

// modal reports whether somebody has a modal open, and it says this.
func (s *slackServer) modal(user, says string) bool {
	open := s.space.OpenViews(user)
	return len(open) == 1 && strings.Contains(string(open[0].Body), says)
}

func (s *slackServer) seenOnlyBy(user, says string) bool {
	for _, m := range s.space.Conversation("C1") {
		if m.Only == user && strings.Contains(string(m.Blocks), says) {
			return true
		}
	}
	return false
}
