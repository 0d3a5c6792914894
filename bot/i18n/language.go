package i18n

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"github.com/alumnibot/alumnibot/bot"
)

// files has one TOML file for each language besides Japanese and English, which
// stand side by side in the code.
//
//go:embed languages
var files embed.FS

// translation is a language that comes from a file.
type translation struct {
	Tag      bot.Locale `toml:"tag"`  // BCP 47, such as "fr"
	Name     string     `toml:"name"` // what the language calls itself
	Sentence []struct {
		Ja   string `toml:"ja"`
		En   string `toml:"en"`
		Text string `toml:"text"`
	} `toml:"sentence"`

	texts map[Line]string
}

// parseTranslation reads a language file. It refuses unknown keys, an invalid tag
// and sentences that stand in it twice.
func parseTranslation(data string) (translation, error) {
	var t translation
	decoder := toml.NewDecoder(strings.NewReader(data)).DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil {
		return t, fmt.Errorf("read the language: %w", err)
	}
	if _, err := language.Parse(string(t.Tag)); err != nil || t.Tag == bot.Japanese || t.Tag == bot.English {
		return t, fmt.Errorf("tag %q: a BCP 47 tag other than ja and en, such as \"fr\"", t.Tag)
	}
	if t.Name == "" {
		return t, fmt.Errorf("language %s has no name", t.Tag)
	}
	t.texts = make(map[Line]string, len(t.Sentence))
	for _, s := range t.Sentence {
		line := Line{s.Ja, s.En}
		if _, twice := t.texts[line]; twice {
			return t, fmt.Errorf("language %s: %q stands in it twice", t.Tag, s.En)
		}
		t.texts[line] = s.Text
	}
	return t, nil
}

// translations are the languages in files, by file name. They are part of the
// program, and tests hold that each can be read and is complete, so a file that
// cannot be read is a panic.
var translations = sync.OnceValue(func() []translation {
	entries, err := files.ReadDir("languages")
	if err != nil {
		panic(err)
	}
	var all []translation
	for _, e := range entries {
		if path.Ext(e.Name()) != ".toml" {
			continue
		}
		data, err := files.ReadFile("languages/" + e.Name())
		if err != nil {
			panic(err)
		}
		t, err := parseTranslation(string(data))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", e.Name(), err))
		}
		all = append(all, t)
	}
	return all
})

// translated returns the sentence in a language that comes from a file; in English
// where the file lacks it.
func (line Line) translated(l bot.Locale) string {
	for _, t := range translations() {
		if t.Tag == l {
			if text := t.texts[line]; text != "" {
				return text
			}
		}
	}
	return line.en
}

// Locales returns the languages that the bot speaks, the default one first.
func Locales() []bot.Locale {
	all := []bot.Locale{bot.Japanese, bot.English}
	for _, t := range translations() {
		all = append(all, t.Tag)
	}
	return all
}

// Speaks reports whether l is one of Locales.
func Speaks(l bot.Locale) bool { return slices.Contains(Locales(), l) }

// Match returns the language for a client that reports this tag (BCP 47, such as
// "ja-JP" or "en_US"): the closest one that the bot speaks, else English.
func Match(tag string) bot.Locale {
	tag = strings.ToLower(strings.ReplaceAll(tag, "_", "-"))
	for _, l := range Locales() {
		if known := strings.ToLower(string(l)); tag == known || strings.HasPrefix(tag, known+"-") {
			return l
		}
	}
	return bot.English
}

// Name returns what a language is called: a translated name for those in the code, else
// what the language calls itself.
func Name(of bot.Locale) Line {
	switch of {
	case bot.Japanese:
		return nameJapanese
	case bot.English:
		return nameEnglish
	}
	for _, t := range translations() {
		if t.Tag == of {
			return Line{t.Name, t.Name}
		}
	}
	return Line{string(of), string(of)}
}

// Aliases returns further names that people type for a language, besides its tag and
// its Name.
func Aliases(of bot.Locale) []string {
	switch of {
	case bot.Japanese:
		return []string{"jp", "jpn", "和文"}
	case bot.English:
		return []string{"eng", "英文"}
	default:
		return nil
	}
}
