package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLicencesAreComplete: the file in the binary is what would be written now.
func TestLicencesAreComplete(t *testing.T) {
	want, err := licences()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../alumnibot/licences.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("run go run ./cmd/licences cmd/alumnibot/licences.txt (-linked +file):\n%s", diff)
	}
}
