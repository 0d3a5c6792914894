package member

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// findOptions are the fields of a search. The first takes whole queries; in the
// others, too, conditions of other keys may follow.
func (m *Members) findOptions() []bot.Option {
	return []bot.Option{
		{Name: "text", Summary: hintFindText.In, Kind: bot.OptionText, Query: true, Complete: m.completeSearch("")},
		{Name: "skill", Summary: labelSkills.In, Kind: bot.OptionText, Complete: m.completeSearch(keySkill)},
		{Name: "dept", Summary: labelDepartment.In, Kind: bot.OptionText, Complete: m.completeSearch(keyDept)},
		{Name: "left", Summary: labelLeft.In, Kind: bot.OptionText, Complete: m.completeSearch(keyLeft)},
		{Name: "company", Summary: labelCompany.In, Kind: bot.OptionText, Complete: m.completeSearch(keyCompany)},
	}
}

// findForm asks for a search. What is wrong with a query is for find to say, so
// that it is said, too, to who typed it behind the command.
func (m *Members) findForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	field := func(name string, label, hint i18n.Line) bot.Field {
		return bot.Input{Base: bot.Base{Name: name, Label: c.Label(label), Hint: c.Label(hint), Optional: true}, Max: audience.MaxQuery}
	}
	return bot.Form{
		Title: c.Label(titleFind), Submit: c.Label(labelSearch), Intro: c.Text(msgFindIntro),
		Pages: []bot.Page{{Fields: []bot.Field{
			field("text", labelText, hintFindText),
			field("skill", labelSkills, hintFindSkill),
			field("dept", labelDepartment, hintFindDept),
			field("left", labelLeft, hintFindLeft),
			field("company", labelCompany, hintFindCompany),
		}}},
	}, nil
}
