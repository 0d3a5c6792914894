package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
)

// besiegers are what strangers hold a connection open with: nothing, half a
// header, a body that does not come, a body without end, and a question that
// everybody may ask.
func besiegers() []string {
	now := time.Now().Unix()
	all := []string{""}
	for path, signed := range map[string]string{
		"/discord/interactions": fmt.Sprintf("X-Signature-Timestamp: %d\r\nX-Signature-Ed25519: %s\r\n", now, strings.Repeat("ab", 64)),
		"/slack/commands":       fmt.Sprintf("X-Slack-Request-Timestamp: %d\r\nX-Slack-Signature: v0=%s\r\n", now, strings.Repeat("ab", 32)),
	} {
		post := "POST " + path + " HTTP/1.1\r\nHost: x\r\n"
		all = append(all,
			post+"X-Slow: ",
			post+signed+"Content-Length: 100000\r\n\r\n{",
			post+signed+"Content-Length: 2000000\r\n\r\n{",
			post+signed+"Transfer-Encoding: chunked\r\n\r\nffff\r\n"+strings.Repeat(" ", 4000),
		)
	}
	return append(all, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
}

// Ten thousand connections of strangers do not keep people on Slack and on
// Discord from being answered in time, and are cut off, but for those that ask
// something.
func TestSiege(t *testing.T) {
	if testing.Short() {
		t.Skip("opens ten thousand connections")
	}
	d := discordtest.Start(discordtest.Deliver(discordtest.OverHTTP))
	defer d.Close()
	server, user := d.AddServer(), d.AddUser("Ken Brown", "en-US")
	channel := d.AddChannel(server, "general", discordtest.TextChannel)
	d.SetMember(server, user, &discordtest.Member{})
	s, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	space := s.AddSpace("T1")
	space.SetChannel(slacktest.Channel{ID: "C1", Name: "general"})
	space.SetUser(slacktest.User{ID: "U1", Name: "田中 花", Locale: "ja-JP"})
	p := begin(t, append(without("REDIS_URL", "ALUMNIBOT_CONFIG"),
		"SLACK_BOT_TOKEN="+space.BotToken, "SLACK_SIGNING_SECRET="+space.SigningSecret, "SLACK_API_URL="+s.APIURL(),
		"DISCORD_TOKEN="+discordtest.Token, "DISCORD_PUBLIC_KEY="+d.PublicKey(), "DISCORD_API_URL="+d.URL(),
		"LISTEN_ADDR=127.0.0.1:0", "REDIS_URL="+memory(t)), "serve")
	ready := p.address
	await(t, "the bot is ready", func() bool { return answers(ready, "redis: ready", "slack: ready", "discord: ready") })
	d.DeliverTo(strings.TrimSuffix(ready, "/readyz") + "/discord/interactions")
	s.DeliverTo(strings.TrimSuffix(ready, "/readyz"))
	address := strings.TrimSuffix(strings.TrimPrefix(ready, "http://"), "/readyz")
	strangers := besiege(t, address, 10_000)
	t.Logf("with %d connections it holds %d MB", len(strangers), resident(t, p.cmd.Process.Pid)>>20)
	for range 50 {
		asked := space.Command("U1", "C1", "/alumni help")
		if err := asked.Deliver(t.Context()); err != nil || asked.Acked > 3*time.Second {
			t.Errorf("Slack waited for %s: %v", asked.Acked, err)
		}
		talk := d.Do(discordtest.Deed{Type: discordtest.UseCommand, User: user, Server: server, Channel: channel, Name: "alumni help"})
		if err := d.Settled(talk, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		if took := talk.Answered.Sub(talk.Begun); took > 3*time.Second {
			t.Errorf("an answer took %s", took)
		}
	}
	if shown := len(space.Conversation("C1")); shown != 50 {
		t.Errorf("%d of 50 answers are on the screen", shown)
	}
	if held := resident(t, p.cmd.Process.Pid); held > 512<<20 {
		t.Errorf("it holds %d MB", held>>20)
	}
	asking := len(besiegers()) - 1
	for i, c := range strangers {
		if i%len(besiegers()) != asking {
			endsSoon(t, c)
		}
		c.Close()
	}
}

// besiege opens n connections.
func besiege(t *testing.T, address string, n int) []net.Conn {
	t.Helper()
	opened, with := make([]net.Conn, n), besiegers()
	turn := make(chan struct{}, 100)
	var all sync.WaitGroup
	for i := range opened {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			io.WriteString(c, with[i%len(with)]) // it may be refused already
			opened[i] = c
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return opened
}

// endsSoon reads until the other side closes the connection.
func endsSoon(t *testing.T, c net.Conn) {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(15 * time.Second))
	if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("a connection on which nothing comes is kept")
	}
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB$`)

// resident is how much memory a process holds; 0 where the system does not tell.
func resident(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	found := residentLine.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kB, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kB << 10
}
