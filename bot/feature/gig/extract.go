package gig

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// extract reads from an ordinary message what the form asks: only what stands
// there, as it stands there, and nothing where it could be meant otherwise.
// skills finds the known skills in a text. cut reports that the task holds only
// the beginning of the message.
func extract(l bot.Locale, text string, today bot.Date, skills func(string) []string) (v bot.Values, cut bool) {
	text = tidy(text)
	folded := norm.NFKC.String(text)
	task := trim(text, maxTask)
	v = bot.Values{
		fieldTitle: trim(firstSentence(text), maxTitle),
		fieldTask:  task,
		fieldPay:   trim(moneyIn(folded), maxShort),
		fieldHours: hoursIn(folded),
		fieldPlace: placeIn(folded),
	}
	if names := skills(text); len(names) > 0 {
		v[fieldSkills] = member.SkillList(l, names[:min(len(names), maxSkills)])
	}
	v[fieldPeriod], v[fieldDeadline] = daysIn(folded, today)
	for name, value := range v {
		if !i18n.HasWords(value) {
			delete(v, name)
		}
	}
	return v, len(task) < len(text)
}

// tidy drops what a form's field would refuse: characters that are not seen.
func tidy(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\u2028", "\n", "\u2029", "\n").Replace(strings.ToValidUTF8(text, ""))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text))
}

var sentenceEnd = regexp.MustCompile(`[。！？\n]|[.!?](?:\s|$)`)

// firstSentence is the first sentence or line that says something.
func firstSentence(text string) string {
	for text != "" {
		sentence, rest := text, ""
		if at := sentenceEnd.FindStringIndex(text); at != nil {
			sentence, rest = text[:at[0]], text[at[1]:]
		}
		if sentence = strings.TrimSpace(sentence); i18n.HasWords(sentence) {
			return sentence
		}
		text = rest
	}
	return ""
}

// trim is s, or as much of it as ends between words or clauses within most
// characters.
func trim(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)
	for end := most; end > most/2; end-- {
		if unicode.IsSpace(runes[end]) || unicode.IsPunct(runes[end-1]) && !strings.ContainsRune("([{「『（【", runes[end-1]) {
			return strings.TrimSpace(string(runes[:end]))
		}
	}
	return strings.TrimSpace(string(runes[:most]))
}

var hoursWritten = []*regexp.Regexp{
	regexp.MustCompile(`月(?:に|あたり|当たり|間)? *(?:約)? *(?:\d{1,3} *(?:時間|h)? *[〜~–-] *)?(\d{1,3}) *(?:時間|h)`),
	regexp.MustCompile(`(?i)\b(?:\d{1,3} *[~–-] *)?(\d{1,3}) *(?:時間|h|hours?|hrs?) *(?:/|per |an? |each |every ) *(?:月|months?|mo\b)`),
	regexp.MustCompile(`(?i)\b(\d{1,3}) *(?:hours?|hrs?|h)\s+monthly|monthly\s+(\d{1,3}) *(?:hours?|hrs?|h)\b`),
}

// hoursIn are the hours a month; of a range its upper end, so that nobody is
// offered more than they have.
func hoursIn(text string) string {
	for _, pattern := range hoursWritten {
		for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
			m := strings.TrimSpace(group(text, at, 1) + group(text, at, 2))
			before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
			if n, err := strconv.Atoi(m); err == nil && n >= 1 && n <= maxHours && !unicode.IsDigit(before) {
				return strconv.Itoa(n)
			}
		}
	}
	return ""
}

// group is a submatch, or empty if the pattern does not have it.
func group(text string, at []int, n int) string {
	if 2*n+1 >= len(at) || at[2*n] < 0 {
		return ""
	}
	return text[at[2*n]:at[2*n+1]]
}

var (
	remoteWritten = regexp.MustCompile(`(?i)(?:フル|完全)?リモート(?:ワーク|勤務)?(?:可|OK|中心|併用)?|(?:完全)?在宅(?:勤務|ワーク)?(?:可|OK)?|\b(?:fully |100% )?remote(?:ly)?\b`)
	notRemote     = regexp.MustCompile(`(?i)^ *(?:は)?(?:不可|なし|無し|NG|できません|ではありません)|^ *(?:is |work )?(?:not|impossible)`)
	noBefore      = regexp.MustCompile(`(?i)(?:\bno|\bnot|\bnon-?|n't) *$|非$`)
)

// placeIn is "remote" as the message says it; other places are not recognised.
func placeIn(text string) string {
	at := remoteWritten.FindStringIndex(text)
	if at == nil || notRemote.MatchString(text[at[1]:]) || noBefore.MatchString(text[:at[0]]) {
		return ""
	}
	return text[at[0]:at[1]]
}

var (
	deadlineBefore = regexp.MustCompile(`(?i)(?:締切日?|締め切り|締切り|〆切り?|〆|応募期限|募集期限|期限|応募期間|募集期間|応募は|\bdeadline|\bapply by|\bapply before|\bapply until|\bapplications? (?:close|due|by)|\bcloses?(?: on)?) *[:は]? *(?:is|on|by)? *:? *$`)
	deadlineAfter  = regexp.MustCompile(`(?i)^ *(?:\d{1,2}:\d{2}|\d{1,2}時)? *(?:が|を)?(?:必着|締切|締め切り|〆切?)|^ *(?:まで|迄)(?:に|の)?(?:ご?応募|ご?連絡|お?返事|募集|受付)|^ *(?:is the )?deadline`)
	untilBefore    = regexp.MustCompile(`(?i)\b(?:by|until|till|before) *:? *$`)
	untilAfter     = regexp.MustCompile(`^ *(?:まで|迄)`)
	rangeBetween   = regexp.MustCompile(`^ *(?:[〜~‐–—-]|から|to|until) *$`)
	periodFrom     = regexp.MustCompile(`(?i)\b(?:from|between) *$`)
	deliveryAround = regexp.MustCompile(`(?i)納品|完了|完成|リリース|公開|納期|作業|勤務|稼働|実施|\bdeliver|\brelease|\blaunch|\bfinish|\bcomplete|\bship|\bwork`)
	applyRange     = regexp.MustCompile(`(?:応募|募集|受付)期間 *[:は]? *$`)
)

// daysIn are the period and the deadline of applications. A day counts as the
// deadline if a word beside it says so: the first of those that name a deadline,
// else the last of those that only say "until".
func daysIn(text string, today bot.Date) (period, deadline string) {
	named, vague := "", ""
	mentions := schedule.Mentions(text, today)
	for i := 0; i < len(mentions); i++ {
		m, end := mentions[i], mentions[i]
		if i+1 < len(mentions) && rangeBetween.MatchString(text[m.To:mentions[i+1].From]) {
			i++
			end = mentions[i]
		}
		before, after := clauseBefore(text, m.From), clauseAfter(text, end.To)
		switch isRange := end != m; {
		case isRange && !applyRange.MatchString(before):
			if period == "" && !end.Day.Before(m.Day) {
				period = text[m.From:end.To]
			}
		case end.Day.Before(today) || today.AddDays(horizon).Before(end.Day):
		case deadlineBefore.MatchString(before) || deadlineAfter.MatchString(after):
			if named == "" {
				named = end.Day.String()
			}
		case (untilBefore.MatchString(before) || untilAfter.MatchString(after)) &&
			!periodFrom.MatchString(before) && !deliveryAround.MatchString(before+"|"+after):
			vague = end.Day.String()
		}
	}
	if named != "" {
		return period, named
	}
	return period, vague
}

const clauseEnds = "。、\n!?！？;"

// clauseBefore is what stands before a place in its own clause.
func clauseBefore(text string, from int) string {
	at := strings.LastIndexAny(text[:from], clauseEnds)
	if at < 0 {
		return text[:from]
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	return text[at+size : from]
}

// clauseAfter is what stands behind a place in its own clause.
func clauseAfter(text string, to int) string {
	if end := strings.IndexAny(text[to:], clauseEnds); end >= 0 {
		return text[to : to+end]
	}
	return text[to:]
}
