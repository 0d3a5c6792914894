package slack

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// stateValue is what an element of a form holds.
type stateValue struct {
	Type    string   `json:"type"`
	Value   *string  `json:"value"`
	Option  *option  `json:"selected_option"`
	Options []option `json:"selected_options"`
	Date    *string  `json:"selected_date"`
	UserID  *string  `json:"selected_user"`
}

type option struct {
	Value string `json:"value"`
}

// valuesOf reads a form that was sent: by block id, which is the field's name.
func valuesOf(state map[string]map[string]stateValue, team string) bot.Values {
	values := bot.Values{}
	for name, elements := range state {
		for _, v := range elements {
			values[name] = v.text(team)
		}
	}
	return values
}

func (v stateValue) text(team string) string {
	switch {
	case v.Value != nil:
		return *v.Value
	case v.Option != nil:
		return v.Option.Value
	case len(v.Options) > 0:
		var chosen []string
		for _, o := range v.Options {
			chosen = append(chosen, o.Value)
		}
		return strings.Join(chosen, ",")
	case v.Date != nil:
		return *v.Date
	case v.UserID != nil:
		return string(userID(team, *v.UserID))
	}
	return ""
}
