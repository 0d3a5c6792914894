package bot_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDependenciesAreExplained: each direct dependency has a line in
// CONTRIBUTING.md that says what it is for, and no other module has.
func TestDependenciesAreExplained(t *testing.T) {
	modules := found(t, "../go.mod", `(?m)^(?:require )?\t?([a-z0-9.]+\.[a-z]+/\S+) v\S+$`)
	explained := found(t, "../.github/CONTRIBUTING.md", "(?m)^\\| `([a-z0-9.]+\\.[a-z]+/[^`]+)` \\| .+ \\|$")
	if diff := cmp.Diff(modules, explained); diff != "" {
		t.Errorf("CONTRIBUTING.md, Dependencies (-go.mod +explained):\n%s", diff)
	}
}

// found are the first groups of what matches in a file, in order.
func found(t *testing.T, path, pattern string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return all
}
