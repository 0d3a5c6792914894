package retry_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alumnibot/alumnibot/adapters/internal/retry"
)

func TestBackoffGrowsUpToItsMaximum(t *testing.T) {
	b := retry.Backoff{Min: time.Second, Max: 8 * time.Second}
	for range 2 {
		for _, most := range []time.Duration{1, 2, 4, 8, 8} {
			if d := b.Next(); d < most*time.Second/2 || d > most*time.Second {
				t.Errorf("a pause of %s, want up to %ds and at least half of it", d, most)
			}
		}
		b.Reset()
	}
}

// Links that went down together do not come back in lockstep.
func TestBackoffsDiffer(t *testing.T) {
	a, b := retry.Backoff{Min: time.Second, Max: time.Minute}, retry.Backoff{Min: time.Second, Max: time.Minute}
	same := 0
	for range 20 {
		if a.Next() == b.Next() {
			same++
		}
	}
	if same > 1 {
		t.Errorf("%d of 20 pauses are the same", same)
	}
}

func TestDo(t *testing.T) {
	broken := errors.New("broken")
	for name, tt := range map[string]struct {
		limit time.Duration
		fails int  // attempts that ask for another one
		final bool // the last attempt fails for good
		tries int
		took  time.Duration
		want  error
	}{
		"at once":           {time.Minute, 0, false, 1, 0, nil},
		"the third time":    {time.Minute, 2, false, 3, 2 * time.Second, nil},
		"never":             {time.Minute, 9, false, 4, 3 * time.Second, broken},
		"for good":          {time.Minute, 1, true, 2, time.Second, broken},
		"no time to try it": {time.Second / 2, 9, false, 1, 0, broken},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.limit)
				defer cancel()
				began, tries := time.Now(), 0
				err := retry.Do(ctx, 4, func(try int) error {
					if tries++; try != tries {
						t.Errorf("attempt %d is called the %dth", tries, try)
					}
					if try <= tt.fails {
						return retry.After{Err: broken, Pause: time.Second}
					}
					if tt.final {
						return broken
					}
					return nil
				})
				if err != tt.want || tries != tt.tries || time.Since(began) != tt.took {
					t.Errorf("%v after %d attempts and %s, want %v, %d, %s", err, tries, time.Since(began), tt.want, tt.tries, tt.took)
				}
			})
		})
	}
}
