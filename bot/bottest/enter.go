package bottest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// enter is what a platform sends for what a person enters.
func (p *player) enter(field bot.Field, e entry) (string, error) {
	if e.forged || e.value == "" {
		return e.value, nil
	}
	var err, unknown error
	v := e.value
	bot.SwitchField(field,
		func(bot.Input) {},
		func(bot.Lines) {},
		func(f bot.Choice) { v, err = choose(f.Picks, e.value) },
		func(f bot.Choices) {
			var chosen []string
			for part := range strings.SplitSeq(strings.ReplaceAll(e.value, "、", ","), ",") {
				one, err1 := choose(f.Picks, strings.TrimSpace(part))
				err = errors.Join(err, err1)
				chosen = append(chosen, one)
			}
			v = strings.Join(chosen, ",")
		},
		func(bot.Number) {},
		func(bot.Day) {},
		func(bot.Person) { v, unknown = p.account(e) },
		func(bot.Tick) {
			v, err = choose([]bot.Pick{{Value: bot.Yes, Label: "yes"}, {Value: "", Label: "no"}}, e.value)
		},
	)
	if unknown != nil {
		return "", unknown
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w; with %s!: it is sent all the same", e.name, err, e.name)
	}
	return v, nil
}

// account is that of a person whom an entry names.
func (p *player) account(e entry) (string, error) {
	if _, ok := p.screens.people[e.value]; !ok {
		return "", fmt.Errorf("%s: nobody is called %s", e.name, e.value)
	}
	return string(p.stage.Account(e.value)), nil
}

var meantPerson = regexp.MustCompile(`:@([a-z][a-z0-9_-]*)`)

// meant is a typed line in which the people of the script who are given to an
// option, such as person:@hana, are accounts of the stage.
func (p *player) meant(line string) string {
	return meantPerson.ReplaceAllStringFunc(line, func(typed string) string {
		name := strings.TrimPrefix(typed, ":@")
		if _, ok := p.screens.people[name]; !ok {
			return typed
		}
		return ":" + string(p.stage.Account(name))
	})
}

func choose(picks []bot.Pick, typed string) (string, error) {
	var labels []string
	for _, p := range picks {
		if p.Label == typed || p.Value == typed {
			return p.Value, nil
		}
		labels = append(labels, p.Label)
	}
	return "", fmt.Errorf("%q is not on offer (%s)", typed, strings.Join(labels, ", "))
}
