package main

import (
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// localeFlag is a language that the bot speaks, given on the command line.
type localeFlag bot.Locale

// UnmarshalText refuses a language that the bot does not speak.
func (l *localeFlag) UnmarshalText(text []byte) error {
	if !i18n.Speaks(bot.Locale(text)) {
		return fmt.Errorf("%q is none of the languages %s", text, strings.Join(languageTags(), ", "))
	}
	*l = localeFlag(text)
	return nil
}

func languageTags() (tags []string) {
	for _, l := range i18n.Locales() {
		tags = append(tags, string(l))
	}
	return tags
}
