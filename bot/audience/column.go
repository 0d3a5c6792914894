package audience

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// column is what the index has of one key.
type column struct {
	values map[string]*posting
	said   posting // who has any value
	// texts is what the values read, where Contains looks into them; nil
	// otherwise. It is out of date while stale.
	texts *corpus
	stale bool
}

// posting is a value with those who have it, by the Sight from which on that is
// seen.
type posting struct {
	seen   [sights]members
	number int
	whole  bool     // the value is a whole number
	reads  []string // what Contains looks into; nil where it does not
}

// forget takes members out, and reports whether nobody is left.
func (p *posting) forget(gone *roaring.Bitmap) bool {
	empty := true
	for i := range p.seen {
		empty = p.seen[i].forget(gone) && empty
	}
	return empty
}

// parts appends those who have the value as far as as sees.
func (p *posting) parts(as Sight, to []members) []members {
	for i := range p.seen[:as+1] {
		if !p.seen[i].empty() {
			to = append(to, p.seen[i])
		}
	}
	return to
}

// trim gives back the memory that a posting took while it grew.
func (p *posting) trim() {
	for i := range p.seen {
		p.seen[i].trim()
	}
}

// forget takes members out of all values.
func (c *column) forget(gone *roaring.Bitmap) {
	for value, p := range c.values {
		if p.forget(gone) {
			delete(c.values, value)
			c.stale = true
		}
	}
	c.said.forget(gone)
}

// refresh brings texts up to date.
func (c *column) refresh() {
	if c.texts != nil && c.stale {
		c.texts = newCorpus(c.values)
	}
	c.stale = false
}

// corpus is all that the values of a key read, in one string, so that a word is
// found in tens of thousands of them in one go.
type corpus struct {
	text  string // each text with a newline behind it
	ends  []int  // behind each text's newline
	owner []*posting
}

func newCorpus(values map[string]*posting) *corpus {
	var text strings.Builder
	c := &corpus{}
	for _, p := range values {
		for _, reads := range p.reads {
			text.WriteString(reads)
			text.WriteByte('\n')
			c.ends = append(c.ends, text.Len())
			c.owner = append(c.owner, p)
		}
	}
	c.text = text.String()
	return c
}

// find are the values that read the word, some of them more than once.
func (c *corpus) find(word string, found func(*posting)) {
	if strings.Contains(word, "\n") {
		return
	}
	for at := 0; at < len(c.text); {
		i := strings.Index(c.text[at:], word)
		if i < 0 {
			return
		}
		// The text that ends behind the hit.
		n, _ := slices.BinarySearchFunc(c.ends, at+i+1, cmp.Compare[int])
		found(c.owner[n])
		at = c.ends[n]
	}
}
