// Package admin is for the people who run the bot in a community: where it
// posts, in which zone and language it works, and who may do what.
//
// It promises that only admins change anything here, that every change is in
// the audit trail with who made it, and that what is set counts for everything
// the bot does from then on, on every copy of it. What the configuration says
// wins: zone and language that it sets cannot be changed here, and channels
// that it names cannot be taken away, only added to. Roles that a platform
// gives cannot be withdrawn here either. It does not promise that the bot may
// post where it is told to: the message it leaves there shows that.
package admin

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/storage"
)

// Deps is what the feature needs.
type Deps struct {
	DB      *storage.DB
	Members *member.Members
	Outbox  *deliver.Outbox
	// Profile asks the platform who an account is.
	Profile func(context.Context, bot.User) (bot.Profile, error)
	// KeepAudit is how long entries of the audit trail are kept; 0: for good.
	KeepAudit time.Duration
	// Fixed is what the configuration says of a community; nil: nothing.
	Fixed func(bot.CommunityID) Fixed
}

// Fixed says which settings the configuration makes.
type Fixed struct{ Zone, Language bool }

// Admin is the feature, and what the rest of the bot asks it. It is safe for
// concurrent use.
type Admin struct {
	Deps
	Audit    *Audit
	settings *storage.Collection[Settings]
	grants   *storage.Collection[grant]
}

const (
	routeSetup  = "admin.setup"
	routeHere   = "admin.here"
	routeLeave  = "admin.leave"
	routePlace  = "admin.place"
	routeRoles  = "admin.roles"
	routeGrant  = "admin.grant"
	routeRevoke = "admin.revoke"
	routeAudit  = "admin.audit"

	noticeHere    = "admin.here"
	noticeMissing = "admin.missing"
	noticeRoles   = "admin.roles"
)

// New is the feature.
func New(d Deps) *Admin {
	if d.Fixed == nil {
		d.Fixed = func(bot.CommunityID) Fixed { return Fixed{} }
	}
	return &Admin{
		Deps:     d,
		Audit:    NewAudit(d.DB),
		settings: storage.NewCollection(d.DB, storage.Schema[Settings]{Name: "settings"}),
		grants:   storage.NewCollection(d.DB, storage.Schema[grant]{Name: "grant", Terms: grantTerms}),
	}
}

// Feature is the table of contents.
func (a *Admin) Feature() bot.Feature {
	return bot.Feature{
		Name: "admin",
		Home: a.home,
		Routes: []bot.Route{
			{Name: routeSetup, Command: "alumni setup", Summary: sumSetup.In, Allow: bot.Admin, Do: a.setup},
			{Name: routeHere, Summary: sumSetup.In, Allow: bot.Admin, Do: a.here},
			{Name: routeLeave, Summary: sumSetup.In, Allow: bot.Admin, Do: a.leave},
			{Name: routePlace, Summary: sumSetup.In, Allow: bot.Admin, Form: a.placeForm, Do: a.place},
			{Name: routeRoles, Command: "alumni role", Summary: sumRoles.In, Allow: bot.Admin, Options: a.roleOptions(), Do: a.roles},
			{Name: routeGrant, Summary: sumRoles.In, Allow: bot.Admin, Form: a.grantForm, Do: a.grantSent},
			{Name: routeRevoke, Summary: sumRoles.In, Allow: bot.Admin, Do: a.revoke},
			{Name: routeAudit, Command: "alumni audit", Summary: sumAudit.In, Allow: bot.Admin, Do: a.showAudit},
		},
		Jobs: []bot.Job{retention.Job("admin.retention", a.DB, a.KeepAudit, a.Audit.old(a.DB))},
		Notices: []bot.Notice{
			{Name: noticeHere, Write: a.writeHere},
			{Name: noticeMissing, Write: a.writeMissing},
			{Name: noticeRoles, Write: a.writeRoles},
		},
	}
}

// home shows admins where to go, and what is missing.
func (a *Admin) home(ctx context.Context, c *bot.Call) ([]bot.Block, error) {
	if !c.Who.Roles.Has(bot.Admin) {
		return nil, nil
	}
	var blocks []bot.Block
	if missing := missing(c, c.In); missing != "" {
		blocks = append(blocks, bot.Paragraph{Text: c.Text(msgHomeMissing, missing)})
	}
	return append(blocks, bot.Buttons{c.Button(labelSetup, routeSetup, ""), c.Button(labelRoles, routeRoles, "")}), nil
}
