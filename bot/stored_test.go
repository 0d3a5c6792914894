package bot_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Every collection of the program has a sample of its stored bytes checked in
// beside it, which redistest.Golden holds the program to.
func TestEveryCollectionHasItsStoredSample(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") ||
			strings.Contains(file, "redistest") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		for _, name := range collectionsIn(parsed) {
			found++
			pattern := filepath.Join(filepath.Dir(file), "testdata/stored/*", name+".jsonl")
			if samples, err := filepath.Glob(pattern); err != nil || len(samples) == 0 {
				t.Errorf("%s: no %s: call redistest.Golden in a test and run it with UPDATE=1", file, pattern)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 25 {
		t.Errorf("found only %d collections in the source", found)
	}
}

// collectionsIn are the names in all literals of storage.Schema[T].
func collectionsIn(file *ast.File) (names []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		index, ok := literal.Type.(*ast.IndexExpr)
		if !ok {
			return true
		}
		if generic, ok := index.X.(*ast.SelectorExpr); !ok || generic.Sel.Name != "Schema" {
			return true
		}
		for _, e := range literal.Elts {
			field := e.(*ast.KeyValueExpr)
			if field.Key.(*ast.Ident).Name != "Name" {
				continue
			}
			if name, ok := field.Value.(*ast.BasicLit); ok {
				unquoted, _ := strconv.Unquote(name.Value)
				names = append(names, unquoted)
			}
		}
		return true
	})
	return names
}
