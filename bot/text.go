package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Text is what people read: a run of spans. What came from people is always in
// a span's Text and is shown as typed on every platform, never as markup.
type Text []Span

// Span is a piece of text in one style. At most one of User, Moment and URL is
// set; Text is then what is shown where the platform has nothing better.
type Span struct {
	Text   string
	Bold   bool
	User   User      // a person, shown by name and never notified by it
	Moment time.Time // an instant, shown in the reader's own zone where the platform can
	URL    string
}

// Plain is data as text: shown as typed.
func Plain(s string) Text {
	if s == "" {
		return nil
	}
	return Text{{Text: s}}
}

// String is the text without styles, as for logs of tests and for clients that
// show nothing else.
func (t Text) String() string {
	if len(t) == 1 {
		return t[0].Text
	}
	var b strings.Builder
	for _, s := range t {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Moment is an instant as an argument of Textf: Fallback is shown where the
// platform cannot show the reader's own zone, and says its zone.
type Moment struct {
	At       time.Time
	Fallback string
}

// Link is an address as an argument of Textf.
type Link struct{ URL, Label string }

// Mention is a person as an argument of Textf: shown by name, never notified.
type Mention struct {
	User User
	Name string
}

// constant can be given only as a literal (or a constant): so a format never
// comes from outside.
type constant string

// Textf makes a text from a format, which must be a constant, and arguments,
// which are data.
//
//	%s %d %v   the next argument; %[2]s the second one
//	*bold*     a bold span; it may hold arguments
//	{a|b}      a if the number argument before it was 1, else b
//	%% %* %{   the characters themselves
//
// An argument may be a Text (spliced in), a Moment, a Link, a Mention, or
// anything that fmt prints. A format that does not fit its arguments shows
// %!(what is wrong) in place, as fmt does.
func Textf(format constant, args ...any) Text {
	return formatText(string(format), args)
}

// FormatText is Textf for a format which a catalog holds as a value. The caller
// vouches that it was a constant.
func FormatText(format string, args ...any) Text { return formatText(format, args) }

// FormatString is FormatText(format, args...).String(), for where styles are not
// shown: without making the spans.
func FormatString(format string, args ...any) string {
	if isLiteral(format) {
		return format
	}
	f := formatter{args: args, number: -1, flat: true}
	f.run(format)
	return string(f.plain)
}

type formatter struct {
	out    Text
	plain  []byte
	flat   bool // everything goes to plain
	spans  int  // probably
	bold   bool
	args   []any
	next   int
	number int // the last number argument, for {a|b}
}

// isLiteral reports whether a format is its own result.
func isLiteral(format string) bool { return !strings.ContainsAny(format, "*{%") }

func formatText(format string, args []any) Text {
	if isLiteral(format) {
		return Plain(format)
	}
	f := formatter{args: args, number: -1, spans: 1 + strings.Count(format, "*")}
	f.run(format)
	f.flush()
	return f.out
}

func (f *formatter) run(format string) {
	f.plain = make([]byte, 0, len(format)+16*len(f.args))
	for i := 0; i < len(format); {
		i += f.step(format[i:])
	}
}

// step handles what format begins with and returns its length.
func (f *formatter) step(format string) int {
	switch format[0] {
	case '*':
		f.flush()
		f.bold = !f.bold
		return 1
	case '{':
		end := strings.IndexByte(format, '}')
		one, many, ok := strings.Cut(format[1:max(end, 1)], "|")
		if end < 0 || !ok {
			f.plain = append(f.plain, '{')
			return 1
		}
		if f.number != 1 {
			one = many
		}
		f.plain = append(f.plain, one...)
		return end + 1
	case '%':
		return f.verb(format)
	default:
		n := strings.IndexAny(format, "*{%")
		if n < 0 {
			n = len(format)
		}
		f.plain = append(f.plain, format[:n]...)
		return n
	}
}

func (f *formatter) verb(format string) int {
	if len(format) < 2 {
		f.plain = append(f.plain, '%')
		return 1
	}
	n := 1
	if format[1] == '[' {
		end := strings.IndexByte(format, ']')
		which, err := strconv.Atoi(format[2:max(end, 2)])
		if end < 0 || err != nil || end+1 >= len(format) {
			f.plain = append(f.plain, "%!(bad index)"...)
			return len(format)
		}
		f.next = which - 1
		n = end + 1
	}
	switch format[n] {
	case 's', 'd', 'v':
		f.argument()
	case '%', '*', '{':
		f.plain = append(f.plain, format[n])
	default:
		f.plain = append(f.plain, "%!(bad verb "+format[n:n+1]+")"...)
	}
	return n + 1
}

func (f *formatter) argument() {
	if f.next < 0 || f.next >= len(f.args) {
		f.plain = append(f.plain, "%!(missing)"...)
		return
	}
	arg := f.args[f.next]
	f.next++
	switch v := arg.(type) {
	case Text:
		f.flush()
		for _, s := range v {
			s.Bold = s.Bold || f.bold
			f.add(s)
		}
	case Moment:
		f.span(Span{Text: v.Fallback, Moment: v.At})
	case Link:
		f.span(Span{Text: v.Label, URL: v.URL})
	case Mention:
		f.span(Span{Text: v.Name, User: v.User})
	case int:
		f.number = v
		f.plain = strconv.AppendInt(f.plain, int64(v), 10)
	case string:
		f.plain = append(f.plain, v...)
	default:
		f.plain = append(f.plain, fmt.Sprint(v)...)
	}
}

func (f *formatter) span(s Span) {
	f.flush()
	s.Bold = f.bold
	f.add(s)
}

func (f *formatter) add(s Span) {
	if f.flat {
		f.plain = append(f.plain, s.Text...)
		return
	}
	if f.out == nil {
		f.out = make(Text, 0, f.spans)
	}
	f.out = append(f.out, s)
}

func (f *formatter) flush() {
	if len(f.plain) > 0 && !f.flat {
		f.add(Span{Text: string(f.plain), Bold: f.bold})
		f.plain = f.plain[:0]
	}
}
