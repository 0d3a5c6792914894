package audience

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Offer is a way to go on with a query.
type Offer struct {
	Text   string // the whole query
	Cursor int    // the character of it where typing goes on
	Label  string // the condition that is offered, or the whole query
	Count  int    // how many members the whole query finds; -1 where a value is missing yet
}

// Complete offers keys and existing values for the word of a query in which the
// cursor stands (a number of characters), with how many members v shows for each;
// at most limit, those with most members first. Values nobody has are not
// offered. Where the query as it is finds somebody, it comes first.
func (l *Language) Complete(locale bot.Locale, v View, text string, cursor, limit int) []Offer {
	typed := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	if len(typed) > MaxQuery {
		return nil
	}
	cursor = min(max(cursor, 0), len(typed))
	p := l.place(typed, cursor)
	rest, f := l.read(nil, p.before+" "+p.after)
	if f != nil {
		return nil
	}
	c := completion{Language: l, locale: locale, view: v, among: v.Among(rest), at: p}
	var offers []Offer
	if e, f := l.read(nil, string(typed)); f == nil && len(e) > 0 {
		if n := v.Count(e); n > 0 {
			offers = append(offers, Offer{string(typed), cursor, strings.TrimSpace(string(typed)), n})
		}
	}
	for _, o := range c.offers(limit) {
		if len(offers) == 0 || o.Text != offers[0].Text {
			offers = append(offers, o)
		}
	}
	return offers[:min(len(offers), max(limit, 0))]
}

// place is where in a query the cursor stands.
type place struct {
	before string // conditions before the one with the cursor
	after  string // what stands behind the word with the cursor
	minus  string
	key    *Key
	keep   string // of the condition: its minus, key and values before the last
	last   string // the value that is being typed
}

// place finds the condition with the cursor: the last that begins before it. It
// reads on over mistakes, since what is typed is not finished.
func (l *Language) place(typed []rune, cursor int) place {
	from := 0
	for s := (&scanner{language: l, text: typed[:cursor]}); s.at < len(s.text); {
		s.skipSpace()
		if s.at == len(s.text) {
			from = s.at
			break
		}
		from = s.at
		if _, f := s.next(); f != nil && s.at < len(s.text) {
			s.word()
		}
		if s.at < len(s.text) && s.at == from {
			s.at++
		}
	}
	to := cursor
	for to < len(typed) && !unicode.IsSpace(typed[to]) && !isComma(typed[to]) {
		to++
	}
	p := place{before: string(typed[:from]), after: string(typed[to:])}
	part := typed[from:cursor]
	if len(part) > 0 && isMinus(part[0]) {
		p.minus, part = string(part[0]), part[1:]
	}
	p.keep = p.minus
	if i := slices.IndexFunc(part, isColon); i > 0 {
		if k := l.keyNamed(string(part[:i])); k != nil && k.Seen <= l.as {
			p.key, p.keep, part = k, p.keep+string(part[:i+1]), part[i+1:]
		}
	}
	if p.key != nil {
		i := len(part)
		for i > 0 && !isComma(part[i-1]) {
			i--
		}
		for i < len(part) && unicode.IsSpace(part[i]) {
			i++
		}
		p.keep, part = p.keep+string(part[:i]), part[i:]
	}
	p.last = strings.TrimLeftFunc(string(part), func(r rune) bool { return quotes[r] != 0 })
	return p
}

// completion is one question for offers.
type completion struct {
	*Language
	locale bot.Locale
	view   View
	among  View // of those who are found by the rest of the query
	at     place
}

// likely is a value that could be meant, before anybody counted.
type likely struct {
	condition string
	members   int // who have it; more may be found by it
}

func (c completion) offers(limit int) []Offer {
	if k := c.at.key; k != nil {
		return c.counted(c.values(k, c.at.keep), limit)
	}
	var keys []Offer
	var values []likely
	begun := foldName(c.at.last)
	for _, k := range c.usable() {
		if slices.ContainsFunc(k.names(), func(name string) bool { return strings.HasPrefix(foldName(name), begun) }) {
			keys = append(keys, c.offer(c.at.keep+c.called(k)+":", -1))
		}
		if begun != "" && (k.Kind == Exact || k.Kind == Choice) {
			values = append(values, c.values(k, c.at.keep+c.called(k)+":")...)
		}
	}
	return append(c.counted(values, limit), keys...)
}

// called is a key's name as people who read the locale would write it.
func (c completion) called(k *Key) string {
	if label := k.Label.In(c.locale); c.locale == bot.Japanese && usual(label) {
		return label
	}
	return k.Name
}

// offer is the query with the condition being typed put in place.
func (c completion) offer(condition string, count int) Offer {
	text := c.at.before + condition
	return Offer{text + c.at.after, utf8.RuneCountInString(text), condition, count}
}

// counted are offers of the likeliest values, those with most members first.
func (c completion) counted(values []likely, limit int) []Offer {
	slices.SortStableFunc(values, func(a, b likely) int { return cmp.Compare(b.members, a.members) })
	kept := strings.TrimRightFunc(c.at.keep, func(r rune) bool { return isComma(r) || unicode.IsSpace(r) })
	already, _ := c.read(nil, c.offer(kept, 0).Text)
	var offers []Offer
	for _, v := range values {
		if len(offers) >= limit {
			break
		}
		o := c.offer(v.condition, 0)
		e, f := c.read(nil, o.Text)
		if f != nil || reflect.DeepEqual(e, already) {
			continue
		}
		if o.Count = c.view.Count(e); o.Count > 0 {
			offers = append(offers, o)
		}
	}
	slices.SortStableFunc(offers, func(a, b Offer) int { return cmp.Compare(b.Count, a.Count) })
	return offers
}

// mostValues is how many values of a key are looked through, the most common
// first.
const mostValues = 2000

// values are a key's values that begin as typed, behind what is written of the
// condition.
func (c completion) values(k *Key, written string) []likely {
	begun := i18n.Fold(c.at.last)
	var found []likely
	add := func(value string, members int, begins ...string) {
		if slices.ContainsFunc(begins, func(name string) bool { return strings.HasPrefix(i18n.Fold(name), begun) }) {
			found = append(found, likely{written + value, members})
		}
	}
	switch k.Kind {
	case Choice:
		members := map[string]int{}
		for _, v := range c.among.Values(k.Name, "", mostValues) {
			members[v.Value] = v.Count
		}
		for _, p := range k.Picks {
			add(p.Value, members[p.Value], p.names()...)
		}
	case Exact:
		for _, v := range c.among.Values(k.Name, "", mostValues) {
			shown := k.show(c.locale, v.Value)
			names := []string{v.Value, shown}
			if begun != "" && slices.Contains(k.Read(c.at.last), v.Value) { // 「golang」 is go
				names = append(names, begun)
			}
			add(c.unquoted(k, shown), v.Count, names...)
		}
	case Words:
		for _, v := range c.among.Values(k.Name, "", mostValues) {
			if strings.Contains(v.Value, begun) {
				add(quote(v.Value), v.Count, begun)
			}
		}
	case Number:
		for _, v := range c.among.Values(k.Name, "", mostValues) {
			add(v.Value, v.Count, v.Value)
		}
	}
	for _, example := range k.Offers {
		add(example, 0, example)
	}
	return found
}

// unquoted is a name of the vocabulary as it is written in a query, without
// quotation marks where its words are read as one.
func (c completion) unquoted(k *Key, name string) string {
	if all, f := c.read(nil, k.Name+":"+name); f == nil && len(all) == 1 {
		if _, one := all[0].(Term); one {
			return name
		}
	}
	return quote(name)
}
