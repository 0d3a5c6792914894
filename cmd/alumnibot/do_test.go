package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/cmd/alumnibot/app"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/adapters/slack/slacktest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// operators run commands in one environment.
type operators map[string]string

// run runs a command to its end, in this process.
func (o operators) run(t *testing.T, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(args, &environment{ctx: t.Context(), getenv: func(name string) string { return o[name] }, now: time.Now, stdout: &stdout, stderr: &stderr})
	return ran{code, stdout.String(), stderr.String()}
}

// as runs a person's command.
func (o operators) as(t *testing.T, account, line string) ran {
	t.Helper()
	return o.run(t, "do", "--as", account, line)
}

// keys are the names of everything that Redis holds.
func (o operators) keys(t *testing.T) []string {
	t.Helper()
	options, err := redis.ParseURL(o["REDIS_URL"])
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	keys, err := client.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

const slackMembers = "slack:T00000001/U%08d"

// seeded is an environment with made-up members on Slack.
func seeded(t *testing.T, members string, more ...string) operators {
	t.Helper()
	o := operators{"REDIS_URL": memory(t)}
	if got := o.run(t, append([]string{"seed", "--members", members, "--accounts", slackMembers}, more...)...); got.code != exitOK {
		t.Fatalf("seed: %+v", got)
	}
	return o
}

func TestSeed(t *testing.T) {
	t.Parallel()
	o := seeded(t, "450", "--locale", "en", "--zone", "Europe/Berlin")
	got := o.as(t, "slack:T00000001/U00000450", "/alumni profile")
	for _, line := range []string{"Name: Nils Novak (450)", "Department when you left: Engineering", "Skills: React", "Gigs: open to side jobs"} {
		if got.code != exitOK || !strings.Contains(got.stdout, line) {
			t.Errorf("the last one's profile does not say %q: %+v", line, got)
		}
	}
	got = o.as(t, "slack:T00000001/U00000001", "/alumni consent")
	if n := strings.Count(got.stdout, "agreed to “"); n != 5 {
		t.Errorf("%d consents in the history, want 5: %+v", n, got)
	}
	for _, c := range []struct {
		name, args, stderr string
		code               int
	}{
		{"again", "--members 450 --accounts " + slackMembers + " --locale en --zone Europe/Berlin", "has its 450 members already (--accounts 'slack:T00000001/U%08d')", 1},
		{"more", "--members 900 --accounts " + slackMembers, "has its 450 members already", 1},
		{"none", "--members 0 --accounts " + slackMembers, "--members: 0: how many members to make, 1 to 10000000", 2},
		{"no number", "--members 1 --accounts slack:T1/U1", "the number stands in it once", 2},
		{"two numbers", "--members 1 --accounts slack:T%d/U%d", "the number stands in it once", 2},
		{"not a number", "--members 1 --accounts slack:T1/U%s", "the number stands in it once", 2},
		{"a percent sign", "--members 1 --accounts slack:T1/U%%%d", "the number stands in it once", 2},
		{"numbered workspaces", "--members 1 --accounts slack:T%d/U1", "behind the /", 2},
		{"no workspace", "--members 1 --accounts slack:U%d", "accounts look like slack:TEAM/USER", 2},
		{"another platform", "--members 1 --accounts irc:u%d", "accounts look like slack:TEAM/USER", 2},
		{"no zone", "--members 1 --accounts discord:%d --zone Berlin", `--zone: "Berlin" is not an IANA name such as Asia/Tokyo`, 2},
		{"another community", "--members 1 --accounts discord:%d --community nowhere", `--community: there is no "nowhere", only alumni`, 2},
	} {
		if got := o.run(t, append([]string{"seed"}, strings.Fields(c.args)...)...); got.code != c.code || !strings.Contains(got.stderr, c.stderr) {
			t.Errorf("%s: %+v, want %d and %q", c.name, got, c.code, c.stderr)
		}
	}
}

// Made-up members never come among real ones.
func TestSeedAmongRealMembers(t *testing.T) {
	t.Parallel()
	o := operators{"REDIS_URL": memory(t)}
	b, closing, err := openOffline(&environment{ctx: t.Context(), getenv: func(name string) string { return o[name] }, now: time.Now, stdout: logOf(t), stderr: logOf(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer closing()
	registerReal(t, b)
	before := o.keys(t)
	got := o.run(t, "seed", "--members", "10", "--accounts", slackMembers)
	if got.code != exitFailed || !strings.Contains(got.stderr, "is not empty: it has 1 member who registered themselves") {
		t.Errorf("seed: %+v", got)
	}
	if after := o.keys(t); len(after) != len(before) {
		t.Errorf("%d keys, %d before", len(after), len(before))
	}
}

// What a command cannot do it says, and nothing of it is kept.
func TestDoRefuses(t *testing.T) {
	t.Parallel()
	o := seeded(t, "12")
	before := o.keys(t)
	const first = "slack:T00000001/U00000001"
	for _, c := range []struct {
		name, as, line, stderr string
		code                   int
	}{
		{"nobody", "slack:T00000001/U00000013", "/alumni profile", "alumnibot: --as: nobody has the account slack:T00000001/U00000013 in alumni", 1},
		{"somebody elsewhere", "discord:1", "/alumni profile", "alumnibot: --as: nobody has the account discord:1 in alumni", 1},
		{"no account", "U00000001", "/alumni profile", `alumnibot: --as: "U00000001": accounts look like slack:TEAM/USER`, 2},
		{"no command", first, "/alumni dance on:tables", "alumnibot: there is no command \"/alumni dance\". Commands are:\n  /alumni register\n", 2},
		{"nothing", first, " / ", "alumnibot: the command is empty", 2},
		{"no such option", first, "/alumni profile now", "このコマンドのあとには何も付けられません。", 1},
		{"an empty form", first, "/broadcast new", "配信を作る\n", 1},
		{"no body", first, "/broadcast new title:休業 when:now confirm:12", "body: 本文（日本語） — 本文も書いてください。", 1},
		{"no audience like this", first, "/broadcast new title:休業 body:です audience:skil:go when:now confirm:12", "audience: 宛先 — ", 1},
		{"the wrong number", first, "/broadcast new title:休業 body:です when:now confirm:13", "宛先は12人で、入力された13人と違うため、配信していません。", 1},
		{"nobody in the audience", first, "/broadcast new title:休業 body:です audience:skill:cobol when:now confirm:12", "宛先に当てはまる方がいないため", 1},
		{"a day that is past", first, "/broadcast new title:休業 body:です when:2020-01-01 confirm:12", "when: 日時 — ", 1},
	} {
		if got := o.as(t, c.as, c.line); got.code != c.code || !strings.Contains(got.stderr, c.stderr) || got.stdout != "" {
			t.Errorf("%s: %+v, want %d and %q", c.name, got, c.code, c.stderr)
		}
	}
	for _, key := range o.keys(t) {
		if kind := strings.Split(key, ":"); len(kind) > 2 && (kind[2] == "broadcast" || kind[2] == "draft" || kind[2] == "agenda") {
			t.Errorf("%s was written", key)
		}
	}
	if len(before) == 0 {
		t.Error("there was nothing before")
	}
	down := operators{"REDIS_URL": "redis://127.0.0.1:1/0"}
	if got := down.as(t, first, "/alumni profile"); got.code != exitFailed || !strings.Contains(got.stderr, "REDIS_URL: redis at 127.0.0.1:1 does not answer") {
		t.Errorf("without Redis: %+v", got)
	}
}

// A command is done with every role, and the audit trail says by whom.
func TestDoIsRecorded(t *testing.T) {
	t.Parallel()
	o := seeded(t, "12")
	const first = "slack:T00000001/U00000001"
	got := o.as(t, first, "／broadcast new title:“年末 休業” body:12月29日から\n1月3日まで。 audience:close:gigs when:今すぐ confirm:１２")
	if got.code != exitOK || !strings.HasPrefix(got.stdout, "「年末 休業」を12人に配信します。開始：") || got.stderr != "" {
		t.Errorf("a broadcast: %+v", got)
	}
	got = o.as(t, first, "/alumni audit")
	if got.code != exitOK || strings.Count(got.stdout, "運用担当者が@"+first+"さんとして /broadcast new を実行しました") != 1 ||
		strings.Contains(got.stdout, "年末") {
		t.Errorf("the audit trail: %+v", got)
	}
	if got = o.as(t, first, "/alumni home"); got.code != exitOK {
		t.Errorf("the home page: %+v", got)
	}
	if got = o.as(t, first, "/alumni audit"); strings.Count(got.stdout, "/alumni home") != 1 {
		t.Errorf("the audit trail, after the home page: %+v", got)
	}
}

// Where there are several communities, a person is looked for in all of them.
func TestDoInSeveralCommunities(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "alumnibot.toml")
	text := "[[community]]\nid = \"acme\"\nname = \"Acme\"\nlanguage = \"en\"\n[[community]]\nid = \"globex\"\nname = \"Globex\"\nlanguage = \"en\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := operators{"REDIS_URL": memory(t), "ALUMNIBOT_CONFIG": file}
	which := "several communities are configured: say which with --community, one of acme, globex"
	if got := o.run(t, "seed", "--members", "3", "--accounts", slackMembers); got.code != exitUsage || !strings.Contains(got.stderr, which) {
		t.Errorf("seed: %+v", got)
	}
	for community, accounts := range map[string]string{"acme": "slack:T1/U%d", "globex": "discord:%d"} {
		if got := o.run(t, "seed", "--members", "3", "--accounts", accounts, "--community", community); got.code != exitOK {
			t.Errorf("seed in %s: %+v", community, got)
		}
	}
	for account, name := range map[string]string{"slack:T1/U3": "Acme", "discord:3": "Globex"} {
		if got := o.as(t, account, "/alumni home"); got.code != exitOK || !strings.Contains(got.stdout, name) {
			t.Errorf("as %s: %+v", account, got)
		}
	}
	if got := o.as(t, "slack:T1/U4", "/alumni home"); got.code != exitFailed || !strings.Contains(got.stderr, "in acme, globex") {
		t.Errorf("as nobody: %+v", got)
	}
	if got := o.run(t, "do", "--as", "discord:3", "--community", "acme", "/alumni home"); got.code != exitFailed || !strings.Contains(got.stderr, "nobody has the account discord:3 in acme") {
		t.Errorf("in the other community: %+v", got)
	}
}

// Where serve brings its own redis-server along, both commands use that one.
func TestDoBesideServe(t *testing.T) {
	t.Parallel()
	redistest.NeedServer(t)
	slack, err := slacktest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer slack.Close()
	space := slack.AddSpace("T1")
	space.SetUser(slacktest.User{ID: "U1", Name: "Somebody"})
	env := append(without("REDIS_URL", "ALUMNIBOT_CONFIG"), "DATA_DIR="+t.TempDir())
	p := begin(t, append(env, "LISTEN_ADDR=127.0.0.1:0", "SLACK_API_URL="+slack.APIURL(), "SLACK_BOT_TOKEN="+space.BotToken, "SLACK_APP_TOKEN="+space.AppToken), "serve")
	await(t, "serve is ready", func() bool { return answers(p.page.address, "members: ready") })
	if got := command(t, env, "seed", "--members", "1", "--accounts", "slack:T1/U%d"); got.code != exitOK || !strings.Contains(got.stderr, "REDIS_URL is not set") {
		t.Errorf("seed: %+v", got)
	}
	if got := command(t, env, "do", "--as", "slack:T1/U1", "/alumni profile"); got.code != exitOK || !strings.Contains(got.stdout, "石田 一郎（1）") {
		t.Errorf("do: %+v", got)
	}
}

// registerReal has a person register.
func registerReal(t *testing.T, b *app.App) {
	t.Helper()
	tx := b.DB.Begin(storage.CommunityScope("alumni"), "", b.Clock())
	b.Members.Register(tx, "real", member.Member{Name: "田中 花", Accounts: []bot.User{"slack:T1/U1"}, Closeness: member.Chat}, nil, bot.Japanese, b.Clock())
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}
