package bottest

import (
	"fmt"
	"strings"
)

// script is a conversation as it is written.
type script struct {
	name  string
	steps []*step
	after []string // comments and blank lines at the end
}

// step is an act or a world line, with everything that belongs to it.
type step struct {
	line   int      // where raw begins, from 1
	before []string // comments and blank lines above it
	raw    []string // as written, continuation lines included
	want   []string // the indented lines below it
	do     deed
}

// deed is what a step does: an act of a person, or a change of the world.
type deed interface{ deed() }

// SyntaxError is a line that is not in the language.
type SyntaxError struct {
	Script string
	Line   int
	Reason string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.Script, e.Line, e.Reason) }

// parse reads a script. The error is a *SyntaxError.
func parse(name string, text []byte) (*script, error) {
	p := parser{script: &script{name: name}}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if err := p.take(i+1, strings.TrimRight(line, "\r")); err != nil {
			return nil, err
		}
	}
	if err := p.close(); err != nil {
		return nil, err
	}
	p.script.after = p.loose
	return p.script, nil
}

type parser struct {
	script  *script
	loose   []string // comments and blank lines not yet above anything
	current *step    // the step that indented lines belong to
}

func (p *parser) wrong(line int, format string, args ...any) error {
	return &SyntaxError{Script: p.script.name, Line: line, Reason: fmt.Sprintf(format, args...)}
}

func (p *parser) take(number int, line string) error {
	switch {
	case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		if err := p.close(); err != nil {
			return err
		}
		p.loose = append(p.loose, strings.TrimSpace(line))
		return nil
	case strings.HasPrefix(line, "  >"):
		if p.current == nil || len(p.current.want) > 0 {
			return p.wrong(number, "a line that begins with > continues the act right above it")
		}
		p.current.raw = append(p.current.raw, line)
		return nil
	case strings.HasPrefix(line, "  "):
		if p.current == nil {
			return p.wrong(number, "an indented line belongs below an act; a blank line ends what belongs to it")
		}
		p.current.want = append(p.current.want, line)
		return nil
	case line[0] == ' ' || line[0] == '\t':
		return p.wrong(number, "indent by two spaces, and by four below a place")
	}
	if err := p.close(); err != nil {
		return err
	}
	p.current = &step{line: number, before: p.loose, raw: []string{line}}
	p.loose = nil
	return nil
}

// close ends the current step: all of its lines are known now.
func (p *parser) close() error {
	s := p.current
	if s == nil {
		return nil
	}
	do, err := parseDeed(s.raw)
	if err != nil {
		return p.wrong(s.line, "%v", err)
	}
	if err := p.fits(do); err != nil {
		return p.wrong(s.line, "%v", err)
	}
	s.do = do
	p.script.steps = append(p.script.steps, s)
	p.current = nil
	return nil
}

// fits refuses what only makes sense before anything happened.
func (p *parser) fits(do deed) error {
	if !beforeActs(do) {
		return nil
	}
	for _, s := range p.script.steps {
		if _, ok := s.do.(act); ok {
			return fmt.Errorf("what is there at the start is said before the first act")
		}
	}
	return nil
}

func parseDeed(raw []string) (deed, error) {
	if rest, ok := strings.CutPrefix(raw[0], "!"); ok {
		if len(raw) > 1 {
			return nil, fmt.Errorf("a line with ! has no continuation")
		}
		return parseWorld(strings.TrimSpace(rest))
	}
	return parseAct(raw)
}

// String is the script as it is written.
func (s *script) String() string {
	var b strings.Builder
	put := func(lines []string) {
		for _, l := range lines {
			b.WriteString(l)
			b.WriteByte('\n')
		}
	}
	for _, st := range s.steps {
		put(st.before)
		put(st.raw)
		put(st.want)
	}
	put(s.after)
	return b.String()
}
