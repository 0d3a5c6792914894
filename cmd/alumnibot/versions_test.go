package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// olderVersion is the commit of the version that the present one has to work beside
// while copies are updated one by one. What it writes is what 2026-11 wrote.
const olderVersion = "6d52c9d7a629ed484d9a7c953e25ce9b36cd228e"

var buildOlder = sync.OnceValues(func() (string, error) {
	source, path := filepath.Join(builtIn, "older"), filepath.Join(builtIn, "alumnibot-older")
	if err := os.MkdirAll(source, 0o700); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"git", "-C", "../..", "archive", "-o", source + ".tar", olderVersion},
		{"tar", "-x", "-f", source + ".tar", "-C", source},
		{"go", "build", "-C", source, "-trimpath", "-buildvcs=false", "-o", path, "./cmd/alumnibot"},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return path, nil
})

// olderBinary is the program as it was at olderVersion. It needs the repository's
// history, which a source archive does not have.
func olderBinary(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("../../.git"); err != nil && os.Getenv("ALUMNIBOT_TEST_REAL") == "" {
		t.Skip("there is no history to build the older version from")
	}
	path, err := buildOlder()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSoakNeighbouringVersions runs the older version and the present one on one
// Redis. They write to everybody on a Slack that loses replies, while people change
// their profiles by way of both, and each copy is killed in turn. Everybody gets the
// message once, and nothing that one version wrote is erased by the other.
func TestSoakNeighbouringVersions(t *testing.T) {
	members, length := 300, 20*time.Second
	if soaks() {
		members, length = 2_000, 2*time.Minute
	} else {
		t.Parallel() // most of it is waiting for the dead's leases, and for Slack's history
	}
	versions := []string{olderBinary(t), binary(t)}
	k := keptRedis(t, "everysec")
	f := newFleet(t, k.URL(), k.Client, members, int(float64(members)*time.Minute.Seconds()/length.Seconds()))
	f.losesReplies()
	for _, version := range versions {
		f.startVersion(version, 1)
	}
	before := f.fields("member")
	begun, kills, edits := time.Now(), 0, &profileEdits{f: f, versions: versions}
	id := f.broadcast()
	for time.Since(begun) < length {
		for range 4 {
			edits.next()
		}
		soon(200 * time.Millisecond)
		f.copies[kills%len(f.copies)].restart()
		kills++
	}
	r := f.settled(id, 10*time.Minute)
	t.Logf("%d members, %d edits, %d kills, %s: %+v", members, edits.n, kills, time.Since(begun).Round(time.Second), r)
	f.check(id, r)
	edits.check()
	after := f.fields("member")
	for key, fields := range before {
		if missing := slices.DeleteFunc(fields, func(name string) bool { return slices.Contains(after[key], name) }); len(missing) > 0 {
			t.Errorf("%s has lost %q", key, missing)
		}
	}
}

// profileEdits are changes to the profiles of some members: each time to another
// field, by way of another version.
type profileEdits struct {
	f        *fleet
	versions []string
	n        int
	want     [10]map[string]string // what each member's profile says, by option
}

// next changes one field.
func (e *profileEdits) next() {
	e.f.t.Helper()
	n := e.n
	e.n++
	options := []string{"department", "place", "hours", "name"}
	who, option := n%len(e.want), options[n/len(e.want)%len(options)]
	value := fmt.Sprint("第", n)
	if option == "hours" {
		value = fmt.Sprint(n%100 + 1)
	}
	if e.want[who] == nil {
		e.want[who] = map[string]string{}
	}
	e.want[who][option] = value
	version := e.versions[(n+n/len(e.want))%len(e.versions)]
	e.f.operateWith(version, "do", "--as", e.account(who), "/alumni edit "+option+":"+value)
}

func (e *profileEdits) account(who int) string { return fmt.Sprintf(slackMembers, who+1) }

// check asks each version for the profiles: all edits are in them.
func (e *profileEdits) check() {
	e.f.t.Helper()
	for who, want := range e.want {
		for _, version := range e.versions {
			profile := e.f.operateWith(version, "do", "--as", e.account(who), "/alumni profile")
			for option, value := range want {
				if !strings.Contains(profile, ": "+value) {
					e.f.t.Errorf("%s: %s is not %q in\n%s", e.account(who), option, value, profile)
				}
			}
		}
	}
}

// fields are the names of the fields that each stored record of a collection has.
func (f *fleet) fields(collection string) map[string][]string {
	f.t.Helper()
	keys, err := f.keys("{c:alumni}:" + collection + ":r:*")
	if err != nil {
		f.t.Fatal(err)
	}
	all := map[string][]string{}
	for _, key := range keys {
		text, err := f.client.HGet(f.t.Context(), key, "d").Result()
		if err != nil {
			f.t.Fatal(err)
		}
		var record map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &record); err != nil {
			f.t.Fatalf("%s: %v", key, err)
		}
		all[key] = slices.Collect(maps.Keys(record))
	}
	return all
}
