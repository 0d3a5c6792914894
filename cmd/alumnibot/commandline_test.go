package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage/redistest"
)

// ran is how a command ended.
type ran struct {
	code           int
	stdout, stderr string
}

// command runs the program in an environment to its end.
func command(t *testing.T, env []string, args ...string) ran {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t), args...)
	var stdout, stderr bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = env, &stdout, &stderr
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

const installRedis = `alumnibot: no Redis: nothing could be kept.
Either set REDIS_URL (such as redis://localhost:6379/0), or install a redis-server, which alumnibot then starts itself:
  Debian, Ubuntu:  sudo apt-get install redis-server
  Fedora:          sudo dnf install valkey
  macOS:           brew install redis
`

func TestCommandLine(t *testing.T) {
	t.Parallel()
	bare := []string{"PATH=", "HOME=" + t.TempDir()}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		name           string
		args           string
		code           int
		stdout, stderr string // all of it, or regular expressions between slashes
	}{
		{"nothing", "", 0, `/Usage: alumnibot <command> .*playground.*serve.*play.*version/`, ""},
		{"version", "version", 0, `/^alumnibot \S+\n$/`, ""},
		{"help", "help", 0, `/Usage: alumnibot <command> .*playground.*serve.*play.*version/`, ""},
		{"help of a command", "help play", 0, `/Usage: alumnibot play \[--update\] FILE .*--update/`, ""},
		{"help of no command", "help stroll", 2, "", "alumnibot: \"stroll\" is not a subcommand of alumnibot\nHow to use it: alumnibot help\n"},
		{"no command", "stroll", 2, "", "alumnibot: invalid subcommand: stroll\nHow to use it: alumnibot help\n"},
		{"half a command", "manifest", 2, "", "alumnibot: a command is missing\nHow to use it: alumnibot help manifest\n"},
		{"help of a command's command", "help manifest slack", 0, `/Usage: alumnibot manifest slack .*--http/`, ""},
		{"an unknown flag", "serve --port 1", 2, "", "alumnibot: unknown argument --port\nHow to use it: alumnibot help serve\n"},
		{"no language", "playground --locale xx", 2, "", "alumnibot: error processing --locale: \"xx\" is none of the languages ja, en\nHow to use it: alumnibot help playground\n"},
		{"to be reached by others", "playground --listen 0.0.0.0:1", 2, "",
			"alumnibot: --listen: \"0.0.0.0\" can be reached by others, and the playground lets anybody be anybody: use 127.0.0.1\n"},
		{"to be reached by others by all its addresses", "playground --listen :8080", 2, "", `/can be reached by others/`},
		{"no address", "playground --listen 8080", 2, "", "alumnibot: --listen: \"8080\" is not host:port, such as 127.0.0.1:8080\n"},
		{"a port that is taken", "playground --listen " + taken.Addr().String(), 2, "",
			`/^alumnibot: --listen: .*address already in use \(another port: --listen 127\.0\.0\.1:0\)\n$/`},
		{"serve without Redis", "serve", 2, "", installRedis},
		{"no script", "play", 2, "", "alumnibot: FILE is required\nHow to use it: alumnibot help play\n"},
		{"a script that is not there", "play gone.txt", 2, "", `/^alumnibot: open gone\.txt: no such file or directory\n$/`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := command(t, bare, strings.Fields(c.args)...)
			if got.code != c.code {
				t.Errorf("it ended with %d, want %d", got.code, c.code)
			}
			says(t, "stdout", got.stdout, c.stdout)
			says(t, "stderr", got.stderr, c.stderr)
		})
	}
}

// says compares an output with what is wanted: all of it, or an expression
// between slashes.
func says(t *testing.T, where, got, want string) {
	t.Helper()
	if expression, ok := strings.CutPrefix(want, "/"); ok {
		if !regexp.MustCompile("(?s)" + strings.TrimSuffix(expression, "/")).MatchString(got) {
			t.Errorf("%s says\n%s\nwhich does not match %s", where, got, want)
		}
	} else if got != want {
		t.Errorf("%s says\n%s\nwant\n%s", where, got, want)
	}
}

func TestServeFindsARedisAndNobodyToServe(t *testing.T) {
	t.Parallel()
	redistest.NeedServer(t)
	nobody := "alumnibot: no platform is configured, so there is nobody to serve. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN; or, to try the bot without a platform: alumnibot playground\n"
	if got := command(t, without("REDIS_URL"), "serve"); got.code != exitUsage || got.stderr != nobody {
		t.Errorf("with a redis-server installed: %+v", got)
	}
	client, single := redistest.Server(t).Client.(*redis.Client)
	if !single {
		t.Fatal("not one server")
	}
	url := "REDIS_URL=unix://" + client.Options().Addr
	if got := command(t, append(without("PATH"), url), "serve"); got.code != exitUsage || got.stderr != nobody {
		t.Errorf("with a URL: %+v", got)
	}
	got := command(t, append(without(), "REDIS_URL=redis://:hunter2@127.0.0.1:1/0"), "serve")
	if got.code != exitFailed || !strings.HasPrefix(got.stderr, "alumnibot: REDIS_URL: ") || strings.Contains(got.stderr, "hunter2") {
		t.Errorf("with nobody at the URL: %+v", got)
	}
	got = command(t, append(without(), "REDIS_URL=localhost:6379", "LISTEN_ADDR=x"), "serve")
	if got.code != exitUsage || !strings.Contains(got.stderr, "REDIS_URL: must begin with") || !strings.Contains(got.stderr, "LISTEN_ADDR:") {
		t.Errorf("with two mistakes: %+v", got)
	}
}

// A playground that cannot keep anything says so, and what would help.
func TestNothingIsKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, notice string }{
		{"", "Nothing is kept after the end. To keep everything: --data DIR"},
		{"--data " + t.TempDir(), "Nothing is kept: there is no redis-server on this machine (Debian, Ubuntu: sudo apt-get install redis-server)."},
	} {
		p := launchIn(t, []string{"PATH="}, strings.Fields(c.args)...)
		if code := p.stop(); code != exitOK {
			t.Errorf("%q ended with %d", c.args, code)
		}
		if got := p.after.String(); got != c.notice+"\n" {
			t.Errorf("%q says %q, want %q", c.args, got, c.notice)
		}
	}
}

func TestTwoOnTheSameData(t *testing.T) {
	t.Parallel()
	redistest.NeedServer(t)
	dir := t.TempDir()
	launch(t, "--data", dir)
	got := command(t, without("REDIS_URL"), "playground", "--listen", "127.0.0.1:0", "--data", dir)
	if got.code == exitOK || !strings.Contains(got.stderr, "end it, or choose another --data directory") {
		t.Errorf("a second bot on the same data: %+v", got)
	}
}

const asWritten = `# Somebody asks for what there is.
! person hana "田中 花" ja insider
hana> /gig applications
  only you:
    何もありません。
`

func TestPlayTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "script.txt")
	if err := os.WriteFile(file, []byte(asWritten), 0o600); err != nil {
		t.Fatal(err)
	}
	got := command(t, nil, "play", file)
	if got.code != exitFailed || got.stderr != "" {
		t.Errorf("a script that differs: %+v", got)
	}
	for _, line := range []string{file + ": - as written, + as seen", "-     何もありません。", "+     応募はまだありません。募集中の副業は /gig list で見られます。"} {
		if !strings.Contains(got.stdout, line) {
			t.Errorf("the difference does not say %q:\n%s", line, got.stdout)
		}
	}
	if got := command(t, nil, "play", "--update", file); got.code != exitOK {
		t.Errorf("updating it: %+v", got)
	}
	text, err := os.ReadFile(file)
	if want := strings.Replace(asWritten, "何もありません。", "応募はまだありません。募集中の副業は /gig list で見られます。", 1); err != nil || string(text) != want {
		t.Errorf("it was rewritten to\n%s\n%v\nwant\n%s", text, err, want)
	}
	if got := command(t, nil, "play", file); got != (ran{code: exitOK}) {
		t.Errorf("played again: %+v", got)
	}
	if err := os.WriteFile(file, []byte("! weather rain\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := command(t, nil, "play", file); got.code != exitUsage || !strings.Contains(got.stderr, "script.txt:1:") {
		t.Errorf("a script that cannot be read: %+v", got)
	}
}
