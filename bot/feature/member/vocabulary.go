package member

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Vocabulary is a community's skills: canonical names and what is written for
// them. It does not change.
type Vocabulary struct {
	lexicons []*lexicon // the built-in one first: it cannot be overruled
}

// vocabulary is the built-in one with what managers added.
func vocabulary(added *lexicon) *Vocabulary {
	return &Vocabulary{[]*lexicon{builtin(), added}}
}

// canonical is the name of the skill that is written so, and whether the
// vocabulary knows it. Otherwise it is what was written, in one width and case;
// and in katakana if it is nothing but kana.
func (v *Vocabulary) canonical(written string) (string, bool) {
	k := key(written)
	for _, x := range v.lexicons {
		if name, ok := x.names[k]; ok {
			return name, true
		}
	}
	return asWritten(written), false
}

func asWritten(s string) string {
	folded := i18n.Fold(s)
	if !strings.ContainsFunc(folded, func(r rune) bool { return !kana(r) }) {
		return folded
	}
	return strings.Join(strings.Fields(norm.NFKC.String(strings.ToLower(norm.NFKC.String(s)))), " ")
}

// Read splits a text of skills ("Golang、k8s, 機械学習") into canonical names,
// in order and without repetition. What the vocabulary does not know is kept as
// it was written, in one width and case. Commas, semicolons and line ends always separate; a slash, a middle
// dot or a space may, where the vocabulary does not know the whole: "ci/cd" and
// "machine learning" stay one.
func (v *Vocabulary) Read(text string) []string {
	var names []string
	add := func(name string) {
		same := func(other string) bool { return i18n.Fold(other) == i18n.Fold(name) }
		if name != "" && !slices.ContainsFunc(names, same) {
			names = append(names, name)
		}
	}
	hard := func(r rune) bool { return strings.ContainsRune(",;、\n\r\t|", r) }
	for part := range strings.FieldsFuncSeq(norm.NFKC.String(text), hard) {
		v.readPart(part, add)
	}
	return names
}

func (v *Vocabulary) readPart(part string, add func(string)) {
	part = strings.Join(strings.Fields(part), " ")
	part = strings.TrimRight(strings.TrimLeft(part, " /・•*-"), " /・。")
	name, known := v.canonical(part)
	if known {
		add(name)
		return
	}
	pieces := v.join(splitSlashes(part), "/")
	if len(pieces) > 1 {
		for _, p := range pieces {
			v.readPart(p, add)
		}
		return
	}
	if dotted := v.join(strings.Split(part, "・"), "・"); len(dotted) > 1 && slices.ContainsFunc(dotted, v.knows) {
		for _, p := range dotted {
			v.readPart(p, add)
		}
		return
	}
	if words := v.join(strings.Fields(part), " "); len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return !v.knows(w) }) {
		for _, w := range words {
			v.readPart(w, add)
		}
		return
	}
	add(name)
}

// splitSlashes splits at slashes between two words: not in "</b>", and not in an
// address.
func splitSlashes(part string) []string {
	if strings.Contains(part, "://") {
		return []string{part}
	}
	var pieces []string
	begin := 0
	for i := range part {
		if part[i] != '/' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(part[begin:i], " "))
		after, _ := utf8.DecodeRuneInString(strings.TrimLeft(part[i+1:], " "))
		if endsWord(before) && endsWord(after) {
			pieces, begin = append(pieces, part[begin:i]), i+1
		}
	}
	return append(pieces, part[begin:])
}

// endsWord is what a skill may begin or end with.
func endsWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+#.ー", r))
}

func (v *Vocabulary) knows(written string) bool {
	_, known := v.canonical(written)
	return known
}

// join puts neighbouring pieces together again where the vocabulary knows them
// as one, the longest first, and drops empty ones.
func (v *Vocabulary) join(pieces []string, separator string) []string {
	var joined []string
	for len(pieces) > 0 {
		n := min(len(pieces), 4)
		for ; n > 1 && !v.knows(strings.Join(pieces[:n], separator)); n-- {
		}
		if p := strings.TrimSpace(strings.Join(pieces[:n], separator)); p != "" {
			joined = append(joined, p)
		}
		pieces = pieces[n:]
	}
	return joined
}

// FindIn are the canonical names of known skills that a longer text mentions,
// in order of appearance and without repetition. The longest writing counts.
// ASCII words count whole ("go" is not in "good"), Japanese ones also inside of
// a compound; everyday words of English only where they stand out.
func (v *Vocabulary) FindIn(text string) []string {
	t := scan(text)
	var names []string
	for i := 0; i < len(t.low); {
		name, n := v.at(t, i)
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		i += max(n, 1)
	}
	return names
}

// at is the skill that is written at position i, and how many characters that
// takes; words which hold a skill's name without meaning it have no name.
func (v *Vocabulary) at(t scanned, i int) (string, int) {
	name, length := "", 0
	for _, x := range v.lexicons {
		for _, w := range x.byFirst[t.low[i]] {
			if len(w.runes) <= length {
				break
			}
			if t.holds(w, i) {
				name, length = w.name, len(w.runes)
				break
			}
		}
	}
	return name, length
}

// scanned is a text made ready for finding skills in it.
type scanned struct {
	typed []rune // width folded, white space joined
	low   []rune // case and kana folded too; the same length
}

func scan(text string) scanned {
	typed := []rune(strings.Join(strings.Fields(norm.NFKC.String(text)), " "))
	low := make([]rune, len(typed))
	for i, r := range typed {
		low[i] = foldRune(r)
	}
	return scanned{typed, low}
}

// foldRune is i18n.Fold for one character.
func foldRune(r rune) rune {
	r = unicode.ToLower(r)
	if r >= 'ぁ' && r <= 'ゖ' {
		r += 'ァ' - 'ぁ'
	}
	return r
}

// holds reports whether w is written at position i as a word of its own.
func (t scanned) holds(w writing, i int) bool {
	end := i + len(w.runes)
	if end > len(t.low) || !slices.Equal(t.low[i:end], w.runes) {
		return false
	}
	before, after := t.rune(i-1), t.rune(end)
	first, last := w.runes[0], w.runes[len(w.runes)-1]
	switch {
	case wordly(first) && (wordly(before) || joins(before) && wordly(t.rune(i-2))):
		return false
	case wordly(last) && (wordly(after) || after == '+' || after == '#' || joins(after) && wordly(t.rune(end+1))):
		return false
	case len(w.runes) <= 3 && kana(first) && (kana(before) || kana(after)):
		return false
	}
	return !w.everyday || unicode.IsUpper(t.typed[i]) || !t.amongWords(i, end)
}

// amongWords reports whether an English word stands before or after, with
// nothing but a space between.
func (t scanned) amongWords(start, end int) bool {
	return t.rune(start-1) == ' ' && wordly(t.rune(start-2)) || t.rune(end) == ' ' && wordly(t.rune(end+1))
}

func (t scanned) rune(i int) rune {
	if i < 0 || i >= len(t.low) {
		return 0
	}
	return t.low[i]
}

// wordly is what ASCII words are made of.
func wordly(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}

// joins is what ties two ASCII words into another one.
func joins(r rune) bool { return r == '-' || r == '&' || r == '.' || r == '@' || r == '\'' }

func kana(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == 'ー' }
