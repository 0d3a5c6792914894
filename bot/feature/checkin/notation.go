package checkin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Questions are written one on a line, each with what can be answered behind a
// bar:
//
//	最近の調子はいかがですか｜1〜5：いまひとつ、とても良い     a scale, with what its ends mean or without
//	副業の話を聞きたいですか｜はい、条件による、いまはいい     one of them
//	興味があること｜複数：副業、交流会、相談                  any number of them
//	次に会えそうな日｜日付
//	ひとことどうぞ                                          a text; also ｜文章
//	月に使える時間｜時間                                    hours a month, offered to the profile
//	つながり方｜つながり方                                  how close to be, offered to the profile
//	連絡がほしい｜連絡                                      a box; ticked, it makes a task
//
// and in English: |1-5: bad, good · |yes, maybe, no · |several: a, b, c · |date ·
// |text · |hours · |closeness · |contact. Numbers and dots that begin a line are
// not part of the question.

// misread is why a line cannot be read, in words.
type misread struct {
	line int // from 1 on; 0: all of them
	why  bot.Text
}

// parseQuestions reads what a manager wrote in l.
func parseQuestions(l bot.Localizer, text string) ([]Question, *misread) {
	lines := linesOf(text)
	if len(lines) == 0 {
		return nil, &misread{0, l.Text(msgNoQuestion)}
	}
	if len(lines) > maxQuestions {
		return nil, &misread{0, l.Text(msgManyQuestions, maxQuestions, len(lines))}
	}
	questions := make([]Question, len(lines))
	for i, line := range lines {
		q, why := parseQuestion(l, line)
		if why != nil {
			return nil, &misread{i + 1, why}
		}
		questions[i] = q
	}
	for _, k := range []Kind{Hours, Closeness, Contact} {
		if first := kindAt(questions, k, 0); first >= 0 && kindAt(questions, k, first+1) >= 0 {
			return nil, &misread{kindAt(questions, k, first+1) + 1, l.Text(msgKindTwice, kindWords(k))}
		}
	}
	return questions, nil
}

func kindAt(questions []Question, k Kind, from int) int {
	for i := from; i < len(questions); i++ {
		if questions[i].Kind == k {
			return i
		}
	}
	return -1
}

// linesOf are the lines with something in them, without what numbers them.
func linesOf(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = unnumbered(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// unnumbered is a line without what numbers it, however often: 1. ・ (2) Q3:
func unnumbered(line string) string {
	for {
		line = strings.TrimSpace(line)
		at := numbering.FindStringIndex(line)
		if at == nil || at[1] < len(line) && line[at[1]] >= '0' && line[at[1]] <= '9' { // 3.5 is a number
			return line
		}
		line = line[at[1]:]
	}
}

var (
	numbering = regexp.MustCompile(`^(?:[・•]|[-*](?:\s+|$)|[(（]?\d{1,2}[)）.．、]|[QqＱ]\d{1,2}[)）.．、:：])`)
	scaleLike = regexp.MustCompile(`^(\d{1,2}) ?[~〜\-–—] ?(\d{1,2})$`)
	manyLike  = regexp.MustCompile(`(?i)^(?:複数(?:回答|選択)?|いくつでも|several|multiple|any of)$`)
)

// parseQuestion reads one line.
func parseQuestion(l bot.Localizer, line string) (Question, bot.Text) {
	text, kind, barred := cutBar(line)
	if utf8.RuneCountInString(text) > maxQuestion {
		return Question{}, l.Text(msgLongQuestion, maxQuestion, utf8.RuneCountInString(text))
	}
	if !i18n.HasWords(text) {
		return Question{}, l.Text(msgNoText)
	}
	q := Question{Kind: Text, Text: said(l.Language(), text)}
	if !barred {
		return q, nil
	}
	if k, ok := kindNamed(kind); ok {
		q.Kind = k
		return q, nil
	}
	head, tail, colon := cutColon(kind)
	if m := scaleLike.FindStringSubmatch(norm.NFKC.String(head)); m != nil {
		return q.scale(l, m, tail)
	}
	q.Kind = Choice
	if colon && manyLike.MatchString(head) {
		q.Kind, kind = Several, tail
	}
	var why bot.Text
	q.Options, why = parseOptions(l, kind)
	return q, why
}

// cutColon parts what stands before the first colon from what stands behind it.
func cutColon(kind string) (head, tail string, colon bool) {
	at := strings.IndexAny(kind, ":：")
	if at < 0 {
		return kind, "", false
	}
	_, size := utf8.DecodeRuneInString(kind[at:])
	return strings.TrimSpace(kind[:at]), strings.TrimSpace(kind[at+size:]), true
}

// cutBar parts a question from what stands behind the first bar.
func cutBar(line string) (text, kind string, barred bool) {
	at := strings.IndexAny(line, "|｜")
	if at < 0 {
		return strings.TrimSpace(line), "", false
	}
	_, size := utf8.DecodeRuneInString(line[at:])
	return strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+size:]), true
}

// kindNamed are the kinds that a word stands for.
func kindNamed(typed string) (Kind, bool) {
	folded := i18n.Fold(typed)
	for _, k := range []Kind{Text, Date, Hours, Closeness, Contact} {
		names := append([]string{string(k)}, kindNames[k]...)
		if slices.ContainsFunc(names, func(name string) bool { return i18n.Fold(name) == folded }) {
			return k, true
		}
	}
	return "", false
}

// kindNames are the words in Japanese, the first one the proper one, and others
// that people write.
var kindNames = map[Kind][]string{
	Text:      {"文章", "自由記述", "自由回答", "free text"},
	Date:      {"日付", "日にち", "day"},
	Hours:     {"時間"},
	Closeness: {"つながり方"},
	Contact:   {"連絡", "contact me"},
}

// scale reads a range and what its ends mean.
func (q Question) scale(l bot.Localizer, m []string, ends string) (Question, bot.Text) {
	q.Kind = Scale
	q.From, _ = strconv.Atoi(m[1])
	q.To, _ = strconv.Atoi(m[2])
	if q.From >= q.To || q.To > maxScale {
		return q, l.Text(msgScale, maxScale)
	}
	if ends == "" {
		return q, nil
	}
	var why bot.Text
	if q.Options, why = parseOptions(l, ends); why == nil && len(q.Options) != 2 {
		why = l.Text(msgScaleEnds, len(q.Options))
	}
	return q, why
}

// parseOptions reads what stands between commas.
func parseOptions(l bot.Localizer, text string) ([]Said, bot.Text) {
	var options []Said
	seen := map[string]bool{}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",、，", r) }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if n := utf8.RuneCountInString(part); n > maxOption {
			return nil, l.Text(msgLongOption, maxOption, part)
		}
		if folded := i18n.Fold(part); seen[folded] {
			return nil, l.Text(msgOptionTwice, part)
		} else {
			seen[folded] = true
		}
		options = append(options, said(l.Language(), part))
	}
	if len(options) < 2 {
		return nil, l.Text(msgFewOptions)
	}
	if len(options) > maxOptions {
		return nil, l.Text(msgManyOptions, maxOptions, len(options))
	}
	return options, nil
}

// translate reads title and questions in the other language, line by line in the
// same order, into them. l is the language of the manager, for faults.
func translate(l bot.Localizer, title Said, questions []Question, text string) (Said, []Question, *misread) {
	lines := linesOf(text)
	if len(lines) == 0 {
		return title, questions, nil
	}
	if len(lines) != len(questions)+1 {
		return title, nil, &misread{0, l.Text(msgTranslationLines, len(questions)+1, len(lines))}
	}
	to := other(l.Language())
	if utf8.RuneCountInString(lines[0]) > maxTitle {
		return title, nil, &misread{1, l.Text(msgLongTitle, maxTitle)}
	}
	title = title.with(to, lines[0])
	both := slices.Clone(questions)
	for i, line := range lines[1:] {
		q, why := parseQuestion(l, line)
		if why != nil {
			return title, nil, &misread{i + 2, why}
		}
		if _, _, barred := cutBar(line); barred && (q.Kind != both[i].Kind || q.From != both[i].From || q.To != both[i].To) ||
			len(q.Options) != len(both[i].Options) {
			return title, nil, &misread{i + 2, l.Text(msgTranslationKind, i+1)}
		}
		both[i].Text = both[i].Text.with(to, q.Text.In(l.Language()))
		both[i].Options = slices.Clone(both[i].Options)
		for n, o := range q.Options {
			both[i].Options[n] = both[i].Options[n].with(to, o.In(l.Language()))
		}
	}
	return title, both, nil
}
