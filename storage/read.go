package storage

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Result is a read of a Batch, valid after Run.
type Result[T any] struct {
	Record *Record[T]
	Err    error // ErrNotFound; or what Run returned, if it failed
}

// Listed is a List of a Batch, valid after Run.
type Listed[T any] struct {
	Records []*Record[T]
	Next    string
	Err     error // that the page was asked for wrongly; or what Run returned, if it failed
}

// errNotRun is in a Result until its Batch has run.
var errNotRun = errors.New("the batch has not run yet")

// GetIn adds a Get to the batch.
func (c *Collection[T]) GetIn(b *Batch, id string) *Result[T] {
	out := &Result[T]{Err: errNotRun}
	k := recordID{b.scope, c.schema.Name, id}
	b.reads = append(b.reads, &read{
		doing: "get " + c.schema.Name + " " + id,
		keys:  []string{recordKey(b.scope, c.schema.Name, id)},
		recall: func(m *memo) bool {
			r, ok := m.row(k)
			if ok {
				out.Record, out.Err = c.record(r, b.at)
			}
			return ok
		},
		done: func(m *memo, answer []any) error {
			r, err := parseRow(id, answer)
			if err != nil {
				return err
			}
			m.keep(k, r)
			out.Record, out.Err = c.record(r, b.at)
			return unlessNotFound(out.Err)
		},
		fail: func(err error) { out.Err = err },
	})
	return out
}

// FindIn adds a Find to the batch.
func (c *Collection[T]) FindIn(b *Batch, index, value string) *Result[T] {
	out := &Result[T]{Err: errNotRun}
	k := uniqueValue{b.scope, c.schema.Name, index, value}
	b.reads = append(b.reads, &read{
		doing:  "find " + c.schema.Name + " by " + index,
		script: findScript,
		keys:   []string{b.scope.tag, uniqueKey(b.scope, c.schema.Name, index)},
		args:   []any{c.schema.Name, value},
		recall: func(m *memo) bool {
			r, ok := m.holder(k)
			if ok {
				out.Record, out.Err = c.record(r, b.at)
			}
			return ok
		},
		done: func(m *memo, answer []any) error {
			rows, err := parseRows(answer)
			if err != nil {
				return err
			}
			var r *row
			if len(rows) > 0 {
				r = rows[0]
			}
			m.keepHolder(k, r)
			out.Record, out.Err = c.record(r, b.at)
			return unlessNotFound(out.Err)
		},
		fail: func(err error) { out.Err = err },
	})
	return out
}

// ListIn adds a page of a List to the batch.
func (c *Collection[T]) ListIn(b *Batch, index, value string, p Page) *Listed[T] {
	out := &Listed[T]{Err: errNotRun}
	args, err := c.pageArgs(b, p)
	if err != nil {
		out.Err = fmt.Errorf("list %s by %s: %w", c.schema.Name, index, err)
		return out
	}
	b.reads = append(b.reads, &read{
		doing:  "list " + c.schema.Name + " by " + index,
		script: listScript,
		keys:   []string{b.scope.tag, indexKey(b.scope, c.schema.Name, index, value)},
		args:   args,
		recall: func(*memo) bool { return false },
		done: func(m *memo, answer []any) error {
			out.Err = c.page(b, m, answer, out)
			return out.Err
		},
		fail: func(err error) { out.Err = err },
	})
	return out
}

func (c *Collection[T]) pageArgs(b *Batch, p Page) ([]any, error) {
	if p.Limit < 1 || p.Limit > maxMany {
		return nil, fmt.Errorf("a page of %d records, must be 1 to %d", p.Limit, maxMany)
	}
	order := "ZREVRANGE"
	if p.Oldest {
		order = "ZRANGE"
	}
	args := []any{c.schema.Name, millis(b.at), p.Limit, order}
	if p.After == "" {
		return args, nil
	}
	score, id, err := parseCursor(p.After)
	return append(args, score, id), err
}

// page reads the answer of list.lua.
func (c *Collection[T]) page(b *Batch, m *memo, answer []any, out *Listed[T]) error {
	if len(answer) < 2 {
		return errGarbled
	}
	last, err := number(answer[0])
	if err != nil {
		return err
	}
	rows, err := parseRows(answer[2:])
	if err != nil {
		return err
	}
	out.Records, err = c.records(b, m, rows)
	if err == nil && answer[1] == int64(1) {
		out.Next = cursor(last, rows[len(rows)-1].id)
	}
	return err
}

// records decodes rows and remembers them; nil where a row is nil or expired.
func (c *Collection[T]) records(b *Batch, m *memo, rows []*row) ([]*Record[T], error) {
	records := make([]*Record[T], len(rows))
	for i, r := range rows {
		if r != nil {
			m.keep(recordID{b.scope, c.schema.Name, r.id}, r)
		}
		var err error
		if records[i], err = c.record(r, b.at); unlessNotFound(err) != nil {
			return nil, err
		}
	}
	return records, nil
}

func unlessNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// A cursor is the score and the id of the last record of a page.

func cursor(score int64, id string) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d:%s", score, id))
}

func parseCursor(text string) (score int64, id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0, "", fmt.Errorf("cursor: %w", err)
	}
	number, id, ok := strings.Cut(string(raw), ":")
	score, err = strconv.ParseInt(number, 10, 64)
	if !ok || err != nil {
		return 0, "", errors.New("cursor: not one of ours")
	}
	return score, id, nil
}
