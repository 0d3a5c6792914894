package storage

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Upgrade turns the stored JSON of one version of a record into that of the next:
// it adds, renames and removes members of fields in place. It depends on nothing
// else and never changes once a release has it, since records of every version
// may still be stored. A field that is merely added needs no upgrade.
type Upgrade func(fields map[string]json.RawMessage) error

// versionMember begins a stored record of version 2 or later. Version 1, in which
// everything before the first upgrade was stored, has none.
const versionMember = "_v"

// version is that of the records that this schema writes.
func (s *Schema[T]) version() int { return 1 + len(s.Upgrades) }

// storedVersion is the version of a record as it is stored.
func storedVersion(data string) (int, error) {
	rest, ok := strings.CutPrefix(data, `{"`+versionMember+`":`)
	if !ok {
		return 1, nil
	}
	digits, _, _ := strings.Cut(strings.TrimSuffix(rest, "}"), ",")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0, fmt.Errorf("version: %w", err)
	}
	return n, nil
}

// current is a stored record in the version of the schema. ErrNewer.
func (s *Schema[T]) current(data string) (string, error) {
	from, err := storedVersion(data)
	switch {
	case err != nil || from == s.version():
		return data, err
	case from > s.version():
		return "", fmt.Errorf("version %d, this program knows %d: %w", from, s.version(), ErrNewer)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(data), &fields); err != nil {
		return "", err
	}
	for n := from; n < s.version(); n++ {
		if err := s.Upgrades[n-1](fields); err != nil {
			return "", fmt.Errorf("upgrade from version %d: %w", n, err)
		}
	}
	delete(fields, versionMember)
	upgraded, err := json.Marshal(fields)
	return string(upgraded), err
}

// withVersion is an encoded record with its version in front.
func (s *Schema[T]) withVersion(data string) string {
	if s.version() == 1 {
		return data
	}
	head := fmt.Sprintf(`{"%s":%d`, versionMember, s.version())
	if data == "{}" {
		return head + "}"
	}
	return head + "," + strings.TrimPrefix(data, "{")
}
