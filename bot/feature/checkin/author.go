package checkin

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// The names of the form's fields, as people type them after /checkin new.
const (
	fieldTitle       = "title"
	fieldQuestions   = "questions"
	fieldTranslation = "translation"
	fieldAudience    = "audience"
	fieldWhen        = "when"
	fieldDays        = "days"
	fieldReminders   = "reminders"
	fieldAnonymous   = "anonymous"

	optionTemplate = "template"
)

// defaultDays is for how many days a run is open unless the manager says
// otherwise.
const defaultDays = 7

func (k *CheckIns) newOptions() []bot.Option {
	option := func(name string, label i18n.Line) bot.Option {
		return bot.Option{Name: name, Summary: label.In, Kind: bot.OptionText}
	}
	template := option(optionTemplate, labelTemplate)
	template.Complete = func(_ context.Context, c *bot.Call, _ string) ([]bot.Pick, error) {
		var picks []bot.Pick
		for _, t := range shelf {
			picks = append(picks, bot.Pick{Value: t.key, Label: c.Label(t.title)})
		}
		return picks, nil
	}
	return []bot.Option{
		option(fieldTitle, labelTitle), option(fieldQuestions, labelQuestions),
		k.Members.AudienceOption(fieldAudience, labelAudience), option(fieldWhen, labelWhen),
		{Name: fieldDays, Summary: labelDays.In, Kind: bot.OptionNumber}, option(fieldAnonymous, labelAnonymous), template,
	}
}

// form is what a check-in consists of. fixed: whether it is anonymous is not
// asked any more.
func form(c *bot.Call, language *audience.Language, fixed bool) bot.Form {
	base := func(name string, label, hint i18n.Line, optional bool) bot.Base {
		return bot.Base{Name: name, Label: c.Label(label), Hint: c.Label(hint), Optional: optional}
	}
	f := bot.Form{
		Submit: c.Label(labelPreview), Intro: c.Text(msgNotation),
		Pages: []bot.Page{
			{Heading: c.Label(headWhat), Fields: []bot.Field{
				bot.Input{Base: base(fieldTitle, labelTitle, hintTitle, false), Max: maxTitle, Rule: wordy(c)},
				bot.Lines{Base: base(fieldQuestions, labelQuestions, hintQuestions, false), Rule: readable(c)},
				bot.Lines{Base: base(fieldTranslation, labelTranslation, hintTranslation, true)},
			}},
			{Heading: c.Label(headHow), Fields: []bot.Field{
				member.AudienceField(c.Locale, language, base(fieldAudience, labelAudience, hintAudience, true)),
				bot.Input{Base: base(fieldWhen, labelWhen, hintWhen, true), Rule: planned(c)},
				bot.Number{Base: base(fieldDays, labelDays, hintDays, false), Min: 1, Max: maxDays},
				bot.Choice{Base: base(fieldReminders, labelReminders, hintReminders, false), Picks: []bot.Pick{
					{Value: "2", Label: c.Label(pickTwo)}, {Value: "1", Label: c.Label(pickOne)}, {Value: "0", Label: c.Label(pickNone)},
				}},
			}},
		},
	}
	if !fixed {
		how := &f.Pages[1]
		how.Fields = append(how.Fields, bot.Tick{Base: base(fieldAnonymous, labelAnonymous, hintAnonymous, true)})
	}
	return f
}

func wordy(l bot.Localizer) func(string) error {
	return func(value string) error {
		if !i18n.HasWords(value) {
			return bot.Refuse(l.Text(msgNoText))
		}
		return nil
	}
}

func readable(l bot.Localizer) func(string) error {
	return func(value string) error {
		_, wrong := parseQuestions(l, value)
		return wrong.problem(l)
	}
}

// problem is a misread line in words; nil for none.
func (m *misread) problem(l bot.Localizer) error {
	switch {
	case m == nil:
		return nil
	case m.line == 0:
		return bot.Refuse(m.why)
	default:
		return bot.Refuse(l.Text(msgLine, m.line, m.why))
	}
}

func planned(c *bot.Call) func(string) error {
	return func(value string) error {
		_, err := parseWhen(c, value)
		return err
	}
}

// parseWhen reads when a check-in runs; the zero Plan for at once.
func parseWhen(c *bot.Call, typed string) (schedule.Plan, error) {
	switch i18n.Fold(typed) {
	case "", "now", i18n.Fold("今すぐ"):
		return schedule.Plan{}, nil
	}
	plan, err := schedule.ParsePlan(typed, c.In.Zone, c.At)
	if refused, ok := errors.AsType[*schedule.Refused](err); ok {
		return schedule.Plan{}, &bot.Problem{Text: refused.Text(c.Locale), Cause: refused}
	}
	return plan, err
}

// newForm asks for a check-in, filled in with one of the library where that is
// asked for.
func (k *CheckIns) newForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	language, err := k.Members.Language(ctx, c.In.ID, audience.Managers, c.At)
	if err != nil {
		return bot.Form{}, err
	}
	f := form(c, language, false)
	f.Title = c.Label(titleNew)
	f.Values = bot.Values{fieldDays: strconv.Itoa(defaultDays), fieldReminders: strconv.Itoa(maxReminders)}
	key := c.Arg
	if typed := c.Values[optionTemplate]; typed != "" {
		key = typed
	}
	if key == "" {
		return f, nil
	}
	t, ok := templateNamed(key)
	if !ok {
		return bot.Form{}, c.Refuse(msgNoTemplate, i18n.List(c.Locale, templateTitles(c)))
	}
	f.Values = t.values(c)
	return f, nil
}

// design reads the form. Its fields were checked one by one.
func (k *CheckIns) design(ctx context.Context, c *bot.Call, before Design, fixed bool) (Design, error) {
	l, v := c.Locale, c.Values
	d := Design{Days: v.Int(fieldDays), Reminders: v.Int(fieldReminders), When: v[fieldWhen], Anonymous: v.Ticked(fieldAnonymous)}
	if fixed {
		d.Anonymous = before.Anonymous
	}
	questions, wrong := parseQuestions(c, v[fieldQuestions])
	if wrong != nil {
		return Design{}, wrong.problem(c)
	}
	d.Title, d.Questions, wrong = translate(c, said(l, v[fieldTitle]), questions, v[fieldTranslation])
	if wrong != nil {
		return Design{}, refuseField(fieldTranslation, wrong.problem(c))
	}
	if d.Anonymous {
		for i, q := range d.Questions {
			if q.Kind.named() {
				return Design{}, c.RefuseField(fieldQuestions, msgNamedKind, i+1, kindWords(q.Kind))
			}
		}
	}
	asked, err := k.Members.Audience(ctx, c.In.ID, l, v[fieldAudience], c.At)
	if err != nil {
		return Design{}, refuseField(fieldAudience, err)
	}
	d.Audience = asked.Query
	if d.Plan, err = parseWhen(c, v[fieldWhen]); err != nil {
		return Design{}, refuseField(fieldWhen, err)
	}
	if err := d.apart(c); err != nil {
		return Design{}, err
	}
	return d, nil
}

// refuseField puts a problem beside a field.
func refuseField(name string, err error) error {
	var p *bot.Problem
	if errors.As(err, &p) && len(p.Text) > 0 {
		return &bot.Problem{Fields: map[string]bot.Text{name: p.Text}, Cause: p.Cause}
	}
	return err
}

// apart refuses a plan whose runs would begin before the one before has closed.
func (d Design) apart(c *bot.Call) error {
	runs := d.Plan.Runs(c.At, 6)
	for i := 1; i < len(runs); i++ {
		if runs[i].Before(closing(runs[i-1], d.Days)) {
			days := int(runs[i].Sub(runs[i-1]) / (24 * time.Hour))
			if days == 0 {
				return c.RefuseField(fieldWhen, msgTooOften)
			}
			return c.RefuseField(fieldDays, msgOverlap, days)
		}
	}
	return nil
}

// create keeps the check-in as a draft and shows how it was understood.
func (k *CheckIns) create(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	d, err := k.design(ctx, c, Design{}, false)
	if err != nil {
		return nil, err
	}
	r := k.checkIns.New(kit.ID(c.Once), CheckIn{
		Design: d, State: Draft, Owner: Owner{c.Who.User, c.Who.Name}, Created: c.At,
	})
	m, err := k.preview(ctx, c, r, d)
	if err != nil {
		return nil, err
	}
	tx := kit.Begin(k.DB, c)
	k.checkIns.Put(tx, r)
	return kit.Commit(ctx, tx, bot.Reply{Message: m})
}

// values fill in the form with a design, in the manager's language.
func (d Design) values(c *bot.Call) bot.Values {
	l := c.Locale
	questions, title := writeAll(c, d.Questions), d.Title.En
	if l == bot.Japanese {
		title = d.Title.Ja
	}
	translation := writeTranslation(l, d.Title, d.Questions)
	if questions == "" || title == "" { // written in the other language only
		questions, title, translation = writeAll(bot.Reader{Locale: other(l)}, d.Questions), d.Title.In(l), ""
	}
	when := d.When
	if !d.Plan.IsZero() && !d.Plan.Recurs() { // “tomorrow” was another day
		if at := d.Plan.Runs(time.Time{}, 1); len(at) == 1 {
			when = schedule.WallOf(at[0]).String()
		}
	}
	v := bot.Values{
		fieldTitle: title, fieldQuestions: questions, fieldTranslation: translation, fieldAudience: d.Audience,
		fieldWhen: when, fieldDays: strconv.Itoa(d.Days), fieldReminders: strconv.Itoa(d.Reminders),
	}
	if d.Anonymous {
		v[fieldAnonymous] = bot.Yes
	}
	return v
}
