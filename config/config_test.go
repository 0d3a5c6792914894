package config

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func load(t *testing.T, file string, vars map[string]string) (Config, error) {
	t.Helper()
	if file != "" {
		path := filepath.Join(t.TempDir(), "alumnibot.toml")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		vars["ALUMNIBOT_CONFIG"] = path
	}
	return Load(func(name string) string { return vars[name] })
}

func TestEnvironmentWinsOverFileWinsOverDefaults(t *testing.T) {
	c, err := load(t, "listen_addr = '127.0.0.1:1'\nredis_url = 'redis://file'\n", map[string]string{"REDIS_URL": "redis://environment"})
	if err != nil {
		t.Fatal(err)
	}
	if c.ListenAddr != "127.0.0.1:1" || c.RedisURL.Reveal() != "redis://environment" || c.DataDir != "data" {
		t.Errorf("got %+v", c)
	}
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	_, err := load(t, "listen_adr = 'x'\n", map[string]string{"LISTEN_ADDR": "nowhere", "REDIS_URL": "http://secret", "REDIS_CA": "/does/not/exist"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"listen_adr (line 1)", "LISTEN_ADDR", "REDIS_URL", "REDIS_CA"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in: %v", part, err)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("shows the value: %v", err)
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := Config{RedisURL: "redis://:hunter2@host"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if out := fmt.Sprintf(format, c); strings.Contains(out, "hunter2") {
			t.Errorf("%s: %s", format, out)
		}
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c, "url", c.RedisURL)
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "config", c, "url", c.RedisURL)
	if strings.Contains(log.String(), "hunter2") {
		t.Errorf("logged: %s", log.String())
	}
}

func TestEveryFieldIsRead(t *testing.T) {
	for f := range reflect.TypeFor[Config]().Fields() {
		if name := f.Tag.Get("env"); !slices.Contains(names, name) {
			t.Errorf("%s is not among the variables that are read", name)
		}
		if want := strings.ToLower(f.Tag.Get("env")); f.Tag.Get("toml") != want {
			t.Errorf("%s is called %q in the file, not %q", f.Name, f.Tag.Get("toml"), want)
		}
	}
}
