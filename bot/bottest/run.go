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

	place string    // as in script.leftOut
	on    *Platform // to play on; nil: a MemoryPlatform, with the traits of each script
	t     testing.TB
}

// Platform is one that scripts are played on.
type Platform struct {
	Name    string // OnSlack, OnDiscord or OnPage
	Cramped bool   // it shows five fields of a form at once, and no faults
	// Stage is an empty one, which ends with the test.
	Stage func(testing.TB) Stage
}

// Played is a script that was played to its end.
type Played struct {
	// Script is how it would have to read: the acts, comments and world lines
	// as they were, with what was seen below them.
	Script []byte
	// LeftOut is why the script is not played here, as it says itself; then
	// there is nothing else.
	LeftOut string
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
	traits, why := p.traitsFor(s)
	if why != "" {
		result.LeftOut = why
		return result, nil
	}
	for _, t := range traits {
		stage := Stage(NewMemoryPlatform(t))
		if p.on != nil {
			stage = p.on.Stage(p.t)
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

// traitsFor are those with which the script is played, or why it is not.
func (p Player) traitsFor(s *script) (traits []bot.Traits, why string) {
	if why := s.leftOut(p.place); why != "" {
		return nil, why
	}
	for _, t := range traitsOf(s) {
		if p.on == nil || p.on.Cramped != t.InlineFaults {
			traits = append(traits, t)
		}
	}
	if len(traits) == 0 {
		return nil, s.setting().traits.why
	}
	return traits, ""
}

// Run plays every script in testdata/*.txt, each as a subtest. With UPDATE=1 in
// the environment it rewrites those that read differently.
func Run(t *testing.T, build Build) {
	t.Helper()
	each(t, Player{Build: build, place: here}, func(t *testing.T, p Player, file string, text []byte) {
		update := os.Getenv("UPDATE") == "1"
		played, err := p.Play(t.Context(), file, text, update)
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
	})
}

// RunOn plays the same scripts on a platform, which has to show what is written in
// them. What a script says it is not for is left out.
func RunOn(t *testing.T, build Build, on Platform) {
	t.Helper()
	each(t, Player{Build: build, place: on.Name, on: &on}, func(t *testing.T, p Player, file string, text []byte) {
		p.t = t
		played, err := p.Play(t.Context(), file, text, false)
		if err != nil {
			t.Fatal(err)
		}
		if played.Differences != "" {
			t.Errorf("- as written, + as seen:\n%s", played.Differences)
		}
	})
}

// each has the player play every script that is not left out.
func each(t *testing.T, p Player, play func(t *testing.T, p Player, file string, text []byte)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, err := parse(file, text)
		if err != nil {
			t.Fatal(err)
		}
		if _, why := p.traitsFor(s); why != "" {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { play(t, p, file, text) })
	}
}
