package gig

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// Undecided is a field that was left open: why, and the day by which it will be
// known.
type Undecided struct {
	Reason string   `json:"Reason"`
	Until  bot.Date `json:"Until"`
}

// horizon is how many days ahead a day in a gig may be.
const horizon = 365

// undecidedWords begin a value that leaves a field open.
var undecidedWords = []string{"未定", "undecided", "tbd"}

// readUndecided reads `未定: 相手先と調整中, 12/10` and `undecided: client has
// not said, 10 Dec`. is is false for a value that decides something. The error
// says in words what is missing.
func readUndecided(l bot.Localizer, value string, today bot.Date) (u Undecided, is bool, err error) {
	rest, is := afterUndecided(strings.TrimSpace(norm.NFKC.String(value)))
	if !is {
		return Undecided{}, false, nil
	}
	for i, r := range rest {
		if !strings.ContainsRune(",、;( ", r) {
			continue
		}
		tail := strings.TrimRight(rest[i+utf8.RuneLen(r):], " )。.")
		for _, ending := range []string{"までに決定", "までに", "まで", "頃"} {
			tail = strings.TrimSuffix(tail, ending)
		}
		tail = strings.TrimPrefix(strings.TrimSpace(tail), "by ")
		if day, ok := schedule.ParseDay(tail, today); ok {
			u = Undecided{Reason: strings.Trim(rest[:i], " ,、;:()"), Until: day}
			break
		}
	}
	switch {
	case u.Until.IsZero() || !i18n.HasWords(u.Reason):
		return Undecided{}, true, bot.Refuse(l.Text(msgUndecidedHow, today.AddDays(9).String()))
	case !today.Before(u.Until) || today.AddDays(horizon).Before(u.Until):
		return Undecided{}, true, bot.Refuse(l.Text(msgUndecidedWhen, today.AddDays(1), today.AddDays(horizon)))
	}
	return u, true, nil
}

// afterUndecided is what follows the word that leaves a field open.
func afterUndecided(value string) (string, bool) {
	for _, word := range undecidedWords {
		if len(value) < len(word) || !strings.EqualFold(value[:len(word)], word) {
			continue
		}
		rest := value[len(word):]
		next, _ := utf8.DecodeRuneInString(rest)
		if word[0] < utf8.RuneSelf && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			continue
		}
		return strings.TrimLeft(rest, ": "), true
	}
	return "", false
}

// typed writes it as people do, so that a form can be filled in with it again.
func (u Undecided) typed(l bot.Localizer) string {
	return l.Label(typedUndecided, u.Reason, u.Until.String())
}
