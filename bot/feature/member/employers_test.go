package member

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

func TestReadEmployers(t *testing.T) {
	for typed, want := range map[string][]Employer{
		"": nil,
		"みどり商事, 2020-2023\nあおぞら製作所、2023-":            {{"みどり商事", 2020, 2023}, {"あおぞら製作所", 2023, 0}},
		"みどり商事　２０２０年〜２０２３年":                          {{"みどり商事", 2020, 2023}},
		"Aozora Works (2023–present)":                {{"Aozora Works", 2023, 0}},
		"Studio 54, 2021 - 2022\r\n\r\n7 Seas, 2024": {{"Studio 54", 2021, 2022}, {"7 Seas", 2024, 2024}},
		"株式会社例 2023年から":                              {{"株式会社例", 2023, 0}},
		"例2000, 2023年〜現在":                            {{"例2000", 2023, 0}},
	} {
		got, err := readEmployers(bot.Reader{Locale: bot.Japanese}, typed, 2026)
		if err != nil {
			t.Errorf("readEmployers(%q): %v", typed, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("readEmployers(%q): %s", typed, diff)
		}
	}
	for typed, words := range map[string]string{
		"みどり商事":                               "I couldn’t read “みどり商事”",
		"2020-2023":                           "I couldn’t read",
		"Midori, 2023-2020":                   "check the years",
		"Midori, 2023-2027":                   "check the years",
		"Midori, 1066-":                       "check the years",
		"Midori, 2020-2021-2022":              "",
		strings.Repeat("x", 41) + ", 2020":    "at most 40 characters",
		strings.Repeat("Midori, 2020\n", 9):   "At most 8 companies, please: there are 9",
		"Midori, 2020-2021\nAozora\nX, 2022-": "I couldn’t read “Aozora”",
	} {
		list, err := readEmployers(bot.Reader{Locale: bot.English}, typed, 2026)
		if words == "" {
			continue
		}
		if err == nil {
			t.Errorf("readEmployers(%q) = %v, want a refusal", typed, list)
			continue
		}
		if got := wordsIn(err); !strings.Contains(got, words) {
			t.Errorf("readEmployers(%q) says %q, want %q in it", typed, got, words)
		}
	}
}

// What the form shows for edit reads as what was saved.
func TestWrittenEmployersReadTheSame(t *testing.T) {
	year := rapid.IntRange(firstYear, 2026)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Zあ-ん株会社a-z0-9 .,&-]{1,30}, ?20[0-2][0-9][-〜年 ]{0,3}(20[0-2][0-9])?`).Draw(t, "line")
		list, err := readEmployers(bot.Reader{Locale: bot.Japanese}, text, 2026)
		if err != nil {
			list = []Employer{{"会社", year.Draw(t, "from"), 0}}
		}
		again, err := readEmployers(bot.Reader{Locale: bot.Japanese}, writeEmployers(list), 2026)
		if diff := cmp.Diff(list, again); err != nil || diff != "" {
			t.Fatalf("%q: %v %s", text, err, diff)
		}
	})
}

func FuzzEmployers(f *testing.F) {
	for _, s := range []string{"", "a, 2020-", "、2020", "(2020)", "\xff 2020", "a 2020\n\n\nb", "\u202eabc, 2020-2021"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		list, err := readEmployers(bot.Reader{Locale: bot.English}, typed, 2026)
		for _, e := range list {
			if err == nil && (e.Name == "" || e.From < firstYear || e.From > 2026 || e.To != 0 && e.To < e.From) {
				t.Errorf("readEmployers(%q) has %+v", typed, e)
			}
		}
	})
}
