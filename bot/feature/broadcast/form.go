package broadcast

import (
	"context"
	"errors"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
	"github.com/alumnibot/alumnibot/storage"
)

// The form's fields, and options of the command. The second title and body are
// in the language that is not the community's.
const (
	fieldTitle       = "title"
	fieldBody        = "body"
	fieldOtherTitle  = "title2"
	fieldOtherBody   = "body2"
	fieldAudience    = "audience"
	fieldMedium      = "medium"
	fieldWhen        = "when"
	fieldClock       = "clock"
	optionConfirm    = "confirm"
	maxTitle         = 80
	maxBody          = 1000
	maxWhen          = 120
	clockOfCommunity = "community"
	clockOfEach      = "each"
)

func (b *Broadcasts) options() []bot.Option {
	text := func(name string, summary i18n.Line) bot.Option {
		return bot.Option{Name: name, Summary: summary.In, Kind: bot.OptionText}
	}
	return []bot.Option{
		text(fieldTitle, labelTitle), text(fieldBody, labelBody),
		b.Members.AudienceOption(fieldAudience, labelAudience),
		text(fieldMedium, labelMedium), text(fieldWhen, labelWhen), text(fieldClock, labelClock),
		text(fieldOtherTitle, labelOtherTitle), text(fieldOtherBody, labelOtherBody),
		{Name: optionConfirm, Summary: labelConfirm.In, Kind: bot.OptionNumber},
	}
}

// newForm asks for a message, to whom it goes, and when.
func (b *Broadcasts) newForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	f, err := b.form(ctx, c)
	f.Values = bot.Values{fieldMedium: string(Direct), fieldWhen: c.Label(typedNow), fieldClock: clockOfCommunity}
	return f, err
}

// editForm asks again, filled in with the draft.
func (b *Broadcasts) editForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	r, err := b.draft(ctx, c)
	if err != nil {
		return bot.Form{}, err
	}
	f, err := b.form(ctx, c)
	f.Values = valuesOf(c, r.Value)
	return f, err
}

// draft is the draft that the call is about.
func (b *Broadcasts) draft(ctx context.Context, c *bot.Call) (*storage.Record[Broadcast], error) {
	r, err := b.find(ctx, c, c.Arg)
	if err != nil {
		return nil, err
	}
	if r.Value.State != Draft {
		return nil, c.Refuse(msgNoDraft, c.Text(stateWords(r.Value.State)))
	}
	return r, nil
}

func (b *Broadcasts) form(ctx context.Context, c *bot.Call) (bot.Form, error) {
	l := c.Locale
	language, err := b.Members.Language(ctx, c.In.ID, audience.Managers, c.At)
	if err != nil {
		return bot.Form{}, err
	}
	main, other := languages(c.In)
	return bot.Form{
		Title: c.Label(titleNew), Submit: c.Label(labelCheck), Intro: c.Text(msgNewIntro),
		Pages: []bot.Page{
			{Heading: c.Label(headWords), Fields: []bot.Field{
				bot.Input{Base: bot.Base{Name: fieldTitle, Label: c.Label(labelTitleIn, i18n.Name(main)), Optional: true}, Max: maxTitle, Rule: readable(c)},
				bot.Lines{Base: bot.Base{Name: fieldBody, Label: c.Label(labelBodyIn, i18n.Name(main)), Optional: true}, Max: maxBody, Rule: readable(c)},
				bot.Input{Base: bot.Base{Name: fieldOtherTitle, Label: c.Label(labelTitleIn, i18n.Name(other)), Hint: c.Label(hintOther), Optional: true}, Max: maxTitle, Rule: readable(c)},
				bot.Lines{Base: bot.Base{Name: fieldOtherBody, Label: c.Label(labelBodyIn, i18n.Name(other)), Optional: true}, Max: maxBody, Rule: readable(c)},
			}},
			{Heading: c.Label(headTo), Fields: []bot.Field{
				bot.Choice{Base: bot.Base{Name: fieldMedium, Label: c.Label(labelMedium), Hint: c.Label(hintMedium)}, Picks: media(c)},
				member.AudienceField(l, language, bot.Base{Name: fieldAudience, Label: c.Label(labelAudience), Hint: c.Label(hintAudience), Optional: true}),
				bot.Input{Base: bot.Base{Name: fieldWhen, Label: c.Label(labelWhen), Hint: c.Label(hintWhen)}, Max: maxWhen, Rule: planRule(c)},
				bot.Choice{Base: bot.Base{Name: fieldClock, Label: c.Label(labelClock), Hint: c.Label(hintClock)}, Picks: []bot.Pick{
					{Value: clockOfCommunity, Label: c.Label(pickCommunityClock, c.In.Zone)},
					{Value: clockOfEach, Label: c.Label(pickOwnClock)},
				}},
			}},
		},
	}, nil
}

// media are the ways to send: to people, to the channel where the form was
// opened, and to those that the community has for gigs.
func media(c *bot.Call) []bot.Pick {
	picks := []bot.Pick{{Value: string(Direct), Label: c.Label(pickDirect)}}
	if c.Channel != "" {
		picks = append(picks, bot.Pick{Value: string(c.Channel), Label: c.Label(pickHere)})
	}
	for _, channel := range c.In.Gigs {
		if channel != c.Channel && len(picks) < bot.MaxPicks {
			picks = append(picks, bot.Pick{Value: string(channel), Label: c.Label(pickGigs)})
		}
	}
	return picks
}

// languages are the community's language, and the other one.
func languages(in bot.Community) (main, other bot.Locale) {
	if in.Locale == bot.English {
		return bot.English, bot.Japanese
	}
	return bot.Japanese, bot.English
}

// readable refuses what has neither letters nor digits.
func readable(l bot.Localizer) func(string) error {
	return func(value string) error {
		if !i18n.HasWords(value) {
			return bot.Refuse(l.Text(msgUnreadable))
		}
		return nil
	}
}

// planRule refuses a time that cannot be read or is past.
func planRule(c *bot.Call) func(string) error {
	return func(value string) error {
		_, err := readPlan(c, value)
		return err
	}
}

// readPlan reads when a broadcast is to be sent; the zero Plan for now.
func readPlan(c *bot.Call, typed string) (schedule.Plan, error) {
	if typedNow.Matches(typed) {
		return schedule.Plan{}, nil
	}
	plan, err := schedule.ParsePlan(typed, c.In.Zone, c.At)
	if refused, ok := errors.AsType[*schedule.Refused](err); ok {
		return plan, c.Refuse(msgWhenRefused, refused.Text(c.Locale))
	}
	return plan, err
}

// read fills the broadcast in from the form's values.
func (b *Broadcasts) read(ctx context.Context, c *bot.Call, to *Broadcast) error {
	main, other := languages(c.In)
	to.Words = map[bot.Locale]Wording{}
	for l, w := range map[bot.Locale]Wording{
		main:  {c.Values[fieldTitle], c.Values[fieldBody]},
		other: {c.Values[fieldOtherTitle], c.Values[fieldOtherBody]},
	} {
		if w != (Wording{}) {
			to.Words[l] = w
		}
	}
	if err := checkWords(c, main, other); err != nil {
		return err
	}
	plan, err := readPlan(c, c.Values[fieldWhen])
	if err != nil {
		return err
	}
	to.Plan, to.When, to.OwnZone = plan, c.Values[fieldWhen], c.Values[fieldClock] == clockOfEach
	if to.OwnZone && plan.IsZero() {
		return c.RefuseField(fieldClock, msgNowHasNoClock)
	}
	to.Medium, to.Channel, to.Audience = Direct, "", ""
	if medium := c.Values[fieldMedium]; medium != string(Direct) {
		to.Medium, to.Channel = InChannel, bot.Channel(medium)
	}
	if to.Medium == InChannel {
		if to.OwnZone {
			return c.RefuseField(fieldClock, msgChannelHasNoClock)
		}
		if c.Values[fieldAudience] != "" {
			return c.RefuseField(fieldAudience, msgChannelHasNoAudience)
		}
		return nil
	}
	understood, err := b.Members.Audience(ctx, c.In.ID, c.Locale, c.Values[fieldAudience], c.At)
	to.Audience = understood.Query
	return err
}

// checkWords refuses a title without a body, a body without a title, and
// neither in any language.
func checkWords(c *bot.Call, main, other bot.Locale) error {
	faults := map[string]bot.Text{}
	for _, half := range []struct {
		title, body string
		in          bot.Locale
	}{{fieldTitle, fieldBody, main}, {fieldOtherTitle, fieldOtherBody, other}} {
		title, body := c.Values[half.title] != "", c.Values[half.body] != ""
		if title && !body {
			faults[half.body] = c.Text(msgBodyMissing)
		}
		if body && !title {
			faults[half.title] = c.Text(msgTitleMissing)
		}
	}
	if c.Values[fieldTitle]+c.Values[fieldBody]+c.Values[fieldOtherTitle]+c.Values[fieldOtherBody] == "" {
		faults[fieldTitle], faults[fieldBody] = c.Text(msgTitleMissing), c.Text(msgBodyMissing)
	}
	if len(faults) > 0 {
		return &bot.Problem{Fields: faults}
	}
	return nil
}

// valuesOf are the form's values for a broadcast as it is.
func valuesOf(c *bot.Call, v Broadcast) bot.Values {
	main, other := languages(c.In)
	values := bot.Values{
		fieldTitle: v.Words[main].Title, fieldBody: v.Words[main].Body,
		fieldOtherTitle: v.Words[other].Title, fieldOtherBody: v.Words[other].Body,
		fieldAudience: v.Audience, fieldMedium: string(Direct), fieldClock: clockOfCommunity,
		fieldWhen: c.Label(typedNow),
	}
	if v.Medium == InChannel {
		values[fieldMedium] = string(v.Channel)
	}
	if v.OwnZone {
		values[fieldClock] = clockOfEach
	}
	switch {
	case v.Plan.Recurs():
		values[fieldWhen] = v.When
	case !v.Plan.IsZero(): // what was typed may have meant another day then
		values[fieldWhen] = schedule.WallOf(v.Plan.Next(time.Time{})).String()
	}
	return values
}
