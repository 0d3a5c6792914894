package bot_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
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

// TestLinkerDropsUnusedMethods: a template calls methods by name, and so does
// whatever else is named here. With one of them linked, no method of any SDK can be
// dropped, and the binary grows from 25 MB to 37.
func TestLinkerDropsUnusedMethods(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "../cmd/alumnibot").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if len(packages) < 100 {
		t.Fatalf("go list names only %d packages", len(packages))
	}
	for _, unwanted := range []string{"text/template", "html/template", "net/rpc", "github.com/alecthomas/kong"} {
		if slices.Contains(packages, unwanted) {
			t.Errorf("%s is linked", unwanted)
		}
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
