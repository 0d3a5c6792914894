package storage

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
)

// fieldSet is what a Go struct has of a JSON object, by name. Whatever else is in
// a stored record was written by another version of the program, and is kept when
// this one writes the record.
type fieldSet map[string]field

// field is a member of an object. below is set for a struct.
type field struct {
	below fieldSet
	// pointer: that it is missing means nil, and not a struct of zero values.
	pointer bool
}

// fieldsOf is nil for what is no struct, or reads its own JSON.
func fieldsOf(t reflect.Type) fieldSet { return collectFields(t, map[reflect.Type]fieldSet{}) }

func collectFields(t reflect.Type, seen map[reflect.Type]fieldSet) fieldSet {
	if t.Kind() != reflect.Struct || encodesItself(t) {
		return nil
	}
	if set, ok := seen[t]; ok {
		return set
	}
	set := fieldSet{}
	seen[t] = set
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		of, pointer := f.Type, f.Type.Kind() == reflect.Pointer
		if pointer {
			of = of.Elem()
		}
		below := collectFields(of, seen)
		switch {
		case f.Tag.Get("json") == "-":
		case f.Anonymous && name == "" && below != nil:
			// its members stand beside the others
			maps.Copy(set, below)
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			set[name] = field{below, pointer}
		}
	}
	return set
}

func encodesItself(t reflect.Type) bool {
	switch reflect.New(t).Interface().(type) {
	case json.Marshaler, json.Unmarshaler, encoding.TextMarshaler, encoding.TextUnmarshaler:
		return true
	}
	return false
}

// find is the field that encoding/json reads a member into. name is how it writes
// that field.
func (s fieldSet) find(member string) (name string, f field, ok bool) {
	if f, ok := s[member]; ok {
		return member, f, true
	}
	for name, f := range s {
		if strings.EqualFold(name, member) {
			return name, f, true
		}
	}
	return "", field{}, false
}

// unknown is the part of a stored object that the set does not name, in structs
// within structs, too; nil if there is none.
func (s fieldSet) unknown(object []byte) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	delete(members, versionMember)
	for member, value := range members {
		name, f, known := s.find(member)
		if !known {
			continue
		}
		delete(members, member)
		if f.below == nil || value[0] != '{' {
			continue
		}
		below, err := f.below.unknown(value)
		if err != nil {
			return nil, err
		}
		if below == nil {
			continue
		}
		if members[name], err = json.Marshal(below); err != nil {
			return nil, err
		}
	}
	if len(members) == 0 {
		return nil, nil
	}
	return members, nil
}

// join adds what unknown found to the object that is to be written. A struct that
// is not there any more takes with it what was not known of it.
func (s fieldSet) join(object []byte, unknown map[string]json.RawMessage) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	for name, value := range unknown {
		f, isField := s[name]
		written, there := members[name]
		switch {
		case !isField, !there && !f.pointer:
			members[name] = value
		case there && written[0] == '{':
			var below map[string]json.RawMessage
			err := json.Unmarshal(value, &below)
			if err != nil {
				return nil, err
			}
			if members[name], err = f.below.join(written, below); err != nil {
				return nil, err
			}
		}
	}
	return json.Marshal(members)
}

// keepUnknown is an encoded record with the members of the stored one, of which it
// is a change, that the set does not name.
func (s fieldSet) keepUnknown(record []byte, stored string) ([]byte, error) {
	if s == nil || stored == "" {
		return record, nil
	}
	unknown, err := s.unknown([]byte(stored))
	if err != nil || unknown == nil {
		return record, err
	}
	return s.join(record, unknown)
}
