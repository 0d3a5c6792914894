package schedule_test

import (
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// The holidays as the Cabinet Office of Japan publishes them.
var official = map[int]string{
	2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
	2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
}

func TestWorkdays(t *testing.T) {
	for year, list := range official {
		for d := (bot.Date{Year: year, Month: time.January, Day: 4}); d.Year == year && d.String()[5:] < "12-29"; d = d.AddDays(1) {
			weekend := d.In(time.UTC).Weekday()%6 == 0
			off := weekend || strings.Contains(list, d.String()[5:])
			if schedule.IsWorkday(d) == off {
				t.Errorf("%s: workday %t", d, !off)
			}
		}
	}
}

func TestAfterWorkdays(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-12-01", 3, "2026-12-04"},
		{"2026-12-03", 3, "2026-12-08"}, // over a weekend
		{"2026-12-05", 1, "2026-12-07"}, // from a Saturday
		{"2026-09-18", 3, "2026-09-28"}, // over five days off in a row
		{"2026-12-28", 1, "2027-01-04"}, // over New Year
		{"2026-05-01", 3, "2026-05-11"}, // over Golden Week
	} {
		from, err := bot.ParseISODate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := schedule.AfterWorkdays(from, c.n).String(); got != c.want {
			t.Errorf("%d workdays after %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
}
