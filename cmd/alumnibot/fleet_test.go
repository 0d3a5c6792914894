package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// fleet is several copies of the built program on one Redis, in front of one
// fake Slack with made-up members.
type fleet struct {
	t       *testing.T
	members int
	env     []string
	slack   *slacktest.Server
	space   *slacktest.Space
	db      *storage.DB
	client  redis.UniversalClient
	copies  []*copyOf
}

const (
	fleetTeam   = "T00000001"
	fleetMember = "slack:" + fleetTeam + "/U00000001"
)

// fleetSettings are without manners, since it is about pace: perMinute is what
// the workspace takes.
func fleetSettings(perMinute int) string {
	return fmt.Sprintf("quiet_hours = \"\"\nundo_seconds = 0\nweekly_budget = 0\n[limits]\nslack_workspace_per_minute = %d\n", perMinute)
}

// newFleet fills the community of the Redis at url, as an operator does; client is
// one of the same Redis. No copy runs yet.
func newFleet(t *testing.T, url string, client redis.UniversalClient, members, perMinute int) *fleet {
	t.Helper()
	server, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	f := &fleet{t: t, members: members, client: client, slack: server, space: server.AddSpace(fleetTeam)}
	for i := range members {
		f.space.SetUser(slacktest.User{ID: f.user(i), Name: f.user(i), Locale: "ja-JP", TZ: "Asia/Tokyo"})
	}
	file := filepath.Join(t.TempDir(), "alumnibot.toml")
	if err := os.WriteFile(file, []byte(fleetSettings(perMinute)), 0o600); err != nil {
		t.Fatal(err)
	}
	f.env = append(without("REDIS_URL", "ALUMNIBOT_CONFIG"),
		"REDIS_URL="+url, "ALUMNIBOT_CONFIG="+file, "LISTEN_ADDR=127.0.0.1:0",
		"SLACK_BOT_TOKEN="+f.space.BotToken, "SLACK_SIGNING_SECRET="+f.space.SigningSecret, "SLACK_API_URL="+server.APIURL())
	if f.db, err = storage.Open(t.Context(), storage.Options{URL: url}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.db.Close() })
	f.operate("seed", "--members", fmt.Sprint(members), "--accounts", slackMembers)
	return f
}

func (f *fleet) user(i int) string { return fmt.Sprintf("U%08d", i+1) }

// operate runs a command of the program to its end.
func (f *fleet) operate(args ...string) string {
	f.t.Helper()
	return f.operateWith(binary(f.t), args...)
}

// operateWith runs a command of the version of the program at path.
func (f *fleet) operateWith(path string, args ...string) string {
	f.t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env = f.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		f.t.Fatalf("alumnibot %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// copyOf is one copy of the program, which is started again after it was killed.
type copyOf struct {
	f     *fleet
	path  string // of the program
	cmd   *exec.Cmd
	ended chan struct{}
	log   *os.File
}

// start adds copies.
func (f *fleet) start(n int) {
	f.t.Helper()
	f.startVersion(binary(f.t), n)
}

// startVersion adds copies of the version of the program at path.
func (f *fleet) startVersion(path string, n int) {
	f.t.Helper()
	for range n {
		log, err := os.Create(filepath.Join(f.t.TempDir(), "log"))
		if err != nil {
			f.t.Fatal(err)
		}
		c := &copyOf{f: f, path: path, log: log}
		c.run()
		f.copies = append(f.copies, c)
		f.t.Cleanup(func() {
			c.kill()
			c.log.Close()
			if f.t.Failed() {
				text, _ := os.ReadFile(log.Name())
				f.t.Logf("a copy's log ends with\n%s", text[max(0, len(text)-4000):])
			}
		})
	}
}

func (c *copyOf) run() {
	c.f.t.Helper()
	c.cmd, c.ended = exec.Command(c.path, "serve"), make(chan struct{})
	c.cmd.Env, c.cmd.Stderr = c.f.env, c.log
	if err := c.cmd.Start(); err != nil {
		c.f.t.Fatal(err)
	}
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait()
		close(ended)
	}(c.cmd, c.ended)
}

// kill is kill -9.
func (c *copyOf) kill() {
	_ = c.cmd.Process.Kill() // or it has ended by itself
	<-c.ended
}

// restart kills a copy at random and starts it again.
func (f *fleet) restart() { f.copies[rand.IntN(len(f.copies))].restart() }

func (c *copyOf) restart() {
	c.kill()
	c.run()
}

// broadcast has somebody write to everybody, and returns the announcement's id.
func (f *fleet) broadcast() string {
	f.t.Helper()
	f.operate("do", "--as", fleetMember, fmt.Sprintf("/broadcast new title:再開のお知らせ body:事務所は月曜から開きます。 when:now confirm:%d", f.members))
	id := ""
	f.until(time.Minute, "the broadcast is on its way", func() bool {
		id = f.announcement("broadcast:")
		return id != ""
	})
	return id
}

// announcement is the one whose id begins like this, or empty.
func (f *fleet) announcement(prefix string) string {
	f.t.Helper()
	scope := storage.CommunityScope("alumni").String() + ":ledger:a:"
	keys, err := f.keys(scope + prefix + "*")
	if err != nil || len(keys) == 0 {
		return ""
	}
	return strings.TrimPrefix(keys[0], scope)
}

func (f *fleet) keys(pattern string) ([]string, error) {
	return f.client.Keys(f.t.Context(), pattern).Result()
}

// report is that of the announcement; false while Redis is away.
func (f *fleet) report(id string) (deliver.Report, bool) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 5*time.Second)
	defer cancel()
	r, err := deliver.NewOutbox(f.db).Report(ctx, "alumni", id)
	if err != nil && !errors.Is(err, storage.ErrUnavailable) && ctx.Err() == nil {
		f.t.Fatal(err)
	}
	return r, err == nil
}

// until waits for something, looking a few times a second.
func (f *fleet) until(most time.Duration, what string, is func() bool) {
	f.t.Helper()
	awaitWithin(f.t, most, 200*time.Millisecond, what, is)
}

// sent waits until a part of everybody has it.
func (f *fleet) sent(id string, part, of int) {
	f.t.Helper()
	f.until(time.Minute, fmt.Sprintf("%d of %d of it is sent", part, of), func() bool {
		r, ok := f.report(id)
		return ok && r.Sent >= f.members*part/of
	})
}

// settled waits until nothing is left to be done. The short form ends when nearly
// everybody has it: what is not there is looked for during a minute.
func (f *fleet) settled(id string, most time.Duration) deliver.Report {
	f.t.Helper()
	var r deliver.Report
	f.until(most, "everybody is written to, or uncertain", func() bool {
		var ok bool
		r, ok = f.report(id)
		return ok && (r.Done() || !soaks() && r.Sent >= f.members*9/10)
	})
	if !r.Done() {
		for _, c := range f.copies {
			c.kill()
		}
		r, _ = f.report(id)
	}
	return r
}

// check holds a report to what the fake counted: everybody once, or listed.
func (f *fleet) check(id string, r deliver.Report) {
	f.t.Helper()
	if sum := r.Sent + r.Deferred + r.Failed + r.Suppressed + r.Uncertain; sum != r.Audience || r.Audience != f.members {
		f.t.Errorf("the report does not add up: %+v", r)
	}
	var listed []deliver.Delivery
	for from := 0; from < f.members; from += 1000 {
		some, err := deliver.NewOutbox(f.db).Deliveries(f.t.Context(), "alumni", id, from, 1000)
		if err != nil {
			f.t.Fatal(err)
		}
		listed = append(listed, some...)
	}
	var wrong []string
	for i, d := range listed {
		// A member's ordinal is the number of their account.
		var at []string
		for _, m := range f.space.Conversation(f.user(i)) {
			at = append(at, m.TS)
		}
		n := len(at)
		switch {
		case d.To != fmt.Sprint(i+1):
			f.t.Fatalf("delivery %d is to %s", i, d.To)
		case n > 1, n == 0 && d.State == deliver.Sent, n == 1 && (d.State == deliver.Failed || d.State == deliver.Suppressed):
			wrong = append(wrong, fmt.Sprintf("%s is %s, and has it %d times, since %q", d.To, d.State, n, at))
		}
	}
	if len(wrong) > 0 || len(listed) != f.members {
		f.t.Errorf("of %d, the report says something else of %d than they see:\n%s", len(listed), len(wrong), strings.Join(wrong, "\n"))
	}
	if r.Uncertain > f.members/1000 || r.Failed > 0 {
		f.t.Errorf("%d are uncertain and %d failed of %d: %v", r.Uncertain, r.Failed, f.members, r.Reasons)
	}
}

// keptRedis is a redis-server that keeps what is written, as often as fsync says.
func keptRedis(t *testing.T, fsync string, args ...string) *redistest.Loopback {
	t.Helper()
	return redistest.OnLoopback(t, append([]string{"--appendonly", "yes", "--appendfsync", fsync, "--maxmemory-policy", "noeviction"}, args...)...)
}
