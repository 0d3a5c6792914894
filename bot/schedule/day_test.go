package schedule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

// A Sunday.
var today = bot.Date{Year: 2026, Month: time.November, Day: 22}

func TestParseDayAccepts(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-10": "2026-12-10", "2026-1-5": "2026-01-05", "2020-02-29": "2020-02-29",
		"2026/12/10": "2026-12-10", "2027/1/5": "2027-01-05", "2026.12.10": "2026-12-10",
		"２０２６－１２－１０": "2026-12-10", "２０２６／１２／１０": "2026-12-10", "2026−12−10": "2026-12-10",
		" 2026-12-10 ": "2026-12-10", "\u30002026-12-10\u3000": "2026-12-10", "2026-12-10\n": "2026-12-10",
		"2026年12月10日": "2026-12-10", "２０２６年１２月１０日": "2026-12-10", "2026年1月5日": "2026-01-05",
		"2026 年 12 月 10 日": "2026-12-10", "令和8年12月10日": "2026-12-10", "令和元年5月1日": "2019-05-01",
		"12/10": "2026-12-10", "１２／１０": "2026-12-10", "1/5": "2027-01-05", "01/05": "2027-01-05",
		"11/22": "2026-11-22", "11/21": "2027-11-21", "12月10日": "2026-12-10", "1月5日": "2027-01-05",
		"2/29": "2028-02-29", "2月29日": "2028-02-29", "29 Feb": "2028-02-29",
		"12/10(木)": "2026-12-10", "12/10（木）": "2026-12-10", "12月10日(木曜日)": "2026-12-10",
		"12月10日木曜": "2026-12-10", "2026年12月10日（木）": "2026-12-10", "2026-12-10 (木)": "2026-12-10",
		"12月10日 木曜日": "2026-12-10", "12/12(土)": "2026-12-12", "12/13(日)": "2026-12-13",
		"10 Dec 2026": "2026-12-10", "10 December 2026": "2026-12-10", "10 dec": "2026-12-10",
		"Dec 10": "2026-12-10", "Dec. 10": "2026-12-10", "DEC 10": "2026-12-10", "December 10": "2026-12-10",
		"Dec 10, 2026": "2026-12-10", "December 10 2027": "2027-12-10", "December 10th, 2026": "2026-12-10",
		"10th December": "2026-12-10", "10th of December 2026": "2026-12-10", "1st Jan": "2027-01-01",
		"Jan 2nd": "2027-01-02", "3rd Mar 2027": "2027-03-03", "Nov 22nd": "2026-11-22", "Dec 23rd": "2026-12-23",
		"Dec 11th": "2026-12-11", "10-Dec-2026": "2026-12-10", "Sept 3": "2027-09-03", "may 5": "2027-05-05",
		"Thu 10 Dec 2026": "2026-12-10", "Thursday, December 10, 2026": "2026-12-10", "thu, dec 10": "2026-12-10",
		"１０ Ｄｅｃ ２０２６": "2026-12-10",
		"今日":          "2026-11-22", "本日": "2026-11-22", "明日": "2026-11-23", "あした": "2026-11-23", "明後日": "2026-11-24",
		"today": "2026-11-22", "Tomorrow": "2026-11-23", "ＴＯＤＡＹ": "2026-11-22", "the day after tomorrow": "2026-11-24",
	} {
		got, ok := ParseDay(text, today)
		if !ok || got.String() != want {
			t.Errorf("ParseDay(%q) = %v, %t; want %s", text, got, ok, want)
		}
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "0", "12", "2026", "2026-12", "2026年", "12月", "10日", "/", "12/", "/10",
		"2026-02-30", "2026/2/29", "2026年2月30日", "2027-02-29", "4/31", "4月31日", "31 Apr", "Feb 30", "Feb 29, 2027",
		"13/1", "0/10", "12/0", "12/32", "2026-13-01", "2026-00-10", "2026-12-00", "2026-12-32",
		"26-12-10", "26/12/10", "12/10/2026", "10.12.2026", "12-10", "20261210", "226-12-10", "12026-12-10",
		"1899-12-31", "2200-01-01", "令和0年12月10日", "平成30年1月1日", "十二月十日",
		"2026-12/10", "2026-12-10 09:00", "2026-12-10T00:00:00Z", "12/10 9:00", "12/10まで", "by 12/10", "約12/10",
		"12/10(金)", "12月10日金曜日", "Fri 10 Dec 2026", "12/10(木", "12/10(祝)", "2026-12-10 or later",
		"10 Dex", "Decembre 10", "Dec", "10th", "Dec 10st", "11st Dec", "2th Dec", "Dec 10, 26", "10 Dec 1899",
		"yesterday", "昨日", "来週", "next monday", "月曜", "Monday", "明日 9時", "今日明日", "soon", "未定", "hello world",
		"12/10 12/11", "12/10、12/11", "-12/10", "+12/10", "12//10", "２０２６−０２−３０", "2026\u20002\u20003x", "\x00", "١٢/١٠",
	} {
		if got, ok := ParseDay(text, today); ok {
			t.Errorf("ParseDay(%q) = %v; want it refused", text, got)
		}
	}
}

func TestFindDays(t *testing.T) {
	for _, tt := range []struct {
		text string
		want string
	}{
		{"", ""},
		{"GoのAPI改修。期間は1/10〜3/31、締切：12月10日まで", "2027-01-10 2027-03-31 2026-12-10"},
		{"Deadline: 10 Dec 2026. Work from Jan 10, 2027 to March 31.", "2026-12-10 2027-01-10 2027-03-31"},
		{"締切12/10(木)です", "2026-12-10"},
		{"締切は12/10(金)です", ""},
		{"12/1-12/10に実施", "2026-12-01 2026-12-10"},
		{"12/1 - 12/10", "2026-12-01 2026-12-10"},
		{"（12/10）", "2026-12-10"},
		{"期限:12/10", "2026-12-10"},
		{"２０２６年１２月１０日締切", "2026-12-10"},
		{"2026-12-10 09:00 JST", "2026-12-10"},
		{"明日まで tomorrow", ""},
		{"version 1/2/3, 1.12.10, v2.12/10, 24/7, 13/1, 50/50", ""},
		{"https://example.com/2026/12/10/x https://example.com/12/10", ""},
		{"1/2名、1/3回、100/12/10、12/10%", ""},
		{"2026-02-30と2月30日", ""},
		{"2025年2月29日", ""},
		{"you may 5 times; may 6 people", ""},
		{"May 5 is fine", "2027-05-05"},
		{"a12/10 12/10b", ""},
		{"id 2026-12-10-7, 2026-12-10.5", ""},
		{"2026-12-10.", "2026-12-10"},
		{"10:12/10", ""},
	} {
		var want []string
		want = append(want, strings.Fields(tt.want)...)
		var got []string
		for _, d := range FindDays(tt.text, today) {
			got = append(got, d.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("FindDays(%q) (-want +got)\n%s", tt.text, diff)
		}
	}
}

func TestEveryWayToWriteADayReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := today.AddDays(rapid.IntRange(-20000, 50000).Draw(t, "days"))
		weekday := d.In(time.UTC).Weekday()
		month := d.Month.String()
		for _, text := range []string{
			d.String(), fmt.Sprintf("%d/%d/%d", d.Year, int(d.Month), d.Day),
			fmt.Sprintf("%d年%d月%d日", d.Year, int(d.Month), d.Day),
			fmt.Sprintf("%d年%d月%d日(%c)", d.Year, int(d.Month), d.Day, []rune("日月火水木金土")[weekday]),
			fmt.Sprintf("%d %s %d", d.Day, month[:3], d.Year), fmt.Sprintf("%s %d, %d", month, d.Day, d.Year),
			fmt.Sprintf("%s, %d%s %s %d", weekday, d.Day, ordinalSuffix(d.Day), month, d.Year),
		} {
			if got, ok := ParseDay(text, today); !ok || got != d {
				t.Fatalf("ParseDay(%q) = %v, %t; want %v", text, got, ok, d)
			}
		}
		got, ok := ParseDay(fmt.Sprintf("%d/%d", int(d.Month), d.Day), today)
		if !ok || got.Before(today) || got.Month != d.Month || got.Day != d.Day {
			t.Fatalf("%d/%d = %v, %t; want it from %v on", int(d.Month), d.Day, got, ok, today)
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"12/10", "2026年2月30日", "Thu, 10th of Dec 2026", "明日", "締切12/10(木)、1/5まで", "\xff1/2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, ok := ParseDay(text, today); ok {
			if again, ok := ParseDay(d.String(), today); !ok || again != d {
				t.Errorf("ParseDay(%q) = %v, which reads back as %v, %t", text, d, again, ok)
			}
		}
		folded := norm.NFKC.String(text)
		end := 0
		for _, m := range Mentions(folded, today) {
			if m.From < end || m.To > len(folded) {
				t.Fatalf("Mentions(%q): %+v overlaps or lies outside", folded, m)
			}
			end = m.To
			if d, ok := ParseDay(folded[m.From:m.To], today); !ok || d != m.Day {
				t.Errorf("Mentions(%q) has %+v, but ParseDay reads %v, %t", folded, m, d, ok)
			}
		}
	})
}
