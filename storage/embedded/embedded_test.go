//go:build unix

package embedded_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

// asBot makes the test binary run as a bot on the directory it names, so that
// a test can kill it.
const asBot = "ALUMNIBOT_TEST_EMBEDDED_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asBot); dir != "" {
		os.Exit(bot(dir))
	}
	goleak.VerifyTestMain(m)
}

// bot starts the server, writes, says where it is, and waits to be killed.
func bot(dir string) int {
	s, err := embedded.Start(context.Background(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	c := redis.NewClient(must(redis.ParseURL(s.URL())))
	for i := range 1000 {
		if err := c.Set(context.Background(), "k"+strconv.Itoa(i), i, 0).Err(); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	handedOver(c)
	fmt.Println("written", serverPID(c))
	select {}
}

// handedOver waits until the server has given what it acknowledged to the
// system: with everysec it holds that back while the disk is busy with the
// second before, at most two seconds.
func handedOver(c *redis.Client) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for must(c.InfoMap(context.Background(), "persistence").Result())["Persistence"]["aof_buffer_length"] != "0" {
		<-tick.C
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func serverPID(c *redis.Client) int {
	info := must(c.InfoMap(context.Background(), "server").Result())
	return must(strconv.Atoi(info["Server"]["process_id"]))
}

// needServer skips the test where there is no server, or fails it where there
// must be one.
func needServer(t *testing.T) {
	t.Helper()
	if _, ok := embedded.Find(); ok {
		return
	}
	if os.Getenv("ALUMNIBOT_TEST_REAL") == "1" {
		t.Fatal("no redis-server on the PATH, and ALUMNIBOT_TEST_REAL is set")
	}
	t.Skip("no redis-server on the PATH")
}

func start(t *testing.T, dir string) (*embedded.Server, *redis.Client) {
	t.Helper()
	s, err := embedded.Start(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	opts := must(redis.ParseURL(s.URL()))
	opts.MaxRetries = -1
	return s, redis.NewClient(opts)
}

func stop(t *testing.T, s *embedded.Server, c *redis.Client) {
	t.Helper()
	if err := errors.Join(c.Close(), s.Stop(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func TestServerKeepsData(t *testing.T) {
	needServer(t)
	for name, dir := range map[string]string{
		"plain":            filepath.Join(t.TempDir(), "data"),
		"spaces and kanji": filepath.Join(t.TempDir(), `データ "と" $HOME '#1'`),
		"long":             filepath.Join(t.TempDir(), strings.Repeat("long-name/", 12)),
	} {
		t.Run(name, func(t *testing.T) {
			s, c := start(t, dir)
			if err := c.Set(t.Context(), "k", "v", 0).Err(); err != nil {
				t.Fatal(err)
			}
			stop(t, s, c)
			s, c = start(t, dir)
			defer stop(t, s, c)
			if v, err := c.Get(t.Context(), "k").Result(); v != "v" {
				t.Errorf("after a restart: %q, %v", v, err)
			}
		})
	}
}

func TestServerSettings(t *testing.T) {
	needServer(t)
	s, c := start(t, t.TempDir())
	defer stop(t, s, c)
	for name, want := range map[string]string{
		"port": "0", "appendonly": "yes", "appendfsync": "everysec", "save": "", "maxmemory-policy": "noeviction",
	} {
		if got, err := c.ConfigGet(t.Context(), name).Result(); err != nil || got[name] != want {
			t.Errorf("%s is %q (%v), want %q", name, got[name], err, want)
		}
	}
	db, err := storage.Open(t.Context(), storage.Options{URL: s.URL()})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestOneBotOnADirectory(t *testing.T) {
	needServer(t)
	dir := t.TempDir()
	s, c := start(t, dir)
	_, err := embedded.Start(t.Context(), dir, slog.New(slog.DiscardHandler))
	want := "another alumnibot (process " + strconv.Itoa(os.Getpid()) + ")"
	if !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), want) {
		t.Errorf("a second bot: %v, want %q in it", err, want)
	}
	stop(t, s, c)
	s, c = start(t, dir)
	stop(t, s, c)
}

// TestKilled kills a bot, and its server in three ways, and finds every write
// that the server had handed over at the next start.
func TestKilled(t *testing.T) {
	needServer(t)
	for name, with := range map[string]func(server int){
		"bot and server": func(server int) { _ = syscall.Kill(server, syscall.SIGKILL) },
		"bot":            func(int) {},
		// A server that hangs for a moment when its bot dies is still there at
		// the next start.
		"bot, server late": func(server int) {
			_ = syscall.Kill(server, syscall.SIGSTOP)
			time.AfterFunc(300*time.Millisecond, func() { _ = syscall.Kill(server, syscall.SIGCONT) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), asBot+"="+dir)
			out := must(cmd.StdoutPipe())
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			var server int
			if _, scanErr := fmt.Sscanf(line, "written %d", &server); scanErr != nil {
				t.Fatalf("the bot said %q (%v)", line, err)
			}
			with(server)
			_ = cmd.Process.Kill()
			_ = cmd.Wait()

			s, c := start(t, dir)
			defer stop(t, s, c)
			if n, err := c.DBSize(t.Context()).Result(); n != 1000 {
				t.Errorf("%d of 1000 writes are there (%v)", n, err)
			}
			if serverPID(c) == server {
				t.Error("the server of the killed bot is still in use")
			}
		})
	}
}

func TestServerDiesAlone(t *testing.T) {
	needServer(t)
	s, c := start(t, t.TempDir())
	defer stop(t, s, c)
	if err := c.Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(serverPID(c), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	within(t, 10*time.Second, func() bool {
		v, err := c.Get(t.Context(), "k").Result()
		return err == nil && v == "v"
	})
}

// within asks until it is so: what it waits for happens in another process.
func within(t *testing.T, limit time.Duration, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			t.Fatalf("not so within %s", limit)
		case <-tick.C:
		}
	}
}

// TestBadData: data that the server cannot read are an error with the server's
// own reason, and the directory is free for whoever repairs them.
func TestBadData(t *testing.T) {
	needServer(t)
	for name, c := range map[string]struct {
		file   string
		damage func([]byte) []byte
		want   string
	}{
		"damaged": {"*.incr.aof", func(b []byte) []byte { copy(b[4:], "garbage in the middle of it"); return b },
			"Bad file format reading the append only file"},
		"from a newer version": {"*.base.rdb", func(b []byte) []byte { copy(b, "REDIS9999"); return b },
			"Can't handle RDB format version 9999"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, cl := start(t, dir)
			if err := cl.Set(t.Context(), "k", strings.Repeat("v", 100), 0).Err(); err != nil {
				t.Fatal(err)
			}
			stop(t, s, cl)
			files := must(filepath.Glob(filepath.Join(dir, "appendonlydir", c.file)))
			if len(files) != 1 {
				t.Skipf("this server names its files otherwise: %v", files)
			}
			content := must(os.ReadFile(files[0]))
			if err := os.WriteFile(files[0], c.damage(slices.Clone(content)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := embedded.Start(t.Context(), dir, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q in it", err, c.want)
			}
			if err := os.WriteFile(files[0], content, 0o600); err != nil {
				t.Fatal(err)
			}
			s, cl = start(t, dir)
			stop(t, s, cl)
		})
	}
}

func TestOlderServer(t *testing.T) {
	dir, bin := t.TempDir(), t.TempDir()
	script := "#!/bin/sh\necho 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc bits=64'\n"
	if err := os.WriteFile(filepath.Join(bin, "redis-server"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	if err := os.Mkdir(filepath.Join(dir, "appendonlydir"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := embedded.Start(t.Context(), dir, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "v=6.0.16") || !strings.Contains(err.Error(), "install redis-server 7 or later") {
		t.Errorf("an older server on newer data: %v", err)
	}
}

func TestNoServer(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if path, ok := embedded.Find(); ok {
		t.Errorf("found %s on an empty PATH", path)
	}
	if _, err := embedded.Start(t.Context(), t.TempDir(), slog.New(slog.DiscardHandler)); !errors.Is(err, embedded.ErrNoServer) {
		t.Errorf("without a server: %v", err)
	}
}

func TestMemory(t *testing.T) {
	m, err := embedded.NewMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	db, err := storage.Open(t.Context(), storage.Options{URL: m.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	without := must(redis.ParseURL(m.URL()))
	without.Password = ""
	without.Username = ""
	c := redis.NewClient(without)
	defer c.Close()
	if err := c.Get(t.Context(), "k").Err(); err == nil || !strings.Contains(err.Error(), "NOAUTH") {
		t.Errorf("without the password: %v", err)
	}
}
