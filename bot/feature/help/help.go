// Package help tells people what they can do, from the routes themselves.
//
// It promises that every command somebody may use is listed for them, and none
// that they may not; what nobody understood arrives here too.
package help

import (
	"context"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Show is the name of the route that help is reached by, with the value "about"
// for a command or whatever was typed.
const Show = "help.show"

// New is the feature over all routes of the bot, its own included.
func New(routes func() []bot.Route) bot.Feature {
	h := help{routes}
	return bot.Feature{Name: "help", Home: home, Routes: []bot.Route{{
		Name: Show, Command: "alumni help", Summary: msgSummary.In, Allow: bot.Insider,
		Options: []bot.Option{{Name: "about", Summary: msgAbout.In, Complete: h.complete}},
		Do:      h.show,
	}}}
}

// home ends everybody's home page with the way to everything else.
func home(_ context.Context, c *bot.Call) ([]bot.Block, error) {
	if c.Who.Roles == 0 {
		return nil, nil
	}
	return []bot.Block{bot.Buttons{everything(c)}}, nil
}

// everything is the way to the list of all commands.
func everything(c *bot.Call) bot.Button {
	return c.Button(labelEverything, Show, "")
}

// askingWords are how people ask for help in a message, folded.
var askingWords = []string{"?", "help", "menu", "hello", "hi", "ヘルプ", "使イ方", "使イカタ", "ツカイカタ", "メニュー", "コンニチハ"}

type help struct{ routes func() []bot.Route }

// mine are the commands that the person may use, sorted by command.
func (h help) mine(c *bot.Call) []bot.Route {
	var mine []bot.Route
	for _, r := range h.routes() {
		if r.Command != "" && c.Who.Roles.Has(r.Allow) {
			mine = append(mine, r)
		}
	}
	slices.SortStableFunc(mine, func(a, b bot.Route) int { return strings.Compare(a.Command, b.Command) })
	return mine
}

func (h help) show(_ context.Context, c *bot.Call) (bot.Answer, error) {
	about := i18n.Fold(strings.TrimLeft(c.Values["about"], "/"))
	if about == "" || slices.Contains(askingWords, strings.TrimPrefix(about, "alumni ")) {
		return bot.Reply{Message: list(c, h.mine(c), c.Text(msgIntro, c.In.Name))}, nil
	}
	for _, r := range h.mine(c) {
		if r.Command == about {
			return bot.Reply{Message: one(c, r)}, nil
		}
	}
	word, more, _ := strings.Cut(about, " ")
	under := slices.DeleteFunc(h.mine(c), func(r bot.Route) bool { return !strings.HasPrefix(r.Command, word+" ") })
	switch {
	case len(under) == 0:
		return bot.Reply{Message: perhaps(c, guess(c.Values["about"], h.mine(c)))}, nil
	case more != "":
		return bot.Reply{Message: list(c, under, c.Text(msgNoSuch, i18n.Shorten(c.Values["about"], shownTyped)))}, nil
	default:
		return bot.Reply{Message: list(c, under, c.Text(msgUnder, "/"+word))}, nil
	}
}

// perhaps answers what is no command: with what may be meant, or with the way to
// everything there is.
func perhaps(c *bot.Call, meant []bot.Route) bot.Message {
	typed := i18n.Shorten(c.Values["about"], shownTyped)
	if len(meant) == 0 {
		return c.Say(msgUnknown, typed).With(bot.Buttons{everything(c)})
	}
	var facts bot.Facts
	var row bot.Buttons
	for _, r := range meant {
		facts = append(facts, bot.Fact{Label: "/" + r.Command, Value: bot.Plain(r.Summary(c.Locale))})
		row = append(row, bot.Button{Label: "/" + r.Command, Action: c.Action(r.Name, "")})
	}
	return c.Say(msgPerhaps, typed).With(facts, append(row, everything(c)))
}

// list is a line for each command.
func list(c *bot.Call, routes []bot.Route, intro bot.Text) bot.Message {
	var facts bot.Facts
	for _, r := range routes {
		facts = append(facts, bot.Fact{Label: "/" + r.Command, Value: bot.Plain(r.Summary(c.Locale))})
	}
	example := routes[0]
	if i := slices.IndexFunc(routes, func(r bot.Route) bool { return r.Name != Show }); i >= 0 {
		example = routes[i]
	}
	return bot.Say(intro).With(facts, bot.Note{Text: c.Text(msgMore, example.Command)})
}

// one is everything about one command.
func one(c *bot.Call, r bot.Route) bot.Message {
	m := bot.Message{}.With(
		bot.Heading{Text: bot.Plain("/" + r.Command)},
		bot.Paragraph{Text: bot.Plain(r.Summary(c.Locale))},
	)
	if len(r.Options) == 0 {
		return m
	}
	var facts bot.Facts
	example := "/" + r.Command
	for _, o := range r.Options {
		facts = append(facts, bot.Fact{Label: o.Name, Value: bot.Plain(o.Summary(c.Locale))})
	}
	example += " " + r.Options[0].Name + ":…"
	return m.With(facts, bot.Note{Text: c.Text(msgOptions, example)})
}

func (h help) complete(_ context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
	typed = i18n.Fold(typed)
	var picks []bot.Pick
	for _, r := range h.mine(c) {
		if strings.HasPrefix(r.Command, typed) {
			picks = append(picks, bot.Pick{Value: r.Command, Label: "/" + r.Command})
		}
	}
	return picks, nil
}

// shownTyped keeps what was typed from filling the screen.
const shownTyped = 60
