package engine

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"golang.org/x/text/unicode/norm"
)

// clean converts what was typed to the canonical form that Field.Check expects. A
// value that it cannot read stays as typed, for Check to refuse.
func clean(field bot.Field, typed string, today bot.Date) string {
	typed = strings.TrimSpace(strings.ToValidUTF8(typed, "\uFFFD"))
	if typed == "" {
		return ""
	}
	value := typed
	bot.SwitchField(field,
		func(bot.Input) {},
		func(bot.Lines) { value = strings.ReplaceAll(typed, "\r\n", "\n") },
		func(f bot.Choice) { value = pick(f.Picks, typed) },
		func(f bot.Choices) { value = cleanChoices(f.Picks, typed) },
		func(bot.Number) { value = cleanNumber(typed) },
		func(bot.Day) { value = cleanDay(typed, today) },
		func(bot.Person) {},
		func(bot.Tick) { value = cleanTick(typed) },
	)
	return value
}

// pick finds a pick by value or label, ignoring case, width and kana.
func pick(picks []bot.Pick, typed string) string {
	folded := i18n.Fold(typed)
	for _, p := range picks {
		if p.Value == typed || i18n.Fold(p.Value) == folded || i18n.Fold(p.Label) == folded {
			return p.Value
		}
	}
	return typed
}

// cleanChoices reads comma-separated values and returns them without duplicates, in
// the order of picks, unknown ones last.
func cleanChoices(picks []bot.Pick, typed string) string {
	chosen := map[string]bool{}
	var typedAs []string
	for part := range strings.FieldsFuncSeq(typed, func(r rune) bool { return strings.ContainsRune(",、，\n", r) }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		value := pick(picks, part)
		if !chosen[value] {
			typedAs = append(typedAs, value)
		}
		chosen[value] = true
	}
	var values []string
	for _, p := range picks {
		if chosen[p.Value] {
			values = append(values, p.Value)
			delete(chosen, p.Value)
		}
	}
	for _, value := range typedAs {
		if chosen[value] {
			values = append(values, value)
		}
	}
	return strings.Join(values, ",")
}

func cleanNumber(typed string) string {
	plain := strings.ReplaceAll(norm.NFKC.String(typed), ",", "")
	n, err := strconv.Atoi(strings.TrimSpace(plain))
	if err != nil {
		return typed
	}
	return strconv.Itoa(n)
}

func cleanDay(typed string, today bot.Date) string {
	if d, ok := schedule.ParseDay(typed, today); ok {
		return d.String()
	}
	return typed
}

var ticks = map[string]string{
	"yes": bot.Yes, "y": bot.Yes, "on": bot.Yes, "true": bot.Yes, "1": bot.Yes, "ハイ": bot.Yes, "同意": bot.Yes, "同意シマス": bot.Yes,
	"no": "-", "n": "-", "off": "-", "false": "-", "0": "-", "イイエ": "-",
}

func cleanTick(typed string) string {
	switch v := ticks[i18n.Fold(typed)]; v {
	case "-":
		return ""
	default:
		return cmp.Or(v, typed)
	}
}

// checkField cleans and checks one value. The error is a bot.Fault or a
// *bot.Problem.
func checkField(field bot.Field, typed string, today bot.Date) (string, error) {
	value := clean(field, typed, today)
	if value == "" {
		if field.About().Optional {
			return "", nil
		}
		return "", bot.Fault{Kind: bot.FaultMissing}
	}
	return value, field.Check(value)
}

// checkOptions cleans the options of a route without a form, in place.
func checkOptions(c *bot.Call, route *bot.Route) error {
	for _, o := range route.Options {
		typed := c.Values[o.Name]
		if typed == "" && !o.Required {
			continue
		}
		value, err := checkField(optionField(o), typed, c.Today())
		if err != nil {
			return inWords(c.Locale, optionFault{o.Name, err})
		}
		c.Values[o.Name] = value
	}
	return nil
}

// optionField returns a field with the same rules as the option.
func optionField(o bot.Option) bot.Field {
	base := bot.Base{Name: o.Name, Label: o.Name, Optional: !o.Required}
	switch o.Kind {
	case bot.OptionNumber:
		return bot.Number{Base: base, Min: 0, Max: 1_000_000_000}
	case bot.OptionDay:
		return bot.Day{Base: base}
	case bot.OptionPerson:
		return bot.Person{Base: base}
	default:
		return bot.Lines{Base: base}
	}
}
