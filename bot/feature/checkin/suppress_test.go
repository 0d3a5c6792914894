package checkin

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tables are all ways in which so many people can be in so many groups.
func tables(people, groups int, yield func([]int)) {
	counts := make([]int, groups)
	var fill func(i, left int)
	fill = func(i, left int) {
		if i == groups-1 {
			counts[i] = left
			yield(slices.Clone(counts))
			return
		}
		for n := 0; n <= left; n++ {
			counts[i] = n
			fill(i+1, left-n)
		}
	}
	fill(0, people)
}

// What is shown of the parts of a whole never tells of a group of one to four,
// to somebody who knows how many there are in all and how parts are hidden: every
// hidden part could be of another size, and so could every sum of hidden parts
// that is not told to be five or more. All tables there are, up to a size at which
// every case has occurred.
func TestSuppressionLeavesNothingToWorkOut(t *testing.T) {
	for groups := 2; groups <= 5; groups++ {
		for people := 1; people <= 19; people++ {
			possible := map[string][][]int{}
			tables(people, groups, func(counts []int) {
				key := fmt.Sprint(suppressParts(counts))
				possible[key] = append(possible[key], counts)
			})
			for shown, all := range possible {
				if told := tells(all); told != "" {
					t.Errorf("%d people, shown %s: %s", people, shown, told)
				}
			}
		}
	}
}

// tells is what can be worked out of the tables that are possible: a set of groups,
// but for all together, that has the same size in all of them, and a small one.
func tells(possible [][]int) string {
	groups := len(possible[0])
	for set := 1; set < 1<<groups-1; set++ {
		size := func(counts []int) (n int) {
			for i := range groups {
				if set>>i&1 == 1 {
					n += counts[i]
				}
			}
			return n
		}
		first := size(possible[0])
		same := !slices.ContainsFunc(possible, func(c []int) bool { return size(c) != first })
		if same && small(first) {
			return fmt.Sprintf("groups %b together are %d", set, first)
		}
	}
	return ""
}

// Where each answer may be in any number of groups, neither who is in one nor who
// is not is told where they are few.
func TestSuppressionOfEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answered := rapid.IntRange(0, 60).Draw(t, "answered")
		counts := rapid.SliceOfN(rapid.IntRange(0, answered), 1, 6).Draw(t, "counts")
		for i, n := range suppressEach(counts, answered) {
			switch {
			case n == Hidden:
			case n != counts[i]:
				t.Fatalf("%d is shown as %d", counts[i], n)
			case answered < fewest || small(n) || small(answered-n):
				t.Fatalf("%d of %d is shown", n, answered)
			}
		}
	})
}

// A mean is a sum in another form: it is told only where every count is.
func TestMeanTellsNothingHidden(t *testing.T) {
	q := Question{Kind: Scale, From: 1, To: 5}
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 12), 5, 5).Draw(t, "counts")
		shown := q.suppress(counts, sum(counts))
		if shown.hides() && shown.Mean != nil {
			t.Fatalf("%v is shown as %+v", counts, shown)
		}
		for i, n := range shown.Cells {
			if small(n) {
				t.Fatalf("%d of %v is shown", i, counts)
			}
		}
	})
}

// Counts that need not be hidden are shown: suppression costs no more than it
// has to.
func TestSuppressionShowsWhatItCan(t *testing.T) {
	for _, tt := range []struct{ counts, want []int }{
		{[]int{5, 7, 9}, []int{5, 7, 9}},
		{[]int{5, 0, 9}, []int{5, 0, 9}},
		{[]int{20, 6, 3}, []int{20, Hidden, Hidden}},
		{[]int{20, 4, 3}, []int{20, Hidden, Hidden}},
		{[]int{20, 0, 4, 3}, []int{20, 0, Hidden, Hidden}},
		{[]int{20, 4, 4}, []int{Hidden, Hidden, Hidden}},
		{[]int{20, 8, 4, 4}, []int{20, Hidden, Hidden, Hidden}},
		{[]int{20, 8, 8, 1}, []int{20, Hidden, Hidden, Hidden}},
		{[]int{1, 1, 1, 1, 1}, []int{Hidden, Hidden, Hidden, Hidden, Hidden}},
		{[]int{3, 1, 0}, []int{Hidden, Hidden, Hidden}},
		{[]int{6, 2, 0}, []int{Hidden, Hidden, Hidden}},
		{[]int{0, 0, 0}, []int{0, 0, 0}},
	} {
		if got := suppressParts(tt.counts); !slices.Equal(got, tt.want) {
			t.Errorf("%v: got %v, want %v", tt.counts, got, tt.want)
		}
	}
}
