package audience

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// names are texts of which nearly every member has another one. A bitmap for
// each would take far more room than the text; so it is kept who has
// which two characters side by side, and the texts themselves, one behind the
// other, to sort out who has the pieces of a word but not the word.
type names struct {
	all   *roaring.Bitmap // who has a text
	grams map[gram]*members
	at    []uint32 // by ordinal: where in text the member's begins, plus one; 0 for none
	text  []byte   // each with its length before it
	gone  int      // bytes of text that nobody has any more
}

// gram is a character behind another one, or behind 0 at the beginning.
type gram [2]rune

func newNames() *names { return &names{all: roaring.New(), grams: map[gram]*members{}} }

// set gives a member that has none a text.
func (n *names) set(ordinal uint32, text string) {
	if text == "" {
		return
	}
	if need := int(ordinal) + 1; need > len(n.at) {
		n.at = append(n.at, make([]uint32, need-len(n.at))...)
	}
	n.all.Add(ordinal)
	n.at[ordinal] = uint32(len(n.text)) + 1
	n.text = binary.AppendUvarint(n.text, uint64(len(text)))
	n.text = append(n.text, text...)
	for g := range gramsOf(text) {
		m := n.grams[g]
		if m == nil {
			m = &members{}
			n.grams[g] = m
		}
		m.add(ordinal)
	}
}

// gramsOf are the pieces of a text, some of them more than once.
func gramsOf(text string) func(yield func(gram) bool) {
	return func(yield func(gram) bool) {
		before := rune(0)
		for _, r := range text {
			if !yield(gram{before, r}) {
				return
			}
			before = r
		}
	}
}

// of is a member's text, and how many bytes it takes; nil for none.
func (n *names) of(ordinal uint32) (text []byte, size int) {
	if int(ordinal) >= len(n.at) || n.at[ordinal] == 0 {
		return nil, 0
	}
	from := n.text[n.at[ordinal]-1:]
	length, head := binary.Uvarint(from)
	return from[head : head+int(length)], head + int(length)
}

// forget takes the texts of members away.
func (n *names) forget(gone *roaring.Bitmap) {
	n.all.AndNot(gone)
	touched := map[gram]bool{}
	for it := gone.Iterator(); it.HasNext(); {
		ordinal := it.Next()
		text, size := n.of(ordinal)
		if size == 0 {
			continue
		}
		for g := range gramsOf(string(text)) {
			touched[g] = true
		}
		n.at[ordinal] = 0
		n.gone += size
	}
	for g := range touched {
		if n.grams[g].forget(gone) {
			delete(n.grams, g)
		}
	}
	if n.gone > len(n.text)/2 {
		n.tidy()
	}
}

// tidy drops the bytes that nobody has any more.
func (n *names) tidy() {
	kept := make([]byte, 0, len(n.text)-n.gone)
	for ordinal := range n.at {
		text, size := n.of(uint32(ordinal))
		if size == 0 {
			continue
		}
		n.at[ordinal] = uint32(len(kept)) + 1
		kept = binary.AppendUvarint(kept, uint64(len(text)))
		kept = append(kept, text...)
	}
	n.text, n.gone = kept, 0
}

// compact makes everything as small as it gets.
func (n *names) compact() {
	n.tidy()
	n.all = n.all.Clone()
	for _, m := range n.grams {
		m.trim()
	}
}

// find is in whose text the word stands.
func (n *names) find(word string) []members {
	switch utf8.RuneCountInString(word) {
	case 0:
		return whole(n.all)
	case 1:
		return n.letter([]rune(word)[0])
	}
	var candidates *roaring.Bitmap
	pairs := 0
	for g := range gramsOf(word) {
		if g[0] == 0 {
			continue // the word may stand behind something
		}
		m := n.grams[g]
		if m == nil {
			return nil
		}
		if pairs++; pairs == 1 {
			candidates = union([]members{*m}, 0)
			continue
		}
		if pairs == 2 {
			candidates = candidates.Clone()
		}
		candidates = intersect(candidates, []members{*m}, 0)
	}
	if pairs == 1 {
		return whole(candidates)
	}
	found, wanted := roaring.New(), []byte(word)
	for it := candidates.Iterator(); it.HasNext(); {
		ordinal := it.Next()
		if text, _ := n.of(ordinal); bytes.Contains(text, wanted) {
			found.Add(ordinal)
		}
	}
	return whole(found)
}

// letter is in whose text the character stands.
func (n *names) letter(r rune) []members {
	var parts []members
	for g, m := range n.grams {
		if g[1] == r {
			parts = append(parts, *m)
		}
	}
	return parts
}
