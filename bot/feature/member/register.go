package member

import (
	"context"
	"strconv"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
)

// What a registration may hold. Together it stays within a message.
const (
	maxName       = 50
	maxDepartment = 60
	maxPlace      = 60
	maxSkillsText = 660 // as they are typed, and as anybody reads them: so they can be edited
	maxSkills     = 30
	maxSkill      = 30
	maxHours      = 200
)

// registerOptions are the fields that can be typed with the command. Consent is
// not among them: it is given where its words can be read.
func (m *Members) registerOptions() []bot.Option {
	return []bot.Option{
		{Name: "name", Summary: labelName.In, Kind: bot.OptionText},
		{Name: "department", Summary: labelDepartment.In, Kind: bot.OptionText},
		{Name: "joined", Summary: labelJoined.In, Kind: bot.OptionNumber},
		{Name: "left", Summary: labelLeft.In, Kind: bot.OptionNumber},
		{Name: "place", Summary: labelPlace.In, Kind: bot.OptionText},
		{Name: "skills", Summary: labelSkills.In, Kind: bot.OptionText, Complete: m.completeSkills},
		{Name: "hours", Summary: labelHours.In, Kind: bot.OptionNumber},
		closenessOption("closeness"),
	}
}

// registerForm asks what a registration needs. For somebody who is registered
// it asks nothing, so that register answers at once.
func (m *Members) registerForm(ctx context.Context, c *bot.Call) (bot.Form, error) {
	if known, err := m.own(ctx, c); err != nil || known != nil {
		return bot.Form{}, err
	}
	v, err := m.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return bot.Form{}, err
	}
	consent := bot.Page{Heading: c.Label(headConsent)}
	for _, p := range Purposes() {
		w := purposeWords(p)
		consent.Fields = append(consent.Fields, bot.Tick{Base: bot.Base{
			Name: string(p), Label: c.Label(w.agree), Hint: c.Label(w.means), Optional: true,
		}})
	}
	return bot.Form{
		Title: c.Label(labelRegister), Submit: c.Label(labelDoRegister), Intro: c.Text(msgRegisterIntro),
		Pages: []bot.Page{aboutPage(c), abilityPage(c, v), consent},
	}, nil
}

// aboutPage asks who somebody is.
func aboutPage(c *bot.Call) bot.Page {
	year := c.Today().Year
	return bot.Page{Heading: c.Label(headAbout), Fields: []bot.Field{
		bot.Input{Base: bot.Base{Name: "name", Label: c.Label(labelName), Hint: c.Label(hintName)}, Max: maxName, Rule: readable(c)},
		bot.Input{Base: bot.Base{Name: "department", Label: c.Label(labelDepartment)}, Max: maxDepartment, Rule: readable(c)},
		bot.Number{Base: bot.Base{Name: "joined", Label: c.Label(labelJoined), Optional: true}, Min: firstYear, Max: year},
		bot.Number{Base: bot.Base{Name: "left", Label: c.Label(labelLeft)}, Min: firstYear, Max: year},
		bot.Input{Base: bot.Base{Name: "place", Label: c.Label(labelPlace), Hint: c.Label(hintPlace), Optional: true}, Max: maxPlace, Rule: readable(c)},
	}}
}

// abilityPage asks what somebody can do, how much, and how close to be.
func abilityPage(l bot.Localizer, v *Vocabulary) bot.Page {
	return bot.Page{Heading: l.Label(headAbility), Fields: []bot.Field{
		bot.Lines{
			Base: bot.Base{Name: "skills", Label: l.Label(labelSkills), Hint: l.Label(hintSkills), Optional: true},
			Max:  maxSkillsText, Rule: fewSkills(l, v),
		},
		bot.Number{Base: bot.Base{Name: "hours", Label: l.Label(labelHours), Hint: l.Label(hintHours), Optional: true}, Max: maxHours},
		closenessField(l, "closeness"),
	}}
}

// readable refuses a text without a letter or a digit: nobody could call
// somebody by it, or find the place.
func readable(l bot.Localizer) func(string) error {
	return func(typed string) error {
		if !i18n.HasWords(typed) {
			return bot.Refuse(l.Text(msgNeedsLetter))
		}
		return nil
	}
}

// fewSkills refuses too many skills, such as are sentences, and those which
// would not fit the field again by their names.
// LongestSkillList returns how many characters SkillList has, in the language in which
// it is longest.
func LongestSkillList(skills []string) int {
	longest := 0
	for _, l := range i18n.Locales() {
		longest = max(longest, utf8.RuneCountInString(SkillList(l, skills)))
	}
	return longest
}

func fewSkills(l bot.Localizer, v *Vocabulary) func(string) error {
	return func(typed string) error {
		skills := v.Read(typed)
		if len(skills) > maxSkills {
			return bot.Refuse(l.Text(msgManySkills, maxSkills, len(skills)))
		}
		for _, s := range skills {
			if utf8.RuneCountInString(s) > maxSkill {
				return bot.Refuse(l.Text(msgLongSkill, maxSkill, s))
			}
		}
		if n := LongestSkillList(skills); n > maxSkillsText {
			return bot.Refuse(l.Text(msgMuchSkill, maxSkillsText, n))
		}
		return nil
	}
}

// register writes the member with the consents that were ticked. Who is
// registered already sees their profile instead.
func (m *Members) register(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	known, err := m.own(ctx, c)
	if err != nil {
		return nil, err
	}
	if known != nil {
		return bot.Reply{Message: m.profileMessage(c, known.Value, c.Text(msgAlready))}, nil
	}
	member := Member{Accounts: []bot.User{c.Who.User}, Locale: c.Who.Locale, Zone: c.Who.Zone}
	if err := m.fill(ctx, c, &member); err != nil {
		return nil, err
	}
	var agreed []Purpose
	for _, p := range Purposes() {
		if c.Values.Ticked(string(p)) {
			agreed = append(agreed, p)
		}
	}
	tx := kit.Begin(m.db, c)
	r := m.Register(tx, c.Once, member, agreed, c.Locale, c.At)
	return kit.Commit(ctx, tx, bot.Reply{Message: welcome(c, r.Value)})
}

// fill takes the fields of aboutPage and abilityPage over into the member. The
// error puts words beside the field where years contradict each other.
func (m *Members) fill(ctx context.Context, c *bot.Call, to *Member) error {
	v, err := m.Vocabulary(ctx, c.In.ID, c.At)
	if err != nil {
		return err
	}
	joined, left := c.Values.Int("joined"), c.Values.Int("left")
	if joined != 0 && left < joined {
		return c.RefuseField("left", msgLeftBefore, joined)
	}
	to.Name, to.Department, to.Place = c.Values["name"], c.Values["department"], c.Values["place"]
	to.Joined, to.Left = joined, left
	to.Skills, to.Hours = v.Read(c.Values["skills"]), c.Values.Int("hours")
	to.Language = c.Locale
	to.moveTo(Closeness(c.Values["closeness"]), c.At)
	return nil
}

// valuesOf is what the fields hold when a member edits them.
func valuesOf(l bot.Locale, m Member) bot.Values {
	year := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	return bot.Values{
		"name": m.Name, "department": m.Department, "place": m.Place,
		"joined": year(m.Joined), "left": year(m.Left),
		"skills": SkillList(l, m.Skills), "hours": year(m.Hours),
		"closeness": string(m.Closeness),
	}
}

// hints say what keeps a member from getting what they agreed to.
func hints(c *bot.Call, r Member) []bot.Text {
	var texts []bot.Text
	if _, held := r.sent(); len(held) > 0 {
		texts = append(texts, c.Text(msgHeld, closenessLabel(r.Closeness), names(c, held)))
	}
	if c.At.Before(r.PausedUntil) {
		texts = append(texts, c.Text(msgHintPaused, day(c, r.PausedUntil)))
	}
	if r.Sparing {
		texts = append(texts, c.Text(msgHintSparing))
	}
	if r.consents(Gigs) && r.Closeness.Lets(Gigs) && len(r.Skills) == 0 {
		texts = append(texts, c.Text(msgNoSkillsNoGigs))
	}
	return texts
}

// welcome says what happens from now on, going by what was agreed to, and how
// to change it.
func welcome(c *bot.Call, r Member) bot.Message {
	msg := c.Say(msgWelcome, r.Name)
	sent, held := r.sent()
	if len(sent) > 0 {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgWillSend, names(c, sent))})
	}
	if len(sent)+len(held) == 0 {
		msg = msg.With(bot.Paragraph{Text: c.Text(msgNothingSent)})
	}
	for _, text := range hints(c, r) {
		msg = msg.With(bot.Paragraph{Text: text})
	}
	listed := msgNotInDirectory
	if r.consents(Directory) {
		listed = msgInDirectory
	}
	return msg.With(
		bot.Paragraph{Text: c.Text(listed)},
		bot.Buttons{
			primary(c.Button(labelProfile, routeProfile, "")),
			c.Button(labelVisibility, routeVisibility, ""),
			c.Button(labelConsent, routeConsent, ""),
			c.Button(labelFind, routeFind, ""),
		},
		bot.Note{Text: c.Text(msgChangeAny)},
	)
}
