package bottest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// CastMember is somebody who is there before a script begins.
type CastMember struct {
	Person
	// Facts are what their record as a member holds, in the order of the file;
	// none: they are not registered.
	Facts []Fact
}

// Fact is one of them, such as skills: go, redis.
type Fact struct{ Name, Value string }

// readCast reads the cast file that a script names, which lies beside the script:
// people as in scripts, with the facts about a member indented below.
func readCast(script, file string) ([]CastMember, error) {
	name := filepath.Join(filepath.Dir(script), file)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the cast of %s: %w", script, err)
	}
	return parseCast(name, text)
}

func parseCast(name string, text []byte) ([]CastMember, error) {
	s, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	var cast []CastMember
	for _, st := range s.steps {
		declared, ok := st.do.(setPerson)
		if !ok {
			return nil, &SyntaxError{name, st.line, "a cast file holds people, and nothing that happens"}
		}
		c := CastMember{Person: declared.person}
		for i, line := range st.want {
			key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok {
				return nil, &SyntaxError{name, st.line + 1 + i, "what is known of a member is written as skills: go, redis"}
			}
			c.Facts = append(c.Facts, Fact{key, value})
		}
		cast = append(cast, c)
	}
	return cast, nil
}
