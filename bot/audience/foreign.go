package audience

import (
	"strings"
	"unicode"
)

// operators are what people write who know other search languages, and what is
// written here instead.
var operators = map[string]problem{
	"OR": wroteOr, "|": wroteOr, "||": wroteOr, "または": wroteOr, "もしくは": wroteOr,
	"AND": wroteAnd, "&": wroteAnd, "&&": wroteAnd, "かつ": wroteAnd,
	"NOT": wroteNot, without: wroteNot,
}

// without stands behind what a Japanese sentence leaves out.
const without = "以外"

func operator(word string) (problem, bool) {
	p, ok := operators[strings.ToUpper(word)]
	return p, ok
}

// foreign is what is wrong with a value that other languages would understand:
// here it would be looked for as it stands, and find nobody.
func (l *Language) foreign(c *clause, v typedValue) *fault {
	if v.quoted {
		return nil
	}
	named := c.named.to > 0
	number := c.key != nil && (c.key.Kind == Number || c.key.Kind == Days)
	first := []rune(v.text)[0]
	if p, ok := operator(v.text); ok && !named && !c.not {
		return &fault{v.span, p, nil}
	}
	switch {
	case named && (isBang(first) || isMinus(first) && !number):
		return &fault{v.span, minusInside, c.key}
	case strings.Contains(v.text, "または") || strings.Contains(v.text, "もしくは"):
		return &fault{v.span, wroteOr, nil}
	case !named && !c.not && strings.HasSuffix(v.text, without):
		return &fault{v.span, wroteNot, nil}
	case (c.key == nil || c.key.Kind == Words) && bare(v.text) != v.text && bare(v.text) != "":
		return &fault{v.span, wildcard, nil}
	case c.key == nil:
		return l.compared(v)
	}
	return nil
}

// bare is a word without the stars that stand for the rest of it elsewhere.
func bare(word string) string { return strings.Trim(word, "*＊") }

// compared refuses a comparison without a key and a colon before it.
func (l *Language) compared(v typedValue) *fault {
	name, sign, rest := cutSign(v.text)
	if sign == "" {
		return nil
	}
	if k := l.keyNamed(name); name != "" && k != nil && k.Seen <= l.as {
		return &fault{v.span, noColon, k}
	}
	if name == "" && (rest == "" || unicode.IsDigit([]rune(rest)[0])) {
		return &fault{v.span, loneSign, nil}
	}
	return nil
}

// cutSign is what stands before the first sign of a comparison, the sign, and
// what stands behind it.
func cutSign(text string) (before, sign, behind string) {
	i := strings.IndexFunc(text, isSign)
	if i < 0 {
		return text, "", ""
	}
	behind = strings.TrimLeftFunc(text[i:], isSign)
	return text[:i], text[i : len(text)-len(behind)], behind
}

// withColon is a comparison as it should be written.
func (k *Key) withColon(wrong string) string {
	name, sign, value := cutSign(wrong)
	if k.Kind != Number && k.Kind != Days || strings.Trim(sign, "=＝") == "" {
		sign = ""
	}
	return name + ":" + sign + value
}
