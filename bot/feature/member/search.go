package member

import (
	"context"
	"errors"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
)

// search is what somebody looks for in the directory, kept for as long as they
// may turn its pages: as they typed it, since what they may ask for and what
// words mean can change meanwhile.
type search struct {
	By    bot.User   `json:"By"`
	Asked bot.Values `json:"Asked"` // by field
}

// searchFields are the fields of a search, each with the key which words in it
// belong to; none where the field takes a whole query.
var searchFields = []struct{ name, key string }{
	{"text", ""}, {"skill", keySkill}, {"dept", keyDept}, {"left", keyLeft}, {"company", keyCompany},
}

// asked takes what was typed into the fields.
func asked(c *bot.Call) search {
	s := search{By: c.Who.User, Asked: bot.Values{}}
	for _, f := range searchFields {
		if typed := strings.TrimSpace(c.Values[f.name]); typed != "" {
			s.Asked[f.name] = typed
		}
	}
	return s
}

// wanted is whom a search is for: the conditions of all fields. What is wrong is
// said beside its field.
func (s search) wanted(l bot.Locale, language *audience.Language) (audience.All, error) {
	all := audience.All{}
	for _, f := range searchFields {
		e, err := language.ParseAs(l, f.key, s.Asked[f.name])
		var refused *audience.Refused
		switch {
		case errors.As(err, &refused):
			return nil, &bot.Problem{Fields: map[string]bot.Text{f.name: refused.Text}, Cause: refused}
		case err != nil:
			return nil, err
		}
		all = append(all, e...)
	}
	return all, nil
}

// completeSearch offers how to go on with a field of that key, as the directory
// knows it.
func (m *Members) completeSearch(key string) func(context.Context, *bot.Call, string) ([]bot.Pick, error) {
	return func(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
		if err := m.memberIndex.Ready(ctx, c.In.ID); err != nil {
			return nil, err
		}
		return m.offers(ctx, c, m.directory(c), AccessOf(c.Who), key, typed)
	}
}
