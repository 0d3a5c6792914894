package checkin

import (
	"context"
	"fmt"
	"strconv"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// template is a check-in that is ready to be used, or changed before.
type template struct {
	key              string
	title, questions i18n.Line
	when             i18n.Line // as it is typed; empty keys run by hand
	byHand           bool
	days             int
	justLeft         bool // for those who left this year
}

// shelf are the ready ones.
var shelf = []template{
	{key: "pulse", days: 7,
		title: i18n.T("今月の調子", "Monthly pulse"),
		questions: i18n.T(
			"最近の調子はいかがですか｜1〜5：いまひとつ、とても良い\nいま力を入れていることは何ですか｜複数：本業、副業、学び、家庭、休養\nひとことどうぞ",
			"How have things been lately? | 1-5: not so good, very good\nWhat are you busy with? | several: my job, side jobs, learning, family, rest\nAnything to tell us?"),
		when: i18n.T("毎月第1月曜 10:00", "the first monday of every month at 10:00")},
	{key: "gigs", days: 7,
		title: i18n.T("副業の話、まだ聞きたいですか", "Still open to gigs?"),
		questions: i18n.T(
			"副業の話を聞きたいですか｜はい、内容による、いまはいい\n月に使える時間｜時間\n連絡がほしい｜連絡",
			"Are you still open to gigs? | yes, it depends, not now\nHours a month you could spend | hours\nPlease contact me | contact"),
		when: i18n.T("0 10 15 1,4,7,10 %*", "0 10 15 1,4,7,10 %*")},
	{key: "reask", days: 14,
		title: i18n.T("つながり方の見直し", "How close do you want to be?"),
		questions: i18n.T(
			"これからのつながり方を教えてください｜つながり方\n月に使える時間｜時間\nこのコミュニティに望むこと",
			"How close do you want to be from here on? | closeness\nHours a month you could spend | hours\nWhat would you like from this community?"),
		when: i18n.T("0 10 1 4,10 %*", "0 10 1 4,10 %*")},
	{key: "after", days: 14, byHand: true, justLeft: true,
		title: i18n.T("退職から1か月", "One month after leaving"),
		questions: i18n.T(
			"新しい生活には慣れましたか｜1〜5：まだこれから、すっかり慣れた\nこれからも関わりたいことはありますか｜複数：副業、相談、イベント、人の紹介、いつか戻ること\n会社に伝えておきたいこと\n連絡がほしい｜連絡",
			"Have you settled in? | 1-5: not yet, completely\nWhat would you like to stay involved in? | several: gigs, advice, events, introductions, coming back one day\nAnything you want to tell the company?\nPlease contact me | contact")},
}

func templateNamed(key string) (template, bool) {
	for _, t := range shelf {
		if t.key == key || t.title.Matches(key) {
			return t, true
		}
	}
	return template{}, false
}

func templateTitles(l bot.Localizer) []string {
	titles := make([]string, len(shelf))
	for i, t := range shelf {
		titles[i] = l.Label(t.title)
	}
	return titles
}

// values fill in the form, in both languages.
func (t template) values(c *bot.Call) bot.Values {
	v := bot.Values{
		fieldTitle: c.Label(t.title), fieldQuestions: c.Label(t.questions),
		fieldTranslation: t.title.In(other(c.Locale)) + "\n" + t.questions.In(other(c.Locale)),
		fieldDays:        strconv.Itoa(t.days), fieldReminders: strconv.Itoa(maxReminders),
	}
	if !t.byHand {
		v[fieldWhen] = c.Label(t.when)
	}
	if t.justLeft {
		v[fieldAudience] = fmt.Sprintf("left:%d", c.At.Year())
	}
	return v
}

// library shows the ready ones; each opens the form, filled in.
func (k *CheckIns) library(_ context.Context, c *bot.Call) (bot.Answer, error) {
	m := c.Say(msgLibrary)
	for _, t := range shelf {
		questions, _ := parseQuestions(c, c.Label(t.questions))
		m = m.With(bot.Paragraph{Text: c.Text(msgTemplate, t.title, questionLines(c, questions))}, bot.Buttons{
			{Label: useLabel(c, t), Action: c.Action("checkin.new", t.key)},
		})
	}
	return bot.Reply{Message: m}, nil
}

func useLabel(l bot.Localizer, t template) string { return l.Label(labelUse, t.title) }
