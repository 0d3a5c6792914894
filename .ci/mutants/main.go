// Mutants tests the tests: it changes the product as mutants.txt says, one change at a
// time, and demands that the tests named there fail. The tree is not touched: each
// change is given to the go command as an overlay.
//
//	go run .ci/mutants/main.go [word of a mutant's description]
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

const table = ".ci/mutants/mutants.txt"

// mutant is a change that has to be noticed.
type mutant struct {
	what       string
	file       string
	pkg, tests string
	old, new   string
}

// atOnce is how many mutants are built at a time: each build uses several processors.
const atOnce = 2

func main() {
	mutants, err := read(table)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if len(os.Args) > 1 {
		var some []mutant
		for _, m := range mutants {
			if strings.Contains(m.what, os.Args[1]) {
				some = append(some, m)
			}
		}
		mutants = some
	}
	if !run(mutants) {
		os.Exit(1)
	}
}

// read reads the table. A change whose text does not stand in its file once is an error:
// it would test nothing.
func read(file string) (all []mutant, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		key, value, _ := strings.Cut(lines.Text(), " ")
		if key == "" || strings.HasPrefix(key, "#") {
			continue
		}
		if key == "mutant" {
			all = append(all, mutant{what: value})
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("%s:%d: begin with: mutant …", file, n)
		}
		m := &all[len(all)-1]
		switch key {
		case "file":
			m.file = value
		case "test":
			m.pkg, m.tests, _ = strings.Cut(value, " ")
		case "-":
			m.old = strings.TrimPrefix(m.old+"\n"+value, "\n")
		case "+":
			m.new = strings.TrimPrefix(m.new+"\n"+value, "\n")
		default:
			return nil, fmt.Errorf("%s:%d: no such line: %s", file, n, key)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	var wrong []error
	for _, m := range all {
		if _, err := m.changed(); err != nil {
			wrong = append(wrong, fmt.Errorf("%s\n\t%w", m.what, err))
		}
	}
	return all, errors.Join(wrong...)
}

// changed is the file with the change.
func (m mutant) changed() ([]byte, error) {
	if m.old == "" || m.tests == "" || m.old == m.new {
		return nil, errors.New("file, test, - and + are needed")
	}
	text, err := os.ReadFile(m.file)
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return nil, fmt.Errorf("%q stands %d times in %s; change %s along with it", m.old, n, m.file, table)
	}
	return []byte(strings.Replace(string(text), m.old, m.new, 1)), nil
}

// run reports whether the tests notice every mutant.
func run(mutants []mutant) bool {
	missed := make([]error, len(mutants))
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i, m := range mutants {
		all.Add(1)
		go func() {
			defer all.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			missed[i] = m.try()
		}()
	}
	all.Wait()
	good := true
	for i, m := range mutants {
		if missed[i] != nil {
			good = false
			fmt.Printf("NOT NOTICED: %s\n\t%v\n", m.what, missed[i])
		}
	}
	if good {
		fmt.Printf("all %d mutants are noticed\n", len(mutants))
	}
	return good
}

// try returns nil if a test fails because of the mutant.
func (m mutant) try() error {
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	text, err := m.changed()
	if err != nil {
		return err
	}
	real, err := filepath.Abs(m.file)
	if err != nil {
		return err
	}
	instead := filepath.Join(dir, filepath.Base(m.file))
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {real: instead}})
	if err != nil {
		return err
	}
	list := filepath.Join(dir, "overlay.json")
	if err := errors.Join(os.WriteFile(instead, text, 0o600), os.WriteFile(list, overlay, 0o600)); err != nil {
		return err
	}
	out, err := exec.Command("go", "test", "-vet=off", "-ldflags=-s -w", "-failfast", "-overlay", list, "-run", m.tests, m.pkg).CombinedOutput()
	switch {
	case err == nil:
		return fmt.Errorf("go test -run %s %s passes: %s", m.tests, m.pkg, strings.TrimSpace(string(out)))
	case !strings.Contains(string(out), "--- FAIL: "):
		return fmt.Errorf("go test -run %s %s does not get as far as a test:\n%s", m.tests, m.pkg, out)
	}
	return nil
}
