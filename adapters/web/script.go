package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// script is what people did, in the language of conversations as text files:
// saved, it can be played again as a test.
type script struct {
	mu     sync.Mutex
	lines  []string
	locale bot.Locale             // of the community
	look   Look                   // of the first act
	sheets map[bot.User]bot.Sheet // the form that somebody has open
	homes  map[bot.User][]block   // what somebody's home page shows
}

func newScript(l bot.Locale) *script {
	return &script{locale: l, sheets: map[bot.User]bot.Sheet{}, homes: map[bot.User][]block{}}
}

// maxScript is how many lines are kept: the first ones, since a script without
// its beginning cannot be played.
const maxScript = 5000

func (s *script) add(lines ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range lines {
		if line != "" && len(s.lines) < maxScript {
			s.lines = append(s.lines, line)
		}
	}
}

func (s *script) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines, s.look = nil, ""
	clear(s.sheets)
}

// asked remembers the form that a person has open, to tell what they change.
func (s *script) asked(u bot.User, sheet bot.Sheet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sheets[u] = sheet
}

// looked remembers what a person's home page shows.
func (s *script) looked(u bot.User, blocks []block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.homes[u] = blocks
}

// text is the whole script.
func (s *script) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	fmt.Fprintln(&b, "# Saved in the playground. To write down what comes up: alumnibot play --update FILE")
	traits := "roomy"
	if s.look == Discord {
		traits = "cramped"
	}
	fmt.Fprintf(&b, "! traits %s\n! community seeded %s\n\n", traits, s.locale)
	for _, line := range s.lines {
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

// scriptName is what scripts call somebody.
func scriptName(u bot.User) string { return strings.TrimPrefix(string(u), Platform+":") }

// scriptSpan is a span of time as scripts write it.
func scriptSpan(d time.Duration) string {
	var b strings.Builder
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / unit.of; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.name)
			d %= unit.of
		}
	}
	return b.String()
}

// recorded notes an act as a line of a script.
func (s *server) recorded(sc scene, act string) {
	s.script.mu.Lock()
	if s.script.look == "" {
		s.script.look = sc.Look
	}
	s.script.mu.Unlock()
	lines := strings.Split(act, "\n")
	for i := range lines[1:] {
		lines[i+1] = "  >> " + lines[i+1]
	}
	lines[0] = scriptName(sc.person.ID) + s.where(sc) + "> " + lines[0]
	s.script.add(lines...)
}

// where is the channel that a line was typed in, where that is not the usual one.
func (s *server) where(sc scene) string {
	if sc.place == "" || isDirect(sc.place) || sc.Act != "say" {
		return ""
	}
	c, _ := s.world.channel(bot.Channel(sc.place))
	return " in #" + c.Name
}

// recordPress notes a press by the label of the button.
func (s *server) recordPress(sc scene) {
	label, on := "", ""
	if sc.place == "" {
		on = " on home"
	} else if !isDirect(sc.place) {
		c, _ := s.world.channel(bot.Channel(sc.place))
		on = " on #" + c.Name
	}
	r, ok := s.world.message(sc.Message)
	if ok {
		if r.Value.Only != "" {
			on = ""
		}
		label = labelOf(r.Value.Blocks, sc.Action)
	}
	if label == "" {
		s.script.mu.Lock()
		label = labelOf(s.script.homes[sc.person.ID], sc.Action)
		s.script.mu.Unlock()
	}
	if label != "" {
		s.recorded(sc, "["+label+"]"+on)
	}
}

func labelOf(blocks []block, action string) string {
	for _, b := range blocks {
		for _, button := range b.Buttons {
			if button.Action == action {
				return button.Label
			}
		}
	}
	return ""
}

// recordSent notes what was changed in a form.
func (s *server) recordSent(sc scene, values bot.Values) {
	s.script.mu.Lock()
	sheet, ok := s.script.sheets[sc.person.ID]
	s.script.mu.Unlock()
	var changed []string
	for _, page := range sheet.Sections {
		for _, field := range page.Fields {
			name := field.About().Name
			if ok && sheet.ID == sc.Sheet && values[name] != sheet.Values[name] {
				changed = append(changed, name)
			}
		}
	}
	if len(changed) == 0 {
		s.recorded(sc, "send")
		return
	}
	slices.Sort(changed)
	var lines []string
	for i, name := range changed {
		value := strings.ReplaceAll(values[name], "\n", "\n  >> ")
		line := name + ": " + value
		if i > 0 {
			line = "  > " + line
		} else {
			line = scriptName(sc.person.ID) + "> " + line
		}
		lines = append(lines, line)
	}
	s.script.add(lines...)
}

// save is the script, as a file.
func (s *server) save(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="conversation.txt"`)
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(s.script.text())) // a browser that went away needs no answer
}
