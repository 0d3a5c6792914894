// Package member keeps who the alumni are: what they registered, what they
// agreed to, how close they want to be, and who may see which field.
//
// It promises that nothing about a person is kept before they registered, that
// no consent is assumed, that each consent given or withdrawn is in the ledger,
// and that whoever looks or searches learns only what the person shows to them.
// Other features ask it who may be written to and why. It does not send
// anything itself.
package member

import (
	"context"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// Deps is what the feature needs.
type Deps struct {
	DB    *storage.DB
	Clock bot.Clock
	// Profile asks the platform who an account is.
	Profile func(context.Context, bot.User) (bot.Profile, error)
}

// Members is the feature, and what other features ask it. It is safe for
// concurrent use.
type Members struct {
	db          *storage.DB
	clock       bot.Clock
	profile     func(context.Context, bot.User) (bot.Profile, error)
	members     *storage.Collection[Member]
	ledger      *storage.Collection[Entry]
	searches    *storage.Collection[search]
	words       *storage.Collection[synonyms]
	memberIndex *audience.MemberIndex[Member]
}

// New is the feature.
func New(d Deps) *Members {
	members := storage.NewCollection(d.DB, storage.Schema[Member]{Name: "member", Terms: accounts, Numbered: true})
	return &Members{
		db:          d.DB,
		clock:       d.Clock,
		profile:     d.Profile,
		members:     members,
		ledger:      storage.NewCollection(d.DB, storage.Schema[Entry]{Name: "consent", Terms: ledgerTerms}),
		searches:    storage.NewCollection(d.DB, storage.Schema[search]{Name: "search"}),
		words:       storage.NewCollection(d.DB, storage.Schema[synonyms]{Name: "skillwords"}),
		memberIndex: audience.NewMemberIndex(members, schema(), d.Clock),
	}
}

// Index is the index of members, to be run by the process.
func (m *Members) Index() *audience.MemberIndex[Member] { return m.memberIndex }

// community is everybody who has a part in it.
const community = bot.Member | bot.Employee | bot.HR | bot.Manager

// Feature is the table of contents.
func (m *Members) Feature() bot.Feature {
	return bot.Feature{
		Name: "member",
		Home: m.home,
		Routes: []bot.Route{
			{Name: RegisterRoute, Command: "alumni register", Summary: sumRegister.In, Allow: bot.Insider,
				Options: m.registerOptions(), Form: m.registerForm, Do: m.register},
			{Name: routeProfile, Command: "alumni profile", Summary: sumProfile.In, Allow: bot.Member, Do: m.showProfile},
			{Name: routeEdit, Command: "alumni edit", Summary: sumEdit.In, Allow: bot.Member,
				Options: m.registerOptions(), Form: m.editForm, Do: m.edit},
			{Name: routeVisibility, Command: "alumni visibility", Summary: sumVisibility.In, Allow: bot.Member,
				Form: m.visibilityForm, Do: m.setVisibility},
			{Name: routeEmployers, Command: "alumni employers", Summary: sumEmployers.In, Allow: bot.Member,
				Form: m.employersForm, Do: m.setEmployers},
			{Name: routeCloseness, Command: "alumni closeness", Summary: sumCloseness.In, Allow: bot.Member,
				Options: []bot.Option{closenessOption("level")}, Form: m.closenessForm, Direct: true, Do: m.setCloseness},
			{Name: routeZone, Command: "alumni zone", Summary: sumZone.In, Allow: bot.Member,
				Options: []bot.Option{zoneOption()}, Form: m.zoneForm, Direct: true, Do: m.setZone},
			{Name: routeConsent, Command: "alumni consent", Summary: sumConsent.In, Allow: bot.Member,
				Options: []bot.Option{withdrawOption()}, Do: m.showConsents},
			{Name: routeAgree, Summary: sumConsent.In, Allow: bot.Member, Do: m.agree},
			{Name: WithdrawRoute, Summary: sumConsent.In, Allow: bot.Member, Do: m.withdraw},
			{Name: deliver.RouteLess, Summary: sumLess.In, Allow: bot.Member, Do: m.less},
			{Name: deliver.RouteSnooze, Command: "alumni snooze", Summary: sumSnooze.In, Allow: bot.Member,
				Options: []bot.Option{snoozeOption()}, Do: m.snooze},
			{Name: deliver.RouteStop, Summary: sumStop.In, Allow: bot.Member, Do: m.stop},
			{Name: routeFind, Command: "alumni find", Summary: sumFind.In, Allow: community,
				Options: m.findOptions(), Form: m.findForm, Direct: true, Do: m.find},
			{Name: routeMore, Summary: sumFind.In, Allow: community, Do: m.more},
			{Name: routeShow, Summary: sumFind.In, Allow: community, Do: m.show},
			{Name: routeSkills, Command: "alumni skills", Summary: sumSkills.In, Allow: community,
				Options: skillsOptions(), Do: m.skills},
		},
	}
}

// Routes that other features offer.
const (
	RegisterRoute = "member.register"
	WithdrawRoute = "member.withdraw" // from the purpose in its argument
)

const (
	routeProfile    = "member.profile"
	routeEdit       = "member.edit"
	routeVisibility = "member.visibility"
	routeEmployers  = "member.employers"
	routeCloseness  = "member.closeness"
	routeZone       = "member.zone"
	routeConsent    = "member.consent"
	routeAgree      = "member.agree"
	routeFind       = "member.find"
	routeMore       = "member.more"
	routeShow       = "member.show"
	routeSkills     = "member.skills"
)

// picks makes the picks of a choice from values and their labels.
func picks[T ~string](l bot.Localizer, values []T, label func(T) i18n.Line) []bot.Pick {
	out := make([]bot.Pick, len(values))
	for i, v := range values {
		out[i] = bot.Pick{Value: string(v), Label: l.Label(label(v))}
	}
	return out
}

// primary is the button most people came for.
func primary(b bot.Button) bot.Button {
	b.Style = bot.Primary
	return b
}
