package ordinals

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// limit is above all ordinals of these tests, and leaves its last block partly
// used.
const limit = 2*blockSize + 1000

// naive says of each ordinal whether it is in a set.
type naive []bool

func newNaive() naive { return make(naive, limit) }

func (n naive) list() (list []uint32) {
	for ordinal, in := range n {
		if in {
			list = append(list, uint32(ordinal))
		}
	}
	return list
}

// draw is a set in blocks that have nothing, few, as many as a list holds, one
// more, or all; its ordinals are added in either order.
func draw(t *rapid.T, name string) (Set, naive) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, name), 1))
	want := newNaive()
	for high := range uint32(2) {
		n := rapid.SampledFrom([]int{0, 1, 2, 100, maxFew - 1, maxFew, maxFew + 1, blockSize}).Draw(t, "size in "+name)
		for _, low := range r.Perm(blockSize)[:n] {
			want[high<<16|uint32(low)] = true
		}
	}
	list := want.list()
	if len(list) < 500 && rapid.Bool().Draw(t, "order of "+name) {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	s := Of(list...)
	check(t, s, want.list())
	return s, want
}

// check compares everything that a set says of itself, and how it is kept.
func check(t interface{ Fatalf(string, ...any) }, s Set, list []uint32) {
	if got := slices.Collect(s.All()); !slices.Equal(got, list) || s.Len() != len(list) {
		t.Fatalf("has %d ordinals and counts %d, want %d", len(got), s.Len(), len(list))
	}
	for b := range s.blocks() {
		if b.n == 0 || (b.many != nil) != (b.n > maxFew) {
			t.Fatalf("keeps a block of %d as bits: %t", b.n, b.many != nil)
		}
	}
	if got := s.Among(list); !slices.Equal(got, list) {
		t.Fatalf("has %d of its own %d ordinals", len(got), len(list))
	}
}

func bitsOf(s Set) Bits {
	b := NewBits(limit)
	b.Or(s)
	return b
}

func TestSetsCombine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, inA := draw(t, "a")
		b, inB := draw(t, "b")
		for _, c := range []struct {
			name string
			do   func(Bits)
			has  func(a, b bool) bool
		}{
			{"or", func(x Bits) { x.Or(b) }, func(a, b bool) bool { return a || b }},
			{"and", func(x Bits) { x.And(bitsOf(b)) }, func(a, b bool) bool { return a && b }},
			{"and not", func(x Bits) { x.AndNot(b) }, func(a, b bool) bool { return a && !b }},
		} {
			got, want := bitsOf(a), newNaive()
			c.do(got)
			for ordinal := range uint32(limit) {
				want[ordinal] = c.has(inA[ordinal], inB[ordinal])
			}
			if !slices.Equal(got.List(), want.list()) || got.Len() != len(want.list()) {
				t.Fatalf("%s: %d ordinals, want %d", c.name, got.Len(), len(want.list()))
			}
			check(t, got.Freeze(), want.list())
		}
		both := bitsOf(a)
		both.And(bitsOf(b))
		if got := bitsOf(a).CountAnd(b); got != both.Len() {
			t.Fatalf("counts %d in both, want %d", got, both.Len())
		}
		check(t, a, inA.list())
		check(t, b, inB.list())
	})
}

func TestSetChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, had := draw(t, "before")
		by, has := draw(t, "by")
		_, picked := draw(t, "changed")
		changed, want := picked.list(), newNaive()
		for ordinal := range uint32(limit) {
			from := had
			if picked[ordinal] {
				from = has
			}
			want[ordinal] = from[ordinal]
		}
		after, differs := before.With(changed, by)
		check(t, after, want.list())
		if differs == slices.Equal(had, want) {
			t.Fatalf("differs: %t", differs)
		}
		check(t, before, had.list())
	})
}

func TestBitsFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, has := draw(t, "set")
		first := rapid.Uint32Range(0, limit+blockSize).Draw(t, "first")
		list := has.list()
		at, _ := slices.BinarySearch(list, first)
		b := bitsOf(s)
		if got := slices.Collect(b.From(first)); !slices.Equal(got, list[at:]) {
			t.Fatalf("%d from %d on, want %d", len(got), first, len(list)-at)
		}
		if b.Has(first) != (first < limit && has[first]) || Bits(nil).Has(first) {
			t.Fatalf("has %d: %t", first, b.Has(first))
		}
		for next := range b.From(first) {
			if next != list[at] {
				t.Fatalf("next from %d on is %d, want %d", first, next, list[at])
			}
			break
		}
	})
}

// FuzzSet does what the bytes say to a set and to a map.
func FuzzSet(f *testing.F) {
	f.Add([]byte{0, 1, 2, 1, 255, 255, 2, 0, 0, 3, 7, 9})
	f.Fuzz(func(t *testing.T, acts []byte) {
		s, want := Set{}, map[uint32]bool{}
		for ; len(acts) >= 3; acts = acts[3:] {
			// Ordinals lie close together at both ends of blocks.
			ordinal := uint32(acts[1]&3)<<16 + uint32(int8(acts[2]))&0xffff
			if acts[0]&1 == 0 {
				s.Add(ordinal)
				want[ordinal] = true
				continue
			}
			run := make([]uint32, 0, 1<<13)
			for i := range uint32(acts[0]) << 6 {
				run = append(run, ordinal+i)
			}
			by := Set{}
			if acts[1]&4 == 0 {
				by = Of(run...)
			}
			s, _ = s.With(run, by)
			for _, o := range run {
				if delete(want, o); by.Len() > 0 {
					want[o] = true
				}
			}
		}
		check(t, s, slices.Sorted(maps.Keys(want)))
	})
}
