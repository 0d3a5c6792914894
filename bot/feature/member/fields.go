package member

import (
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// field is a part of a profile that has its own visibility.
type field struct {
	name     string
	label    i18n.Line
	fallback Visibility // until the member chooses
	// show is the field in words; empty if there is nothing to show.
	show func(bot.Localizer, Member) string
}

const (
	fieldDepartment = "department"
	fieldYears      = "years"
	fieldSkills     = "skills"
	fieldHours      = "hours"
	fieldPlace      = "place"
	fieldCloseness  = "closeness"
	fieldEmployer   = "employer"
	fieldEmployers  = "employers"
)

// fields are all of them, in the order in which people read them.
var fields = []field{
	{fieldDepartment, labelDepartment, ToMembers, func(_ bot.Localizer, m Member) string { return m.Department }},
	{fieldYears, labelYears, ToMembers, showYears},
	{fieldSkills, labelSkills, ToMembers, func(l bot.Localizer, m Member) string { return SkillList(l.Language(), m.Skills) }},
	{fieldHours, labelHours, ToManagers, showHours},
	{fieldPlace, labelPlace, ToManagers, func(_ bot.Localizer, m Member) string { return m.Place }},
	{fieldCloseness, labelCloseness, ToManagers, func(l bot.Localizer, m Member) string { return l.Label(closenessLabel(m.Closeness)) }},
	{fieldEmployer, labelEmployer, OnlyMe, func(l bot.Localizer, m Member) string { return showEmployers(l, m, true) }},
	{fieldEmployers, labelEmployers, ToMembers, func(l bot.Localizer, m Member) string { return showEmployers(l, m, false) }},
}

// visibility is who may see the member's field f. Whatever is not one of the
// known values shows it to nobody.
func (m Member) visibility(f field) Visibility {
	v, chosen := m.Visible[f.name]
	switch {
	case !chosen:
		return f.fallback
	case slices.Contains(Visibilities(), v):
		return v
	default:
		return OnlyMe
	}
}

// AccessOf is how much of the members a person may see, and ask for. It is for
// people who may use the directory.
func AccessOf(viewer bot.Who) audience.AccessLevel {
	if viewer.Roles.Has(bot.Manager) {
		return audience.Managers
	}
	return audience.Members
}

// accessNeeded is the lowest access level that sees the field of that name.
func (m Member) accessNeeded(name string) audience.AccessLevel {
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	switch m.visibility(fields[i]) {
	case ToMembers:
		return audience.Members
	case ToManagers:
		return audience.Managers
	default:
		return audience.Bot
	}
}

// seen is whether as may see the member's field of that name.
func (m Member) seen(as audience.AccessLevel, name string) bool { return m.accessNeeded(name) <= as }

// Shown is the member's fields that viewer may see, ready to be shown; the
// name is always among them. With self, viewer is the member and sees all.
func (m *Members) Shown(l bot.Localizer, r Member, viewer bot.Who, self bool) bot.Facts {
	facts, as := bot.Facts{{Label: l.Label(labelName), Value: bot.Plain(r.Name)}}, AccessOf(viewer)
	for _, f := range fields {
		if !self && !r.seen(as, f.name) {
			continue
		}
		if shown := f.show(l, r); shown != "" {
			facts = append(facts, bot.Fact{Label: l.Label(f.label), Value: bot.Plain(shown)})
		}
	}
	return facts
}

func showYears(l bot.Localizer, m Member) string {
	switch {
	case m.Joined != 0 && m.Left != 0:
		return l.Label(msgYears, m.Joined, m.Left)
	case m.Left != 0:
		return l.Label(msgUntil, m.Left)
	case m.Joined != 0:
		return l.Label(msgSince, m.Joined)
	default:
		return ""
	}
}

func showHours(l bot.Localizer, m Member) string {
	if m.Hours == 0 {
		return ""
	}
	return l.Label(msgHours, m.Hours)
}
