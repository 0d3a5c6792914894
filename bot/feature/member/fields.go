package member

import (
	"slices"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// field is a part of a profile that has its own visibility.
type field struct {
	name     string
	label    i18n.Line
	fallback Visibility // until the member chooses
	// show is the field in words; empty if there is nothing to show.
	show func(bot.Locale, Member) string
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
	{fieldDepartment, labelDepartment, ToMembers, func(_ bot.Locale, m Member) string { return m.Department }},
	{fieldYears, labelYears, ToMembers, showYears},
	{fieldSkills, labelSkills, ToMembers, func(l bot.Locale, m Member) string { return SkillList(l, m.Skills) }},
	{fieldHours, labelHours, ToManagers, showHours},
	{fieldPlace, labelPlace, ToManagers, func(_ bot.Locale, m Member) string { return m.Place }},
	{fieldCloseness, labelCloseness, ToManagers, func(l bot.Locale, m Member) string { return closenessLabel(m.Closeness).In(l) }},
	{fieldEmployer, labelEmployer, OnlyMe, func(l bot.Locale, m Member) string { return showEmployers(l, m, true) }},
	{fieldEmployers, labelEmployers, ToMembers, func(l bot.Locale, m Member) string { return showEmployers(l, m, false) }},
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

// sight is how much of others a person may see.
type sight int

const (
	seesNothing sight = iota
	seesMembers
	seesManagers
)

func sightOf(viewer bot.Who) sight {
	switch {
	case viewer.Roles.Has(bot.Manager):
		return seesManagers
	case viewer.Roles.Has(community):
		return seesMembers
	default:
		return seesNothing
	}
}

// opens reports whether a field of that visibility may be seen.
func (s sight) opens(v Visibility) bool {
	switch v {
	case ToMembers:
		return s >= seesMembers
	case ToManagers:
		return s >= seesManagers
	default:
		return false
	}
}

// seen is whether s may see the member's field of that name.
func (m Member) seen(s sight, name string) bool {
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	return i >= 0 && s.opens(m.visibility(fields[i]))
}

// Shown is the member's fields that viewer may see, ready to be shown; the
// name is always among them. With self, viewer is the member and sees all.
func (m *Members) Shown(l bot.Locale, r Member, viewer bot.Who, self bool) bot.Facts {
	facts := bot.Facts{{Label: labelName.In(l), Value: bot.Plain(r.Name)}}
	for _, f := range fields {
		if !self && !sightOf(viewer).opens(r.visibility(f)) {
			continue
		}
		if shown := f.show(l, r); shown != "" {
			facts = append(facts, bot.Fact{Label: f.label.In(l), Value: bot.Plain(shown)})
		}
	}
	return facts
}

func showYears(l bot.Locale, m Member) string {
	switch {
	case m.Joined != 0 && m.Left != 0:
		return sayYears.Text(l, m.Joined, m.Left).String()
	case m.Left != 0:
		return sayUntil.Text(l, m.Left).String()
	case m.Joined != 0:
		return saySince.Text(l, m.Joined).String()
	default:
		return ""
	}
}

func showHours(l bot.Locale, m Member) string {
	if m.Hours == 0 {
		return ""
	}
	return sayHours.Text(l, m.Hours).String()
}
