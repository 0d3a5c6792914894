package audience

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot/audience/internal/ordinals"
)

// names are texts of which nearly every member has another one. A list for
// each would take far more room than the text; so it is kept who has
// which two characters side by side, and the texts themselves, to sort out who
// has the pieces of a word but not the word.
type names struct {
	all   ordinals.Set // who has a text
	grams map[gram]*ordinals.Set
	pages []page // by ordinal, of pageSpan members each
}

// page is the texts of members with neighbouring ordinals, one behind the other:
// as few members as a change can well have written anew.
type page struct {
	at   []uint32 // by ordinal: where in text the member's begins, plus one; 0 for none
	text []byte   // each with its length before it
}

const pageSpan = 512

// set gives a member that has none a text, behind the others.
func (p *page) set(ordinal uint32, text []byte) {
	if p.at == nil {
		p.at = make([]uint32, pageSpan)
	}
	p.at[ordinal%pageSpan] = uint32(len(p.text)) + 1
	p.text = binary.AppendUvarint(p.text, uint64(len(text)))
	p.text = append(p.text, text...)
}

// gram is a character behind another one, or behind start at the beginning.
type gram [2]rune

// start is no character.
const start rune = -1

func newNames() *names { return &names{grams: map[gram]*ordinals.Set{}} }

// set gives a member that has none a text; for building.
func (n *names) set(ordinal uint32, text string) {
	if text == "" {
		return
	}
	n.all.Add(ordinal)
	n.page(ordinal).set(ordinal, []byte(text))
	for g := range gramsOf(text) {
		m := n.grams[g]
		if m == nil {
			m = &ordinals.Set{}
			n.grams[g] = m
		}
		m.Add(ordinal)
	}
}

// page is where a member's text stands, or is to.
func (n *names) page(ordinal uint32) *page {
	if need := int(ordinal/pageSpan) + 1; need > len(n.pages) {
		n.pages = append(n.pages, make([]page, need-len(n.pages))...)
	}
	return &n.pages[ordinal/pageSpan]
}

// limit is above every ordinal that has a text.
func (n *names) limit() uint32 { return uint32(len(n.pages)) * pageSpan }

// gramsOf are the pieces of a text, some of them more than once.
func gramsOf(text string) func(yield func(gram) bool) {
	return func(yield func(gram) bool) {
		before := start
		for _, r := range text {
			if !yield(gram{before, r}) {
				return
			}
			before = r
		}
	}
}

// of is a member's text; nil for none.
func (n *names) of(ordinal uint32) []byte {
	i := int(ordinal / pageSpan)
	if i >= len(n.pages) || n.pages[i].at == nil {
		return nil
	}
	at := n.pages[i].at[ordinal%pageSpan]
	if at == 0 {
		return nil
	}
	from := n.pages[i].text[at-1:]
	length, head := binary.Uvarint(from)
	return from[head : head+int(length)]
}

// having is in whose text the piece stands.
func (n *names) having(g gram) ordinals.Set {
	if m := n.grams[g]; m != nil {
		return *m
	}
	return ordinals.Set{}
}

// replaced are the names with those of changed as now has them; the same ones
// where that makes no difference.
func (n *names) replaced(changed []uint32, now *names) *names {
	changed = slices.DeleteFunc(slices.Clone(changed), func(ordinal uint32) bool {
		return bytes.Equal(n.of(ordinal), now.of(ordinal))
	})
	if len(changed) == 0 {
		return n
	}
	next := &names{grams: maps.Clone(n.grams), pages: slices.Clone(n.pages)}
	next.all, _ = n.all.With(changed, now.all)
	touched := map[gram]bool{}
	for _, ordinal := range changed {
		*next.page(ordinal) = page{}
		for _, text := range [][]byte{n.of(ordinal), now.of(ordinal)} {
			for g := range gramsOf(string(text)) {
				touched[g] = true
			}
		}
	}
	for g := range touched {
		if m, _ := n.having(g).With(changed, now.having(g)); m.Len() == 0 {
			delete(next.grams, g)
		} else {
			next.grams[g] = &m
		}
	}
	for i := range next.pages {
		if next.pages[i].at == nil {
			next.pages[i] = n.rewritten(i, changed, now)
		}
	}
	return next
}

// rewritten is a page with the texts of those of changed as now has them.
func (n *names) rewritten(number int, changed []uint32, now *names) (p page) {
	first := uint32(number) * pageSpan
	for ordinal := first; ordinal < first+pageSpan; ordinal++ {
		from := n
		if _, other := slices.BinarySearch(changed, ordinal); other {
			from = now
		}
		if text := from.of(ordinal); text != nil {
			p.set(ordinal, text)
		}
	}
	p.text = bytes.Clone(p.text)
	return p
}

// compact makes everything as small as it gets.
func (n *names) compact() {
	n.all.Clip()
	n.pages = slices.Clone(n.pages)
	for i := range n.pages {
		n.pages[i].text = bytes.Clone(n.pages[i].text)
	}
	for _, m := range n.grams {
		m.Clip()
	}
}

// find is in whose text the word stands.
func (n *names) find(word string) []ordinals.Set {
	switch utf8.RuneCountInString(word) {
	case 0:
		return []ordinals.Set{n.all}
	case 1:
		return n.letter([]rune(word)[0])
	}
	var pairs []ordinals.Set
	for g := range gramsOf(word) {
		if g[0] != start { // the word may stand behind something
			pairs = append(pairs, n.having(g))
		}
	}
	if len(pairs) == 1 {
		return pairs
	}
	candidates := union(pairs[:1], n.limit())
	for i := range pairs[1:] {
		candidates = intersect(candidates, pairs[i+1:i+2], n.limit())
	}
	var found ordinals.Set
	wanted := []byte(word)
	for ordinal := range candidates.All() {
		if bytes.Contains(n.of(ordinal), wanted) {
			found.Add(ordinal)
		}
	}
	return []ordinals.Set{found}
}

// letter is in whose text the character stands.
func (n *names) letter(r rune) []ordinals.Set {
	var parts []ordinals.Set
	for g, m := range n.grams {
		if g[1] == r {
			parts = append(parts, *m)
		}
	}
	return parts
}
