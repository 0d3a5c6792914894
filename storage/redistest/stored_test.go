package redistest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// structuresFile is what the program of November 2026 left in Redis after
// writeStructures: its ledger, agenda, limiter, ballot box and feed. To make it,
// that program's package runs this test with UPDATE=1.
var structuresFile = filepath.Join(goldenDir, "structures.txt")

// What is not a record is written as in November 2026, and read as it was written
// then.
func TestStoredStructures(t *testing.T) {
	r := Mini(t)
	writeStructures(t, r)
	written := r.Snapshot(t)
	if os.Getenv("UPDATE") == "1" {
		if _, err := os.Stat(structuresFile); os.IsNotExist(err) {
			must(t, os.MkdirAll(goldenDir, 0o755))
			must(t, os.WriteFile(structuresFile, written, 0o644))
		}
	}
	recorded, err := os.ReadFile(structuresFile)
	must(t, err)
	got, want := withoutTokens(written), withoutTokens(recorded)
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("not written any more: %s", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("new: %s", line)
		}
	}

	expected := readStructures(t, r)
	r.clear(t)
	r.Restore(t, recorded)
	same(t, string(r.Snapshot(t)), string(recorded))
	same(t, readStructures(t, r), expected)
}

// tokens are the parts of keys and values that are random.
var tokens = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z2-7]{26}|"epoch" "[^"]+"`)

func withoutTokens(snapshot []byte) []string {
	lines := strings.Split(strings.TrimSpace(string(snapshot)), "\n")
	for i, line := range lines {
		lines[i] = tokens.ReplaceAllString(line, "<token>")
	}
	slices.Sort(lines)
	return lines
}

// writeStructures brings each structure into the states that it can have.
func writeStructures(t *testing.T, r *Redis) {
	must(t, r.Client.Set(ctx, "{c:acme}:rev", 41, 0).Err()) // it begins anywhere
	add(t, r, "a", note{Text: "a", Tags: []string{"x"}, Only: "a"})
	b := add(t, r, "b", note{Text: "b"})
	tx := r.DB.Begin(acme, "deleted", noon)
	notes(r).Delete(tx, b)
	must(t, tx.Commit(ctx))

	queue(t, r, announcement("many", 7))
	lease := take(t, r, noon, 6)
	l := storage.NewLedger(r.DB)
	contact := storage.Contact{Member: 7, Name: "gig g1", Most: 2}
	_, err := l.Begin(ctx, acme, lease, storage.Next{Position: 0, Contact: contact}, noon)
	must(t, err)
	must(t, settle(r, lease, 0, storage.Outcome{State: storage.Sent, Ref: "m1"}, 1, noon))
	must(t, settle(r, lease, 1, storage.Outcome{State: storage.Failed, Reason: "gone"}, 2, noon))
	must(t, settle(r, lease, 2, storage.Outcome{State: storage.Pending, Retry: noon.Add(time.Hour), Tries: 1}, 3, noon))
	must(t, settle(r, lease, 3, storage.Outcome{State: storage.Unknown, Reason: "uncertain"}, 4, noon))
	must(t, settle(r, lease, 4, storage.Outcome{State: storage.Suppressed, Reason: "consent"}, 5, noon))
	queue(t, r, card())
	live := take(t, r, noon, 9)
	for _, i := range live.Items {
		must(t, begin(r, live, i.Position, noon))
		must(t, settle(r, live, i.Position, storage.Outcome{State: storage.Sent, Ref: "m2"}, -1, noon))
	}

	plan(t, r, acme, noon, "x.daily:", "x.later:about")
	jobs := takeJobs(t, r, noon, 1)
	must(t, advance(r, jobs[0], noon, noon.Add(24*time.Hour)))

	even := storage.Bucket{Name: "app", Max: 60, Per: time.Minute}
	burst := storage.Bucket{Name: "channel", Max: 5, Per: 5 * time.Second, Burst: true}
	reserve(t, r, noon, time.Minute, even, burst)
	reserve(t, r, noon, time.Minute, even)

	must(t, cast(t, r, "ann", "yes"))
	tx = r.DB.Begin(acme, "", noon)
	storage.NewBallotBox(r.DB).Abstain(tx, "poll", "ben")
	must(t, tx.Commit(ctx))
}

// readStructures is what the program reads of them, and does next with them.
func readStructures(t *testing.T, r *Redis) string {
	l, later := storage.NewLedger(r.DB), noon.Add(2*time.Hour)
	var out []any
	for _, id := range []string{"many", "card"} {
		deliveries, err := l.Deliveries(ctx, acme, id, 0, 10)
		must(t, err)
		tally, err := l.Counts(ctx, acme, id)
		must(t, err)
		out = append(out, deliveries, tally)
	}
	lease := take(t, r, later, 9)
	out = append(out, lease.Announcement, lease.Notice, lease.About, lease.Version, items(lease))
	for _, id := range []string{"x.daily:", "x.later:about"} {
		job, err := storage.NewAgenda(r.DB).Get(ctx, acme, id)
		must(t, err)
		out = append(out, job)
	}
	out = append(out, jobIDs(takeJobs(t, r, later, 9)))
	changes, _, _, err := notes(r).Changes(ctx, acme, "0", 10)
	must(t, err)
	out = append(out, changes, get(t, r, "a").Value)
	out = append(out, look(t, r, "ann"), look(t, r, "ben"), ballots(t, r))
	out = append(out, waits(reserve(t, r, noon, time.Minute, storage.Bucket{Name: "app", Max: 60, Per: time.Minute})))
	tx := r.DB.Begin(acme, "deleted", noon)
	out = append(out, tx.Commit(ctx))
	return fmt.Sprint(out...)
}
