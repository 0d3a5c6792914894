package audience

import (
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Words says in words whom an expression holds for that Parse returned:
// 「スキルがGo、2019〜2023年に退職」.
func (l *Language) Words(locale bot.Locale, e Expr) string {
	all, ok := e.(All)
	if !ok {
		all = All{e}
	}
	if len(all) == 0 {
		return sayEverybody.In(locale)
	}
	parts := make([]string, len(all))
	for i, part := range all {
		parts[i] = l.say(locale, part)
	}
	return i18n.List(locale, parts)
}

// say is one condition in words.
func (l *Language) say(locale bot.Locale, e Expr) string {
	not := false
	if n, ok := e.(Not); ok {
		not, e = true, n.Expr
	}
	either, ok := e.(Any)
	if !ok {
		either = Any{e}
	}
	var values, whole []string
	var key *Key
	for _, part := range either {
		k, value, all := l.phrase(locale, part, not)
		if key = k; all != "" {
			whole = append(whole, all)
		} else {
			values = append(values, value)
		}
	}
	if len(values) > 0 {
		whole = append([]string{sayValues(locale, key, joinOr(locale, values), not)}, whole...)
	}
	if not {
		return i18n.List(locale, whole)
	}
	return joinOr(locale, whole)
}

// sayValues is a condition on values of a key, or of none, in words.
func sayValues(locale bot.Locale, k *Key, values string, not bool) string {
	line := sayFree
	switch {
	case k == nil && not:
		line = sayNotFree
	case k != nil && not:
		line = k.IsNot
	case k != nil:
		line = k.Is
	}
	return line.Text(locale, values).String()
}

// phrase is one value in words, or the whole condition where it is about there
// being any.
func (l *Language) phrase(locale bot.Locale, e Expr, not bool) (k *Key, value, whole string) {
	either := func(key string, none bool) (*Key, string, string) {
		k := l.key(key)
		switch {
		case k == nil:
			return nil, "", ""
		case none:
			return k, "", k.None.In(locale)
		default:
			return k, "", k.Some.In(locale)
		}
	}
	switch e := e.(type) {
	case Term:
		key, value := e.Split()
		if k := l.key(key); k != nil {
			if k.Kind == Choice {
				return k, sayQuoted.Text(locale, k.show(locale, value)).String(), ""
			}
			return k, k.show(locale, value), ""
		}
	case Contains:
		return l.key(e.Key), sayQuoted.Text(locale, e.Word).String(), ""
	case Free:
		return nil, sayQuoted.Text(locale, e.Word).String(), ""
	case None:
		return either(e.Key, !not)
	case Not:
		if none, ok := e.Expr.(None); ok {
			return either(none.Key, not)
		}
	case Between:
		if k := l.key(e.Key); k != nil {
			return k, e.say(locale, k.Number), ""
		}
	case Ago:
		return l.key(e.Key), e.say(locale), ""
	}
	return nil, "", ""
}

func (e Between) say(locale bot.Locale, in Numbers) string {
	switch {
	case e.From == e.To:
		return in.One.Text(locale, e.From).String()
	case e.To == NoLimit:
		return in.From.Text(locale, e.From).String()
	case e.From == NoStart:
		return in.To.Text(locale, e.To).String()
	default:
		return in.Range.Text(locale, e.From, e.To).String()
	}
}

func (e Ago) say(locale bot.Locale) string {
	switch {
	case e.To == NoLimit && e.From == 0:
		return sayAnyTime.In(locale)
	case e.To == NoLimit:
		return sayLongerAgo.Text(locale, e.From-1).String()
	case e.From == 0:
		return sayWithinDays.Text(locale, e.To).String()
	default:
		return sayDaysAgo.Text(locale, e.From, e.To).String()
	}
}

func joinOr(locale bot.Locale, items []string) string {
	joined := ""
	for i, item := range items {
		if i > 0 {
			joined = sayEither.Text(locale, joined, item).String()
		} else {
			joined = item
		}
	}
	return joined
}
