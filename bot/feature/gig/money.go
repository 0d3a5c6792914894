package gig

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Money as people write it, in Unicode's form NFKC: 50万円, ¥500,000, 30〜50万円,
// 時給5,000円, $3,000/month, 500,000 JPY.
const (
	digits   = `(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`
	to       = ` ?(?:[〜~‐–—−-]|から|to) ?`
	currency = `(?:円|yen|jpy|usd|eur|gbp|dollars?|euros?|ドル|ユーロ|ポンド)`
	scale    = `(?: ?(?:百|千)?[万億]|千|k\b)?`
	amount   = `(?:[¥$€£] ?` + digits + scale + `円?` +
		`|\b(?:usd|jpy|eur|gbp) ?` + digits + scale +
		`|` + digits + scale + ` ?` + currency +
		`|[一二三四五六七八九十百千万億]+円)`
	unit = `(?: ?(?:/|per |an? |毎) ?(?:時間?|日|月|週|本|件|人日|人月|hours?|hr|h|days?|months?|weeks?|articles?)(?:[^a-z]|$))?`
	tax  = `(?: ?\((?:税別|税込|税抜)[きみ]?\)| ?(?:税別|税込|税抜)[きみ]?)?`
)

var (
	oneAmount = regexp.MustCompile(`(?i)` + amount)
	money     = regexp.MustCompile(`(?i)(?:(?:時給|日給|月給|月額|日額|年俸|単価) ?[:は]? ?)?約?` +
		`(?:` + digits + scale + `円?` + to + `)?` + amount + `(?:` + to + `(?:` + amount + `|` + digits + scale + `))?` + unit + tax)
	payWord   = regexp.MustCompile(`(?i)(?:時給|日給|月給|月額|日額|年俸|単価|報酬|謝礼|謝金|予算|お支払い?|\bpay|\bfee|\bbudget|\brate|\bcompensation|\bsalary)[^。.\n]{0,12}$`)
	otherWord = regexp.MustCompile(`(?i)(?:売上|売り上げ|年商|資本金|調達|資金|手数料|交通費|経費|費用|\brevenue|\bcapital|\braised|\bfunding|\bcosts?|\bexpenses?|\bsales)[^。.\n]{0,10}$`)
	spelled   = regexp.MustCompile(`^(?:時給|日給|月給|月額|日額|年俸|単価)`)
)

// namesMoney reports whether value says an amount above zero with a currency,
// and none below.
func namesMoney(value string) bool {
	text := norm.NFKC.String(value)
	found := oneAmount.FindAllStringIndex(text, -1)
	for _, at := range found {
		if !strings.ContainsAny(text[at[0]:at[1]], "123456789一二三四五六七八九十百千") || negative(text[:at[0]]) {
			return false
		}
	}
	return len(found) > 0
}

// negative reports whether before ends with a minus that does not stand between
// two numbers.
func negative(before string) bool {
	before = strings.TrimRight(before, " ")
	rest := strings.TrimRight(before, "-−▲")
	if rest == before {
		return false
	}
	rest = strings.TrimRight(rest, " ")
	return !strings.ContainsAny(rest[max(0, len(rest)-len("円")):], "0123456789円万千kK")
}

// moneyIn is the pay which a message states, as it is written there: the sum
// beside a word for pay, or the only sum there is. Several sums of which none
// is marked say nothing certain.
func moneyIn(text string) string {
	var unmarked []string
	for _, at := range money.FindAllStringIndex(text, -1) {
		before, written := text[max(0, at[0]-60):at[0]], strings.TrimSpace(text[at[0]:at[1]])
		if !strings.HasSuffix(written, ")") {
			written = strings.TrimRight(written, " ,.、。]」")
		}
		switch {
		case !namesMoney(written) || negative(before):
		case spelled.MatchString(written) || payWord.MatchString(before):
			return written
		case !otherWord.MatchString(before):
			unmarked = append(unmarked, written)
		}
	}
	if len(unmarked) == 1 {
		return unmarked[0]
	}
	return ""
}
