package audience

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// nobody is read only, as every bitmap that eval returns.
var nobody = roaring.New()

// members are some ordinals: a sorted list while they are few, since a bitmap
// of a few far apart takes ten times as much memory; then a bitmap.
type members struct {
	few  []uint32
	many *roaring.Bitmap // or nil
}

// mostFew is up to how many members a list is the smaller.
const mostFew = 256

// add is for building: it changes m.
func (m *members) add(ordinal uint32) {
	if m.many != nil {
		m.many.Add(ordinal)
		return
	}
	if n := len(m.few); n == 0 || m.few[n-1] < ordinal {
		m.few = append(m.few, ordinal)
	} else if i, there := slices.BinarySearch(m.few, ordinal); !there {
		m.few = slices.Insert(m.few, i, ordinal)
	}
	m.settle()
}

// settle makes a bitmap of a list that grew too long.
func (m *members) settle() {
	if len(m.few) > mostFew {
		m.many, m.few = roaring.BitmapOf(m.few...), nil
	}
}

// replaced is m with those of changed, which is ascending, as by has them, and
// whether that makes a difference. m stays as it is.
func (m members) replaced(changed []uint32, by members) (next members, differs bool) {
	had, has := m.among(changed), by.among(changed)
	if slices.Equal(had, has) {
		return m, false
	}
	if m.many != nil {
		next.many = m.many.Clone()
		for _, ordinal := range had {
			next.many.Remove(ordinal)
		}
		next.many.AddMany(has)
		return next, true
	}
	next.few = make([]uint32, 0, len(m.few)-len(had)+len(has))
	for _, ordinal := range m.few {
		if _, gone := slices.BinarySearch(had, ordinal); !gone {
			next.few = append(next.few, ordinal)
		}
	}
	next.few = append(next.few, has...)
	slices.Sort(next.few)
	next.settle()
	return next, true
}

// replaced is a bitmap with those of changed as by has them.
func replaced(b *roaring.Bitmap, changed []uint32, by *roaring.Bitmap) *roaring.Bitmap {
	m, _ := members{many: b}.replaced(changed, members{many: by})
	return m.many
}

// among are those of a list who are members; both are ascending.
func (m members) among(list []uint32) (found []uint32) {
	if m.many != nil {
		for _, ordinal := range list {
			if m.many.Contains(ordinal) {
				found = append(found, ordinal)
			}
		}
		return found
	}
	short, long := m.few, list
	if len(short) > len(long) {
		short, long = long, short
	}
	for _, ordinal := range short {
		if _, there := slices.BinarySearch(long, ordinal); there {
			found = append(found, ordinal)
		}
	}
	return found
}

// trim gives back the memory that was taken while they grew.
func (m *members) trim() {
	if m.many != nil {
		m.many = m.many.Clone()
	} else {
		m.few = slices.Clip(slices.Clone(m.few))
	}
}

func (m *members) empty() bool { return len(m.few) == 0 && (m.many == nil || m.many.IsEmpty()) }

// count is how many are in the parts together, those in several counted again.
func count(parts []members) (n uint64) {
	for _, p := range parts {
		if p.many != nil {
			n += p.many.GetCardinality()
		}
		n += uint64(len(p.few))
	}
	return n
}

// intersect is who of among is in one of the parts, all of them below limit.
// among may be changed.
func intersect(among *roaring.Bitmap, parts []members, limit uint32) *roaring.Bitmap {
	if among.GetCardinality() >= uint64(limit)/64 {
		among.And(union(parts, limit))
		return among
	}
	// Few of few are found faster in each large part than in their union.
	var found []*roaring.Bitmap
	small := make([]members, 0, len(parts))
	for _, p := range parts {
		if p.many != nil && p.many.GetCardinality() > smallest {
			found = append(found, roaring.And(among, p.many))
		} else {
			small = append(small, p)
		}
	}
	if len(small) > 0 {
		found = append(found, roaring.And(among, union(small, limit)))
	}
	if len(found) == 0 {
		return roaring.New()
	}
	return or(found)
}

// subtract takes the parts away from a bitmap, which it changes and returns.
func subtract(from *roaring.Bitmap, parts []members) *roaring.Bitmap {
	for _, p := range parts {
		if p.many != nil {
			from.AndNot(p.many)
		}
		for _, ordinal := range p.few {
			from.Remove(ordinal)
		}
	}
	return from
}

// union is who is in one of the parts, all of them below limit. The result may
// be one of the parts.
func union(parts []members, limit uint32) *roaring.Bitmap {
	var bitmaps, small []*roaring.Bitmap
	listed := 0
	for _, p := range parts {
		switch {
		case p.many == nil:
			listed += len(p.few)
		case p.many.GetCardinality() <= smallest && !p.many.HasRunCompression():
			small = append(small, p.many)
		default:
			bitmaps = append(bitmaps, p.many)
		}
	}
	switch {
	case listed > mostFew || len(small) > 8:
		bitmaps = append(bitmaps, dense(parts, small, limit))
	case listed > 0:
		list := roaring.New()
		for _, p := range parts {
			list.AddMany(p.few)
		}
		bitmaps = append(append(bitmaps, small...), list)
	default:
		bitmaps = append(bitmaps, small...)
	}
	return or(bitmaps)
}

// or is who is in one of the bitmaps.
func or(bitmaps []*roaring.Bitmap) *roaring.Bitmap {
	switch len(bitmaps) {
	case 0:
		return nobody
	case 1:
		return bitmaps[0]
	default:
		return roaring.FastOr(bitmaps...)
	}
}

// smallest is up to how many members a bitmap surely is made of lists, which
// WriteDenseTo adds to what is there.
const smallest = 4096

// dense puts the lists of parts and small bitmaps together: for many of them
// that takes less time than uniting one with the other.
func dense(parts []members, small []*roaring.Bitmap, limit uint32) *roaring.Bitmap {
	bits := make([]uint64, limit/64+1)
	for _, p := range parts {
		for _, ordinal := range p.few {
			bits[ordinal/64] |= 1 << (ordinal % 64)
		}
	}
	for _, s := range small {
		s.WriteDenseTo(bits)
	}
	return roaring.FromDense(bits, true)
}
