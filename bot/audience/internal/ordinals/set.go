// Package ordinals holds sets of ordinals, which are numbers counted up from one:
// a Set to be kept, which takes little memory, and Bits to combine sets in.
package ordinals

import (
	"cmp"
	"iter"
	"slices"
)

// Set is some ordinals. The zero Set is empty. It is built with Add, in any
// order but fastest in an ascending one; a Set that is built does not change, and
// With makes the next one of it, so that any number of goroutines may read it.
//
// It is kept in blocks of 65,536 ordinals. All lists of a Set are one slice, and
// so are the bits of its other blocks, because most of the tens of thousands of
// sets in an index have few members in many blocks.
type Set struct {
	heads []head
	few   []uint16 // the lists, one behind the other
	many  []Bits
	n     int
}

// head is what a block is: a list unless it has more than maxFew members.
type head struct {
	high uint16
	last uint16 // how many members it has, less one: a block has up to 65,536
}

func (h head) count() int { return int(h.last) + 1 }

// Of is the set of some ordinals, each of which may be named twice.
func Of(ordinals ...uint32) (s Set) {
	for _, ordinal := range ordinals {
		s.Add(ordinal)
	}
	return s
}

// Len is how many ordinals are in the set.
func (s Set) Len() int { return s.n }

// blocks are the parts of the set, ascending.
func (s Set) blocks() iter.Seq[block] {
	return func(yield func(block) bool) {
		few, many := s.few, s.many
		for _, h := range s.heads {
			b := block{high: h.high, n: h.count()}
			if b.n > maxFew {
				b.many, many = many[0], many[1:]
			} else {
				b.few, few = few[:b.n], few[b.n:]
			}
			if !yield(b) {
				return
			}
		}
	}
}

// All are the ordinals, ascending.
func (s Set) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for b := range s.blocks() {
			high := uint32(b.high) << 16
			for _, low := range b.few {
				if !yield(high | uint32(low)) {
					return
				}
			}
			for low := range b.many.All() {
				if !yield(high | low) {
					return
				}
			}
		}
	}
}

// Add puts an ordinal into a set that is being built.
func (s *Set) Add(ordinal uint32) {
	high, low := uint16(ordinal>>16), uint16(ordinal)
	last := len(s.heads) - 1
	switch {
	case last < 0 || s.heads[last].high < high:
		s.append(block{high: high, n: 1, few: []uint16{low}})
	case s.heads[last].high > high:
		s.insert(ordinal)
	case s.heads[last].count() > maxFew:
		if end := s.many[len(s.many)-1]; !end.Has(uint32(low)) {
			end.Set(uint32(low))
			s.heads[last].last++
			s.n++
		}
	case s.few[len(s.few)-1] == low:
	case s.few[len(s.few)-1] < low && s.heads[last].count() < maxFew:
		s.few = append(s.few, low)
		s.heads[last].last++
		s.n++
	default:
		s.insert(ordinal)
	}
}

// insert is Add where that is not at the end.
func (s *Set) insert(ordinal uint32) {
	one := Set{heads: []head{{high: uint16(ordinal >> 16)}}, few: []uint16{uint16(ordinal)}, n: 1}
	if len(s.Among([]uint32{ordinal})) == 0 {
		*s, _ = s.With([]uint32{ordinal}, one)
	}
}

// append adds a block behind the others, unless it is empty.
func (s *Set) append(b block) {
	if b.n == 0 {
		return
	}
	s.heads = append(s.heads, head{b.high, uint16(b.n - 1)})
	s.n += b.n
	if b.many != nil {
		s.many = append(s.many, b.many)
	} else {
		s.few = append(s.few, b.few...)
	}
}

// Clip gives back the memory that building the set took beyond what it needs.
func (s *Set) Clip() {
	s.heads, s.few, s.many = slices.Clone(s.heads), slices.Clone(s.few), slices.Clone(s.many)
}

// Among are those of ascending ordinals that are in the set.
func (s Set) Among(ordinals []uint32) (found []uint32) {
	for b := range s.blocks() {
		var in []uint32
		if _, in, ordinals = cut(ordinals, b.high); len(in) > 0 {
			found = b.among(in, found)
		}
		if len(ordinals) == 0 {
			break
		}
	}
	return found
}

// cut splits ascending ordinals into those below the block that begins with
// high, those in it, and those above.
func cut(ordinals []uint32, high uint16) (below, in, above []uint32) {
	byHigh := func(ordinal, high uint32) int { return cmp.Compare(ordinal>>16, high) }
	from, _ := slices.BinarySearchFunc(ordinals, uint32(high), byHigh)
	n, _ := slices.BinarySearchFunc(ordinals[from:], uint32(high)+1, byHigh)
	return ordinals[:from], ordinals[from : from+n], ordinals[from+n:]
}

// With returns s with those of changed, which is ascending, as by has them, and
// whether that makes a difference. s stays as it is, and shares what is the same.
func (s Set) With(changed []uint32, by Set) (next Set, differs bool) {
	had, has := s.Among(changed), by.Among(changed)
	if slices.Equal(had, has) {
		return s, false
	}
	gone, added := less(had, has), less(has, had)
	next.few = make([]uint16, 0, len(s.few)+len(added))
	for b := range s.blocks() {
		var before, in, out []uint32
		before, in, added = cut(added, b.high)
		_, out, gone = cut(gone, b.high)
		for _, ordinal := range before {
			next.Add(ordinal)
		}
		if len(out)+len(in) > 0 {
			b = b.changed(out, in)
		}
		next.append(b)
	}
	for _, ordinal := range added {
		next.Add(ordinal)
	}
	next.Clip()
	return next, true
}

// less returns the ordinals of a that are not in b; both are ascending.
func less(a, b []uint32) (left []uint32) {
	for _, ordinal := range a {
		if _, there := slices.BinarySearch(b, ordinal); !there {
			left = append(left, ordinal)
		}
	}
	return left
}
