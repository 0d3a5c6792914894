package deliver

import (
	"testing"
	"time"
)

func TestQuietHours(t *testing.T) {
	night := Hours{21 * time.Hour, 8 * time.Hour}
	for name, c := range map[string]struct {
		hours    Hours
		zone     string
		at, want string // as RFC 3339 has it; want is empty where it is not quiet
	}{
		"evening":                      {night, "Asia/Tokyo", "2026-12-01T21:00:00+09:00", "2026-12-02T08:00:00+09:00"},
		"just before":                  {night, "Asia/Tokyo", "2026-12-01T20:59:59+09:00", ""},
		"after midnight":               {night, "Asia/Tokyo", "2026-12-02T00:00:00+09:00", "2026-12-02T08:00:00+09:00"},
		"just before the end":          {night, "Asia/Tokyo", "2026-12-02T07:59:59+09:00", "2026-12-02T08:00:00+09:00"},
		"the end":                      {night, "Asia/Tokyo", "2026-12-02T08:00:00+09:00", ""},
		"day there is night here":      {night, "America/New_York", "2026-12-02T12:00:00+09:00", "2026-12-02T08:00:00-05:00"},
		"night here is day there":      {night, "America/New_York", "2026-12-02T00:00:00+09:00", ""},
		"last of the month":            {night, "Asia/Kathmandu", "2026-12-31T23:00:00+05:45", "2027-01-01T08:00:00+05:45"},
		"within a day":                 {Hours{12 * time.Hour, 13 * time.Hour}, "Asia/Tokyo", "2026-12-01T12:30:00+09:00", "2026-12-01T13:00:00+09:00"},
		"within a day, before":         {Hours{12 * time.Hour, 13 * time.Hour}, "Asia/Tokyo", "2026-12-01T11:59:00+09:00", ""},
		"none":                         {Hours{}, "Asia/Tokyo", "2026-12-01T00:00:00+09:00", ""},
		"the night is an hour shorter": {night, "Europe/Berlin", "2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00"},
		"the end is skipped":           {Hours{22 * time.Hour, 2*time.Hour + 30*time.Minute}, "Europe/Berlin", "2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00"},
		"the end is shown twice":       {Hours{22 * time.Hour, 2*time.Hour + 30*time.Minute}, "Europe/Berlin", "2026-10-25T02:10:00+02:00", "2026-10-25T02:30:00+02:00"},
		"it is over, shown again":      {Hours{22 * time.Hour, 2*time.Hour + 30*time.Minute}, "Europe/Berlin", "2026-10-25T02:10:00+01:00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			got, quiet := c.hours.until(at, zone)
			if c.want == "" {
				if quiet {
					t.Errorf("quiet until %s, want not quiet", got)
				}
				return
			}
			if want, err := time.Parse(time.RFC3339, c.want); err != nil || !quiet || !got.Equal(want) {
				t.Errorf("quiet: %t until %s, want until %s (%v)", quiet, got, want, err)
			}
		})
	}
}
