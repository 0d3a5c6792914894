package audience

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot/audience/internal/ordinals"
)

// column is what the index has of one key.
type column struct {
	values map[string]*posting
	said   posting                     // who has any value
	reads  func(value string) []string // what Contains looks into; nil where it does not
	texts  *corpus                     // all that the values read; of a finished column, where reads is not nil
}

// replaced is the column with those of changed as now has them; the same one
// where that makes no difference.
func (c *column) replaced(changed []uint32, now *column) *column {
	differ := map[string]*posting{}
	for value, p := range c.values {
		if q := p.replaced(changed, now.values[value]); q != p {
			differ[value] = q
		}
	}
	for value, p := range now.values {
		if c.values[value] == nil {
			differ[value] = p
		}
	}
	if len(differ) == 0 {
		return c
	}
	next := &column{values: maps.Clone(c.values), said: *c.said.replaced(changed, &now.said), reads: c.reads}
	for value, p := range differ {
		if next.values[value] = p; p.empty() {
			delete(next.values, value)
		}
	}
	next.finish()
	return next
}

// finish ends a series of additions.
func (c *column) finish() {
	if c.reads != nil {
		c.texts = newCorpus(c.values, c.reads)
	}
}

// posting is a value with those who have it, by the lowest access level that
// sees it.
type posting struct {
	seen   [accessLevels]*ordinals.Set // nil for nobody: most values have one level
	number int
	whole  bool // the value is a whole number
}

// replaced is the posting with those of changed as now has them (nil: none of
// them); the same one where that makes no difference.
func (p *posting) replaced(changed []uint32, now *posting) *posting {
	next := p
	for i := range p.seen {
		var by ordinals.Set
		if now != nil {
			by = now.set(i)
		}
		m, differs := p.set(i).With(changed, by)
		if !differs {
			continue
		}
		if next == p {
			copied := *p
			next = &copied
		}
		if next.seen[i] = &m; m.Len() == 0 {
			next.seen[i] = nil
		}
	}
	return next
}

func (p *posting) empty() bool {
	return !slices.ContainsFunc(p.seen[:], func(s *ordinals.Set) bool { return s != nil })
}

// set is those who have the value for one access level.
func (p *posting) set(at int) ordinals.Set {
	if p.seen[at] == nil {
		return ordinals.Set{}
	}
	return *p.seen[at]
}

// add puts in a member who has the value for an access level; for building.
func (p *posting) add(at AccessLevel, ordinal uint32) {
	if p.seen[at] == nil {
		p.seen[at] = &ordinals.Set{}
	}
	p.seen[at].Add(ordinal)
}

// parts appends those who have the value as far as as sees.
func (p *posting) parts(as AccessLevel, to []ordinals.Set) []ordinals.Set {
	for i := range p.seen[:as+1] {
		if p.seen[i] != nil {
			to = append(to, *p.seen[i])
		}
	}
	return to
}

// trim gives back the memory that a posting took while it grew.
func (p *posting) trim() {
	for _, s := range p.seen {
		if s != nil {
			s.Clip()
		}
	}
}

// corpus is all that the values of a key read, in one string, so that a word is
// found in tens of thousands of them in one go.
type corpus struct {
	text  string // each text with a newline behind it
	ends  []int  // behind each text's newline
	owner []*posting
}

func newCorpus(values map[string]*posting, reads func(string) []string) *corpus {
	var text strings.Builder
	c := &corpus{ends: make([]int, 0, len(values)), owner: make([]*posting, 0, len(values))}
	for value, p := range values {
		for _, read := range reads(value) {
			text.WriteString(read)
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
