package audience

import (
	"encoding/binary"
	"iter"
)

// list are ordinals, ascending. It takes one byte or two for each where a bitset
// would be mostly empty, which is why it holds distances rather than ordinals.
type list struct {
	steps []byte // from each ordinal to the next, the first from 0
	last  uint32
	n     int
}

// listOf is the list of ascending ordinals.
func listOf(ordinals []uint32) (l list) {
	for _, ordinal := range ordinals {
		l.append(ordinal)
	}
	return l
}

// append adds an ordinal above all others.
func (l *list) append(ordinal uint32) {
	l.steps = binary.AppendUvarint(l.steps, uint64(ordinal-l.last))
	l.last = ordinal
	l.n++
}

// all are the ordinals, ascending.
func (l list) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		ordinal := uint32(0)
		for rest := l.steps; len(rest) > 0; {
			step, length := uint64(rest[0]), 1
			if step >= 0x80 {
				step, length = binary.Uvarint(rest)
			}
			rest = rest[length:]
			if ordinal += uint32(step); !yield(ordinal) {
				return
			}
		}
	}
}

// among are those of other, which is ascending, who are in the list.
func (l list) among(other []uint32) (found []uint32) {
	if len(other) == 0 || other[0] > l.last {
		return nil
	}
	for ordinal := range l.all() {
		for other[0] < ordinal {
			if other = other[1:]; len(other) == 0 {
				return found
			}
		}
		if other[0] == ordinal {
			found = append(found, ordinal)
		}
	}
	return found
}
