package i18n_test

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
	"testing"
	"unicode"
)

const i18nPath = "github.com/alumnibot/alumnibot/bot/i18n"

// TestEverySentence holds, for every i18n.T in the module, that both languages
// are there, that they use the same arguments, and that each is in its own
// language.
func TestEverySentence(t *testing.T) {
	root := moduleRoot(t)
	sentences := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
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
		n, faults, err := checkWords(filepath.ToSlash(name), source)
		sentences += n
		for _, f := range faults {
			t.Error(f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if sentences == 0 {
		t.Fatal("no sentence found: does the test look in the right place?")
	}
}

func TestWordsFoundWrong(t *testing.T) {
	for _, tt := range []struct{ name, call, want string }{
		{"right", `T("%sさん、%d件です。", "%s, there {is|are} %d.")`, ""},
		{"other order", `T("%sの%d件", "%[2]d of %[1]s")`, ""},
		{"written apart", `T("こんにちは、"+"花さん。", "Hello, "+"Hana.")`, ""},
		{"a name", `T("OK", "OK")`, ""},
		{"percent", `T("100%%です。", "100%%.")`, ""},
		{"empty", `T("", "Hello.")`, "empty"},
		{"argument lost", `T("%sさん", "Hello")`, "arguments"},
		{"argument used as another", `T("%sの%d件", "%[1]d of %[2]s")`, "arguments"},
		{"unclosed index", `T("%[1sです", "%[1s")`, "%["},
		{"unknown verb", `T("%x番", "%x.")`, "%x"},
		{"bold unclosed", `T("*太字", "*bold")`, "*"},
		{"languages swapped", `T("Hello", "こんにちは")`, "Japanese"},
		{"English left over", `T("Hello", "Hello there")`, "Japanese"},
		{"full width in English", `T("はい。", "Yes。")`, "Japanese"},
		{"not a literal", `T(words, "Hello")`, "literal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source := "package x\n\nimport words \"" + i18nPath + "\"\n\nvar _ = words." + tt.call + "\n"
			_, faults, err := checkWords("x.go", []byte(source))
			if err != nil {
				t.Fatal(err)
			}
			got := errors.Join(faults...)
			if tt.want == "" && got != nil || tt.want != "" && (got == nil || !strings.Contains(got.Error(), tt.want)) {
				t.Errorf("%s: got %v, want something about %q", tt.call, got, tt.want)
			}
			if got != nil && !strings.HasPrefix(got.Error(), "x.go:5: ") {
				t.Errorf("got %v, want it to say x.go:5", got)
			}
		})
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above this test")
		}
		dir = filepath.Dir(dir)
	}
}

// checkWords returns how many sentences a file has and what is wrong with them.
func checkWords(name string, source []byte) (int, []error, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return 0, nil, err
	}
	as := importedAs(file)
	if as == "" {
		return 0, nil, nil
	}
	sentences := 0
	var faults []error
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !calls(call.Fun, as) {
			return true
		}
		sentences++
		if err := checkCall(call); err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", name, files.Position(call.Pos()).Line, err))
		}
		return true
	})
	return sentences, faults, nil
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

func calls(fun ast.Expr, pkg string) bool {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "T" {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg
}

func checkCall(call *ast.CallExpr) error {
	if len(call.Args) != 2 {
		return fmt.Errorf("T takes two sentences")
	}
	ja, ok1 := literal(call.Args[0])
	en, ok2 := literal(call.Args[1])
	if !ok1 || !ok2 {
		return fmt.Errorf("a sentence is a literal, so that both languages stand side by side")
	}
	if strings.TrimSpace(ja) == "" || strings.TrimSpace(en) == "" {
		return fmt.Errorf("a sentence is empty: %q, %q", ja, en)
	}
	jaVerbs, err1 := verbs(ja)
	enVerbs, err2 := verbs(en)
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

// verbs are the arguments that a format of bot.Textf uses, such as "1s", sorted
// and each once.
func verbs(format string) ([]string, error) {
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
