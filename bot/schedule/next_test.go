package schedule

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

func TestClockChanges(t *testing.T) {
	for _, tt := range []struct {
		why, zone, line, after string
		want                   []string
	}{
		{"a time that is jumped over runs at the first minute after", "America/New_York", "30 2 * * *", "2026-03-07 12:00",
			[]string{"2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"}},
		{"several of them are one run", "America/New_York", "*/15 2 * * *", "2026-03-07 12:00",
			[]string{"2026-03-08T03:00:00-04:00", "2026-03-09T02:00:00-04:00"}},
		{"one with what runs there anyway", "America/New_York", "0 2,3 * * *", "2026-03-07 12:00",
			[]string{"2026-03-08T03:00:00-04:00", "2026-03-09T02:00:00-04:00"}},
		{"a time that is shown twice runs once", "America/New_York", "30 1 * * *", "2026-10-31 12:00",
			[]string{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}},
		{"so does every minute of that hour", "America/New_York", "*/30 * * * *", "2026-11-01 00:59",
			[]string{"2026-11-01T01:00:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-01T02:00:00-05:00"}},
		{"half an hour is jumped over", "Australia/Lord_Howe", "10 2 * * *", "2026-10-03 12:00",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:10:00+11:00"}},
		{"midnight is jumped over", "Africa/Cairo", "0 0 * * *", "2026-04-23 12:00",
			[]string{"2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"}},
		{"two hours are jumped over", "Antarctica/Troll", "30 1 * * *", "2026-03-28 12:00",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-30T01:30:00+02:00"}},
		{"a whole day is jumped over", "Pacific/Apia", "0 9 * * *", "2011-12-29 12:00",
			[]string{"2011-12-31T00:00:00+14:00", "2011-12-31T09:00:00+14:00"}},
		{"the last day of a month is jumped over", "Pacific/Apia", "0 9 30 * *", "2011-12-29 12:00",
			[]string{"2011-12-31T00:00:00+14:00", "2012-01-30T09:00:00+14:00"}},
		{"nothing changes", "Asia/Tokyo", "30 2 8 3 *", "2026-01-01 00:00",
			[]string{"2026-03-08T02:30:00+09:00", "2027-03-08T02:30:00+09:00"}},
		{"29 February after a century without", "UTC", "0 0 29 2 *", "2096-03-01 00:00",
			[]string{"2104-02-29T00:00:00Z", "2108-02-29T00:00:00Z"}},
	} {
		loc := zone(tt.zone)
		p, err := Cron(tt.line, Skip, loc)
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.ParseInLocation(wallFormat, tt.after, loc)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, at := range p.Runs(after, len(tt.want)) {
			got = append(got, at.Format(time.RFC3339))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.why, got, tt.want)
		}
	}

	// From the second showing of an hour nothing of the first comes again.
	p, _ := Cron("* * * * *", Skip, newYork)
	second := time.Date(2026, 11, 1, 6, 20, 0, 0, time.UTC) // 1:20 EST
	if got := p.Next(second).Format(time.RFC3339); got != "2026-11-01T02:00:00-05:00" {
		t.Errorf("after the second 1:20 comes %s", got)
	}
	once, _ := Once(Wall{bot.Date{Year: 2026, Month: 11, Day: 1}, 90}, newYork)
	if at := once.Next(now); at.Format(time.RFC3339) != "2026-11-01T01:30:00-04:00" && !at.IsZero() {
		t.Errorf("got %v", at)
	}
}

// TestNextAgainstTheClock looks at every minute of some weeks, in zones and at
// times where clocks change, and expects each that matches to run by the rules.
func TestNextAgainstTheClock(t *testing.T) {
	zones := []*time.Location{newYork, tokyo, zone("Australia/Lord_Howe"), zone("Africa/Cairo"), zone("Pacific/Apia"), zone("America/Havana"), zone("Europe/London")}
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		p := drawPlan(t, loc)
		from := rapid.SampledFrom([]time.Time{
			time.Date(2026, 3, 6, 0, 0, 0, 0, loc), time.Date(2026, 10, 30, 0, 0, 0, 0, loc), time.Date(2026, 3, 27, 0, 0, 0, 0, loc),
			time.Date(2026, 10, 2, 0, 0, 0, 0, loc), time.Date(2026, 4, 22, 0, 0, 0, 0, loc), time.Date(2011, 12, 28, 0, 0, 0, 0, loc), time.Date(2028, 2, 26, 0, 0, 0, 0, loc),
		}).Draw(t, "from")
		until := from.AddDate(0, 0, 5)
		var want []time.Time
		for day := bot.DateOf(from).AddDays(-1); day.In(loc).Before(until); day = day.AddDays(1) {
			if !dayFits(p, day) {
				continue
			}
			for minute := range 24 * 60 {
				if p.spec.Hour>>(minute/60)&1 == 0 || p.spec.Minute>>(minute%60)&1 == 0 {
					continue
				}
				at := slowly(Wall{day, minute}, loc)
				if at.After(from) && at.Before(until) && (len(want) == 0 || !at.Equal(want[len(want)-1])) {
					want = append(want, at)
				}
			}
		}
		at := from
		for _, w := range want {
			next := p.Next(at)
			if !next.After(at) || !next.Equal(w) {
				t.Fatalf("%s in %s: after %v comes %v; want %v", p.line, loc, at, next, w)
			}
			at = next
		}
		if next := p.Next(at); !next.IsZero() && next.Before(until) {
			t.Fatalf("%s in %s: after %v comes %v; want nothing before %v", p.line, loc, at, next, until)
		}
	})
}

// drawPlan draws a line of cron with a few hours and minutes.
func drawPlan(t *rapid.T, loc *time.Location) Plan {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	line := pick("minute", "0", "30", "*/15", "5,59", "*/20") + " " + pick("hour", "*", "0", "1", "2", "3", "0-3", "2,9", "*/6") + " " +
		pick("day", "*", "1", "29", "31", "1,30", "28-31", "*/2") + " * " + pick("weekday", "*", "0", "1-5", "6")
	end := Skip
	if rapid.Bool().Draw(t, "last") {
		end = Last
	}
	p, err := Cron(line, end, loc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// dayFits says by the calendar alone whether a plan runs on a day.
func dayFits(p Plan, d bot.Date) bool {
	day := d.In(time.UTC)
	lastDay := day.AddDate(0, 0, 1).Day() == 1
	dom := p.spec.Dom>>d.Day&1 == 1
	if p.end == Last && p.namesDays() && lastDay {
		for missing := d.Day + 1; missing <= 31; missing++ {
			dom = dom || p.spec.Dom>>missing&1 == 1
		}
	}
	dow := p.spec.Dow>>day.Weekday()&1 == 1
	if restricts(p.spec.Dom) && restricts(p.spec.Dow) {
		return dom || dow
	}
	return dom && dow
}

// slowly is Wall.In by looking at every minute.
func slowly(w Wall, loc *time.Location) time.Time {
	at := w.clock().Add(-15 * time.Hour)
	for clockOf(at, loc).Before(w.clock()) {
		// Nobody's clock jumps by more than a day.
		step := time.Minute
		if away := w.clock().Sub(clockOf(at, loc)); away > 26*time.Hour {
			step = away - 26*time.Hour
		}
		at = at.Add(step)
	}
	return at
}

func TestMissed(t *testing.T) {
	daily, _ := ParsePlan("every day at 9:00", tokyo, now)
	minutely, _ := Cron("* * * * *", Skip, tokyo)
	once, _ := ParsePlan("2026-11-26 09:00", tokyo, now)
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		at, err := time.ParseInLocation(wallFormat, text, tokyo)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct {
		why       string
		p         Plan
		last, now string
		run       string
		skipped   int
		next      string
	}{
		{"nothing is due", daily, "2026-11-25 09:00", "2026-11-26 08:59", "", 0, "2026-11-26 09:00"},
		{"one is due now", daily, "2026-11-25 09:00", "2026-11-26 09:00", "2026-11-26 09:00", 0, "2026-11-27 09:00"},
		{"one is late, within grace", daily, "2026-11-25 09:00", "2026-11-26 11:00", "2026-11-26 09:00", 0, "2026-11-27 09:00"},
		{"one is too late", daily, "2026-11-25 09:00", "2026-11-26 11:01", "", 1, "2026-11-27 09:00"},
		{"a week, and the last within grace", daily, "2026-11-25 09:00", "2026-12-02 10:00", "2026-12-02 09:00", 6, "2026-12-03 09:00"},
		{"a week, and the last too late", daily, "2026-11-25 09:00", "2026-12-02 20:00", "", 7, "2026-12-03 09:00"},
		{"never a burst", minutely, "2026-11-25 09:00", "2026-11-25 10:00", "2026-11-25 10:00", 59, "2026-11-25 10:01"},
		{"more than are counted", minutely, "2026-01-01 00:00", "2026-11-25 10:00", "2026-11-25 10:00", MaxSkipped, "2026-11-25 10:01"},
		{"once, in time", once, "2026-11-25 09:00", "2026-11-26 10:00", "2026-11-26 09:00", 0, ""},
		{"once, too late", once, "2026-11-25 09:00", "2026-11-27 09:00", "", 1, ""},
		{"once, done", once, "2026-11-26 09:00", "2026-11-26 10:00", "", 0, ""},
		{"a clock was set back", daily, "2026-11-26 09:00", "2026-11-25 08:00", "", 0, "2026-11-27 09:00"},
		{"a clock was set back a little", daily, "2026-11-26 09:00", "2026-11-26 08:59", "", 0, "2026-11-27 09:00"},
	} {
		got := tt.p.Missed(at(tt.last), at(tt.now), 2*time.Hour)
		if !got.Run.Equal(at(tt.run)) || got.Skipped != tt.skipped || !got.Next.Equal(at(tt.next)) {
			t.Errorf("%s: got %+v", tt.why, got)
		}
	}
	if got := daily.Missed(at("2026-11-25 09:00"), at("2026-11-26 09:00").Add(time.Second), 0); !got.Run.IsZero() || got.Skipped != 1 {
		t.Errorf("a second late without grace: %+v", got)
	}
	if got := new(Plan).Missed(at("2026-11-25 09:00"), at("2026-11-26 09:00"), time.Hour); got != (Missed{}) {
		t.Errorf("no plan: %+v", got)
	}
}

// TestNothingIsMissedTwice has a job looked at now and then by a clock that may
// be set back, and expects every run to happen or to be skipped, once.
func TestNothingIsMissedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t, newYork)
		began := time.Date(2026, 10, 30, 0, 0, 0, 0, newYork)
		last, clock, accounted := began, began, 0
		for range rapid.IntRange(1, 20).Draw(t, "looks") {
			clock = clock.Add(time.Duration(rapid.IntRange(-90, 600).Draw(t, "minutes")) * time.Minute)
			m := p.Missed(last, clock, time.Hour)
			if !m.Run.IsZero() {
				if !m.Run.After(last) || m.Run.After(clock) || clock.Sub(m.Run) > time.Hour {
					t.Fatalf("after %v, at %v: runs %v", last, clock, m.Run)
				}
				accounted++
			}
			accounted += m.Skipped
			if clock.After(last) {
				last = clock
			}
			if !m.Next.IsZero() && !m.Next.After(last) {
				t.Fatalf("the next run after %v is %v", last, m.Next)
			}
		}
		due := 0
		for at := p.Next(began); !at.IsZero() && !at.After(last); at = p.Next(at) {
			due++
		}
		if due != accounted {
			t.Fatalf("%d runs were due, %d happened or were skipped", due, accounted)
		}
	})
}
