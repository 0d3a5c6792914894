package bottest

import (
	"fmt"
	"slices"
	"strings"
)

// completed is got with what want has where something was not seen: the rest of
// a form up to the end of its block, and faults beside fields of that rest.
func completed(want, got []string) []string {
	var out []string
	at := 0 // where in want got is, as long as they agree
	take := func(fits func(string) bool) {
		for at < len(want) && fits(want[at]) {
			out = append(out, want[at])
			at++
		}
	}
	for _, l := range got {
		seen, faults := strings.CutPrefix(l, moreFaults)
		switch {
		case l == moreFields:
			take(func(w string) bool { return strings.HasPrefix(w, "    ") })
		case faults:
			take(func(w string) bool { return isFault(w) && !slices.Contains(strings.Fields(seen), faultName(w)) })
		case at < len(want) && want[at] == l:
			at++
			out = append(out, l)
		default:
			at = len(want)
			out = append(out, l)
		}
	}
	return out
}

func isFault(line string) bool { return strings.HasPrefix(line, "  fault ") }

func faultName(line string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(line, "  fault "), ":")
	return name
}

// differences are the steps that read differently from what was seen, for
// people. manner says how it was played.
func (s *script) differences(seen [][]string, manner string) string {
	var b strings.Builder
	for i, st := range s.steps {
		got := completed(st.want, seen[i])
		if slices.Equal(st.want, got) {
			continue
		}
		fmt.Fprintf(&b, "%s:%d: (%s) %s\n", s.name, st.line, manner, st.raw[0])
		for _, l := range diffLines(st.want, got) {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

// expect makes what was seen what is wanted.
func (s *script) expect(seen [][]string) {
	for i, st := range s.steps {
		st.want = completed(st.want, seen[i])
	}
}

// reading is the script with what was seen below each step.
func (s *script) reading(seen [][]string) string {
	as := &script{name: s.name, after: s.after}
	for i, st := range s.steps {
		read := *st
		read.want = completed(st.want, seen[i])
		as.steps = append(as.steps, &read)
	}
	return as.String()
}

// diffLines marks lines that are only in a with -, only in b with +, by their
// longest common subsequence.
func diffLines(a, b []string) []string {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, "  "+a[i])
			i++
			j++
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, "- "+a[i])
			i++
		default:
			out = append(out, "+ "+b[j])
			j++
		}
	}
	return out
}
