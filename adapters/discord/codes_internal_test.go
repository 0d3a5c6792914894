package discord

import (
	"errors"
	"net/http"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// published are the codes within the ranges that Discord publishes.
func published() (all []int) {
	for _, r := range [][2]int{
		{0, 0}, {10001, 10100}, {20001, 20050}, {30001, 30100}, {40001, 40110}, {50001, 50300}, {60003, 60003}, {80004, 80004},
		{90001, 90003}, {110001, 110001}, {130000, 130000}, {150006, 150006}, {160002, 160007}, {170001, 170007}, {180000, 180002},
		{200000, 200001}, {220001, 220004}, {240000, 240000}, {340013, 340013}, {350000, 350001}, {500000, 530007},
	} {
		for code := r[0]; code <= r[1]; code++ {
			all = append(all, code)
		}
	}
	return all
}

// What is known after a code agrees with what the sender is told: only what may
// have happened is uncertain, whatever the status.
func TestErrorCodes(t *testing.T) {
	for _, code := range published() {
		known := outcomeOf(code)
		for _, status := range []int{400, 401, 403, 404, 429, 500, 503} {
			got := (&failure{status: status, code: code, sent: true}).kind()
			var after bot.TryAfter
			var want bool
			switch known.treatment {
			case permanent:
				want = errors.Is(got, bot.ErrRefused)
			case unreachable:
				want = errors.Is(got, bot.ErrUnreachable)
			case repair:
				want = errors.Is(got, bot.ErrStopped)
			case later:
				want = errors.As(got, &after) && after.Seconds >= 1 && after.Bucket == ""
			case laterPersons:
				want = errors.As(got, &after) && after.Seconds >= 60 && after.Bucket == conversations
			default:
				want = errors.Is(got, bot.ErrUncertain) == (status >= http.StatusInternalServerError)
			}
			if !want {
				t.Errorf("code %d with status %d: %v", code, status, got)
			}
			if known.effect == nothingHappened && known.treatment != byStatus && errors.Is(got, bot.ErrUncertain) {
				t.Errorf("code %d with status %d: nothing happened, and the sender is told %v", code, status, got)
			}
		}
	}
}
