package gig

import (
	"slices"

	"github.com/alumnibot/alumnibot/bot"
)

// reader is a kind of reader of lists: everybody of one kind sees the same
// gigs.
type reader string

const (
	readerStaff     reader = "staff"
	readerBoth      reader = "both" // alumni who are employees again
	readerMembers   reader = "members"
	readerEmployees reader = "employees"
	readerInsiders  reader = "insiders"
)

func readersOf(a Audience) []reader {
	switch a {
	case Alumni:
		return []reader{readerStaff, readerBoth, readerMembers}
	case Employees:
		return []reader{readerStaff, readerBoth, readerEmployees}
	case Everyone:
		return []reader{readerStaff, readerBoth, readerMembers, readerEmployees, readerInsiders}
	}
	return nil
}

func readerFor(w bot.Who) reader {
	employee, alumnus := w.Roles.Has(bot.Employee), w.Roles.Has(bot.Member)
	switch {
	case w.Roles.Has(staff):
		return readerStaff
	case employee && alumnus:
		return readerBoth
	case alumnus:
		return readerMembers
	case employee:
		return readerEmployees
	}
	return readerInsiders
}

// maySee reports whether w may see the gig: drafts only those who answer for
// them.
func maySee(g Gig, w bot.Who) bool {
	if manages(g, w) {
		return true
	}
	return w.Roles != 0 && g.State != Draft && slices.Contains(readersOf(g.Audience), readerFor(w))
}

// manages reports whether w answers for the gig: the company's people for all
// of them, a member for what they posted.
func manages(g Gig, w bot.Who) bool {
	if w.Roles.Has(staff) {
		return true
	}
	return w.Roles.Has(bot.Member) && g.Poster.Member != "" && g.Poster.Member == w.Member
}

// posted reports whether w is the poster.
func posted(g Gig, w bot.Who) bool {
	return g.Poster.User == w.User || g.Poster.Member != "" && g.Poster.Member == w.Member
}

// mayApply reports whether w is somebody whom the gig is for.
func mayApply(g Gig, w bot.Who) bool {
	switch g.Audience {
	case Alumni:
		return w.Roles.Has(bot.Member)
	case Employees:
		return w.Roles.Has(bot.Employee)
	default:
		return w.Roles.Has(bot.Member | bot.Employee)
	}
}
