package ordinals

import "slices"

const (
	// blockSize is how many neighbouring ordinals a block is about, so that 16
	// bits tell them apart.
	blockSize = 1 << 16
	// maxFew is how many ordinals a block lists. One bit for each that there
	// could be takes no more room than a longer list, and is combined faster.
	maxFew = blockSize / 16
)

// block is the part of a Set whose ordinals begin with the same 16 bits: a list
// of their other 16 bits, ascending, or, of more than maxFew, a bit for each.
type block struct {
	high uint16
	n    int
	few  []uint16
	many Bits // nil for a list
}

// among appends to found those of ascending ordinals of this block that it has.
func (b block) among(ordinals, found []uint32) []uint32 {
	few := b.few
	for _, ordinal := range ordinals {
		low := uint16(ordinal)
		if b.many != nil {
			if b.many.Has(uint32(low)) {
				found = append(found, ordinal)
			}
			continue
		}
		at, there := slices.BinarySearch(few, low)
		if few = few[at:]; there {
			found = append(found, ordinal)
		}
	}
	return found
}

// changed returns b without gone, all of which it has, and with added, none of
// which it has. Both are ascending ordinals of this block. b stays as it is.
func (b block) changed(gone, added []uint32) block {
	next := block{high: b.high, n: b.n - len(gone) + len(added)}
	if b.n <= maxFew && next.n <= maxFew {
		next.few = b.listed(gone, added)
		return next
	}
	next.many = NewBits(blockSize)
	copy(next.many, b.many)
	for _, low := range b.few {
		next.many.Set(uint32(low))
	}
	for _, ordinal := range gone {
		next.many.Clear(ordinal % blockSize)
	}
	for _, ordinal := range added {
		next.many.Set(ordinal % blockSize)
	}
	if next.n <= maxFew {
		next.few, next.many = lows(next.many, next.n), nil
	}
	return next
}

// listed returns a list as changed.
func (b block) listed(gone, added []uint32) []uint16 {
	list := make([]uint16, 0, b.n+len(added))
	for _, low := range b.few {
		for ; len(added) > 0 && uint16(added[0]) < low; added = added[1:] {
			list = append(list, uint16(added[0]))
		}
		if len(gone) > 0 && uint16(gone[0]) == low {
			gone = gone[1:]
			continue
		}
		list = append(list, low)
	}
	for _, ordinal := range added {
		list = append(list, uint16(ordinal))
	}
	return list
}
