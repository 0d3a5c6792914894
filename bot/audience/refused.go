package audience

import (
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Refused is why a query could not be read: where, what would be right, and the
// whole query put right, where that can be guessed. Its Text is a sentence that
// names the place; its cause in a bot.Problem.
type Refused struct {
	From, To int // characters of the query, To after the last one
	Text     bot.Text
	Try      string // or empty
}

func (r *Refused) Error() string { return "query refused" }

// Problem is the refusal in words for the person who asked.
func (r *Refused) Problem() *bot.Problem { return &bot.Problem{Text: r.Text, Cause: r} }

// problem is a kind of mistake.
type problem uint8

const (
	unknownKey problem = iota
	otherKey           // for others than the asker
	noValue
	openQuote
	afterQuote
	loneMinus
	minusInside
	unknownPick
	noNumber
	numberBeyond
	rangeTurned
	noDays
	bareDays
	daysBeyond
	wroteOr
	wroteAnd
	wroteNot
	noOther
	commaBetween
	noColon
	loneSign
	wildcard
	tooMany
	tooLong
)

// fault is a mistake at a place, about a key or none.
type fault struct {
	at  span
	why problem
	key *Key
}

// refuse says a fault in words.
func (l *Language) refuse(locale bot.Locale, text string, f *fault) *Refused {
	typed := []rune(text)
	at := span{min(f.at.from, len(typed)), min(f.at.to, len(typed))}
	wrong := string(typed[at.from:at.to])
	why, instead := l.why(locale, wrong, f)
	r := &Refused{From: at.from, To: at.to}
	if instead != "" {
		r.Try = string(typed[:at.from]) + instead + string(typed[at.to:])
		if _, still := l.read(nil, r.Try); still != nil && still.at.from <= at.from {
			r.Try = ""
		}
	}
	if f.why == tooLong {
		r.Text = why
		return r
	}
	r.Text = sayAt.Text(locale, at.from+1, short(wrong), why)
	return r
}

// short is enough of a text to recognise it.
func short(text string) string {
	const most = 30
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// why is a fault in a sentence, and what could stand there instead.
func (l *Language) why(locale bot.Locale, wrong string, f *fault) (say bot.Text, instead string) {
	k := f.key
	switch f.why {
	case unknownKey:
		if near := l.nearKey(locale, wrong); near != "" {
			return sayKeyLike.Text(locale, near), near
		}
		return sayKeys.Text(locale, i18n.List(locale, l.keyNames(locale))), ""
	case otherKey:
		return sayOtherKey.Text(locale, k.Label.In(locale)), ""
	case noValue:
		if k == nil {
			return sayNoWord.Text(locale), ""
		}
		return sayNoValue.Text(locale, k.Name, k.Example), ""
	case minusInside:
		plain := strings.TrimLeftFunc(wrong, func(r rune) bool { return isMinus(r) || isBang(r) || isSign(r) })
		return sayMinusInside.Text(locale, k.Name, plain), ""
	case noColon:
		with := k.withColon(wrong)
		return sayNoColon.Text(locale, with), with
	case wildcard:
		return sayWildcard.Text(locale, bare(wrong)), bare(wrong)
	case commaBetween:
		return sayCommaBetween.Text(locale), " "
	case wroteNot:
		return sayNot.Text(locale), turnedOff(wrong)
	case unknownPick:
		if p, ok := k.nearPick(wrong); ok {
			return sayPickLike.Text(locale, p.Value, p.Label.In(locale)), p.Value
		}
		return sayPicks.Text(locale, i18n.List(locale, k.pickNames(locale))), ""
	case noNumber:
		return sayNumber.Text(locale, k.Example), ""
	case numberBeyond:
		return sayBeyond.Text(locale, k.Min, k.Max), ""
	case rangeTurned:
		turned := turnedAround(wrong)
		return sayTurned.Text(locale, turned), turned
	}
	return plainWhy(f.why).Text(locale), ""
}

// plainWhy are the faults that need nothing but words.
func plainWhy(why problem) i18n.Line {
	switch why {
	case openQuote:
		return sayOpenQuote
	case afterQuote:
		return sayAfterQuote
	case loneMinus:
		return sayLoneMinus
	case noDays:
		return sayDays
	case bareDays:
		return sayBareDays
	case daysBeyond:
		return sayDaysBeyond
	case wroteOr:
		return sayOr
	case wroteAnd:
		return sayAnd
	case noOther:
		return sayNoOther
	case loneSign:
		return sayLoneSign
	case tooLong:
		return sayTooLong
	default:
		return sayTooMany
	}
}

// turnedOff is what was to be left out, with a minus; empty where it does not
// stand there.
func turnedOff(wrong string) string {
	what, behind := strings.CutSuffix(wrong, without)
	if what == "!" || what == "！" || behind && what != "" {
		return "-" + strings.TrimLeftFunc(what, isBang)
	}
	return ""
}

// turnedAround is a range with its ends exchanged.
func turnedAround(wrong string) string {
	from, to, _ := strings.Cut(plainNumber(wrong), "..")
	return strings.TrimLeft(to, ".") + ".." + from
}

// keyNames are what people may ask for, as they would write it.
func (l *Language) keyNames(locale bot.Locale) []string {
	var names []string
	for _, k := range l.usable() {
		names = append(names, sayKeyName.Text(locale, k.Name, k.Label.In(locale)).String())
	}
	return names
}

func (k *Key) pickNames(locale bot.Locale) []string {
	names := make([]string, len(k.Picks))
	for i, p := range k.Picks {
		names[i] = sayKeyName.Text(locale, p.Value, p.Label.In(locale)).String()
	}
	return names
}

// nearKey is what a key could have been meant to be, as the person would write
// it; empty for none.
func (l *Language) nearKey(locale bot.Locale, typed string) string {
	best, far := "", farthest(typed)+1
	for _, k := range l.usable() {
		for _, name := range k.names() {
			if d := distance(foldName(name), foldName(typed)); d < far {
				best, far = k.Name, d
				if locale == bot.Japanese && !ascii(name) {
					best = name
				}
			}
		}
	}
	return best
}

func (k *Key) nearPick(typed string) (Pick, bool) {
	best, far := Pick{}, farthest(typed)+1
	for _, p := range k.Picks {
		for _, name := range p.names() {
			if d := distance(foldName(name), foldName(typed)); d < far {
				best, far = p, d
			}
		}
	}
	return best, best.Value != ""
}

func ascii(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' }) }

// farthest is how many letters may be wrong in a word so that it still is that
// word: a third, at most two.
func farthest(typed string) int { return min(2, len([]rune(foldName(typed)))/3) }

// distance is how many letters are to be put in, taken out or changed to make b
// of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// usual reports whether a word may stand without quotation marks.
func usual(word string) bool {
	return word != "" && !slices.ContainsFunc([]rune(word), func(r rune) bool {
		return r == ' ' || isColon(r) || isComma(r) || quotes[r] != 0 || closing(r)
	}) && !isMinus([]rune(word)[0]) && !isBang([]rune(word)[0]) && !isSign([]rune(word)[0])
}

func closing(r rune) bool {
	for _, last := range quotes {
		if r == last {
			return true
		}
	}
	return false
}
