package i18n_test

import (
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// both is a text that somebody wrote in two languages.
type both struct{ ja, en string }

func (b both) In(l bot.Locale) string {
	if l == bot.Japanese {
		return b.ja
	}
	return b.en
}

// What has languages itself is said in the sentence's language; the caller's own
// arguments stay as they are.
func TestArgumentsInTheSentencesLanguage(t *testing.T) {
	line := i18n.T("%sは%s、%sまで", "%s: %s, until %s")
	args := []any{i18n.T("報酬", "Pay"), both{"相談", "to be discussed"}, bot.Date{Year: 2026, Month: 12, Day: 10}}
	for l, want := range map[bot.Locale]string{
		bot.Japanese: "報酬は相談、2026年12月10日まで",
		bot.English:  "Pay: to be discussed, until 10 Dec 2026",
	} {
		if got := line.Text(l, args...).String(); got != want {
			t.Errorf("%s: Text is %q, not %q", l, got, want)
		}
		if got := line.Plain(l, args...); got != want {
			t.Errorf("%s: Plain is %q, not %q", l, got, want)
		}
	}
	if _, ok := args[2].(bot.Date); !ok {
		t.Error("the caller's arguments were changed")
	}
}
