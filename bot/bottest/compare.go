package bottest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What a script leaves out: lines of one place, and whole places.
const (
	anyLines  = "    …"
	anyPlaces = "  …"
)

// edit is a line in a comparison: in both texts (' '), only written ('-'), or only
// seen ('+').
type edit struct {
	kind byte
	line string
}

// The costs of a comparison; the cheapest one is shown. What is left out covers as
// little as it can. A missing line costs the most, so that an update drops the line
// that the script is about only if nothing can be its new reading, at best a line of
// the same kind. Two changed lines cost more than a missing and a new one, so that
// equal lines further on are found.
const (
	costCovered   = 4
	costOtherKind = 2
	costNew       = 500
	costChanged   = 1400
	costMissing   = 1500
)

// comparison compares what is written below a step with what was seen. cost[i][j] is
// that of everything from line i of want and line j of got on.
type comparison struct {
	want, got []string
	cost      [][]int
}

// move is the start of a comparison: the next want lines and got lines, what it costs,
// and what it says about them.
type move struct {
	want, got, cost int
	edits           []edit
}

// compare is how got differs from want. Lines that stand for what was left out or not
// seen are in both.
func compare(want, got []string) []edit {
	c := comparison{want: want, got: got, cost: make([][]int, len(want)+1)}
	for i := range c.cost {
		c.cost[i] = make([]int, len(got)+1)
	}
	for i := len(want); i >= 0; i-- {
		for j := len(got); j >= 0; j-- {
			if i < len(want) || j < len(got) {
				c.cost[i][j] = c.best(i, j).cost
			}
		}
	}
	var edits, added []edit
	for i, j := 0, 0; i < len(want) || j < len(got); {
		m := c.best(i, j)
		for _, e := range m.edits {
			switch e.kind {
			case '+':
				added = append(added, e)
				continue
			case ' ':
				edits, added = append(edits, added...), nil
			}
			edits = append(edits, e)
		}
		i, j = i+m.want, j+m.got
	}
	return append(edits, added...)
}

// best is the cheapest move at a position, the first of several.
func (c comparison) best(i, j int) move {
	best := move{cost: -1}
	for _, m := range c.moves(i, j) {
		m.cost += c.cost[i+m.want][j+m.got]
		if best.cost < 0 || m.cost < best.cost {
			best = m
		}
	}
	return best
}

func (c comparison) moves(i, j int) (moves []move) {
	inWant, inGot := i < len(c.want), j < len(c.got)
	if inGot {
		if seen, unseen := c.unseen(j); unseen {
			moves = append(moves, move{got: 1})
			if inWant && seen(c.want[i]) {
				moves = append(moves, move{want: 1, edits: []edit{{' ', c.want[i]}}})
			}
			return moves
		}
	}
	if inWant && (c.want[i] == anyLines || c.want[i] == anyPlaces) {
		moves = append(moves, move{want: 1, edits: []edit{{' ', c.want[i]}}})
		if n := c.covered(c.want[i], j); n > 0 {
			moves = append(moves, move{got: n, cost: costCovered * n})
		}
		if inGot {
			moves = append(moves, move{got: 1, cost: costNew, edits: []edit{{'+', shown(c.got[j])}}})
		}
		return moves
	}
	if inWant && inGot && equal(c.want[i], c.got[j]) {
		moves = append(moves, move{want: 1, got: 1, edits: []edit{{' ', c.want[i]}}})
	}
	if inWant && inGot {
		cost := costChanged
		if kindOf(c.want[i]) != kindOf(c.got[j]) {
			cost += costOtherKind
		}
		moves = append(moves, move{1, 1, cost, []edit{{'-', c.want[i]}, {'+', shown(c.got[j])}}})
	}
	if inWant {
		moves = append(moves, move{want: 1, cost: costMissing, edits: []edit{{'-', c.want[i]}}})
	}
	if inGot {
		moves = append(moves, move{got: 1, cost: costNew, edits: []edit{{'+', shown(c.got[j])}}})
	}
	return moves
}

// bar is one of a chart in text. Where a chart is drawn there is none.
var bar = regexp.MustCompile(`: █+ `)

// equal reports whether a line was seen as it is written. Where the answer to the last
// part of a form comes up apart, the message that a roomy platform edits counts for it.
func equal(want, got string) bool {
	who, is := strings.CutPrefix(got, answeredApart)
	if !is {
		return want == got || strings.Contains(want, "█") && bar.ReplaceAllString(want, ": ") == got
	}
	return want == onlyYou || want == "  only you, update:" || want == "  "+who+", direct, update:"
}

// shown is a line as it stands in a script.
func shown(got string) string {
	if strings.HasPrefix(got, answeredApart) {
		return onlyYou
	}
	return got
}

// unseen reports whether line j of got stands for what was not seen, and for which
// lines: the rest of a form up to the end of its place, and faults of that rest.
func (c comparison) unseen(j int) (stands func(want string) bool, ok bool) {
	if c.got[j] == moreFields {
		return inPlace, true
	}
	seen, ok := strings.CutPrefix(c.got[j], moreFaults)
	return func(want string) bool {
		return isFault(want) && !slices.Contains(strings.Fields(seen), faultName(want))
	}, ok
}

// covered is how many lines of got, from j on, are left out in one move.
func (c comparison) covered(by string, j int) int {
	switch {
	case j == len(c.got) || inPlace(c.got[j]) != (by == anyLines):
		return 0
	case by == anyLines:
		return 1
	}
	n := 1
	for j+n < len(c.got) && inPlace(c.got[j+n]) {
		n++
	}
	return n
}

// kindOf is how a line begins that is no running text: a heading, a note, buttons.
func kindOf(line string) string {
	begins := strings.TrimSpace(line)
	for _, mark := range marks {
		if strings.HasPrefix(begins, mark) {
			return mark
		}
	}
	return ""
}

// inPlace reports whether a line is what is read in a place, and not where.
func inPlace(line string) bool { return strings.HasPrefix(line, "    ") }

func isFault(line string) bool { return strings.HasPrefix(line, "  fault ") }

func faultName(line string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(line, "  fault "), ":")
	return name
}

// same reports whether nothing differs.
func same(edits []edit) bool {
	return !slices.ContainsFunc(edits, func(e edit) bool { return e.kind != ' ' })
}

// updated is want as it has to read for got, with what it leaves out still left out.
func updated(want, got []string) (lines []string) {
	for _, e := range compare(want, got) {
		if e.kind != '-' {
			lines = append(lines, e.line)
		}
	}
	return lines
}

// differences are the steps that read differently from what was seen, for
// people. manner says how it was played.
func (s *script) differences(seen [][]string, manner string) string {
	var b strings.Builder
	for i, st := range s.steps {
		edits := compare(st.want, seen[i])
		if same(edits) {
			continue
		}
		fmt.Fprintf(&b, "%s:%d: (%s) %s\n", s.name, st.line, manner, st.raw[0])
		for _, e := range edits {
			fmt.Fprintf(&b, "%c %s\n", e.kind, e.line)
		}
	}
	return b.String()
}

// expect makes what was seen what is wanted.
func (s *script) expect(seen [][]string) {
	for i, st := range s.steps {
		st.want = updated(st.want, seen[i])
	}
}

// reading is the script with what was seen below each step.
func (s *script) reading(seen [][]string) string {
	as := &script{name: s.name, after: s.after}
	for i, st := range s.steps {
		read := *st
		read.want = updated(st.want, seen[i])
		as.steps = append(as.steps, &read)
	}
	return as.String()
}
