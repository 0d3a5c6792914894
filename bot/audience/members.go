package audience

import (
	"slices"

	"github.com/bits-and-blooms/bitset"
)

// members are some ordinals: a list where few of them are members, since it is
// the smaller then, and a bitset where many are. One of the two is used.
type members struct {
	few  list
	many *bitset.BitSet // or nil
	n    int            // how many they are
}

// sparse is how many ordinals there are for each member of the longest list. A
// bitset would be larger up to four times as many, but is united in less time.
const sparse = 32

// add is for building: it changes m. Ordinals are best added in ascending order.
func (m *members) add(ordinal uint32) {
	switch {
	case m.many != nil:
		if !m.many.Test(uint(ordinal)) {
			m.many.Set(uint(ordinal))
			m.n++
		}
		return
	case m.n == 0 || m.few.last < ordinal:
		m.few.append(ordinal)
	default:
		sorted := slices.Collect(m.few.all())
		if i, there := slices.BinarySearch(sorted, ordinal); !there {
			m.few = listOf(slices.Insert(sorted, i, ordinal))
		}
	}
	m.n = m.few.n
	m.fit()
}

// fit turns a list into a bitset where many ordinals are members, and back. In
// between they stay as they are, so that a change does not turn them each time.
func (m *members) fit() {
	switch {
	case m.many == nil && m.n > 1+int(m.few.last)/sparse:
		m.many, m.few = union([]members{*m}, m.few.last+1), list{}
	case m.many != nil && 4*m.n < int(m.many.Len())/sparse:
		m.few, m.many = listOf(ordinals(m.many)), nil
	}
}

// ordinals are the members of a bitset, ascending.
func ordinals(b *bitset.BitSet) []uint32 {
	list := make([]uint32, 0, b.Count())
	for ordinal := range b.EachSet() {
		list = append(list, uint32(ordinal))
	}
	return list
}

// replaced is m with those of changed, which is ascending, as by has them, and
// whether that makes a difference. m stays as it is.
func (m members) replaced(changed []uint32, by members) (next members, differs bool) {
	had, has := m.among(changed), by.among(changed)
	if slices.Equal(had, has) {
		return m, false
	}
	next.n = m.n - len(had) + len(has)
	if m.many != nil {
		next.many = m.many.Clone()
		for _, ordinal := range had {
			next.many.Clear(uint(ordinal))
		}
		for _, ordinal := range has {
			next.many.Set(uint(ordinal))
		}
	} else {
		kept := make([]uint32, 0, next.n)
		for ordinal := range m.few.all() {
			if _, gone := slices.BinarySearch(had, ordinal); !gone {
				kept = append(kept, ordinal)
			}
		}
		kept = append(kept, has...)
		slices.Sort(kept)
		next.few = listOf(kept)
		next.few.steps = slices.Clip(next.few.steps)
	}
	next.fit()
	return next, true
}

// among are those of ordinals who are members; both are ascending.
func (m members) among(ordinals []uint32) (found []uint32) {
	if m.many == nil {
		return m.few.among(ordinals)
	}
	for _, ordinal := range ordinals {
		if m.many.Test(uint(ordinal)) {
			found = append(found, ordinal)
		}
	}
	return found
}

// trim gives back the memory that was taken while they grew.
func (m *members) trim() {
	if m.fit(); m.many != nil {
		m.many = m.many.Clone()
	} else {
		m.few.steps = slices.Clone(m.few.steps)
	}
}

func (m *members) empty() bool { return m.n == 0 }

// count is how many are in the parts together, those in several counted again.
func count(parts []members) (n int) {
	for _, p := range parts {
		n += p.n
	}
	return n
}

// subtract takes the parts away from a bitset, which it changes and returns.
func subtract(from *bitset.BitSet, parts []members) *bitset.BitSet {
	for _, p := range parts {
		if p.many != nil {
			from.InPlaceDifference(p.many)
		}
		for ordinal := range p.few.all() {
			from.Clear(uint(ordinal))
		}
	}
	return from
}

// intersect is who of among, which may be changed, is in one of the parts.
func intersect(among *bitset.BitSet, parts []members, limit uint32) *bitset.BitSet {
	if among.Count() > uint(limit)/256 {
		among.InPlaceIntersection(union(parts, limit))
		return among
	}
	// Few are found faster in each part than in the union of all.
	left, found := ordinals(among), bitset.New(uint(limit))
	for _, p := range parts {
		for _, ordinal := range p.among(left) {
			found.Set(uint(ordinal))
		}
	}
	return found
}

// union is who is in one of the parts, all of them below limit. The result may
// be one of the parts: it is to be read only.
func union(parts []members, limit uint32) *bitset.BitSet {
	if len(parts) == 1 && parts[0].many != nil {
		return parts[0].many
	}
	all := bitset.New(uint(limit))
	for _, p := range parts {
		if p.many != nil {
			all.InPlaceUnion(p.many)
		}
		for ordinal := range p.few.all() {
			all.Set(uint(ordinal))
		}
	}
	return all
}

// distinct is how many are in one of the parts and, unless it is nil, in within.
func distinct(parts []members, within *bitset.BitSet, limit uint32) (n int) {
	var found []uint32
	for _, p := range parts {
		if p.many != nil {
			all := union(parts, limit)
			if within == nil {
				return int(all.Count())
			}
			return int(all.IntersectionCardinality(within))
		}
		found = slices.AppendSeq(found, p.few.all())
	}
	if len(parts) > 1 {
		slices.Sort(found)
		found = slices.Compact(found)
	}
	if within == nil {
		return len(found)
	}
	for _, ordinal := range found {
		if within.Test(uint(ordinal)) {
			n++
		}
	}
	return n
}
