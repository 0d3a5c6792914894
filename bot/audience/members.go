package audience

import (
	"slices"

	"github.com/alumnibot/alumnibot/bot/audience/internal/ordinals"
)

// count is how many are in the parts together, those in several counted again.
func count(parts []ordinals.Set) (n int) {
	for _, p := range parts {
		n += p.Len()
	}
	return n
}

// subtract takes the parts away from b, which it changes and returns.
func subtract(b ordinals.Bits, parts []ordinals.Set) ordinals.Bits {
	for _, p := range parts {
		b.AndNot(p)
	}
	return b
}

// intersect is who of among is in one of the parts. It may change among.
func intersect(among ordinals.Bits, parts []ordinals.Set, limit uint32) ordinals.Bits {
	if among.Len() > int(limit/256) {
		among.And(union(parts, limit))
		return among
	}
	// Few are found faster in each part than in the union of all.
	left, found := among.List(), ordinals.NewBits(limit)
	for _, p := range parts {
		for _, one := range p.Among(left) {
			found.Set(one)
		}
	}
	return found
}

// union is who is in one of the parts, all of them below limit.
func union(parts []ordinals.Set, limit uint32) ordinals.Bits {
	all := ordinals.NewBits(limit)
	for _, p := range parts {
		all.Or(p)
	}
	return all
}

// distinct is how many are in one of the parts and, unless it is nil, in within.
func distinct(parts []ordinals.Set, within ordinals.Bits, limit uint32) (n int) {
	switch {
	case len(parts) == 1 && within == nil:
		return parts[0].Len()
	case len(parts) == 1:
		return within.CountAnd(parts[0])
	case count(parts) > int(limit/256):
		all := union(parts, limit)
		if within != nil {
			all.And(within)
		}
		return all.Len()
	}
	var found []uint32
	for _, p := range parts {
		found = slices.AppendSeq(found, p.All())
	}
	slices.Sort(found)
	for _, one := range slices.Compact(found) {
		if within == nil || within.Has(one) {
			n++
		}
	}
	return n
}
