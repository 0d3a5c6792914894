package gig

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// The names of the form's fields, as people type them after /gig post.
const (
	fieldTitle    = "title"
	fieldClient   = "client"
	fieldTask     = "task"
	fieldSkills   = "skills"
	fieldAudience = "audience"
	fieldPeriod   = "period"
	fieldPlace    = "place"
	fieldHours    = "hours"
	fieldPeople   = "people"
	fieldDeadline = "deadline"
	fieldPay      = "pay"
	fieldPayment  = "payment"
)

// Sizes in characters, chosen so that a card with everything filled in stays
// within a message.
const (
	maxTitle  = 60
	maxClient = 60
	maxTask   = 500
	maxShort  = 80
	maxSkills = 8
	maxSkill  = 30
	maxPeople = 99
)

// labelOf are the labels of the fields, in the order of the form.
var fieldOrder = []string{
	fieldTitle, fieldClient, fieldTask, fieldSkills, fieldAudience,
	fieldPeriod, fieldPlace, fieldHours, fieldPeople, fieldDeadline, fieldPay, fieldPayment,
}

func fieldLabel(name string) i18n.Line {
	switch name {
	case fieldTitle:
		return labelTitle
	case fieldClient:
		return labelClient
	case fieldTask:
		return labelTask
	case fieldSkills:
		return labelSkills
	case fieldAudience:
		return labelAudience
	case fieldPeriod:
		return labelPeriod
	case fieldPlace:
		return labelPlace
	case fieldHours:
		return labelHours
	case fieldPeople:
		return labelPeople
	case fieldDeadline:
		return labelDeadline
	case fieldPay:
		return labelPay
	default:
		return labelPayment
	}
}

// form is what an offer must say. fixed: the audience is not asked.
func form(l bot.Localizer, today bot.Date, fixed bool) bot.Form {
	base := func(name string, hint i18n.Line) bot.Base {
		return bot.Base{Name: name, Label: l.Label(fieldLabel(name)), Hint: l.Label(hint)}
	}
	words := func(value string) error { return checkWords(l, value) }
	openTo := func(name string, hint i18n.Line, check func(string) error) bot.Field {
		return bot.Input{Base: base(name, hint), Max: maxShort, Rule: open(l, today, check)}
	}
	skills := base(fieldSkills, hintSkills)
	if fixed { // employees read it, and nobody is written to
		skills.Hint = l.Label(hintSkillsFor)
	}
	skills.Optional = true
	first := []bot.Field{
		bot.Input{Base: base(fieldTitle, hintTitle), Max: maxTitle, Rule: words},
		bot.Input{Base: base(fieldClient, hintClient), Max: maxClient, Rule: words},
		bot.Lines{Base: base(fieldTask, hintTask), Max: maxTask, Rule: words},
		bot.Input{Base: skills, Max: bot.MaxInput, Rule: words},
	}
	if !fixed {
		first = append(first, bot.Choice{Base: base(fieldAudience, hintAudience), Picks: []bot.Pick{
			{Value: string(Alumni), Label: l.Label(audienceAlumni)},
			{Value: string(Employees), Label: l.Label(audienceEmployees)},
			{Value: string(Everyone), Label: l.Label(audienceEveryone)},
		}})
	}
	return bot.Form{
		Submit: l.Label(labelPreview),
		Pages: []bot.Page{
			{Heading: l.Label(headWhat), Fields: first},
			{Heading: l.Label(headHow), Fields: []bot.Field{
				openTo(fieldPeriod, hintPeriod, decidedBy),
				openTo(fieldPlace, hintPlace, decidedBy),
				openTo(fieldHours, hintHours, checkHours(l)),
				bot.Number{Base: base(fieldPeople, hintPeople), Min: 1, Max: maxPeople},
				openTo(fieldDeadline, hintDeadline, checkDeadline(l, today)),
			}},
			{Heading: l.Label(headPay), Fields: []bot.Field{
				openTo(fieldPay, hintPay, checkPay(l)),
				openTo(fieldPayment, hintPayment, checkPayment(l)),
			}},
		},
	}
}

// read puts the form's values, which were checked, into the gig, and returns
// the names of the fields that it changed.
func (g *Gig) read(l bot.Localizer, v bot.Values, today bot.Date, skills []string) []string {
	before := *g
	g.Undecided = map[string]Undecided{}
	decided := func(name string) string {
		u, is, err := readUndecided(l, v[name], today)
		if is && err == nil {
			g.Undecided[name] = u
			return ""
		}
		return v[name]
	}
	g.Title, g.Client, g.Task, g.Skills = v[fieldTitle], v[fieldClient], v[fieldTask], skills
	if a := v[fieldAudience]; a != "" {
		g.Audience = Audience(a)
	}
	g.Period, g.Place, g.Pay = decided(fieldPeriod), decided(fieldPlace), decided(fieldPay)
	g.Hours = max(0, readNumber(hoursTyped, decided(fieldHours)))
	g.PaymentDays = max(0, readNumber(paymentTyped, decided(fieldPayment)))
	g.People = v.Int(fieldPeople)
	g.Deadline, _ = schedule.ParseDay(decided(fieldDeadline), today)
	return changed(before, *g)
}

// changed are the names of the fields in which two gigs differ, in the order of
// the form.
func changed(a, b Gig) []string {
	l := i18n.Locales()[0] // any one does
	va, vb := a.values(bot.Reader{Locale: l}), b.values(bot.Reader{Locale: l})
	return slices.DeleteFunc(slices.Clone(fieldOrder), func(name string) bool { return va[name] == vb[name] })
}

// values fill in the form with the gig.
func (g Gig) values(l bot.Localizer) bot.Values {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	v := bot.Values{
		fieldTitle: g.Title, fieldClient: g.Client, fieldTask: g.Task, fieldSkills: member.SkillList(l.Language(), g.Skills),
		fieldAudience: string(g.Audience), fieldPeriod: g.Period, fieldPlace: g.Place, fieldHours: number(g.Hours),
		fieldPeople: number(g.People), fieldDeadline: g.Deadline.String(), fieldPay: g.Pay, fieldPayment: strconv.Itoa(g.PaymentDays),
	}
	for name, u := range g.Undecided {
		v[name] = u.typed(l)
	}
	return v
}

// readSkills reads the field with the community's vocabulary.
func (g *Gigs) readSkills(ctx context.Context, c *bot.Call) ([]string, error) {
	vocabulary, err := g.Members.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	names := vocabulary.Read(c.Values[fieldSkills])
	if len(names) > maxSkills {
		return nil, c.RefuseField(fieldSkills, msgManySkills, maxSkills, len(names))
	}
	for _, name := range names {
		if utf8.RuneCountInString(name) > maxSkill {
			return nil, c.RefuseField(fieldSkills, msgLongSkill, maxSkill, name)
		}
	}
	// By their names they have to fit the field again, in whatever language.
	if n := member.LongestSkillList(names); n > bot.MaxInput {
		return nil, c.RefuseField(fieldSkills, msgMuchSkill, bot.MaxInput, n)
	}
	return names, nil
}

func (g *Gigs) postOptions() []bot.Option {
	options := make([]bot.Option, 0, len(fieldOrder))
	for _, name := range fieldOrder {
		options = append(options, bot.Option{Name: name, Summary: fieldLabel(name).In, Kind: bot.OptionText, Complete: g.completeField(name)})
	}
	return options
}

// completeField offers skills that somebody has, and the kinds of readers.
func (g *Gigs) completeField(name string) func(context.Context, *bot.Call, string) ([]bot.Pick, error) {
	switch name {
	case fieldSkills:
		return g.completeSkills
	case fieldAudience:
		return func(_ context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
			var picks []bot.Pick
			for _, a := range []Audience{Alumni, Employees, Everyone} {
				if label := c.Label(audienceWords(a)); strings.HasPrefix(string(a), typed) || strings.HasPrefix(label, typed) {
					picks = append(picks, bot.Pick{Value: string(a), Label: label})
				}
			}
			return picks, nil
		}
	}
	return nil
}

// completeSkills goes on with the last skill of a list.
func (g *Gigs) completeSkills(ctx context.Context, c *bot.Call, typed string) ([]bot.Pick, error) {
	vocabulary, err := g.Members.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return nil, err
	}
	return vocabulary.Complete(c.Locale, typed), nil
}

// over is what was given in a, and in b where a says nothing.
func over(a, b bot.Values) bot.Values {
	both := maps.Clone(b)
	for name, value := range a {
		if value != "" {
			both[name] = value
		}
	}
	return both
}
