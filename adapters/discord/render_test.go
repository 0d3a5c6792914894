package discord_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

const hana bot.User = "discord:900000000000000042"

// Where bodies go, as the contract names it.
const (
	callbackPath = "/interactions/{id}/{token}/callback"
	followPath   = "/webhooks/{app}/{token}"
	commandsPath = "/applications/{app}/commands"
)

// golden compares with testdata, and with Discord's contract.
func golden(t *testing.T, name, method, path string, raw json.RawMessage) {
	t.Helper()
	adaptertest.Golden(t, name, raw)
	contract, err := discordtest.OpenContract()
	if err == nil {
		err = contract.Check(method, path, raw)
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func TestMessagesAsDiscordGetsThem(t *testing.T) {
	for name, m := range adaptertest.Messages(hana) {
		t.Run(name, func(t *testing.T) {
			pages, err := discord.Rendered(m)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "message "+name, http.MethodPost, callbackPath, pages[0])
			for i, p := range pages[1:] {
				golden(t, fmt.Sprint("message ", name, " ", i+2), http.MethodPost, followPath, p)
			}
		})
	}
}

// A form comes in parts of one section each.
func TestFormsAsDiscordGetsThem(t *testing.T) {
	for name, f := range adaptertest.Forms(hana) {
		t.Run(name, func(t *testing.T) {
			for i, section := range f.Sheet.Sections {
				part := f.Sheet
				part.Sections, part.Part, part.Parts = []bot.Page{section}, i+1, len(f.Sheet.Sections)
				part.Reopen = bot.Action{Community: acme, Route: "form.open", Arg: "draft"}
				if i > 0 {
					part.Intro = nil
				}
				form, before, err := discord.RenderedForm(part)
				if err != nil {
					t.Fatal(err)
				}
				golden(t, fmt.Sprint(name, " ", i+1), http.MethodPost, callbackPath, form)
				if before != nil {
					golden(t, fmt.Sprint(name, " ", i+1, " before"), http.MethodPost, callbackPath, before)
				}
			}
		})
	}
}

func TestCommandsAsDiscordGetsThem(t *testing.T) {
	routes := []bot.Route{
		ping(),
		{Name: "gig.post", Command: "gig post", Summary: both("Offer a gig"), OnMessage: both("Make a gig of it")},
		{Name: "gig.show", Command: "gig show", Summary: both("See a gig"), Options: []bot.Option{{Name: "gig", Summary: both("Which"), Required: true}}},
		{Name: "a.b.c", Command: "alumni skills merge", Summary: both("Merge skills"), Options: []bot.Option{
			{Name: "who", Summary: both("Who"), Kind: bot.OptionPerson}, {Name: "n", Summary: both("How many"), Kind: bot.OptionNumber},
		}},
	}
	raw, err := discord.RenderedCommands(routes)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "commands", http.MethodPut, commandsPath, raw)
}

func TestRefusesWhatDiscordDoesNotTake(t *testing.T) {
	press := bot.Action{Community: acme, Route: "a.b"}
	row := func(n int) bot.Buttons {
		var row bot.Buttons
		for range n {
			row = append(row, bot.Button{Label: "x", Action: press})
		}
		return row
	}
	for name, m := range map[string]bot.Message{
		"nothing": {}, "no buttons": bot.Message{}.With(row(0)), "6 buttons": bot.Message{}.With(row(6)),
		"no label":              bot.Message{}.With(bot.Buttons{{Action: press}}),
		"long label":            bot.Message{}.With(bot.Buttons{{Label: strings.Repeat("あ", 81), Action: press}}),
		"long action":           bot.Message{}.With(bot.Buttons{{Label: "x", Action: bot.Action{Route: "a.b", Arg: strings.Repeat("x", 61)}}}),
		"only spans of nothing": bot.Say(bot.Text{{}}),
		"an empty file":         bot.Message{}.With(bot.File{Name: "a"}),
	} {
		if _, err := discord.Rendered(m); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	six := bot.Page{}
	for i := range 6 {
		six.Fields = append(six.Fields, bot.Input{Base: bot.Base{Name: fmt.Sprint("f", i), Label: "F"}})
	}
	long := oneField()
	long.Values = bot.Values{"a": strings.Repeat("x", 4001)}
	with := func(f bot.Field) bot.Sheet {
		s := oneField()
		s.Sections = []bot.Page{{Fields: []bot.Field{f}}}
		return s
	}
	title := oneField()
	title.Title = strings.Repeat("長", 46)
	for name, s := range map[string]bot.Sheet{
		"no fields": {Title: "x"}, "six fields": {Title: "x", Sections: []bot.Page{six}}, "a value of 4001 characters": long, "long title": title,
		"no label":       with(bot.Input{Base: bot.Base{Name: "a"}}),
		"long label":     with(bot.Input{Base: bot.Base{Name: "a", Label: strings.Repeat("長", 46)}}),
		"long hint":      with(bot.Input{Base: bot.Base{Name: "a", Label: "A", Hint: strings.Repeat("長", 101)}}),
		"no picks":       with(bot.Choice{Base: bot.Base{Name: "a", Label: "A"}}),
		"26 picks":       with(bot.Choices{Base: bot.Base{Name: "a", Label: "A"}, Picks: make([]bot.Pick, 26)}),
		"pick too long":  with(bot.Choice{Base: bot.Base{Name: "a", Label: "A"}, Picks: []bot.Pick{{Value: "a", Label: strings.Repeat("長", 101)}}}),
		"pick of nobody": with(bot.Choice{Base: bot.Base{Name: "a", Label: "A"}, Picks: []bot.Pick{{Label: "a"}}}),
	} {
		if _, _, err := discord.RenderedForm(s); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Commands outside of Discord's limits are refused before they are registered,
// with what is wrong.
func TestRefusesCommandsOutsideOfLimits(t *testing.T) {
	many := func(n int, route func(i int) bot.Route) []bot.Route {
		var all []bot.Route
		for i := range n {
			all = append(all, route(i))
		}
		return all
	}
	options := func(n int, summary string) bot.Route {
		r := bot.Route{Name: "x.y", Command: "x", Summary: both("x")}
		for i := range n {
			r.Options = append(r.Options, bot.Option{Name: fmt.Sprint("o", i), Summary: both(summary)})
		}
		return r
	}
	for want, routes := range map[string][]bot.Route{
		"101 commands: at most 100":           many(101, func(i int) bot.Route { return bot.Route{Command: fmt.Sprint("c", i), Summary: both("x")} }),
		"16 commands on messages: at most 15": many(16, func(i int) bot.Route { return bot.Route{OnMessage: both(fmt.Sprint("c", i))} }),
		"/x: 26 below it: at most 25":         many(26, func(i int) bot.Route { return bot.Route{Command: fmt.Sprint("x c", i), Summary: both("x")} }),
		"/x: 27 below it: at most 25":         {options(27, "x")},
		"/x o0: a description of 1 to 100":    {options(1, strings.Repeat("長", 101))},
		"a name of 33 characters: at most 32": {{Command: strings.Repeat("a", 33), Summary: both("x")}},
		"characters in all: at most 8000": many(4, func(i int) bot.Route {
			r := options(25, strings.Repeat("d", 99))
			r.Command = fmt.Sprint("x y", i)
			return r
		}),
		"/ping: a description of 1 to 100": {{Command: "ping", Summary: both(strings.Repeat("d", 101))}},
	} {
		if _, err := discord.RenderedCommands(routes); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// body is what is looked at of a message that is sent.
type body struct {
	Data       *body                   `json:"data"`
	Components []discordtest.Component `json:"components"`
	Flags      int                     `json:"flags"`
	Allowed    *struct {
		Parse []string `json:"parse"`
	} `json:"allowed_mentions"`
}

func bodies(t interface{ Fatal(...any) }, m bot.Message) []body {
	pages, err := discord.Rendered(m)
	if err != nil {
		t.Fatal(err)
	}
	var out []body
	for _, raw := range pages {
		var b body
		if err := json.Unmarshal(raw, &b); err != nil {
			t.Fatal(err)
		}
		if b.Data != nil {
			b = *b.Data
		}
		out = append(out, b)
	}
	return out
}

// However long a text is, every character of it is shown as it was typed, in
// messages that Discord takes, which only one person sees.
func TestNothingIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aあ\n *<&#>-1.)\\_~`|[]():/@ \U0001F338")), 0, 9000, -1).Draw(t, "text")
		checkShown(t, "x"+text)
	})
}

type fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

func checkShown(t fataler, text string) {
	var shown strings.Builder
	for i, b := range bodies(t, bot.Say(bot.Plain(text))) {
		all := 0
		for _, c := range b.Components {
			all += utf8.RuneCountInString(c.Content)
		}
		if all > 4000 || len(b.Components) > 40 {
			t.Fatalf("message %d has %d characters in %d components", i, all, len(b.Components))
		}
		if b.Flags&(1<<6) == 0 || b.Allowed == nil || b.Allowed.Parse == nil || len(b.Allowed.Parse) > 0 {
			t.Fatalf("message %d has flags %b and may notify %v", i, b.Flags, b.Allowed)
		}
		raw, err := json.Marshal(b.Components)
		if err != nil {
			t.Fatal(err)
		}
		m, err := discordtest.ReadMessage(discordtest.Message{Components: raw})
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range m.Blocks {
			p, ok := block.(bot.Paragraph)
			if !ok {
				t.Fatalf("%T is shown of %q", block, text)
			}
			shown.WriteString(p.Text.String() + "\n")
		}
	}
	if all := strings.TrimSuffix(shown.String(), "\n"); utf8.RuneCountInString(text) <= 1000 && all != text {
		t.Fatalf("%q is shown as %q", text, all)
	}
	// Where a text goes on in a further component, a line ends.
	plain := func(s string) string { return strings.ReplaceAll(s, "\n", "") }
	if plain(shown.String()) != plain(text) {
		t.Fatalf("%q is shown as %q", text, shown.String())
	}
}

// A link that would stand at the end of a full message goes on into the next one,
// whole; what is bold is bold in both.
func TestNoLinkIsTornApart(t *testing.T) {
	link := bot.Span{Text: "the list of people", URL: "https://example.com/people"}
	for before := 3930; before < 4000; before++ {
		text := bot.Text{{Text: strings.Repeat("x", before), Bold: true}, link, {Text: strings.Repeat("y", 3990), Bold: true}}
		for _, b := range bodies(t, bot.Say(text)) {
			for _, c := range b.Components {
				if strings.Count(c.Content, "**")%2 != 0 || strings.Contains(c.Content, "](") != strings.Contains(c.Content, "(https://example.com/people)") {
					t.Fatalf("after %d characters: …%s", before, c.Content[max(len(c.Content)-80, 0):])
				}
			}
		}
	}
}
