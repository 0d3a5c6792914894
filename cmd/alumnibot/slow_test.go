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
	"github.com/alumnibot/alumnibot/storage/redistest"
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
	t.Parallel()
	for how, patient := range map[discordtest.Interactions]string{discordtest.OverGateway: "", discordtest.OverHTTP: "?read_timeout=12s&pool_timeout=12s"} {
		t.Run(string(how), func(t *testing.T) {
			t.Parallel()
			s := newSlowDiscord(t, how, patient)
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

// discordServer is "alumnibot serve" on a Discord, with a Redis behind a line.
type discordServer struct {
	t                     *testing.T
	discord               *discordtest.Discord
	line                  *slowLine
	server, channel, user string
}

func newSlowDiscord(t *testing.T, how discordtest.Interactions, query string) *discordServer {
	t.Helper()
	line := slowly(t, memory(t))
	s := newDiscordServer(t, how, map[string]string{"REDIS_URL": line.url + query})
	s.line = line
	return s
}

// newDiscordServer is one that an administrator of a Discord server uses, on a
// Redis that env names.
func newDiscordServer(t *testing.T, how discordtest.Interactions, env map[string]string) *discordServer {
	t.Helper()
	d := discordtest.Start(discordtest.Deliver(how))
	t.Cleanup(d.Close)
	s := &discordServer{t: t, discord: d, server: d.AddServer(), user: d.AddUser("Ken Brown", "en-US")}
	s.channel = d.AddChannel(s.server, "general", discordtest.TextChannel)
	d.SetMember(s.server, s.user, &discordtest.Member{Roles: []string{discordtest.RoleAdmin}})
	env["DISCORD_TOKEN"], env["DISCORD_API_URL"], env["LISTEN_ADDR"] = discordtest.Token, d.URL(), "127.0.0.1:0"
	if how == discordtest.OverHTTP {
		env["DISCORD_PUBLIC_KEY"] = d.PublicKey()
	}
	ready := startServe(t, env)
	await(t, "the bot is ready", func() bool { return answers(ready, "redis: ready", "discord: ready") })
	d.DeliverTo(strings.TrimSuffix(ready, "/readyz") + "/discord/interactions")
	return s
}

func (s *discordServer) do(command string) *discordtest.Talk {
	return s.discord.Do(discordtest.Deed{Type: discordtest.UseCommand, User: s.user, Server: s.server, Channel: s.channel, Name: command})
}

// firstAnswers waits for them. It takes a private message with a button, or a
// private "thinking", to begin in time.
func (s *discordServer) firstAnswers(talks map[string]*discordtest.Talk) {
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
func (s *discordServer) lateAnswers(talks map[string]*discordtest.Talk) map[string]string {
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

// A thousand commands at once, each with what it asks of Redis.
func TestThousandCommandsOnDiscord(t *testing.T) {
	redistest.NeedServer(t)
	for _, how := range []discordtest.Interactions{discordtest.OverGateway, discordtest.OverHTTP} {
		t.Run(string(how), func(t *testing.T) {
			s := newDiscordServer(t, how, map[string]string{"DATA_DIR": t.TempDir()})
			talks := make([]*discordtest.Talk, 1000)
			var all sync.WaitGroup
			for i := range talks {
				all.Go(func() { talks[i] = s.do("gig list") })
			}
			all.Wait()
			var longest time.Duration
			for _, talk := range talks {
				if err := s.discord.Settled(talk, 10*time.Second); err != nil {
					t.Fatal(err)
				}
				longest = max(longest, talk.Answered.Sub(talk.Begun))
			}
			answers := s.discord.Messages()
			for _, m := range answers {
				if m.Only != s.user || !strings.Contains(textOf(t, m.Components), "There are no open gigs right now.") {
					t.Fatalf("only %q sees %s", m.Only, m.Components)
				}
			}
			t.Logf("%d answers, the last after %s", len(answers), longest)
			if len(answers) != len(talks) || longest > 3*time.Second {
				t.Errorf("%d answers, the last after %s", len(answers), longest)
			}
		})
	}
}
