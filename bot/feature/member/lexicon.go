package member

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// lexicon is a set of writings and the names they stand for.
type lexicon struct {
	names   map[string]string  // by key
	byFirst map[rune][]writing // longest first, for finding them in a text
	labels  map[string]label   // by name; only of the built-in skills
}

// label is a skill as people read it.
type label struct{ ja, en string }

// writing is one way in which a skill is written.
type writing struct {
	runes    []rune // folded
	name     string // empty: what is written so is no skill
	everyday bool
}

func newLexicon() *lexicon {
	return &lexicon{map[string]string{}, map[rune][]writing{}, map[string]label{}}
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
		x.addLine(line)
	}
	return x.done()
}

// addLine adds one skill with all of its writings.
func (x *lexicon) addLine(line string) {
	head, others, _ := strings.Cut(line, ":")
	shown := strings.TrimPrefix(head, "~")
	name := strings.ToLower(shown)
	x.labels[name] = label{shown, shown}
	x.add(head, name)
	for written := range strings.SplitSeq(others, ",") {
		written, japanese := strings.CutPrefix(strings.TrimSpace(written), "*")
		if japanese {
			x.labels[name] = label{written, shown}
		}
		x.add(written, name)
	}
}

// SkillLabel is a skill of that canonical name as people who read l see it:
// 広告運用 or advertising. Vocabulary.Read makes the canonical name of it again.
// What a community added, or nobody knows, is shown as it is kept. It needs no
// storage.
func SkillLabel(l bot.Locale, skill string) string {
	shown, ok := builtin().labels[skill]
	switch {
	case !ok:
		return skill
	case l == bot.Japanese:
		return shown.ja
	default:
		return shown.en
	}
}

// SkillList is i18n.List of the skills' labels.
func SkillList(l bot.Locale, skills []string) string {
	shown := make([]string, len(skills))
	for i, s := range skills {
		shown[i] = SkillLabel(l, s)
	}
	return i18n.List(l, shown)
}
