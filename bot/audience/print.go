package audience

import (
	"reflect"
	"strconv"
	"strings"
)

// String writes an expression that Parse returned so that Parse reads it again:
// the query in its plainest form.
func (l *Language) String(e Expr) string {
	all, ok := e.(All)
	if !ok {
		all = All{e}
	}
	text := write(all, quote)
	// Neighbouring words may be read as one (see Language).
	if again, f := l.read(nil, text); f != nil || !reflect.DeepEqual(again, all) {
		return write(all, quoted)
	}
	return text
}

func write(all All, quote func(string) string) string {
	clauses := make([]string, len(all))
	for i, part := range all {
		clauses[i] = writeClause(part, quote)
	}
	return strings.Join(clauses, " ")
}

func writeClause(e Expr, quote func(string) string) string {
	minus := ""
	if not, ok := e.(Not); ok {
		minus, e = "-", not.Expr
	}
	either, ok := e.(Any)
	if !ok {
		either = Any{e}
	}
	values := make([]string, len(either))
	key := ""
	for i, part := range either {
		key, values[i] = value(part, quote)
	}
	if key != "" {
		key += ":"
	}
	return minus + key + strings.Join(values, ",")
}

// value is one value as it is written, and its key.
func value(e Expr, quote func(string) string) (key, written string) {
	switch e := e.(type) {
	case Term:
		key, value := e.Split()
		return key, quote(value)
	case Contains:
		return e.Key, quote(e.Word)
	case Free:
		return "", quote(e.Word)
	case None:
		return e.Key, "none"
	case Not: // of a None: see meaning
		if none, ok := e.Expr.(None); ok {
			return none.Key, "*"
		}
	case Between:
		return e.Key, e.written()
	case Ago:
		return e.Key, e.written()
	}
	return "", ""
}

// quote puts quotation marks around a value where it would not be read as one
// without them.
func quote(value string) string {
	if _, foreign := operator(value); usual(value) && !special(value) && !foreign {
		return value
	}
	return quoted(value)
}

func quoted(value string) string { return `"` + strings.ReplaceAll(value, `"`, `""`) + `"` }

func (e Between) written() string {
	from, to := strconv.Itoa(e.From), strconv.Itoa(e.To)
	switch {
	case e.From == e.To:
		return from
	case e.To == NoLimit:
		return ">=" + from
	case e.From == NoStart:
		return "<=" + to
	default:
		return from + ".." + to
	}
}

func (e Ago) written() string {
	switch {
	case e.To == NoLimit && e.From > 0:
		return ">" + strconv.Itoa(e.From-1) + "d"
	case e.To == NoLimit:
		return ">=0d"
	case e.From == 0:
		return "<=" + strconv.Itoa(e.To) + "d"
	default:
		return strconv.Itoa(e.From) + "d.." + strconv.Itoa(e.To) + "d"
	}
}
