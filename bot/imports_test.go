package bot_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/alumnibot/alumnibot/"

// mayImport is the table of DESIGN.md: what each part of the project may import
// of the others. A pattern is a path or, with /* at its end, what is below it.
var mayImport = []struct {
	part    string
	imports []string
}{
	{"bot/bottest", []string{"bot", "bot/*", "config", "storage", "storage/*"}},
	{"bot/engine", []string{"bot", "bot/i18n", "bot/schedule", "bot/panics", "storage"}},
	{"bot/worker", []string{"bot/panics", "storage"}},
	{"bot/schedule", []string{"bot", "bot/i18n", "bot/worker", "bot/panics", "storage"}},
	{"bot/deliver", []string{"bot", "bot/i18n", "bot/schedule", "bot/worker", "bot/panics", "storage"}},
	{"bot/audience/internal/ordinals", nil},
	{"bot/audience", []string{"bot", "bot/audience/internal/*", "bot/i18n", "storage"}},
	{"bot/i18n/scan", nil},
	{"bot/i18n/extract", []string{"bot/i18n/scan"}},
	{"bot/i18n", []string{"bot"}},
	{"bot/kit", []string{"bot", "bot/i18n", "storage"}},
	{"bot/retention", []string{"bot", "bot/schedule", "storage"}},
	{"bot/bottest/featuretest", []string{"bot", "bot/bottest", "bot/engine", "bot/feature/member", "storage", "storage/redistest"}},
	{"bot/feature/*", []string{"bot", "bot/i18n", "bot/kit", "bot/retention", "bot/schedule", "bot/deliver", "bot/audience", "bot/feature/member", "storage"}},
	{"bot", nil},
	{"bot/chart", []string{"bot"}},
	{"adapters/web", []string{"bot", "bot/i18n", "bot/chart", "storage"}},
	{"adapters/adaptertest", []string{"bot", "bot/*"}},
	{"adapters/web/webstage", []string{"adapters/web", "adapters/adaptertest", "bot", "bot/*", "storage", "storage/*"}},
	{"adapters/discord/discordtest/prune", []string{"adapters/discord/discordtest"}},
	{"adapters/discord/discordtest", []string{"adapters/discord", "adapters/adaptertest", "bot", "bot/*"}},
	{"adapters/slack/slacktest", []string{"adapters/slack", "adapters/adaptertest", "bot", "bot/*"}},
	{"adapters/discord/internal/gateway", []string{"adapters/internal/*", "bot/secret"}},
	{"adapters/discord", []string{"adapters/discord/internal/*", "adapters/internal/*", "bot", "bot/i18n", "bot/chart", "bot/secret", "bot/panics"}},
	{"adapters/internal/signed", []string{"adapters/internal/*"}},
	{"adapters/internal/split", []string{"bot"}},
	{"adapters/internal/*", nil},
	{"adapters/*", []string{"adapters/internal/*", "bot", "bot/i18n", "bot/chart", "bot/secret", "bot/panics"}},
	{"storage/*", []string{"storage"}},
	{"storage", nil},
	{"config", []string{"bot", "bot/i18n", "bot/secret"}},
	{"bot/panics", nil},
	{"bot/secret", nil},
	{"cmd/*", []string{"*"}},
}

// sdks belong to one adapter each, and go no further.
var sdks = map[string]string{
	"github.com/slack-go/slack":      "adapters/slack",
	"github.com/bwmarrin/discordgo":  "adapters/discord",
	"github.com/redis/go-redis/v9":   "storage",
	"github.com/alicebob/miniredis/": "storage",
}

func TestImports(t *testing.T) {
	root := ".."
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		part := path.Dir(filepath.ToSlash(rel))
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if ours, ok := strings.CutPrefix(imported, module); ok && !allowed(part, ours) {
				t.Errorf("%s: %s may not import %s", rel, part, ours)
			}
			for sdk, home := range sdks {
				if strings.HasPrefix(imported, sdk) && !strings.HasPrefix(part+"/", home+"/") {
					t.Errorf("%s: only %s may import %s", rel, home, imported)
				}
			}
			if part == "bot" && strings.Contains(imported, ".") {
				t.Errorf("%s: the vocabulary needs nothing but the standard library, not %s", rel, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func allowed(part, imported string) bool {
	for _, row := range mayImport {
		if !matches(row.part, part) {
			continue
		}
		for _, pattern := range row.imports {
			if matches(pattern, imported) {
				return true
			}
		}
		return false
	}
	return false
}

func matches(pattern, part string) bool {
	if below, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(part, below)
	}
	return part == pattern
}
