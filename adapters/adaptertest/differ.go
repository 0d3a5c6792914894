package adaptertest

import (
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot/bottest"
)

// differ tells what was expected on whose screen, and what is there.
func (r *room) differ(missing []screenEntry, extra []bottest.Shown) {
	r.Helper()
	var b strings.Builder
	b.WriteString("screens do not show what they should\n")
	for i, s := range missing {
		same := 0
		if i < len(extra) { // probably what came of it
			same = equalLines(s.lines, entryOf(extra[i]).lines)
		}
		fmt.Fprintf(&b, "expected %s:\n%s", r.where(s), indented(s.lines, same))
	}
	for i, n := range extra {
		s, same := entryOf(n), 0
		if i < len(missing) {
			same = equalLines(s.lines, missing[i].lines)
		}
		fmt.Fprintf(&b, "but there is %s:\n%s", r.where(s), indented(s.lines, same))
	}
	if len(extra) == 0 {
		b.WriteString("but there is nothing\n")
	}
	r.Errorf("%s", b.String())
}

// equalLines is how many lines are the same at the beginning.
func equalLines(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// where is a place as one says it.
func (r *room) where(s screenEntry) string {
	where := "on " + s.place.Person + "'s screen, "
	switch s.place.Kind {
	case bottest.Private:
		where += "for nobody else to see"
	case bottest.Direct:
		where += "as a direct message"
	case bottest.Channel:
		where = "on everybody's screen (" + strings.Join(r.people, ", ") + "), in " + s.place.Channel
	case bottest.AtHome:
		where += "on the home page"
	case bottest.InForm:
		where += "in a form"
	case bottest.Offered:
		where += "as completions"
	}
	if s.place.Thread {
		where += ", in a thread"
	}
	if s.edits != "" {
		where += fmt.Sprintf(", in the place of the message that began %q", r.reads[s.edits])
	}
	return where
}

func firstLine(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

const (
	maxLines  = 12  // printed of one message
	maxRunes  = 160 // printed of one line
	linesKept = 2   // above the first difference
)

// indented are lines below what is said about them; of many, those where they
// begin to differ from what was expected: behind the first few, which are the
// same.
func indented(lines []string, same int) string {
	var b strings.Builder
	from := 0
	if len(lines) > maxLines {
		from = max(0, min(same-linesKept, len(lines)-1))
	}
	if from > 0 {
		fmt.Fprintf(&b, "        … %d lines which are as expected\n", from)
	}
	for i, l := range lines[from:] {
		if i == maxLines {
			fmt.Fprintf(&b, "        … and %d more lines\n", len(lines)-from-i)
			break
		}
		if runes := []rune(l); len(runes) > maxRunes {
			l = fmt.Sprintf("%s… (%d characters)", string(runes[:maxRunes]), len(runes))
		}
		b.WriteString("        " + l + "\n")
	}
	if len(lines) == 0 {
		b.WriteString("        (nothing in it)\n")
	}
	return b.String()
}
