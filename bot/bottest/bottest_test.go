package bottest

import (
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestScripts(t *testing.T) { Run(t, newClub) }

func TestFeatureLimits(t *testing.T) { CheckFeatures(t, newClub(Env{}).Features...) }

// TestREADME plays the conversation that the language is introduced with.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "```\n")
	example, _, ok := strings.Cut(after, "```\n")
	if !ok {
		t.Fatal("README.md has no example")
	}
	played, err := Player{Build: newClub}.Play(t.Context(), "README.md", []byte(example), false)
	if err != nil {
		t.Fatal(err)
	}
	if played.Differences != "" {
		t.Error(played.Differences)
	}
}
