package deliver

import (
	"context"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
)

// Members is what the courier asks about a member before it sends them a notice
// with a Purpose. The member feature implements it.
type Members interface {
	// SendEligibility tells whether a member may be written to for a purpose at the
	// moment. It is read for each message, whatever the notice has read before.
	SendEligibility(ctx context.Context, in bot.CommunityID, member, purpose string, at time.Time) (SendEligibility, error)
	// Unreachable keeps that the member could not be written to at the moment,
	// so that SendEligibility withholds what is sent to them until they turn up.
	Unreachable(ctx context.Context, in bot.CommunityID, member string, at time.Time) error
}

// SendEligibility is whether a member may be written to for a purpose, and how.
type SendEligibility struct {
	// Withheld is why nothing is to be sent: no consent, paused, too distant,
	// unreachable, gone… One of a few words; empty if something is.
	Withheld string
	Ordinal  uint32         // of the member's record
	Locale   bot.Locale     // the member's own, or empty
	Zone     *time.Location // the member's own, or nil
	// Most is how many contacts the member wants in seven days, if that is
	// fewer than others have; 0: as many as others.
	Most int
	// Record is the state of the record that this was read from. What is sent
	// is begun only while it stands.
	Record storage.Unchanged
}

// Routes of the member feature that every notice with a Purpose offers, with the
// purpose as their argument.
const (
	RouteLess   = "member.less"   // fewer of these
	RouteSnooze = "member.snooze" // nothing for a while
	RouteStop   = "member.stop"   // none of these
)

var (
	labelLess   = i18n.T("減らす", "Less of this")
	labelSnooze = i18n.T("しばらく休む", "Snooze")
	labelStop   = i18n.T("停止する", "Stop")
)

// choices are the buttons by which a member has a say in what comes.
func choices(l bot.Locale, in bot.CommunityID, purpose string) bot.Buttons {
	button := func(label i18n.Line, route string) bot.Button {
		return bot.Button{Label: label.In(l), Action: bot.Action{Community: in, Route: route, Arg: purpose}}
	}
	return bot.Buttons{button(labelLess, RouteLess), button(labelSnooze, RouteSnooze), button(labelStop, RouteStop)}
}
