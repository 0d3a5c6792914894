package member

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func empty() *Vocabulary { return vocabulary(newLexicon()) }

func TestReadSplitsAndNames(t *testing.T) {
	for typed, want := range map[string][]string{
		"Golang、k8s, 機械学習":                   {"go", "kubernetes", "machine learning"},
		"ＧＯ，ｋ８ｓ":                             {"go", "kubernetes"},
		"ｼﾞｬﾊﾞｽｸﾘﾌﾟﾄ":                        {"javascript"},
		"じゃばすくりぷと":                           {"javascript"},
		"C++, C#, Node.js, CI/CD":            {"c++", "c#", "node.js", "ci/cd"},
		"C/C++/C#":                           {"c", "c++", "c#"},
		"ci/cd/docker":                       {"ci/cd", "docker"},
		"UI/UX、ＡＢテスト":                        {"ui design", "a/b testing"},
		"go redis docker":                    {"go", "redis", "docker"},
		"machine learning python":            {"machine learning", "python"},
		"経理・簿記・決算":                           {"accounting", "bookkeeping", "closing"},
		"ワイン・ビール":                            {"ワイン・ビール"},
		"サーバ構築；スクラムマスタ":                      {"server administration", "scrum"},
		"・翻訳\n・通訳\n- 英語":                     {"translation", "interpreting", "english"},
		"go, Go, GO, golang, Ｇｏ言語":           {"go"},
		"React Native / react":               {"react native", "react"},
		"日本酒の仕込み":                            {"日本酒の仕込み"},
		"溶接 / 旋盤/フライス":                       {"溶接", "旋盤", "フライス"},
		"<b>sql</b>, https://example.com/go": {"<b>sql</b>", "https://example.com/go"},
		"わいん、ﾜｲﾝ、日本酒の仕込み、日本酒ノ仕込ミ": {"ワイン", "日本酒の仕込み"},
		"ＳｏｌｉｄＥｄｇｅ　２０２４":          {"solidedge 2024"},
		", 、;\n":                              nil,
		"":                                    nil,
		"<!channel> @everyone":                {"<!channel> @everyone"},
		"type script, type-script":            {"typescript"},
		"人事、採用、労務":                            {"human resources", "recruiting", "labor management"},
		"M&A, R&D, FP&A, .NET, Ruby on Rails": {"m&a", "research and development", "fp&a", ".net", "ruby on rails"},
	} {
		if got := empty().Read(typed); !slices.Equal(got, want) {
			t.Errorf("Read(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestFindInFindsWholeWords(t *testing.T) {
	for text, want := range map[string][]string{
		"Go言語でバックエンドを書ける方":         {"go", "backend"},
		"Ｇｏ と Ｋ８ｓ の経験":             {"go", "kubernetes"},
		"A good Django developer":  {"django"},
		"We go to the office":      nil,
		"Looking for Go and Redis": {"go", "redis"},
		"skills: go, redis, c++":   {"go", "redis", "c++"},
		"C++とC#、Node.js":           {"c++", "c#", "node.js"},
		"Vitamin C":                {"c"},
		"plan c is fine":           nil,
		"機械学習の論文を翻訳してくださる方":        {"machine learning", "translation"},
		"お返事は5営業日以内に":              nil,
		"営業資料づくりの手伝い":              {"sales"},
		"データ分析、データ基盤":              {"data analysis", "data engineering"},
		"e-mail: go@example.com":   nil,
		"go-to-market":             nil,
		"https://go.dev":           nil,
		"カーゴールド":                   nil,
		"machine\nlearning":        {"machine learning"},
		"iOSアプリ開発":                 {"ios", "mobile development"},
		"":                         nil,
	} {
		if got := empty().FindIn(text); !slices.Equal(got, want) {
			t.Errorf("FindIn(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAdditionsDoNotOverruleTheBuiltIn(t *testing.T) {
	added := newLexicon()
	added.add("すぱーく", "apache spark")
	added.add("golang", "gone")
	v := vocabulary(added.done())
	if diff := cmp.Diff([]string{"apache spark", "go"}, v.Read("スパーク, golang")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"apache spark"}, v.FindIn("Sparkではなくスパークです")); diff != "" {
		t.Error(diff)
	}
}

// Every writing stands for one skill only, is found by itself, and is read as
// what it stands for.
func TestBuiltInVocabulary(t *testing.T) {
	owner := map[string]string{}
	v := empty()
	for line := range strings.Lines(builtinText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		shown, others, _ := strings.Cut(line, ":")
		shown = strings.TrimPrefix(shown, "~")
		canonical := strings.ToLower(shown)
		for _, w := range append(strings.Split(others, ","), shown) {
			w = strings.TrimLeft(w, " ~*")
			if w == "" {
				continue
			}
			if was, ok := owner[key(w)]; ok && was != canonical {
				t.Errorf("%q stands for %q and for %q", w, was, canonical)
			}
			owner[key(w)] = canonical
			if got := v.Read(w); !slices.Equal(got, []string{canonical}) {
				t.Errorf("Read(%q) = %q, want %q", w, got, canonical)
			}
			if got := v.FindIn("「" + w + "」"); !slices.Equal(got, []string{canonical}) {
				t.Errorf("FindIn(%q) = %q, want %q", w, got, canonical)
			}
		}
	}
	if n := len(builtin().labels); n < 100 {
		t.Errorf("only %d skills", n)
	}
}

func TestReadingAgainChangesNothing(t *testing.T) {
	v := empty()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringOfN(rapid.SampledFrom([]rune("gocrks8 /・、,+#-.ーゴあ翻訳営業\n")), 0, 40, -1),
			// Case folding swaps the two cases of Cherokee instead of folding them.
			rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return !unicode.Is(unicode.Cherokee, r) })),
		).Draw(t, "text")
		once := v.Read(text)
		again := v.Read(strings.Join(once, ","))
		if !slices.Equal(once, again) {
			t.Fatalf("%q is read as %q, and that as %q", text, once, again)
		}
	})
}

func FuzzVocabulary(f *testing.F) {
	for _, s := range []string{"", "Golang、k8s", "a/b/c", "・・・", "ﾊﾟ\x00\xff", "İß／ｇｏ", "<!channel> @everyone **x**"} {
		f.Add(s)
	}
	v := empty()
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range v.Read(text) {
			if name == "" || strings.ContainsAny(name, ",、\n") {
				t.Errorf("Read(%q) has %q", text, name)
			}
		}
		found := v.FindIn(text)
		for i, name := range found {
			if _, known := builtin().labels[name]; !known || slices.Contains(found[:i], name) {
				t.Errorf("FindIn(%q) has %q", text, name)
			}
		}
	})
}
