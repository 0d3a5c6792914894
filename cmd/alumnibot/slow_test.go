package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
)

// slowLine is a way to a Redis that can be made slow: what it answers then
// takes its time, as over a long line.
type slowLine struct {
	lag atomic.Int64
	url string
}

// slowly stands between the bot and the Redis at a URL.
func slowly(t *testing.T, redis string) *slowLine {
	t.Helper()
	to, err := url.Parse(redis)
	if err != nil {
		t.Fatal(err)
	}
	server := to.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to.Host = listener.Addr().String()
	l := &slowLine{url: to.String()}
	var open sync.WaitGroup
	t.Cleanup(func() {
		listener.Close()
		open.Wait()
	})
	open.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				t.Error(err)
				near.Close()
				return
			}
			open.Go(func() {
				defer far.Close()
				io.Copy(far, near)
			})
			open.Go(func() {
				defer near.Close()
				l.answer(near, far)
			})
		}
	})
	return l
}

// answer passes on what Redis says, late.
func (l *slowLine) answer(near, far net.Conn) {
	type piece struct {
		said []byte
		due  time.Time
	}
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for {
			said := make([]byte, 32<<10)
			n, err := far.Read(said)
			if err != nil {
				return
			}
			pieces <- piece{said[:n], time.Now().Add(time.Duration(l.lag.Load()))}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := near.Write(p.said); err != nil {
			far.Close()
		}
	}
}

// A Redis that takes five seconds for each answer: every command has its first
// answer in time, a form's is a button behind which it will be, and nobody else
// sees what comes late. As an operator has it, the bot gives up on such a Redis
// and says so; told to wait, it answers.
func TestSlowRedisOnDiscord(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as a slow Redis")
	}
	for how, patient := range map[discordtest.Interactions]string{discordtest.OverGateway: "", discordtest.OverHTTP: "?read_timeout=12s&pool_timeout=12s"} {
		t.Run(string(how), func(t *testing.T) {
			t.Parallel()
			s := newSlowServer(t, how, patient)
			s.line.lag.Store(int64(5 * time.Second))
			talks := map[string]*discordtest.Talk{}
			for _, command := range []string{"alumni help", "alumni register", "gig list", "gig post"} {
				talks[command] = s.do(command)
			}
			s.firstAnswers(talks)
			said := s.lateAnswers(talks)
			s.line.lag.Store(0)
			for command, says := range map[string]string{
				"alumni help": "**/gig post**: Offer a gig", "gig list": "There are no open gigs right now.",
				"alumni register": "### Register as an alumnus", "gig post": "### Offer a gig",
			} {
				if patient == "" {
					says = "We can't reach our data right now."
				}
				opens := strings.HasSuffix(said[command], "[Open the form]")
				form := patient != "" && (command == "alumni register" || command == "gig post")
				if !strings.Contains(said[command], says) || opens != form {
					t.Errorf("/%s: %s", command, said[command])
				}
			}
		})
	}
}

// slowServer is "alumnibot serve" on a Discord, with a Redis behind a line.
type slowServer struct {
	t                     *testing.T
	discord               *discordtest.Discord
	line                  *slowLine
	server, channel, user string
}

func newSlowServer(t *testing.T, how discordtest.Interactions, query string) *slowServer {
	t.Helper()
	d := discordtest.Start(discordtest.Deliver(how))
	t.Cleanup(d.Close)
	s := &slowServer{t: t, discord: d, line: slowly(t, memory(t)), server: d.AddServer(), user: d.AddUser("Ken Brown", "en-US")}
	s.channel = d.AddChannel(s.server, "general", discordtest.TextChannel)
	d.SetMember(s.server, s.user, &discordtest.Member{Roles: []string{discordtest.RoleAdmin}})
	env := map[string]string{
		"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": d.URL(), "LISTEN_ADDR": "127.0.0.1:0",
		"REDIS_URL": s.line.url + query,
	}
	if how == discordtest.OverHTTP {
		env["DISCORD_PUBLIC_KEY"] = d.PublicKey()
	}
	ready := startServe(t, env)
	await(t, "the bot is ready", func() bool { return answers(ready, "redis: ready", "discord: ready") })
	d.DeliverTo(strings.TrimSuffix(ready, "/readyz") + "/discord/interactions")
	return s
}

func (s *slowServer) do(command string) *discordtest.Talk {
	return s.discord.Do(discordtest.Deed{Type: discordtest.UseCommand, User: s.user, Server: s.server, Channel: s.channel, Name: command})
}

// firstAnswers waits for them. It takes a private message with a button, or a
// private "thinking", to begin in time.
func (s *slowServer) firstAnswers(talks map[string]*discordtest.Talk) {
	s.t.Helper()
	for command, talk := range talks {
		if err := s.discord.Wait(4*time.Second, "the first answer", func() bool { return !talk.Answered.IsZero() }); err != nil {
			s.t.Fatalf("/%s: %v", command, err)
		}
		if took := talk.Answered.Sub(talk.Begun); took > 3*time.Second {
			s.t.Errorf("/%s: its first answer took %s", command, took)
		}
	}
}

// lateAnswers waits until each command has its answer, which nobody else may
// see, and returns what they say.
func (s *slowServer) lateAnswers(talks map[string]*discordtest.Talk) map[string]string {
	s.t.Helper()
	said := map[string]string{}
	for command, talk := range talks {
		err := s.discord.Wait(40*time.Second, "the late answer", func() bool {
			m := talk.Shown()
			return m != nil && (talk.First != 4 || m.Edits > 0)
		})
		if err != nil {
			s.t.Fatalf("/%s: %v", command, err)
		}
	}
	for _, m := range s.discord.Messages() {
		if m.Only != s.user {
			s.t.Errorf("everybody sees %s", m.Components)
		}
	}
	err := s.discord.Wait(time.Second, "", func() bool {
		for command, talk := range talks {
			said[command] = textOf(s.t, talk.Shown().Components)
		}
		return true
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return said
}

// textOf is what components say.
func textOf(t *testing.T, raw json.RawMessage) string {
	t.Helper()
	var all []discordtest.Component
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, c := range all {
		text = append(text, c.Content)
		for _, b := range c.Components {
			text = append(text, fmt.Sprintf("[%s]", b.Label))
		}
	}
	return strings.Join(text, "\n")
}
