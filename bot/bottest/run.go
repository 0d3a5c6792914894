package bottest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// Player plays scripts.
type Player struct {
	Build Build
	// Stage makes the platform to play on; nil: a Hall with these traits. It
	// returns nil for traits that its platform never has: those are left out.
	Stage func(bot.Traits) Stage
}

// Played is a script that was played to its end.
type Played struct {
	// Script is how it would have to read: the acts, comments and world lines
	// as they were, with what was seen below them. nil if the script is for
	// none of the traits that the stage has.
	Script []byte
	// Differences tells people what reads differently; empty if nothing does.
	Differences string
}

// Play plays a script as its traits demand: roomy, cramped, or one after the
// other. name is for messages. The error says what cannot be played, with its
// line.
//
// For both, Script is what was seen where there is room, and Differences also
// tell where the cramped platform showed something else than that. With update,
// Differences are only those.
func (p Player) Play(ctx context.Context, name string, text []byte, update bool) (*Played, error) {
	s, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	result := &Played{}
	for _, t := range traitsOf(s) {
		stage := Stage(NewHall(t))
		if p.Stage != nil {
			stage = p.Stage(t)
		}
		if stage == nil {
			continue
		}
		seen, err := p.once(ctx, s, t, stage)
		if err != nil {
			return nil, err
		}
		if result.Script == nil {
			result.Script = []byte(s.reading(seen))
			if update {
				s.expect(seen)
			}
		}
		result.Differences += s.differences(seen, manner(t))
	}
	return result, nil
}

// once plays the script with one kind of traits, and returns what was seen
// below each step.
func (p Player) once(ctx context.Context, s *script, t bot.Traits, stage Stage) (seen [][]string, err error) {
	w, seeded, end, err := setUp(ctx, s, stage, p.Build)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	one := &player{
		script: s, stage: stage, traits: stage.Adapter().Traits(), world: w,
		merge: len(traitsOf(s)) > 1 && !t.InlineFaults,
		forms: map[string]*filling{}, walked: map[bot.MessageRef]bool{},
		screens: screens{people: map[string]Person{}},
	}
	for _, q := range seeded {
		one.screens.people[q.ID] = q
	}
	for _, n := range w.before {
		one.screens.notice(n) // the script begins with it on the screens
	}
	if err := one.play(ctx); err != nil {
		return nil, err
	}
	for _, blocks := range one.out {
		seen = append(seen, linesOf(blocks))
	}
	return seen, nil
}

func manner(t bot.Traits) string {
	if t.InlineFaults {
		return "roomy"
	}
	return "cramped"
}

func traitsOf(s *script) []bot.Traits {
	var traits []bot.Traits
	on := s.setting().traits
	if on.roomy {
		traits = append(traits, Roomy())
	}
	if on.cramped {
		traits = append(traits, Cramped())
	}
	return traits
}

// Run plays every script in testdata/*.txt, each as a subtest. With UPDATE=1 in
// the environment it rewrites those that read differently.
func Run(t *testing.T, build Build) {
	t.Helper()
	each(t, func(t *testing.T, file string) { runFile(t, build, file) })
}

// RunOn plays the same scripts on another stage, which has to show what is
// written in them. A script for traits that the stage does not have is skipped.
func RunOn(t *testing.T, build Build, stage func(testing.TB, bot.Traits) Stage) {
	t.Helper()
	each(t, func(t *testing.T, file string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		on := func(traits bot.Traits) Stage { return stage(t, traits) }
		played, err := Player{Build: build, Stage: on}.Play(t.Context(), file, text, false)
		switch {
		case err != nil:
			t.Fatal(err)
		case played.Script == nil:
			t.Skip("a script for another kind of platform")
		case played.Differences != "":
			t.Errorf("- as written, + as seen:\n%s", played.Differences)
		}
	})
}

func each(t *testing.T, play func(t *testing.T, file string)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { play(t, file) })
	}
}

func runFile(t *testing.T, build Build, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	update := os.Getenv("UPDATE") == "1"
	played, err := Player{Build: build}.Play(t.Context(), file, text, update)
	if err != nil {
		t.Fatal(err)
	}
	if played.Differences != "" {
		t.Errorf("- as written, + as seen (UPDATE=1 writes it down):\n%s", played.Differences)
	}
	if update && !bytes.Equal(played.Script, text) {
		if err := os.WriteFile(file, played.Script, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
