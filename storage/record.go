package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Term is one entry of a record in an index.
type Term struct {
	Index string
	Value string
	// Score orders the records under one value; whole numbers up to 2^53.
	Score int64
	// Unique: no other record may have this value; Find looks it up.
	Unique bool
}

// Schema describes a collection.
type Schema[T any] struct {
	// Name is part of every key; never change it.
	Name string
	// Terms are the index entries of a record: identifiers and numbers, never
	// personal values. It must depend on the value alone. nil: no indexes.
	Terms func(T) []Term
	// TermsVersion is raised whenever Terms gives something else for a record that
	// may be stored already. Reindex then brings the terms of such records up to
	// date.
	TermsVersion int
	// Numbered gives every new record the next ordinal from 1 on and appends
	// each change to the collection's feed. An ordinal is never given again. A
	// record that expires is not a change.
	Numbered bool
	// Upgrades turn records of version 1 into version 2, and so on: a record that
	// is read is brought up to date, and written in the version after the last
	// upgrade. Only structs have versions.
	//
	// A program that does not know a version reads nothing of such a record
	// (ErrNewer). So a release that adds an upgrade is installed beside the one
	// before it for as short a time as possible.
	Upgrades []Upgrade
}

// Record is a value with what storage knows about it. Change Value and Put it.
type Record[T any] struct {
	ID      string
	Value   T
	Rev     int64     // 0 for a record that is not stored yet; grows with every change, never twice the same
	Ordinal uint32    // of numbered collections; set by Commit for a new record
	Expires time.Time // zero: never. From then on the record is not found. Kept to the millisecond
	// stored is the JSON that Value was read from, for what T does not know of it.
	stored string
}

// maxScore is the largest whole number that Redis keeps exactly in a score.
const maxScore = 1 << 53

// encodeTerms is the terms as the scripts read them: [[index, value, score,
// unique], …]. Scores are text, because Lua prints 14 digits of a number.
func encodeTerms(terms []Term) (string, error) {
	list := make([][4]any, len(terms))
	for i, t := range terms {
		if err := checkName(t.Index); err != nil {
			return "", fmt.Errorf("name of an index: %w", err)
		}
		if t.Score > maxScore || t.Score < -maxScore {
			return "", fmt.Errorf("score %d under %s is beyond 2^53", t.Score, t.Index)
		}
		unique := 0
		if t.Unique {
			unique = 1
		}
		list[i] = [4]any{t.Index, t.Value, strconv.FormatInt(t.Score, 10), unique}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// row is a record as it is stored. Values are decoded from it for each reader,
// so that none sees what another does to its copy.
type row struct {
	id, data string
	rev      int64
	ordinal  uint32
	expires  int64
}

func (r *row) alive(at time.Time) bool {
	return r != nil && (r.expires == 0 || r.expires > millis(at))
}

// record is the row as a record at a moment; ErrNotFound if it is nil or has
// expired, ErrNewer.
func (c *Collection[T]) record(r *row, at time.Time) (*Record[T], error) {
	if !r.alive(at) {
		return nil, ErrNotFound
	}
	out := &Record[T]{ID: r.id, Rev: r.rev, Ordinal: r.ordinal, Expires: instant(r.expires), stored: r.data}
	var err error
	if c.fields != nil {
		out.stored, err = c.schema.current(r.data)
	}
	if err == nil {
		err = json.Unmarshal([]byte(out.stored), &out.Value)
	}
	if err != nil {
		return nil, fmt.Errorf("read the stored %s %s: %w", c.schema.Name, r.id, err)
	}
	return out, nil
}

// terms are the encoded terms of a value.
func (c *Collection[T]) terms(value T) (string, error) {
	if c.schema.Terms == nil {
		return encodeTerms(nil)
	}
	return encodeTerms(c.schema.Terms(value))
}

// encode is the record as it is stored.
func (c *Collection[T]) encode(r *Record[T]) (string, error) {
	data, err := json.Marshal(r.Value)
	if err != nil {
		return "", err
	}
	if data, err = c.fields.keepUnknown(data, r.stored); err != nil {
		return "", fmt.Errorf("keep what another version has stored: %w", err)
	}
	return c.schema.withVersion(string(data)), nil
}

// errGarbled: an answer is not what the script promises.
var errGarbled = errors.New("answer of Redis not understood")

// parseRow reads {data, revision, ordinal, expiry}; nil where there is no
// record.
func parseRow(id string, fields []any) (*row, error) {
	if len(fields) != 4 {
		return nil, errGarbled
	}
	data, ok := fields[0].(string)
	if !ok {
		return nil, nil
	}
	var n [3]int64
	for i, f := range fields[1:] {
		var err error
		if n[i], err = number(f); err != nil {
			return nil, err
		}
	}
	return &row{id: id, data: data, rev: n[0], ordinal: uint32(n[1]), expires: n[2]}, nil
}

// parseRows reads any number of {id, data, revision, ordinal, expiry}, nil
// where the id is empty.
func parseRows(fields []any) ([]*row, error) {
	if len(fields)%5 != 0 {
		return nil, errGarbled
	}
	rows := make([]*row, 0, len(fields)/5)
	for ; len(fields) > 0; fields = fields[5:] {
		id, ok := fields[0].(string)
		if !ok {
			return nil, errGarbled
		}
		if id == "" {
			rows = append(rows, nil)
			continue
		}
		r, err := parseRow(id, fields[1:5])
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// number reads a whole number, which a script answers as an integer or as text.
func number(answer any) (int64, error) {
	switch n := answer.(type) {
	case int64:
		return n, nil
	case string:
		v, err := strconv.ParseInt(n, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errGarbled, err)
		}
		return v, nil
	}
	return 0, errGarbled
}
