package scan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot/i18n/scan"
)

// root is the module's, seen from this package.
const root = "../../.."

// TestEverySentence holds, for every i18n.T in the module, that both languages
// are there, that they use the same arguments, and that each is in its own
// language.
func TestEverySentence(t *testing.T) {
	all, faults, err := scan.Module(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
	if len(all) < 1000 {
		t.Fatalf("only %d sentences found: does the test look in the right place?", len(all))
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
			source := "package x\n\nimport words \"github.com/alumnibot/alumnibot/bot/i18n\"\n\nvar _ = words." + tt.call + "\n"
			_, faults, err := scan.File("x.go", []byte(source))
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
