package admin

import (
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// grantable are the roles that can be given: being a member comes from
// registering, and being an insider from anything.
const grantable = bot.Employee | bot.HR | bot.Manager | bot.Admin

// each are the single roles in a set.
func each(roles bot.Role) (all []bot.Role) {
	for _, r := range []bot.Role{bot.Employee, bot.HR, bot.Manager, bot.Admin} {
		if roles&r != 0 {
			all = append(all, r)
		}
	}
	return all
}

// readRoles reads a list of roles by their names, separated by commas or as
// Role.String prints them.
func readRoles(list string) (roles bot.Role) {
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '|' }) {
		role, _ := bot.ParseRole(name)
		roles |= role
	}
	return roles & grantable
}

// typedRoles reads roles as people type them: by their names in any language.
func typedRoles(typed string) (roles bot.Role, ok bool) {
	for _, name := range strings.FieldsFunc(i18n.Fold(typed), func(r rune) bool { return r == ',' || r == '、' }) {
		name = strings.TrimSpace(name)
		found := slices.IndexFunc(each(grantable), func(r bot.Role) bool {
			return name == r.String() || roleLabel(r).Matches(name)
		})
		if found < 0 {
			return 0, false
		}
		roles |= each(grantable)[found]
	}
	return roles, roles != 0
}

func rolePicks(l bot.Localizer) (picks []bot.Pick) {
	for _, r := range each(grantable) {
		picks = append(picks, bot.Pick{Value: r.String(), Label: l.Label(roleLabel(r))})
	}
	return picks
}

func roleList(l bot.Localizer, roles bot.Role) string {
	var names []string
	for _, r := range each(roles) {
		names = append(names, l.Label(roleLabel(r)))
	}
	return i18n.List(l.Language(), names)
}
