package i18n

import (
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n/scan"
)

// Each language file translates every sentence, with the same arguments, and no
// sentence that the bot does not say any more.
func TestLanguagesAreComplete(t *testing.T) {
	all, _, err := scan.Module("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range translations() {
		for _, fault := range faults(language, all) {
			t.Errorf("%s: %s", language.Tag, fault)
		}
	}
}

// faults are what a language file lacks, or has too much of.
func faults(language translation, all []scan.Sentence) []string {
	var found []string
	said := map[Line]bool{}
	for _, s := range all {
		line := Line{s.Ja, s.En}
		said[line] = true
		text := language.texts[line]
		if text == "" {
			found = append(found, s.En+" is not translated")
			continue
		}
		want, _ := scan.Arguments(s.En)
		got, err := scan.Arguments(text)
		if err != nil || !slices.Equal(got, want) {
			found = append(found, text+" has other arguments than "+s.En)
		}
	}
	for line := range language.texts {
		if !said[line] {
			found = append(found, line.en+" is not said any more")
		}
	}
	return found
}

func TestFaultsOfALanguage(t *testing.T) {
	language, err := parseTranslation(`
tag = "fr"
name = "Français"
[[sentence]]
ja = "%sさん"
en = "Dear %s"
text = "Cher %s"
[[sentence]]
ja = "%sさん、こんにちは"
en = "Hello %s"
text = "Bonjour"
[[sentence]]
ja = "昔"
en = "Old"
text = "Vieux"
`)
	if err != nil {
		t.Fatal(err)
	}
	got := faults(language, []scan.Sentence{{Ja: "%sさん", En: "Dear %s"}, {Ja: "%sさん、こんにちは", En: "Hello %s"}, {Ja: "新", En: "New"}})
	want := []string{"Bonjour has other arguments than Hello %s", "New is not translated", "Old is not said any more"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLanguageFilesThatAreRefused(t *testing.T) {
	for data, want := range map[string]string{
		`tag = "ja"` + "\nname = \"日本語\"":  "other than ja and en",
		`tag = "not a tag"`:                "other than ja and en",
		`tag = "fr"`:                       "no name",
		"tag = \"fr\"\nnom = \"Français\"": "read the language",
		"tag = \"fr\"\nname = \"F\"\n[[sentence]]\nen = \"a\"\n[[sentence]]\nen = \"a\"\n": "twice",
	} {
		if _, err := parseTranslation(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want something about %q", data, err, want)
		}
	}
}

func TestMatch(t *testing.T) {
	for tag, want := range map[string]bot.Locale{
		"": bot.English, "ja": bot.Japanese, "ja-JP": bot.Japanese, "JA_jp": bot.Japanese, "en_US": bot.English,
		"jam": bot.English, "de-DE": bot.English, "*": bot.English,
	} {
		if got := Match(tag); got != want {
			t.Errorf("%q: %s, want %s", tag, got, want)
		}
	}
}

func TestMatches(t *testing.T) {
	for typed, want := range map[string]bool{"Japanese": true, "ＪＡＰＡＮＥＳＥ": true, "日本語": true, "Japan": false, "": false} {
		if got := nameJapanese.Matches(typed); got != want {
			t.Errorf("%q: %t", typed, got)
		}
	}
}

func TestDate(t *testing.T) {
	day := bot.Date{Year: 2026, Month: 12, Day: 1}
	for l, want := range map[bot.Locale]string{bot.Japanese: "2026年12月1日", bot.English: "1 Dec 2026"} {
		if got := Date(l, day); got != want {
			t.Errorf("%s: %q, want %q", l, got, want)
		}
		if got := Date(l, bot.Date{}); got != "" {
			t.Errorf("%s: no day is %q", l, got)
		}
	}
}
