// Command licences writes the licences of what is linked into alumnibot to a
// file, which the binary has in it:
//
//	go run ./cmd/licences cmd/alumnibot/licences.txt
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot/chart"
)

const program = "github.com/alumnibot/alumnibot/cmd/alumnibot"

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: licences FILE")
	}
	text, err := licences()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], []byte(text), 0o600); err != nil {
		log.Fatal(err)
	}
}

// licences are the texts for each module that is linked on one of the systems
// that alumnibot is built for, for Go itself and for the font of charts.
func licences() (string, error) {
	modules, err := linked()
	if err != nil {
		return "", err
	}
	var all strings.Builder
	section := func(name, text string) {
		fmt.Fprintf(&all, "==== %s\n\n%s\n\n", name, strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")))
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find Go: %w", err)
	}
	golang, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "LICENSE"))
	if err != nil {
		return "", fmt.Errorf("read the licence of Go: %w", err)
	}
	section("Go, its standard library", string(golang))
	section("Noto Sans JP, the font of charts", chart.Licence)
	for _, m := range modules {
		text, err := licenceIn(m.dir)
		if err != nil {
			return "", fmt.Errorf("the licence of %s: %w", m.path, err)
		}
		section(m.path, text)
	}
	return all.String(), nil
}

type module struct{ path, dir string }

// linked are the modules with a package in the program, in order.
func linked() ([]module, error) {
	var all []module
	for _, system := range []string{"linux", "darwin", "windows"} {
		list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", program)
		list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		list.Stderr = os.Stderr
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("list what is linked on %s: %w", system, err)
		}
		for line := range strings.Lines(string(out)) {
			if path, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				all = append(all, module{path, dir})
			}
		}
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(all), nil
}

// licenceIn is the text of the licences and notices of a module's folder.
func licenceIn(dir string) (string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, f := range files {
		name := strings.ToUpper(f.Name())
		if f.IsDir() || !strings.HasPrefix(name, "LICENSE") && !strings.HasPrefix(name, "LICENCE") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "NOTICE") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(string(text)))
	}
	if len(texts) == 0 {
		return "", fmt.Errorf("no file in %s", dir)
	}
	return strings.Join(texts, "\n\n"), nil
}
