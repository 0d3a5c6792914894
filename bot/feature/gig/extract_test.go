package gig

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// A Tuesday.
var today = bot.Date{Year: 2026, Month: time.December, Day: 1}

// someSkills plays the vocabulary.
func someSkills(text string) []string {
	var found []string
	for _, s := range []string{"go", "redis", "python", "翻訳", "ui"} {
		if strings.Contains(strings.ToLower(text), s) {
			found = append(found, s)
		}
	}
	return found
}

func TestExtract(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bot.Values // without the task
	}{
		{"社内APIのGo移行を手伝ってくれる方を探しています。報酬は50万円、月20時間、リモート可。締切：12月10日", bot.Values{
			"title": "社内APIのGo移行を手伝ってくれる方を探しています", "skills": "Go", "pay": "50万円", "hours": "20", "place": "リモート可", "deadline": "2026-12-10"}},
		{"GoとRedisのAPI改修\n予算 ¥500,000\n期間 1/10〜3/31\n応募は12/20まで", bot.Values{
			"title": "GoとRedisのAPI改修", "skills": "Go、Redis", "pay": "¥500,000", "period": "1/10〜3/31", "deadline": "2026-12-20"}},
		{"時給5,000円で翻訳をお願いできる方", bot.Values{"title": "時給5,000円で翻訳をお願いできる方", "skills": "翻訳", "pay": "時給5,000円"}},
		{"時給は５，０００円です", bot.Values{"title": "時給は５，０００円です", "pay": "時給は5,000円"}},
		{"Pythonの分析 30〜50万円（税別）〆切12/15", bot.Values{"title": "Pythonの分析 30〜50万円（税別）〆切12/15", "skills": "Python", "pay": "30〜50万円(税別)", "deadline": "2026-12-15"}},
		{"30万円〜50万円でデザイン", bot.Values{"title": "30万円〜50万円でデザイン", "pay": "30万円〜50万円"}},
		{"We need help moving an API to Go. Pay: $3,000/month, 20h/month, remote. Apply by 10 Dec.", bot.Values{
			"title": "We need help moving an API to Go", "skills": "Go", "pay": "$3,000/month", "hours": "20", "place": "remote", "deadline": "2026-12-10"}},
		{"500,000 JPY for a Python report, deadline: Dec 10, 2026", bot.Values{
			"title": "500,000 JPY for a Python report, deadline: Dec 10, 2026", "skills": "Python", "pay": "500,000 JPY", "deadline": "2026-12-10"}},
		{"Fully remote, 10-20 hours a month, USD 3k", bot.Values{
			"title": "Fully remote, 10-20 hours a month, USD 3k", "hours": "20", "place": "Fully remote", "pay": "USD 3k"}},
		{"売上10億円の会社でGoを書きませんか", bot.Values{"title": "売上10億円の会社でGoを書きませんか", "skills": "Go"}},
		{"売上10億円の会社です。謝礼は30万円", bot.Values{"title": "売上10億円の会社です", "pay": "30万円"}},
		{"50万円か60万円か、まだわかりません", bot.Values{"title": "50万円か60万円か、まだわかりません"}},
		{"交通費1万円、報酬20万円", bot.Values{"title": "交通費1万円、報酬20万円", "pay": "20万円"}},
		{"報酬 -5万円", bot.Values{"title": "報酬 -5万円"}},
		{"報酬 0円のお手伝い", bot.Values{"title": "報酬 0円のお手伝い"}},
		{"五十万円でお願いします", bot.Values{"title": "五十万円でお願いします", "pay": "五十万円"}},
		{"12/24にイベントがあります", bot.Values{"title": "12/24にイベントがあります"}},
		{"12/24までに納品してください", bot.Values{"title": "12/24までに納品してください"}},
		{"12/20までに納品、応募締切は12/5", bot.Values{"title": "12/20までに納品、応募締切は12/5", "deadline": "2026-12-05"}},
		{"締切 2026/2/30", bot.Values{"title": "締切 2026/2/30"}},
		{"締切 2026/11/30", bot.Values{"title": "締切 2026/11/30"}},
		{"締切 2029/11/30", bot.Values{"title": "締切 2029/11/30"}},
		{"締切は12/10(木)必着", bot.Values{"title": "締切は12/10(木)必着", "deadline": "2026-12-10"}},
		{"募集期間 12/1〜12/20、期間 2027/1/10から2027/3/31", bot.Values{"title": "募集期間 12/1〜12/20、期間 2027/1/10から2027/3/31", "deadline": "2026-12-20", "period": "2027/1/10から2027/3/31"}},
		{"From Jan 10 to Mar 31, reply until 12/12", bot.Values{"title": "From Jan 10 to Mar 31, reply until 12/12", "period": "Jan 10 to Mar 31", "deadline": "2026-12-12"}},
		{"Please deliver by 12/24", bot.Values{"title": "Please deliver by 12/24"}},
		{"週10時間、リモート不可", bot.Values{"title": "週10時間、リモート不可"}},
		{"月に10〜20時間、フルリモートOK", bot.Values{"title": "月に10〜20時間、フルリモートOK", "hours": "20", "place": "フルリモートOK"}},
		{"20時間/月", bot.Values{"title": "20時間/月", "hours": "20"}},
		{"１２月は月４０時間", bot.Values{"title": "１２月は月４０時間", "hours": "40"}},
		{"No remote. 999h/month", bot.Values{"title": "No remote", "hours": ""}},
		{"在宅で月5h", bot.Values{"title": "在宅で月5h", "hours": "5", "place": "在宅"}},
		{"\n\n🎉🎉\n\n新機能のUI設計！詳しくは明日まで", bot.Values{"title": "新機能のUI設計", "skills": "ui"}},
		{"<!channel> @everyone **x** <script>", bot.Values{"title": "<!channel> @everyone **x** <script>"}},
		{"\u202eabc\u202c\x00def\x07", bot.Values{"title": "abcdef"}},
		{"🎉", bot.Values{}},
		{"", bot.Values{}},
	} {
		got, cut := extract(bot.Japanese, tt.text, today, someSkills)
		if cut {
			t.Errorf("%q: cut", tt.text)
		}
		delete(got, fieldTask)
		for name, value := range tt.want {
			if value == "" {
				delete(tt.want, name)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("extract(%q) (-want +got)\n%s", tt.text, diff)
		}
	}
}

func TestExtractTrimsAtWords(t *testing.T) {
	long := strings.Repeat("word ", 500)
	got, cut := extract(bot.English, long, today, someSkills)
	if !cut || len(got[fieldTitle]) != 59 || !strings.HasSuffix(got[fieldTitle], "word") || len(got[fieldTask]) > maxTask {
		t.Errorf("extract of %d characters = %d in the title, %d in the task, cut %t", len(long), len(got[fieldTitle]), len(got[fieldTask]), cut)
	}
	got, _ = extract(bot.Japanese, strings.Repeat("とても長い説明、", 40), today, someSkills)
	if n := len([]rune(got[fieldTitle])); n > maxTitle || !strings.HasSuffix(got[fieldTitle], "、") {
		t.Errorf("title %q of %d characters", got[fieldTitle], n)
	}
}

func FuzzExtract(f *testing.F) {
	for _, seed := range []string{
		"社内APIのGo移行。報酬は50万円、月20時間、リモート可。締切：12月10日", "USD 3k - 5k, 10-20h a month, apply by Dec 10, 2026, not remote",
		"期間 1/10〜3/31 ¥-5", "\xff\u202e🎉", "時給5,000円から\n約30〜50万円(税別)/月",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, _ := extract(bot.Japanese, text, today, someSkills)
		folded := norm.NFKC.String(tidy(text))
		for _, name := range []string{fieldPay, fieldPeriod, fieldPlace, fieldHours} {
			if !strings.Contains(folded, v[name]) {
				t.Errorf("%q: %s = %q does not stand there", text, name, v[name])
			}
		}
		if d := v.Date(fieldDeadline); v[fieldDeadline] != "" && !slices.Contains(schedule.FindDays(folded, today), d) {
			t.Errorf("%q: deadline %v does not stand there", text, d)
		}
		for _, field := range form(bot.Reader{Locale: bot.Japanese}, today, false).Fields() {
			if value := v[field.About().Name]; value != "" && field.About().Name != fieldSkills {
				if err := field.Check(value); err != nil {
					t.Errorf("%q: the form would refuse %s %q: %v", text, field.About().Name, value, err)
				}
			}
		}
	})
}
