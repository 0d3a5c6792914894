package schedule

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

func TestWords(t *testing.T) {
	for _, tt := range []struct{ phrase, ja, en string }{
		{"明日 9時", "2026年11月26日(木) 9:00", "Thu 26 Nov 2026, 9:00"},
		{"毎日 9時", "毎日 9:00", "every day at 9:00"},
		{"平日 9:05", "平日（月〜金） 9:05", "every weekday (Mon to Fri) at 9:05"},
		{"毎週月曜 9時半", "毎週月曜日 9:30", "every Monday at 9:30"},
		{"毎週月水金 12:00", "毎週月曜日・水曜日・金曜日 12:00", "every Monday, Wednesday and Friday at 12:00"},
		{"毎月末 10:00", "毎月末日 10:00", "the last day of every month at 10:00"},
		{"毎月31日 10:00 ない月は休み", "毎月31日（その日がない月は休み） 10:00", "the 31st of every month (skipped in shorter months) at 10:00"},
		{"毎月1日・15日 10:00", "毎月1日・15日 10:00", "the 1st and 15th of every month at 10:00"},
		{"毎月15日・30日 10:00", "毎月15日・30日（その日がない月は末日） 10:00", "the 15th and 30th of every month (the last day in shorter months) at 10:00"},
		{"毎月第1・3月曜 10:00", "毎月第1・第3の月曜日 10:00", "the 1st and 3rd Monday of every month at 10:00"},
		{"毎月最終金曜 17:00", "毎月最終の金曜日 17:00", "the last Friday of every month at 17:00"},
		{"毎年12月25日 9:00", "毎年12月25日 9:00", "every year on the 25th of Dec at 9:00"},
		{"毎年2月29日 9:00", "毎年2月29日（その日がない月は末日） 9:00", "every year on the 29th of Feb (the last day in shorter months) at 9:00"},
		{"0 9,18 * * *", "毎日 9:00、18:00", "every day at 9:00, 18:00"},
		{"0 9 1 * 1", "毎月1日と、毎週月曜日 9:00", "the 1st of every month, and every Monday at 9:00"},
		{"0 0 1 1,4,7,10 *", "1月・4月・7月・10月の1日 0:00", "the 1st of Jan, Apr, Jul and Oct at 0:00"},
		{"0 9 * 8 *", "8月の毎日 9:00", "every day of Aug at 9:00"},
		{"0 9 * 8 1-5", "8月の平日（月〜金） 9:00", "every weekday (Mon to Fri) of Aug at 9:00"},
		{"0 9 * 8 0", "8月の毎週日曜日 9:00", "every Sunday of Aug at 9:00"},
		{"* * * * *", "毎日、毎分", "every day, every minute"},
		{"*/15 * * * *", "毎日、毎時0・15・30・45分", "every day, minute 0, 15, 30, 45 of every hour"},
		{"*/30 9-17 * * 1-5", "平日（月〜金）、9〜17時台の0・30分", "every weekday (Mon to Fri), minute 0, 30 of the hours 9–17"},
		{"* 9,12-14 * * *", "毎日、9・12〜14時台の毎分", "every day, every minute of the hours 9, 12–14"},
	} {
		p, err := ParsePlan(tt.phrase, tokyo, now)
		if err != nil {
			t.Errorf("%q: %v", tt.phrase, err)
			continue
		}
		if got := p.Words(bot.Japanese); got != tt.ja {
			t.Errorf("%q: got %s, want %s", tt.phrase, got, tt.ja)
		}
		if got := p.Words(bot.English); got != tt.en {
			t.Errorf("%q: got %s, want %s", tt.phrase, got, tt.en)
		}
	}
}

func TestExplain(t *testing.T) {
	weekly, _ := ParsePlan("毎週月曜 9時半", tokyo, now)
	nightly, _ := Cron("30 2 * * *", Skip, newYork)
	jumped, _ := Once(Wall{bot.Date{Year: 2027, Month: 3, Day: 14}, 150}, newYork)
	march := time.Date(2027, 3, 13, 0, 0, 0, 0, newYork)
	for _, tt := range []struct {
		p    Plan
		l    bot.Locale
		now  time.Time
		want string
	}{
		{weekly, bot.Japanese, now, "毎週月曜日 9:30（Asia/Tokyo）\n次回から5回分：\n・2026年11月30日(月) 9:30\n・2026年12月7日(月) 9:30\n" +
			"・2026年12月14日(月) 9:30\n・2026年12月21日(月) 9:30\n・2026年12月28日(月) 9:30"},
		{weekly, bot.English, now, "every Monday at 9:30 (Asia/Tokyo)\nThe next 5 runs:\n· Mon 30 Nov 2026, 9:30\n· Mon 7 Dec 2026, 9:30\n" +
			"· Mon 14 Dec 2026, 9:30\n· Mon 21 Dec 2026, 9:30\n· Mon 28 Dec 2026, 9:30"},
		{nightly, bot.English, march, "every day at 2:30 (America/New_York)\nThe next 5 runs:\n· Sat 13 Mar 2027, 2:30\n" +
			"· Sun 14 Mar 2027, 3:00 (clocks jump over 2:30)\n· Mon 15 Mar 2027, 2:30\n· Tue 16 Mar 2027, 2:30\n· Wed 17 Mar 2027, 2:30"},
		{jumped, bot.Japanese, march, "2027年3月14日(日) 2:30（America/New_York）\n・2027年3月14日(日) 3:00（2:30は時計の変更で飛ばされます）"},
		{Plan{}, bot.Japanese, now, "予定なし"},
	} {
		if got := tt.p.Explain(tt.l, tt.now).String(); got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", got, tt.want)
		}
	}
}

// TestWordsOfEveryPlan has plans of all kinds explain themselves in both
// languages, in whole sentences.
func TestWordsOfEveryPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t, newYork)
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			text := p.Explain(l, now).String()
			if strings.Contains(text, "%!") || strings.Count(text, "\n") != 1+shownRuns {
				t.Fatalf("%s: %s", p.line, text)
			}
		}
	})
}

func FuzzParsePlan(f *testing.F) {
	for _, seed := range []string{
		"明日 9時", "毎週月〜金 午後3時半", "毎月第1・第3月曜 10:00", "毎月31日 10:00（ない月は休み）", "3時間後",
		"every mon, wed and fri at 9am", "the last friday of every month at noon", "12/1 0:00", "2026-12-01T09:00", "0 9 31 */2 mon-fri", "TZ=x", "\xff9時",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePlan(text, newYork, now)
		if err != nil {
			var refused *Refused
			if !errors.As(err, &refused) || whyRefused[refused.Reason].In(bot.English) == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		first := p.Next(now)
		if first.IsZero() || !first.After(now) || first.Second() != 0 {
			t.Errorf("%q runs at %v", text, first)
		}
		if again := kept(t, p); !again.Equal(p) || !again.Next(now).Equal(first) {
			t.Errorf("%q: %+v is kept as %+v", text, p, again)
		}
		if words := p.Explain(bot.Japanese, now).String(); strings.Contains(words, "%!") {
			t.Errorf("%q: %s", text, words)
		}
		// The words of a plan for one moment are a way to write it.
		if !p.Recurs() {
			ja := strings.ReplaceAll(p.Words(bot.Japanese), ") ", ")")
			if again, err := ParsePlan(ja, newYork, now); err != nil || !again.Equal(p) {
				t.Errorf("%q: %q reads back as %+v, %v", text, ja, again, err)
			}
		}
	})
}
