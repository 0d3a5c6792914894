package member

import (
	"context"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
)

// Reach is who gets what is sent to an audience for a purpose at a moment in the
// community's zone, and who does not, why: as of the index, which is at most a
// second behind. e is looked up with the eyes of a manager. No round trip, save
// for the first in the life of the process.
func (m *Members) Reach(ctx context.Context, in bot.CommunityID, e audience.Expr, p Purpose, at time.Time) (audience.Reach, error) {
	if err := m.mirror.Ready(ctx, in); err != nil {
		return audience.Reach{}, fmt.Errorf("build the index of members: %w", err)
	}
	return m.mirror.View(in, audience.Managers, bot.DateOf(at)).Reach(e, Exclusions(p, at)), nil
}

// Within reports whether a record as it was just read still is in an audience
// that a manager asked for: for the moment of sending.
func (m *Members) Within(e audience.Expr, r Member, today bot.Date) bool {
	return m.mirror.Holds(e, r, audience.Managers, today)
}
