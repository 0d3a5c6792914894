package member

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/alumnibot/alumnibot/bot/i18n"
)

// lexicon is a set of writings and the names they stand for.
type lexicon struct {
	names   map[string]string  // by key
	byFirst map[rune][]writing // longest first, for finding them in a text
	canon   map[string]bool    // the names
}

// writing is one way in which a skill is written.
type writing struct {
	runes    []rune // folded
	name     string // empty: what is written so is no skill
	everyday bool
}

func newLexicon() *lexicon {
	return &lexicon{map[string]string{}, map[rune][]writing{}, map[string]bool{}}
}

// add makes written stand for name. A "~" before it marks an everyday word.
func (x *lexicon) add(written, name string) {
	plain, everyday := strings.CutPrefix(strings.TrimSpace(written), "~")
	folded := []rune(i18n.Fold(plain))
	if len(folded) == 0 {
		return
	}
	if name != "" {
		x.names[key(plain)] = name
		x.canon[name] = true
	}
	x.byFirst[folded[0]] = append(x.byFirst[folded[0]], writing{folded, name, everyday})
}

// done brings the longest writings to the front.
func (x *lexicon) done() *lexicon {
	for _, list := range x.byFirst {
		slices.SortStableFunc(list, func(a, b writing) int { return len(b.runes) - len(a.runes) })
	}
	return x
}

// key is what two writings share if they differ in width, case, kana, spaces,
// hyphens or a long vowel at the end of a katakana word only.
func key(written string) string {
	runes := []rune(i18n.Fold(written))
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == ' ' || r == '-' || r == '_':
		case r == 'ー' && i > 1 && kana(runes[i-2]) && (i+1 == len(runes) || !kana(runes[i+1])):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

//go:embed vocabulary.txt
var builtinText string

// builtin is the vocabulary that every community has, read once.
var builtin = sync.OnceValue(func() *lexicon { return readLexicon(builtinText) })

// readLexicon reads the format that vocabulary.txt explains.
func readLexicon(text string) *lexicon {
	x := newLexicon()
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if no, ok := strings.CutPrefix(line, "!"); ok {
			for written := range strings.SplitSeq(no, ",") {
				x.add(written, "")
			}
			continue
		}
		if line == "" || line[0] == '#' {
			continue
		}
		canonical, others, _ := strings.Cut(line, ":")
		name := strings.TrimPrefix(canonical, "~")
		x.add(canonical, name)
		for written := range strings.SplitSeq(others, ",") {
			x.add(written, name)
		}
	}
	return x.done()
}
