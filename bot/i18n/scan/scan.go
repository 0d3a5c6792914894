// Package scan finds the sentences of the module in its source: what each i18n.T
// says. It promises to find all of them, since a sentence has to be a literal; the
// bot itself does not need it, only tests and the command extract do.
package scan

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const i18nPath = "github.com/alumnibot/alumnibot/bot/i18n"

// Sentence is one i18n.T in the source.
type Sentence struct {
	Ja, En string
	File   string // relative to the module's root, with slashes
	Line   int
}

// Module returns every sentence of the module in root, in the order of files and
// lines, and the faults that Check finds in them. Test files are left out.
func Module(root string) (all []Sentence, faults []error, err error) {
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && file != root:
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found, wrong, err := File(filepath.ToSlash(name), source)
		all, faults = append(all, found...), append(faults, wrong...)
		return err
	})
	return all, faults, err
}

// File returns the sentences of one source file, and what is wrong with them.
func File(name string, source []byte) (all []Sentence, faults []error, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, fmt.Errorf("read the sentences of %s: %w", name, err)
	}
	as := importedAs(file)
	if as == "" && file.Name.Name != "i18n" {
		return nil, nil, nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !calls(call.Fun, as) {
			return true
		}
		line := files.Position(call.Pos()).Line
		ja, en, err := texts(call)
		if err == nil {
			all = append(all, Sentence{ja, en, name, line})
			err = Check(ja, en)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", name, line, err))
		}
		return true
	})
	return all, faults, nil
}

// importedAs is the name under which the file knows package i18n, or "".
func importedAs(file *ast.File) string {
	for _, spec := range file.Imports {
		if spec.Path.Value != strconv.Quote(i18nPath) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "i18n"
	}
	return ""
}

// calls reports whether fun is T of the package that the file knows as pkg; of its
// own package, if that is empty.
func calls(fun ast.Expr, pkg string) bool {
	if own, ok := fun.(*ast.Ident); ok {
		return pkg == "" && own.Name == "T"
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "T" {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg
}

func texts(call *ast.CallExpr) (ja, en string, err error) {
	if len(call.Args) != 2 {
		return "", "", errors.New("i18n.T takes two sentences")
	}
	ja, ok1 := literal(call.Args[0])
	en, ok2 := literal(call.Args[1])
	if !ok1 || !ok2 {
		return "", "", errors.New("a sentence is a literal, so that both languages stand side by side")
	}
	return ja, en, nil
}

// Check reports a sentence that is empty, uses different arguments in the two
// languages, or is not in its language.
func Check(ja, en string) error {
	if ja == "" || en == "" {
		return fmt.Errorf("a sentence is empty: %q, %q", ja, en)
	}
	jaVerbs, err1 := Arguments(ja)
	enVerbs, err2 := Arguments(en)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if !slices.Equal(jaVerbs, enVerbs) {
		return fmt.Errorf("different arguments: %v in %q, %v in %q", jaVerbs, ja, enVerbs, en)
	}
	if strings.ContainsFunc(en, japanese) {
		return fmt.Errorf("the English holds Japanese: %q", en)
	}
	// A sentence of nothing but arguments and signs has no language.
	if ja != en && !strings.ContainsFunc(ja, japanese) && strings.ContainsFunc(withoutVerbs(ja), unicode.IsLetter) {
		return fmt.Errorf("the Japanese holds none: %q", ja)
	}
	return nil
}

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BinaryExpr:
		a, ok1 := literal(e.X)
		b, ok2 := literal(e.Y)
		return a + b, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}

// Arguments returns the arguments that a format of bot.Textf uses, such as "1s",
// sorted and without duplicates.
func Arguments(format string) ([]string, error) {
	used := map[string]bool{}
	next := 1
	rest := format
	stars := 0
	for rest != "" {
		if rest[0] == '*' {
			stars++
		}
		if rest[0] != '%' {
			rest = rest[1:]
			continue
		}
		rest = rest[1:]
		if strings.HasPrefix(rest, "[") {
			index, after, ok := strings.Cut(rest[1:], "]")
			n, err := strconv.Atoi(index)
			if !ok || err != nil || n < 1 {
				return nil, fmt.Errorf("%%[ without a number and ] in %q", format)
			}
			next, rest = n, after
		}
		if rest == "" {
			return nil, fmt.Errorf("%% at the end of %q", format)
		}
		switch rest[0] {
		case 's', 'd', 'v':
			used[strconv.Itoa(next)+rest[:1]] = true
			next++
		case '%', '*', '{':
		default:
			return nil, fmt.Errorf("%%%c in %q: there are %%s, %%d, %%v, %%%%, %%* and %%{", rest[0], format)
		}
		rest = rest[1:]
	}
	if stars%2 != 0 {
		return nil, fmt.Errorf("a * without its second one in %q (%%* is the sign itself)", format)
	}
	var sorted []string
	for v := range used {
		sorted = append(sorted, v)
	}
	slices.Sort(sorted)
	return sorted, nil
}

// placeholder is an argument or a name in braces, which a page fills in.
var placeholder = regexp.MustCompile(`%(\[\d+\])?[sdv]|\{[^}]*\}`)

func withoutVerbs(s string) string { return placeholder.ReplaceAllString(s, "") }

func japanese(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= '\u3000' && r <= '\u303f' || r >= '\uff00' && r <= '\uff65'
}
