package audience

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
)

const (
	maxClauses = 20
	maxValues  = 20 // of one condition
	// MaxQuery is how many characters a query has at most.
	MaxQuery = 500
)

// Parse reads a query. What it returns is an All of the conditions, in their
// order; an empty one, which holds for everybody, for a text without any. The
// error is a *Refused in the words of locale.
func (l *Language) Parse(locale bot.Locale, text string) (All, error) {
	return l.parse(locale, nil, text)
}

// ParseAs is Parse where words without a key belong to the key of that name, as
// in a field of a form that asks for nothing else.
func (l *Language) ParseAs(locale bot.Locale, key, text string) (All, error) {
	return l.parse(locale, l.key(key), text)
}

func (l *Language) parse(locale bot.Locale, fallback *Key, text string) (All, error) {
	all, f := l.read(fallback, text)
	if f != nil {
		return nil, l.refuse(locale, text, f)
	}
	return all, nil
}

func (l *Language) read(fallback *Key, text string) (All, *fault) {
	text = strings.Map(visible, strings.ToValidUTF8(text, "\uFFFD"))
	if n := utf8.RuneCountInString(text); n > MaxQuery {
		return nil, &fault{span{MaxQuery, n}, tooLong, nil}
	}
	if fallback == nil && saysEverybody(text) {
		return All{}, nil
	}
	s := &scanner{language: l, fallback: fallback, text: []rune(text)}
	all := All{}
	for {
		c, f := s.next()
		if f != nil {
			return nil, f
		}
		if c == nil {
			return all, nil
		}
		e, f := l.condition(c)
		if f != nil {
			return nil, f
		}
		if all = append(all, e); len(all) > maxClauses {
			return nil, &fault{c.span, tooMany, nil}
		}
	}
}

// visible is a character, or a space for one that nobody sees: such come along when
// something is pasted.
func visible(r rune) rune {
	if unicode.IsControl(r) || strings.ContainsRune("\u200B\u2060\uFEFF", r) {
		return ' '
	}
	return r
}

// condition is what a clause means: a condition, or either of several, or the
// opposite.
func (l *Language) condition(c *clause) (Expr, *fault) {
	either := Any{}
	for _, v := range c.values {
		parts, f := l.meaning(c, v)
		if f != nil {
			return nil, f
		}
		for _, e := range parts {
			if !slices.Contains(either, e) {
				either = append(either, e)
			}
		}
	}
	if len(either) > maxValues {
		return nil, &fault{c.span, tooMany, nil}
	}
	var e Expr = either
	if len(either) == 1 {
		e = either[0]
	}
	if c.not {
		if not, double := e.(Not); double {
			return not.Expr, nil
		}
		return Not{e}, nil
	}
	return e, nil
}

// meaning is what one value of a clause means. Every part can be compared.
func (l *Language) meaning(c *clause, v typedValue) ([]Expr, *fault) {
	if f := l.foreign(c, v); f != nil {
		return nil, f
	}
	k := c.key
	if k == nil {
		return l.freely(v)
	}
	switch {
	case !v.quoted && saysNone(v.text):
		return []Expr{None{k.Name}}, nil
	case !v.quoted && saysAny(v.text):
		return []Expr{Not{None{k.Name}}}, nil
	}
	switch k.Kind {
	case Exact:
		var terms []Expr
		for _, value := range k.Read(v.text) {
			terms = append(terms, Term(k.Name+":"+value))
		}
		if len(terms) == 0 {
			return nil, &fault{v.span, noValue, k}
		}
		return terms, nil
	case Choice:
		p, ok := k.pick(v.text)
		if !ok {
			return nil, &fault{v.span, unknownPick, k}
		}
		return []Expr{Term(k.Name + ":" + p.Value)}, nil
	case Number, Days:
		e, f := k.measure(v)
		return []Expr{e}, f
	default:
		word := tidy(v.text)
		if word == "" {
			return nil, &fault{v.span, noValue, k}
		}
		return []Expr{Contains{k.Name, word}}, nil
	}
}

// tidy is a word in one width, with single spaces, otherwise as it was typed.
func tidy(typed string) string { return strings.Join(strings.Fields(norm.NFKC.String(typed)), " ") }

// saysNone: of whom a key says nothing; saysAny: of whom it says something.
func saysNone(value string) bool {
	return slices.Contains([]string{"none", "never", "ナシ", "未記入", "一度モナイ"}, foldName(value))
}

func saysAny(value string) bool { return slices.Contains([]string{"*", "any"}, foldName(value)) }

// saysEverybody: what people write who would not leave a field empty.
func saysEverybody(query string) bool {
	return slices.Contains([]string{"全員", "ミンナ", "スベテ", "everybody", "everyone", "all", "*"}, foldName(query))
}

// special reports whether the value says something else than it reads.
func special(value string) bool { return saysNone(value) || saysAny(value) }

// freely is a word without a key.
func (l *Language) freely(v typedValue) ([]Expr, *fault) {
	free := Free{Word: tidy(v.text)}
	if free.Word == "" {
		return nil, &fault{v.span, noValue, nil}
	}
	if k := l.free; k != nil && k.Knows(v.text) {
		if values := k.Read(v.text); len(values) == 1 {
			free.Also = Term(k.Name + ":" + values[0])
		}
	}
	return []Expr{free}, nil
}
