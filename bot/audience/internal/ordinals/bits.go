package ordinals

import (
	"iter"
	"math/bits"
)

// Bits are some ordinals in the form in which sets are combined: one bit for each
// ordinal below a limit. Nil Bits are empty.
type Bits []uint64

// NewBits returns empty Bits with room for the ordinals below limit.
func NewBits(limit uint32) Bits { return make(Bits, (uint64(limit)+63)/64) }

// Len is how many ordinals are in b.
func (b Bits) Len() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// Has reports whether the ordinal is in b.
func (b Bits) Has(ordinal uint32) bool {
	return int(ordinal>>6) < len(b) && b[ordinal>>6]&(1<<(ordinal&63)) != 0
}

// Set puts in an ordinal, which is below the limit.
func (b Bits) Set(ordinal uint32) { b[ordinal>>6] |= 1 << (ordinal & 63) }

// Clear takes away an ordinal, which is below the limit.
func (b Bits) Clear(ordinal uint32) { b[ordinal>>6] &^= 1 << (ordinal & 63) }

// All are the ordinals, ascending.
func (b Bits) All() iter.Seq[uint32] { return b.From(0) }

// From are the ordinals from one on, ascending.
func (b Bits) From(first uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		mask := ^uint64(0) << (first & 63)
		for i := int(first >> 6); i < len(b); i++ {
			for word := b[i] & mask; word != 0; word &= word - 1 {
				if !yield(uint32(i)<<6 | uint32(bits.TrailingZeros64(word))) {
					return
				}
			}
			mask = ^uint64(0)
		}
	}
}

// List returns the ordinals, ascending; empty rather than nil.
func (b Bits) List() []uint32 {
	list := make([]uint32, 0, b.Len())
	for ordinal := range b.All() {
		list = append(list, ordinal)
	}
	return list
}

// block is the part of b in which ordinals begin with the same 16 bits.
func (b Bits) block(high uint16) Bits {
	const length = blockSize / 64
	from := min(int(high)*length, len(b))
	return b[from:min(from+length, len(b))]
}

// Or puts in the ordinals of s, all of which are below the limit.
func (b Bits) Or(s Set) {
	for part := range s.blocks() {
		own := b.block(part.high)
		for i, word := range part.many[:min(len(part.many), len(own))] {
			own[i] |= word
		}
		for _, low := range part.few {
			own.Set(uint32(low))
		}
	}
}

// AndNot takes away the ordinals of s, all of which are below the limit.
func (b Bits) AndNot(s Set) {
	for part := range s.blocks() {
		own := b.block(part.high)
		for i, word := range part.many[:min(len(part.many), len(own))] {
			own[i] &^= word
		}
		for _, low := range part.few {
			own.Clear(uint32(low))
		}
	}
}

// And takes away what is not in other, which has the same limit.
func (b Bits) And(other Bits) {
	for i := range b {
		b[i] &= other[i]
	}
}

// CountAnd returns how many of the ordinals are in s, all of which are below the
// limit.
func (b Bits) CountAnd(s Set) (n int) {
	for part := range s.blocks() {
		own := b.block(part.high)
		for i, word := range part.many[:min(len(part.many), len(own))] {
			n += bits.OnesCount64(own[i] & word)
		}
		for _, low := range part.few {
			if own.Has(uint32(low)) {
				n++
			}
		}
	}
	return n
}

// Freeze returns b as a Set, which shares its memory: b must not change any more.
func (b Bits) Freeze() (s Set) {
	for from := 0; from < len(b); from += blockSize / 64 {
		high := uint16(from / (blockSize / 64))
		own := b.block(high)
		one := block{high: high, n: own.Len(), many: own}
		if one.n <= maxFew {
			one.few, one.many = lows(own, one.n), nil
		}
		s.append(one)
	}
	return s
}

// lows returns the n ordinals of a block's bits as a list.
func lows(b Bits, n int) []uint16 {
	list := make([]uint16, 0, n)
	for ordinal := range b.All() {
		list = append(list, uint16(ordinal))
	}
	return list
}
