package bottest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComparesFaultsOfPartsThatWereNotSeen(t *testing.T) {
	want := []string{"  fault a: x", "  fault c: y"}
	for _, tt := range []struct {
		seen string
		same bool
	}{{"a b", true}, {"a b c", false}} {
		if same := same(compare(want, []string{"  fault a: x", moreFaults + tt.seen})); same != tt.same {
			t.Errorf("fields %s were seen: same %v, want %v", tt.seen, same, tt.same)
		}
	}
}

func TestComparesFormsWhosePartsWereNotSeen(t *testing.T) {
	want := []string{"  form: F", "    a: A *", "    b: B *", "    [送信]", "  only you:", "    x"}
	for _, tt := range []struct {
		name string
		got  []string
		same bool
	}{
		{"whole", want, true},
		{"first part", []string{"  form: F", "    a: A *", moreFields, "  only you:", "    x"}, true},
		{"first part differs", []string{"  form: F", "    a: other", moreFields, "  only you:", "    x"}, false},
		{"something else follows", []string{"  form: F", "    a: A *", moreFields}, false},
		{"a field missing", []string{"  form: F", "    a: A *", "    [送信]", "  only you:", "    x"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if edits := compare(want, tt.got); same(edits) != tt.same {
				t.Errorf("same: %v, want %v:\n%v", same(edits), tt.same, edits)
			}
		})
	}
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func TestComparesWhatIsLeftOut(t *testing.T) {
	const answer = "  only you:\n    = A\n    a\n    b\n    [X]\n  ken, direct:\n    c"
	for _, tt := range []struct {
		name, want, got string
		updated         string // empty: want fits
	}{
		{"lines", "  only you:\n    …\n    b\n    …\n  ken, direct:\n    c", answer, ""},
		{"no lines", "  only you:\n    = A\n    a\n    …\n    b\n    [X]\n    …\n  ken, direct:\n    c", answer, ""},
		{"lines of one place only", "  only you:\n    …\n    c", answer, "  only you:\n    …\n  ken, direct:\n    c"},
		{"a place", "  only you:\n    …\n  …", answer, ""},
		{"no place", "  …\n  only you:\n    …\n  ken, direct:\n    c\n  …", answer, ""},
		{"no part of a place", "  only you:\n    = A\n  …", answer, "  only you:\n    = A\n    a\n    b\n    [X]\n  …"},
		{"every place", "  …", answer, ""},
		{"nothing was seen", "  …", "", ""},
		{"the subject changed", "  only you:\n    …\n    was\n    …\n  …", "  only you:\n    = A\n    is\n    [X]", "  only you:\n    …\n    is\n    …\n  …"},
		{"the subject is gone", "  only you:\n    …\n    was\n    …", "  only you:\n    = A", "  only you:\n    …\n    = A\n    …"},
		{"a form's rest was not seen", "  form: F\n    …\n    b: B *\n    …", "  form: F\n    a: A *\n" + moreFields, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, got := lines(tt.want), lines(tt.got)
			if same := same(compare(want, got)); same != (tt.updated == "") {
				t.Errorf("same: %v", same)
			}
			updatedTo := updated(want, got)
			if tt.updated == "" {
				tt.updated = tt.want
			}
			if diff := cmp.Diff(lines(tt.updated), updatedTo); diff != "" {
				t.Errorf("updated (-want +got):\n%s", diff)
			}
			if !same(compare(updatedTo, got)) {
				t.Errorf("what was updated differs: %q", updatedTo)
			}
		})
	}
}

func TestShowsTheFewestDifferences(t *testing.T) {
	got := compare([]string{"    a", "    b", "    c"}, []string{"    b", "    x", "    c"})
	want := []edit{{'-', "    a"}, {' ', "    b"}, {'+', "    x"}, {' ', "    c"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
