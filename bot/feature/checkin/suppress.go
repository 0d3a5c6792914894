package checkin

import "slices"

// Table is what is shown of the answers to one question.
type Table struct {
	// Cells are how many answers count in each cell of the question, or Hidden.
	Cells []int `json:"Cells,omitempty"`
	// None is how many did not answer the question, or Hidden; 0 for what has to
	// be answered.
	None int `json:"None,omitzero"`
	// Mean is that of a scale; nil where it is not known, or would tell what is
	// hidden.
	Mean *float64 `json:"Mean,omitempty"`
	// Texts is how many texts are kept to be shown.
	Texts int `json:"Texts,omitzero"`
}

// Hidden stands for a count that is not told.
const Hidden = -1

// hides reports whether anything is.
func (t Table) hides() bool {
	if slices.Contains(t.Cells, Hidden) {
		return true
	}
	return t.None == Hidden
}

// tabulate is everything about the answers of so many people.
func (q Question) tabulate(counts []int, answered int) Table {
	t := Table{Cells: counts, Mean: q.mean(counts)}
	if q.partition() {
		t.None = answered - sum(counts)
	}
	return t
}

// mean is that of a scale that somebody answered.
func (q Question) mean(counts []int) *float64 {
	total, n := 0, sum(counts)
	if q.Kind != Scale || n == 0 {
		return nil
	}
	for i, count := range counts {
		total += (q.From + i) * count
	}
	m := float64(total) / float64(n)
	return &m
}

// suppress is what can be told of the answers of so many people without telling
// of a group of fewer than five: of those who gave an answer, and of those who
// did not. It takes for granted that everybody knows how many answered, and how
// suppress works.
func (q Question) suppress(counts []int, answered int) Table {
	if !q.partition() {
		return Table{Cells: suppressEach(counts, answered)}
	}
	all := append(slices.Clip(counts), answered-sum(counts))
	shown := suppressParts(all)
	t := Table{Cells: shown[:len(counts)], None: shown[len(counts)]}
	if !t.hides() {
		t.Mean = q.mean(counts)
	}
	return t
}

// suppressParts hides parts of a whole that is known. Small groups are hidden;
// then the smallest others, all of one size together, until what is hidden are
// groups of different sizes and five people at least. If no group could be left
// to be seen, all are hidden, also those of nobody.
//
// So nothing can be worked out: to exchange the sizes of two hidden groups gives
// a table that is shown in the same way, since nothing here depends on which
// group has which size.
func suppressParts(counts []int) []int {
	shown := append([]int(nil), counts...)
	least, most, people := 0, 0, 0 // of what is hidden
	hide := func(size int) {
		for i, n := range counts {
			if n == size && shown[i] != Hidden {
				shown[i], people = Hidden, people+n
			}
		}
		if least == 0 || size < least {
			least = size
		}
		most = max(most, size)
	}
	for size := 1; size < fewest; size++ {
		if slices.Contains(counts, size) {
			hide(size)
		}
	}
	for people > 0 && (least == most || people < fewest) {
		next := 0
		for _, n := range shown {
			if n > 0 && (next == 0 || n < next) {
				next = n
			}
		}
		if next == 0 {
			break
		}
		hide(next)
	}
	if people > 0 && slices.Max(shown) <= 0 {
		return allHidden(len(counts))
	}
	return shown
}

// suppressEach hides counts that stand for themselves: each answer may be in any
// number of them.
func suppressEach(counts []int, answered int) []int {
	if answered < fewest {
		return allHidden(len(counts))
	}
	shown := append([]int(nil), counts...)
	for i, n := range counts {
		if small(n) || small(answered-n) {
			shown[i] = Hidden
		}
	}
	return shown
}

// small reports whether n people are a group that cannot be told of.
func small(n int) bool { return n > 0 && n < fewest }

func allHidden(n int) []int {
	shown := make([]int, n)
	for i := range shown {
		shown[i] = Hidden
	}
	return shown
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
