package bot_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentsNameFilesThatExist: what a document calls a file or a package of the
// repository is one. A bare file name belongs to the folder named before it in the
// same line. Placeholders such as <room> are left out.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	named := regexp.MustCompile("`((?:bot|cmd|adapters|storage|config|\\.ci|\\.github)/[^` ]*|[a-z_]+\\.go)`")
	count := 0
	for _, document := range []string{
		"../README.md", "DESIGN.md", "../.github/CONTRIBUTING.md", "../.github/SECURITY.md", "i18n/languages/README.md",
	} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			folder := ""
			for _, m := range named.FindAllStringSubmatch(line, -1) {
				path, full := m[1], strings.Contains(m[1], "/")
				if strings.ContainsAny(path, "<>{…") || !full && folder == "" {
					continue
				}
				if full {
					folder = strings.TrimSuffix(path, "/") + "/"
					if filepath.Ext(path) != "" {
						folder = filepath.Dir(path) + "/"
					}
				} else {
					path = folder + path
				}
				count++
				if found, err := filepath.Glob(filepath.Join("..", path)); err != nil || len(found) == 0 {
					t.Errorf("%s names %s, which does not exist", document, path)
				}
			}
		}
	}
	if count < 40 {
		t.Errorf("only %d names were found", count)
	}
}
