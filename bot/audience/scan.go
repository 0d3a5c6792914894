package audience

import (
	"strings"
	"unicode"
)

// span is a part of the typed text, in characters.
type span struct{ from, to int }

// typedValue is one value of a clause as it was typed, without its quotation
// marks.
type typedValue struct {
	span
	text   string
	quoted bool
}

// clause is one condition as it was typed.
type clause struct {
	span
	not    bool
	named  span // of the key's name; empty where there is none
	key    *Key // nil for words without one
	values []typedValue
}

// scanner cuts a text into clauses.
type scanner struct {
	language *Language
	fallback *Key // of words without a key, or nil
	text     []rune
	at       int
}

// quotes are what may stand around a value.
var quotes = map[rune]rune{'"': '"', '“': '”', '”': '”', '„': '“', '＂': '＂', '「': '」', '『': '』', '｢': '｣', '\'': '\'', '‘': '’', '’': '’'}

func isColon(r rune) bool { return r == ':' || r == '：' }
func isComma(r rune) bool { return strings.ContainsRune(",，、､;；", r) }

// isMinus is what may stand before a condition to turn it around; the long
// vowel is what a Japanese keyboard gives for a minus.
func isMinus(r rune) bool { return strings.ContainsRune("-－−‐‑–—ー", r) }

// isBang is what other languages turn a condition around with.
func isBang(r rune) bool { return r == '!' || r == '！' }

// isRange is what may stand between two numbers.
func isRange(r rune) bool {
	return r == '.' || r == '．' || strings.ContainsRune("〜～~‥…", r) || isMinus(r)
}

// isSign is what a comparison is written with.
func isSign(r rune) bool { return strings.ContainsRune("<>=＜＞＝≧≦≥≤", r) }

// peek is the character n further on, or 0.
func (s *scanner) peek(n int) rune {
	if s.at+n >= len(s.text) {
		return 0
	}
	return s.text[s.at+n]
}

func (s *scanner) skipSpace() {
	for s.at < len(s.text) && unicode.IsSpace(s.text[s.at]) {
		s.at++
	}
}

func (s *scanner) since(from int) string { return string(s.text[from:s.at]) }

func (s *scanner) typed(at span) string { return string(s.text[at.from:at.to]) }

// key is the key of that name, or nil.
func (s *scanner) key(name span) *Key { return s.language.keyNamed(s.typed(name)) }

// next is the next clause; nil at the end.
func (s *scanner) next() (*clause, *fault) {
	s.skipSpace()
	if s.at == len(s.text) {
		return nil, nil
	}
	c := &clause{span: span{from: s.at}, key: s.fallback}
	if isMinus(s.peek(0)) {
		if r := s.peek(1); r == 0 || unicode.IsSpace(r) {
			return nil, &fault{span{s.at, s.at + 1}, loneMinus, nil}
		}
		c.not = true
		s.at++
	}
	if isBang(s.peek(0)) {
		return nil, &fault{span{s.at, s.at + 1}, wroteNot, nil}
	}
	if name, ok := s.name(); ok {
		c.named = name
		if c.key = s.key(name); c.key == nil {
			if base, not := strings.CutSuffix(s.typed(name), without); not && s.language.keyNamed(base) != nil {
				return nil, &fault{name, wroteNot, nil}
			}
			return nil, &fault{name, unknownKey, nil}
		}
		if c.key.Seen > s.language.as {
			return nil, &fault{name, otherKey, c.key}
		}
		for s.at = name.to; !isColon(s.peek(0)); s.at++ {
		}
		s.at++
	}
	f := s.values(c)
	c.to = s.at
	return c, f
}

// name is the key's name, if the text goes on with one: a word with a letter in
// it and then a colon, which is no address; with spaces in it or behind it, as in
// 「last called upon : never」, only where there is such a key.
func (s *scanner) name() (span, bool) {
	letters, spaces, to := false, 0, s.at
	for i := s.at; i < len(s.text) && spaces <= maxJoined; i++ {
		r := s.text[i]
		switch {
		case isColon(r):
			address := i+2 < len(s.text) && s.text[i+1] == '/' && s.text[i+2] == '/'
			name := span{s.at, to}
			return name, letters && !address && (spaces == 0 || s.key(name) != nil)
		case unicode.IsSpace(r):
			spaces++
			continue
		case isComma(r) || quotes[r] != 0:
			return span{}, false
		}
		to = i + 1
		letters = letters || unicode.IsLetter(r)
	}
	return span{}, false
}

// condition reports whether the text goes on with a key that there is.
func (s *scanner) condition() bool {
	name, ok := s.name()
	return ok && s.key(name) != nil
}

// values reads values up to the end of the clause.
func (s *scanner) values(c *clause) *fault {
	for {
		if c.named.to > 0 || len(c.values) > 0 {
			s.skipSpace()
		}
		v, f := s.value(c.key)
		if f != nil {
			return f
		}
		if v.text == "" {
			return s.missing(c)
		}
		c.values = append(c.values, v)
		if !isComma(s.peek(0)) {
			return nil
		}
		s.at++
	}
}

// missing is why there is no value where one is due.
func (s *scanner) missing(c *clause) *fault {
	if len(c.values) == 0 {
		return &fault{span{c.from, min(max(s.at, c.from+1), len(s.text))}, noValue, c.key}
	}
	if s.condition() {
		comma := c.values[len(c.values)-1].to
		return &fault{span{comma, comma + 1}, commaBetween, nil}
	}
	return &fault{span{c.from, s.at}, noOther, c.key}
}

func (s *scanner) value(k *Key) (typedValue, *fault) {
	from := s.at
	if last := quotes[s.peek(0)]; last != 0 {
		return s.quotation(last)
	}
	if s.condition() {
		return typedValue{}, nil // the next condition: there is no value
	}
	s.word()
	if s.at == from {
		return typedValue{}, nil
	}
	switch {
	case k != nil && (k.Kind == Number || k.Kind == Days):
		s.rangeOn()
		s.unitOn(from, k)
	default:
		s.wordsOn(from, k)
	}
	return typedValue{span{from, s.at}, s.since(from), false}, nil
}

// word moves behind a word: up to a space or a comma.
func (s *scanner) word() {
	for s.at < len(s.text) && !unicode.IsSpace(s.text[s.at]) && !isComma(s.text[s.at]) {
		s.at++
	}
}

// quotation reads a value in quotation marks; a doubled mark is one of them.
func (s *scanner) quotation(last rune) (typedValue, *fault) {
	from := s.at
	var text strings.Builder
	for s.at++; s.at < len(s.text); s.at++ {
		r := s.text[s.at]
		if r != last {
			text.WriteRune(r)
			continue
		}
		if s.peek(1) == last {
			text.WriteRune(r)
			s.at++
			continue
		}
		s.at++
		if r := s.peek(0); r != 0 && !unicode.IsSpace(r) && !isComma(r) {
			return typedValue{}, &fault{span{from, s.at}, afterQuote, nil}
		}
		return typedValue{span{from, s.at}, text.String(), true}, nil
	}
	return typedValue{}, &fault{span{from, s.at}, openQuote, nil}
}

// rangeOn moves on over spaces around the signs of a number: 「2019 - 2023」,
// 「>= 10」.
func (s *scanner) rangeOn() {
	for {
		end, last := s.at, s.text[s.at-1]
		s.skipSpace()
		next, then := s.peek(0), s.peek(1)
		alone := isRange(next) && (!isMinus(next) || then == 0 || unicode.IsSpace(then))
		if next == 0 || s.at == end || !alone && !isRange(last) && !isSign(last) {
			s.at = end
			return
		}
		s.word()
	}
}

// unitOn moves on over words which belong to a number: 「90 days」,
// 「2019年 から 2021年」.
func (s *scanner) unitOn(from int, k *Key) {
	best := s.at
	for range maxJoined - 1 {
		before, digits := s.at, unicode.IsDigit(s.text[s.at-1])
		s.skipSpace()
		if next := s.peek(0); s.at == before || next == 0 || digits && unicode.IsDigit(next) || isMinus(next) || quotes[next] != 0 {
			break
		}
		s.word()
		if _, f := k.measure(typedValue{text: s.since(from)}); f == nil {
			best = s.at
		}
	}
	s.at = best
}

// maxJoined is how many words a known value has at most.
const maxJoined = 4

// wordsOn moves on over words which belong to a value that the vocabulary
// knows: 「machine learning」.
func (s *scanner) wordsOn(from int, k *Key) {
	if k == nil {
		k = s.language.free
	}
	if k == nil {
		return
	}
	best := s.at
	for range maxJoined - 1 {
		before := s.at
		s.skipSpace()
		if _, named := s.name(); named || s.at == before || s.at == len(s.text) || isMinus(s.peek(0)) || quotes[s.peek(0)] != 0 {
			break
		}
		s.word()
		if k.knows(s.since(from)) {
			best = s.at
		}
	}
	s.at = best
}
