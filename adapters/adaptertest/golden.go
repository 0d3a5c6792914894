package adaptertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

// Golden compares what a platform gets, as JSON, with a file of that name in
// testdata; UPDATE=1 writes what is there now.
func Golden(t *testing.T, name string, v any) {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, append(raw, '\n'), "", "  "); err != nil {
		t.Fatal(err)
	}
	got := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(indented.String())
	file := filepath.Join("testdata", strings.ReplaceAll(name, " ", "_")+".json")
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; UPDATE=1 writes it down):\n%s", file, diff)
	}
}

// Broken are the findings of a check that are not fine, a line each, in English.
func Broken(found []bot.Finding) string {
	var lines []string
	for _, f := range found {
		if f.Grade == bot.Fine {
			continue
		}
		line := fmt.Sprintf("%s %s: %s", f.Grade, f.About, f.Says(bot.English))
		if f.Do != nil {
			line += " → " + f.Do(bot.English).String()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
