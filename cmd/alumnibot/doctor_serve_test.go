package main

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/config"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// A Redis that a running bot has started is asked as well.
func TestDoctorBesideARunningBot(t *testing.T) {
	redistest.NeedServer(t)
	dir := t.TempDir()
	store, err := openStore(t.Context(), config.Config{}, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.close() })
	got := runWith(t, map[string]string{"DATA_DIR": dir, "LISTEN_ADDR": "127.0.0.1:0"}, "doctor")
	for _, line := range []string{
		"ok    redis: an alumnibot is running on " + dir,
		"ok    redis: writes are kept in an append-only file",
	} {
		if !strings.Contains(got.stdout, line) {
			t.Errorf("it does not say %q:\n%s", line, got.stdout)
		}
	}
	if err := store.Ping(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// Whoever listens where the bot is to serve is asked who they are.
func TestDoctorAsksWhoListens(t *testing.T) {
	answering := func(code int, text string) func(t *testing.T) string {
		return func(t *testing.T) string {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/readyz" {
					t.Errorf("it asks for %s", r.URL.Path)
				}
				w.WriteHeader(code)
				_, _ = io.WriteString(w, text)
			}))
			t.Cleanup(server.Close)
			return server.Listener.Addr().String()
		}
	}
	for name, c := range map[string]struct {
		listens func(*testing.T) string
		grade   bot.Grade
		says    string
	}{
		"a bot that is ready":     {answering(200, "redis: ready\nslack: ready\n"), bot.Fine, "is running"},
		"a bot that is not ready": {answering(503, "redis: ready\nslack: no connection\n"), bot.Doubtful, "is not ready: slack: no connection"},
		"another program":         {answering(200, "<html>hello</html>"), bot.Failing, "another program listens"},
		"a program that is silent": {func(t *testing.T) string {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					c.Close()
				}
			}()
			return l.Addr().String()
		}, bot.Failing, "another program listens"},
		"nobody": {func(t *testing.T) string {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			return l.Addr().String()
		}, bot.Fine, "no bot is running"},
	} {
		t.Run(name, func(t *testing.T) {
			found := checkServe(t.Context(), c.listens(t))
			if len(found) != 1 || found[0].Grade != c.grade || !strings.Contains(found[0].Says(bot.English).String(), c.says) {
				t.Fatalf("got %s: %s", found[0].Grade, found[0].Says(bot.English))
			}
			if c.grade != bot.Fine && found[0].Do == nil {
				t.Error("and nothing to do")
			}
		})
	}
}
