package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// peak is the most memory that a process has had, in KiB; 0 where the system does
// not tell.
func peak(pid int) (kib int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
			return kib
		}
	}
	return 0
}

var needsNumber = regexp.MustCompile(`宛先は(\d+)人`)

// broadcastTo writes to whom a query finds, and returns how many those are.
func (f *fleet) broadcastTo(query string) (recipients int) {
	f.t.Helper()
	line := "/broadcast new title:再開のお知らせ body:事務所は月曜から開きます。 " + query + " when:now confirm:"
	o := operators{}
	for _, v := range f.env {
		name, value, _ := strings.Cut(v, "=")
		o[name] = value
	}
	said := o.as(f.t, fleetMember, line+"1")
	found := needsNumber.FindStringSubmatch(said.stderr)
	if found == nil {
		f.t.Fatalf("it is not said how many those are: %+v", said)
	}
	f.operate("do", "--as", fleetMember, line+found[1])
	_, _ = fmt.Sscan(found[1], &recipients)
	return recipients
}

// TestSoakMemoryIsFlat: a copy of the program that writes to everybody takes as
// much memory as one that writes to few of the same community.
func TestSoakMemoryIsFlat(t *testing.T) {
	members := 4_000
	if soaks() {
		members = 100_000
	}
	k := keptRedis(t, "everysec")
	f := newFleet(t, k.URL(), k.Client, members, 100_000)
	var peaks []int
	sent := 0
	for _, query := range []string{"audience:skill:react hours:>=20", ""} {
		f.start(1)
		c := f.copies[len(f.copies)-1]
		n := f.broadcastTo(query)
		sent += n
		f.until(20*time.Minute, "everybody has it", func() bool { return len(f.slack.Taken()) >= sent })
		peaks = append(peaks, peak(c.cmd.Process.Pid))
		c.kill()
		t.Logf("%d of %d members: at most %d KiB", n, members, peaks[len(peaks)-1])
	}
	if peaks[0] == 0 {
		t.Skip("the system does not tell how much memory a process has")
	}
	// What the collector leaves lying about differs by some megabytes.
	if peaks[1] > peaks[0]*5/4+8<<10 {
		t.Errorf("%d KiB for few, %d KiB for all", peaks[0], peaks[1])
	}
}
