package member

import (
	"context"
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"golang.org/x/text/unicode/norm"
)

func (m *Members) findOptions() []bot.Option {
	return []bot.Option{
		{Name: "text", Summary: hintFindText.In, Kind: bot.OptionText},
		{Name: "skill", Summary: labelSkills.In, Kind: bot.OptionText, Complete: m.completeSkills},
		{Name: "dept", Summary: labelDepartment.In, Kind: bot.OptionText},
		{Name: "left", Summary: labelLeft.In, Kind: bot.OptionText},
		{Name: "company", Summary: labelCompany.In, Kind: bot.OptionText},
	}
}

func (m *Members) findForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	l := c.Locale
	optional := func(name string, label, hint i18n.Line) bot.Base {
		return bot.Base{Name: name, Label: label.In(l), Hint: hint.In(l), Optional: true}
	}
	return bot.Form{
		Title: titleFind.In(l), Submit: labelSearch.In(l), Intro: sayFindIntro.Text(l),
		Pages: []bot.Page{{Fields: []bot.Field{
			bot.Input{Base: optional("text", labelText, hintFindText), Rule: fewWords(l)},
			bot.Input{Base: optional("skill", labelSkills, hintFindSkill)},
			bot.Input{Base: optional("dept", labelDepartment, hintFindDept), Rule: fewWords(l)},
			bot.Input{Base: optional("left", labelLeft, hintFindLeft), Max: 20, Rule: func(v string) error {
				_, _, err := readYears(l, v)
				return err
			}},
			bot.Input{Base: optional("company", labelCompany, hintFindCompany), Rule: fewWords(l)},
		}}},
	}, nil
}

// fewWords refuses a search of more words than anybody needs.
func fewWords(l bot.Locale) func(string) error {
	return func(typed string) error {
		if len(tokens(typed)) > maxWanted {
			return sayFewerWords.Refuse(l, maxWanted)
		}
		return nil
	}
}

// readYears reads a year or a span of years: 2019, 2019年, 2019-2023,
// 2019..2023, 2019〜2023. Nothing typed is any year: 0, 0.
func readYears(l bot.Locale, typed string) (from, to int, err error) {
	plain := strings.NewReplacer("年", "", "~", "-", "〜", "-", "–", "-", "..", "-", " ", "").Replace(norm.NFKC.String(typed))
	if plain == "" {
		return 0, 0, nil
	}
	a, b, span := strings.Cut(plain, "-")
	if !span {
		b = a
	}
	from, err1 := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || from < firstYear || to > 9999 || from > to || to-from > 100 {
		return 0, 0, sayYearsLike.Refuse(l)
	}
	return from, to, nil
}
