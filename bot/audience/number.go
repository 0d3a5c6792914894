package audience

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot/i18n"
)

// written is a number or a range as people write it, after plainNumber: a
// comparison, a number with a unit, and what Japanese puts behind; or a number,
// two dots, and another one.
var (
	written  = regexp.MustCompile(`^(>=|<=|>|<|=)?(\d{1,6})([^\d.<>=]*)$`)
	between  = regexp.MustCompile(`^(\d{0,6})([^\d.<>=]*)\.\.+(\d{0,6})([^\d.<>=]*)$`)
	hyphened = regexp.MustCompile(`(\d[^\d.<>=]*)[-ー](\d|$)`)
	fromTo   = regexp.MustCompile(`^(\d+[^\d.<>=]*?)(?:から|to)(\d+[^\d.<>=]*?)(?:まで)?$`)
)

var (
	oneSign = strings.NewReplacer(
		"〜", "..", "~", "..", "～", "..", "–", "..", "—", "..", "−", "..", "‐", "..", "‑", "..",
		"≧", ">=", "≥", ">=", "≦", "<=", "≤", "<=", " ", "",
	)
	turned = strings.NewReplacer("=>", ">=", "=<", "<=", "==", "=")
)

// plainNumber brings signs and digits into one form and takes spaces out.
func plainNumber(typed string) string {
	plain := turned.Replace(oneSign.Replace(strings.ToLower(norm.NFKC.String(typed))))
	return fromTo.ReplaceAllString(hyphened.ReplaceAllString(plain, "$1..$2"), "$1..$2")
}

// behind is what stands behind a number in Japanese, as a comparison.
var behind = []struct{ word, sign string }{
	{"以上前", ">="}, {"以上", ">="}, {"以降", ">="}, {"から", ">="}, {"+", ">="},
	{"以下", "<="}, {"以前", "<="}, {"以内", "<="}, {"まで", "<="},
	{"より前", "earlier"}, {"未満", "<"}, {"より後", ">"}, {"超", ">"},
}

// comparison reads ">=10h", 「10時間以上」: the sign ("" for none), the number, and
// the unit.
func comparison(plain string) (sign string, n int, unit string, ok bool) {
	m := written.FindStringSubmatch(plain)
	if m == nil {
		return "", 0, "", false
	}
	sign, unit = m[1], m[3]
	n, _ = strconv.Atoi(m[2])
	if sign == "" {
		for _, b := range behind {
			if rest, found := strings.CutSuffix(unit, b.word); found {
				sign, unit = b.sign, rest
				break
			}
		}
	}
	return sign, n, unit, true
}

// measure reads a value of a Number or of Days.
func (k *Key) measure(v typedValue) (Expr, *fault) {
	if k.Kind == Number {
		return k.number(v)
	}
	return k.days(v)
}

// number reads a value of a Number.
func (k *Key) number(v typedValue) (Expr, *fault) {
	plain := plainNumber(v.text)
	if m := between.FindStringSubmatch(plain); m != nil && m[1]+m[3] != "" && k.unit(m[2]) && k.unit(m[4]) {
		e := Between{k.Name, NoStart, NoLimit}
		if m[1] != "" {
			e.From, _ = strconv.Atoi(m[1])
		}
		if m[3] != "" {
			e.To, _ = strconv.Atoi(m[3])
		}
		return k.within(v, e)
	}
	sign, n, unit, ok := comparison(plain)
	if !ok || !k.unit(unit) {
		return nil, &fault{v.span, noNumber, k}
	}
	e := Between{k.Name, n, n}
	switch sign {
	case ">=":
		e.To = NoLimit
	case ">":
		e.From, e.To = n+1, NoLimit
	case "<=":
		e.From = NoStart
	case "<", "earlier":
		e.From, e.To = NoStart, n-1
	}
	return k.within(v, e)
}

func (k *Key) unit(typed string) bool {
	return typed == "" || slices.ContainsFunc(k.Units, func(u string) bool { return i18n.Fold(u) == i18n.Fold(typed) })
}

// within refuses numbers that cannot be.
func (k *Key) within(v typedValue, e Between) (Expr, *fault) {
	out := func(n int) bool { return n != NoStart && n != NoLimit && (n < k.Min || n > k.Max) }
	switch {
	case out(e.From) || out(e.To):
		return nil, &fault{v.span, numberBeyond, k}
	case e.From > e.To:
		return nil, &fault{v.span, rangeTurned, k}
	}
	return e, nil
}

// maxDays is the longest time ago: a hundred years.
const maxDays = 36_500

// dayUnits are how many days a unit has.
var dayUnits = []struct {
	days  int
	names []string
}{
	{1, []string{"", "d", "day", "days", "日"}},
	{7, []string{"w", "week", "weeks", "週", "週間"}},
	{30, []string{"m", "month", "months", "か月", "ヶ月", "ヵ月", "カ月", "ケ月", "ヵ月間", "月"}},
	{365, []string{"y", "year", "years", "年"}},
}

func daysOf(n int, unit string) (int, bool) {
	unit = i18n.Fold(strings.TrimSuffix(strings.TrimSuffix(unit, "前"), "間"))
	for _, u := range dayUnits {
		if slices.ContainsFunc(u.names, func(name string) bool { return i18n.Fold(name) == unit }) {
			return n * u.days, true
		}
	}
	return 0, false
}

// days reads a value of Days. A number alone is refused: it could mean longer
// ago or not as long.
func (k *Key) days(v typedValue) (Expr, *fault) {
	plain := plainNumber(v.text)
	if m := between.FindStringSubmatch(plain); m != nil && m[1] != "" && m[3] != "" {
		if m[2] == "" {
			m[2] = m[4] // 「30〜90日」
		}
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[3])
		from, ok1 := daysOf(from, m[2])
		to, ok2 := daysOf(to, m[4])
		if !ok1 || !ok2 {
			return nil, &fault{v.span, noDays, k}
		}
		return k.daysWithin(v, Ago{k.Name, from, to})
	}
	sign, n, unit, ok := comparison(plain)
	n, known := daysOf(n, unit)
	if !ok || !known {
		return nil, &fault{v.span, noDays, k}
	}
	switch sign {
	case ">=":
		return k.daysWithin(v, Ago{k.Name, n, NoLimit})
	case ">", "earlier":
		return k.daysWithin(v, Ago{k.Name, n + 1, NoLimit})
	case "<=":
		return k.daysWithin(v, Ago{k.Name, 0, n})
	case "<":
		return k.daysWithin(v, Ago{k.Name, 0, n - 1})
	default:
		return nil, &fault{v.span, bareDays, k}
	}
}

func (k *Key) daysWithin(v typedValue, e Ago) (Expr, *fault) {
	switch {
	case e.From > maxDays+1 || e.To != NoLimit && e.To > maxDays || e.To < 0:
		return nil, &fault{v.span, daysBeyond, k}
	case e.From > e.To:
		return nil, &fault{v.span, rangeTurned, k}
	}
	return e, nil
}
