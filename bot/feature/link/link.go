// Package link makes the accounts of one person one member: a code is shown to
// one account and typed by the other, and from then on both are the member that
// one of them was.
//
// It promises that an account belongs to one member of a community at any
// moment, that a code works once, for ten minutes, and for the account that
// typed it; that codes cannot be guessed; and that both accounts are told. Two
// members are never made one: their consents, applications and histories are
// two people's words until one of the registrations is deleted. It does not
// promise that both accounts are the same person's: it says to both what the
// other will be able to do.
//
// A code lives in the scope of its community and not of the account, so that
// one script ends the code and moves the account.
package link

import (
	"context"
	"crypto/rand"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
)

// Deps is what the feature needs.
type Deps struct {
	DB      *storage.DB
	Members *member.Members
	Outbox  *deliver.Outbox
	// Profile asks the platform who an account is.
	Profile func(context.Context, bot.User) (bot.Profile, error)
	// Code makes the code of Length letters and digits that an event is answered
	// with; nil: one that nobody can guess, the same for the same event as long
	// as the process lives.
	Code func(event string) string
}

type links struct {
	Deps
	codes   *storage.Collection[code]
	guesses *storage.Collection[guess]
}

const (
	routeShow    = "link.show"
	routeConfirm = "link.confirm"
	routeHere    = "link.here"
	routePart    = "link.part"
	noticeLinked = "link.linked"
	noticeParted = "link.parted"
)

// New is the feature.
func New(d Deps) bot.Feature {
	if d.Code == nil {
		d.Code = secretly([]byte(rand.Text()))
	}
	k := &links{Deps: d, codes: newCodes(d.DB), guesses: newGuesses(d.DB)}
	return bot.Feature{
		Name: "link",
		Routes: []bot.Route{
			{Name: routeShow, Command: "alumni link", Summary: sumLink.In, Allow: bot.Insider,
				Options: []bot.Option{{Name: "code", Summary: hintCode.In, Kind: bot.OptionText}}, Do: k.show},
			{Name: routeConfirm, Summary: sumLink.In, Allow: bot.Insider, Do: k.confirm},
			{Name: routeHere, Summary: sumLink.In, Allow: bot.Member, Do: k.here},
			{Name: routePart, Summary: sumLink.In, Allow: bot.Member, Do: k.part},
		},
		Notices: []bot.Notice{
			{Name: noticeLinked, Write: k.writeLinked},
			{Name: noticeParted, Write: k.writeParted},
		},
	}
}
