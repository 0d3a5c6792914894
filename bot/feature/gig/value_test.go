package gig

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

func TestReadUndecided(t *testing.T) {
	for text, want := range map[string]Undecided{
		"未定: 相手先と調整中, 12/10":                                {"相手先と調整中", day("2026-12-10")},
		"未定：相手先と調整中、１２月１０日":                                 {"相手先と調整中", day("2026-12-10")},
		"未定　相手先と調整中　12/10":                                  {"相手先と調整中", day("2026-12-10")},
		"未定（予算の承認待ち、12/10まで）":                               {"予算の承認待ち", day("2026-12-10")},
		"未定: 承認待ち, 2027年1月5日までに決定":                          {"承認待ち", day("2027-01-05")},
		"undecided: client has not said, 10 Dec":            {"client has not said", day("2026-12-10")},
		"Undecided: client, and team, Dec 10, 2026":         {"client, and team", day("2026-12-10")},
		"TBD: waiting for the budget, by 2026-12-24.":       {"waiting for the budget", day("2026-12-24")},
		"ＵＮＤＥＣＩＤＥＤ： waiting， 2027-12-01":                    {"waiting", day("2027-12-01")},
		"未定: 「:;,」を含む理由, 12/10":                             {"「:;,」を含む理由", day("2026-12-10")},
		"undecided - 12/5 was too early, 12/10":             {"- 12/5 was too early", day("2026-12-10")},
		"未定: <!channel> @everyone **x** <script>, 12/10":    {"<!channel> @everyone **x** <script>", day("2026-12-10")},
		"undecided: the client's client decides, tomorrow":  {"the client's client decides", day("2026-12-02")},
		"未定: 見積もり中, 明日":                                     {"見積もり中", day("2026-12-02")},
		" 未定: 見積もり中, 12/10 ":                                {"見積もり中", day("2026-12-10")},
		"未定:見積もり中,12/10":                                    {"見積もり中", day("2026-12-10")},
		"undecided: we meet the client on 5 Dec, 10 Dec":    {"we meet the client on 5 Dec", day("2026-12-10")},
		"未定、客先で確認中、12/10頃":                                  {"客先で確認中", day("2026-12-10")},
		"undecided (client has not said, 10 Dec 2026)":      {"client has not said", day("2026-12-10")},
		"undecided; client has not said; 10 Dec 2026":       {"client has not said", day("2026-12-10")},
		"未定: 🎉承認待ち🎉, 12/10":                                 {"🎉承認待ち🎉", day("2026-12-10")},
		"未定: a, 2027-12-01":                                 {"a", day("2027-12-01")},
		"未定: a, 2026-12-02":                                 {"a", day("2026-12-02")},
		"undecided: client has not said, Thu 10 Dec 2026":   {"client has not said", day("2026-12-10")},
		"undecided: because 2026-12-10 is not sure, 12/12":  {"because 2026-12-10 is not sure", day("2026-12-12")},
		"undecided: 2 offers, still 3 to come, 10 Dec 2026": {"2 offers, still 3 to come", day("2026-12-10")},
	} {
		got, is, err := readUndecided(bot.Reader{Locale: bot.Japanese}, text, today)
		if !is || err != nil || got != want {
			t.Errorf("readUndecided(%q) = %+v, %t, %v; want %+v", text, got, is, err, want)
		}
		again, _, err := readUndecided(bot.Reader{Locale: bot.English}, got.typed(bot.Reader{Locale: bot.English}), today)
		if err != nil || again != got {
			t.Errorf("%q is written as %q, which reads %+v, %v", text, got.typed(bot.Reader{Locale: bot.English}), again, err)
		}
	}
	for _, text := range []string{
		"未定", "undecided", "TBD", "未定:", "未定: 調整中", "未定: 12/10", "未定, 12/10", "undecided: 10 Dec", "undecided: because",
		"未定: 調整中, 2/30", "未定: 調整中, 11/31", "未定: 🎉, 12/10", "未定: 調整中, そのうち", "undecided: client, soon",
		"未定: 調整中, 12/1", "未定: 調整中, 2026-11-30", "未定: 調整中, 2027-12-02", "undecided: x, 2020-01-01",
	} {
		if _, is, err := readUndecided(bot.Reader{Locale: bot.English}, text, today); !is || err == nil {
			t.Errorf("readUndecided(%q) = %t, %v; want it refused", text, is, err)
		} else if said := problem(t, err); !strings.Contains(said, "2026-12-10") && !strings.Contains(said, "from 2 Dec 2026") {
			t.Errorf("readUndecided(%q) says %q, and not what would be right", text, said)
		}
	}
	for _, text := range []string{"", "50万円", "リモート", "undecidedly", "tbdx", "月10万円（未定なし）", "まだ未定: 調整中, 12/10"} {
		if _, is, _ := readUndecided(bot.Reader{Locale: bot.English}, text, today); is {
			t.Errorf("readUndecided(%q): want a value that decides", text)
		}
	}
}

func day(iso string) bot.Date {
	d, err := bot.ParseISODate(iso)
	if err != nil {
		panic(err)
	}
	return d
}

// problem is what the person reads.
func problem(t *testing.T, err error) string {
	t.Helper()
	var p *bot.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is not in words", err)
	}
	return p.Text.String()
}

func TestFormAcceptsAndRefuses(t *testing.T) {
	accepted := map[string][]string{
		fieldPay: {"50万円", "¥500,000", "￥５００，０００", "時給5,000円", "500,000 JPY", "$3,000", "USD 3k", "30〜50万円", "月10万円（税別）", "五十万円",
			"¥1", "3,000 euros", "undecided: client has not said, 10 Dec", "未定: 調整中, 12/10", "$3,000-5,000", "30-50万円"},
		fieldPayment:  {"0", "30", "60", "６０", "30日", "30日以内", "納品後30日", "within 30 days", "未定: 調整中, 12/10"},
		fieldHours:    {"1", "20", "300", "月20時間", "20h/month", "２０", "20 hours", "未定: 調整中, 12/10"},
		fieldDeadline: {"2026-12-01", "12/10", "１２月１０日", "10 Dec", "2027-12-01", "明日", "未定: 調整中, 12/10"},
		fieldPeriod:   {"2027年1月〜3月", "3 months", "未定: 調整中, 12/10", "עברית"},
		fieldPlace:    {"リモート", "東京（週1回出社）", "未定: 調整中, 12/10"},
		fieldPeople:   {"1", "99"},
		fieldTitle:    {"a", "🎉 新機能", strings.Repeat("あ", maxTitle), "<!channel> @everyone **x** <script>"},
		fieldAudience: {"alumni", "employees", "everyone"},
		fieldTask:     {"一行目\n二行目"},
	}
	refused := map[string][]string{
		fieldPay: {"-1", "50", "50万", "応相談", "negotiable", "0円", "¥0", "-5万円", "¥-100", "−5000円", "▲100円", "🎉", "TBD", "未定", "無料",
			"\u202e50万円", strings.Repeat("1", 5000) + "円"},
		fieldPayment:  {"61", "-1", "翌月末", "60.5", "99999999999999999999", "🎉", "未定", "30 weeks", "months"},
		fieldHours:    {"0", "-5", "301", "たくさん", "20.5", "🎉", "20時間くらい", "週5時間"},
		fieldDeadline: {"2026-11-30", "2026-02-30", "2028-01-01", "soon", "🎉", "12/10 12/11", "未定: 12/10"},
		fieldPeriod:   {"🎉", "---", "未定", "\u202eabc", strings.Repeat("あ", 5000)},
		fieldPlace:    {"🎉", "未定: あとで", "\u2066x\u2069"},
		fieldPeople:   {"0", "-1", "100", "x"},
		fieldTitle:    {"🎉", "!!!", "a\nb", "\u202ea", strings.Repeat("あ", maxTitle+1)},
		fieldAudience: {"all", "alumni,employees", "staff"},
		fieldTask:     {"🎉", strings.Repeat("あ", 5000)},
	}
	for _, l := range []bot.Locale{bot.Japanese, bot.English} {
		for _, field := range form(bot.Reader{Locale: l}, today, false).Fields() {
			name := field.About().Name
			for _, value := range accepted[name] {
				if err := field.Check(value); err != nil {
					t.Errorf("%s %q: %v", name, value, problemOrFault(err))
				}
			}
			for _, value := range refused[name] {
				if err := field.Check(value); err == nil {
					t.Errorf("%s %.40q: want it refused", name, value)
				} else if problemOrFault(err) == "" {
					t.Errorf("%s %.40q: refused without words: %v", name, value, err)
				}
			}
		}
	}
}

// problemOrFault is what the person reads, or the name of the fault for which
// the engine has the words.
func problemOrFault(err error) string {
	if p, ok := errors.AsType[*bot.Problem](err); ok {
		return p.Text.String()
	}
	if f, ok := errors.AsType[bot.Fault](err); ok {
		return f.Error()
	}
	return ""
}

func TestPaymentSaysTheLaw(t *testing.T) {
	err := checkPayment(bot.Reader{Locale: bot.English})("61")
	if said := problem(t, err); !strings.Contains(said, "Freelance Act") || !strings.Contains(said, "60") {
		t.Errorf("61 days: %q", said)
	}
}

func TestFormIsWithinLimits(t *testing.T) {
	for _, l := range []bot.Locale{bot.Japanese, bot.English} {
		for _, fixed := range []bool{false, true} {
			f := form(bot.Reader{Locale: l}, today, fixed)
			f.Title = titlePost.In(l)
			if err := f.Check(); err != nil {
				t.Error(err)
			}
		}
	}
}

// What the form holds comes back when it is read and filled in again.
func TestFormReadsBack(t *testing.T) {
	v := bot.Values{
		fieldTitle: "社内APIのGo移行", fieldClient: "アクメ", fieldTask: "移行", fieldAudience: "alumni", fieldPeriod: "3か月",
		fieldPlace: "リモート", fieldHours: "月20時間", fieldPeople: "2", fieldDeadline: "12/10",
		fieldPay: "未定: 調整中, 12/15", fieldPayment: "30日以内", fieldSkills: "Go",
	}
	var g Gig
	g.read(bot.Reader{Locale: bot.Japanese}, v, today, []string{"go"})
	if g.Pay != "" || g.Undecided[fieldPay] != (Undecided{"調整中", day("2026-12-15")}) || g.Hours != 20 || g.PaymentDays != 30 || g.Deadline != day("2026-12-10") {
		t.Errorf("read %+v", g)
	}
	again := g
	if fields := again.read(bot.Reader{Locale: bot.English}, g.values(bot.Reader{Locale: bot.English}), today, g.Skills); len(fields) != 0 || !reflect.DeepEqual(again, g) {
		t.Errorf("read again with %v changed: %+v", fields, again)
	}
	v[fieldPay], v[fieldHours] = "50万円", "10"
	if fields := again.read(bot.Reader{Locale: bot.Japanese}, v, today, g.Skills); !reflect.DeepEqual(fields, []string{fieldHours, fieldPay}) || len(again.Undecided) != 0 {
		t.Errorf("changed %v, undecided %v", fields, again.Undecided)
	}
}

func FuzzReadUndecided(f *testing.F) {
	for _, seed := range []string{"未定: 相手先と調整中, 12/10", "undecided: client has not said, Dec 10, 2026", "tbd", "未定（,12/10）", "\xff未定"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, is, err := readUndecided(bot.Reader{Locale: bot.English}, text, today)
		if !is || err != nil {
			return
		}
		if !i18n.HasWords(u.Reason) || !today.Before(u.Until) || today.AddDays(horizon).Before(u.Until) {
			t.Errorf("%q: accepted as %+v", text, u)
		}
	})
}
