package engine

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// Where nobody is there to fill in a form, the options do; what is missing is
// said, and nothing is kept of it.
func TestUnattended(t *testing.T) {
	d, redis := newHarnessOver(t, nil)
	alone := bot.Traits{Platform: "test", FormFields: 100, InlineFaults: true, Unattended: true}
	if sheet := d.ask(d.command("hana", alone, "/x make")); len(sheet.Sections) != 2 {
		t.Errorf("without options: %+v", sheet)
	}
	for line, faulty := range map[string][]string{
		"/x make title:A":           {"hours", "task"},
		"/x make title:A hours:99":  {"hours", "task"},
		"/x quick title:A":          {"hours"},
		"/x quick hours:3":          {"title"},
		"/x quick title:A hours:no": {"hours"},
	} {
		amend, ok := d.command("hana", alone, line).(bot.Amend)
		if got := slices.Sorted(maps.Keys(amend.Faults)); !ok || !slices.Equal(got, faulty) || len(amend.Sheet.Sections) == 0 {
			t.Errorf("%s: faults in %v, want %v", line, got, faulty)
		}
	}
	d.fail = func(pass int) error {
		if pass == 1 {
			return bot.RefuseField("title", bot.Textf("taken"))
		}
		return nil
	}
	if amend, ok := d.command("hana", alone, "/x quick title:A hours:3").(bot.Amend); !ok || amend.Faults["title"] != "taken" {
		t.Errorf("a fault that the route finds: %+v", amend)
	}
	for key := range redis.Dump(t) {
		if strings.Contains(key, ":draft:") || strings.Contains(key, ":made:") {
			t.Errorf("%s is kept", key)
		}
	}
	d.says(d.command("hana", alone, "/x quick title:A hours:３"), "made A")
	if len(d.made) != 1 || d.made[0]["hours"] != "3" {
		t.Errorf("made %v", d.made)
	}
}

func TestReads(t *testing.T) {
	d := newHarness(t, nil)
	for line, want := range map[string]string{
		"/x make title:A": "x make", "／X　ＭＡＫＥ": "x make", "x quick": "x quick", "/x": "", "/y make": "", "": "", "/ ": "",
	} {
		if got, ok := d.Reads(line); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %t", line, got, ok)
		}
	}
}
