package schedule

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// MonthEnd says what a plan for day 29, 30 or 31 does in a month without it.
type MonthEnd string

const (
	Skip MonthEnd = "skip" // nothing
	Last MonthEnd = "last" // the last day of the month instead
)

// lastWeek stands for the last such weekday of a month.
const lastWeek = -1

// Plan says when something happens: once, or again and again, by the clock on
// the wall of one zone. Its runs are whole minutes. It cannot be changed, and
// every Plan but the zero one, which never happens, has at least one run. It is
// kept as JSON.
type Plan struct {
	zone  *time.Location
	once  Wall
	line  string             // five cron fields; empty for a plan that happens once
	spec  *cron.SpecSchedule // the line, read as UTC would
	weeks []int              // of a month: 1 to 5 and lastWeek; empty for all
	end   MonthEnd
}

// errNever: a plan without a run.
var errNever = errors.New("there is no such day")

// Once is a plan for one moment, whether or not it has passed. The zone has to
// be one of the IANA database. A day that does not exist is an error.
func Once(at Wall, zone *time.Location) (Plan, error) {
	if err := checkZone(zone); err != nil {
		return Plan{}, fmt.Errorf("plan for %v: %w", at, err)
	}
	if !exists(at.Day) || at.Minute < 0 || at.Minute >= 24*60 {
		return Plan{}, fmt.Errorf("plan for %v: %w", at, errNever)
	}
	return Plan{zone: zone, once: at}, nil
}

// Cron is a plan for every minute that matches a line of five fields: minute,
// hour, day of the month, month, day of the week (0 to 6 from Sunday, or mon,
// tue, …). If both days are restricted either is enough, as cron has it. end is
// for days 29 to 31 that the line names. A line that nothing ever matches is an
// error.
func Cron(line string, end MonthEnd, zone *time.Location) (Plan, error) {
	return recurring(line, nil, end, zone)
}

// What a line may consist of. The cron parser is told nothing else: it panics
// on some texts, and takes others that look like a mistake.
const (
	numbers = `(?:\*|\?|\d{1,2}(?:-\d{1,2})?)(?:/\d{1,2})?`
	names   = `(?:\*|\?|(?:\d{1,2}|[a-z]{3})(?:-(?:\d{1,2}|[a-z]{3}))?)(?:/\d{1,2})?`
)

var (
	cronLine = regexp.MustCompile(`^(?:` + numbers + `(?:,` + numbers + `)* ){3}` +
		names + `(?:,` + names + `)* ` + names + `(?:,` + names + `)*$`)
	cronParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
)

// recurring is Cron in these weeks of the month.
func recurring(line string, weeks []int, end MonthEnd, zone *time.Location) (Plan, error) {
	p := Plan{zone: zone, line: strings.Join(strings.Fields(strings.ToLower(line)), " "), weeks: weeks, end: end}
	if err := p.read(); err != nil {
		return Plan{}, fmt.Errorf("plan for %q: %w", line, err)
	}
	return p, nil
}

func (p *Plan) read() error {
	if err := checkZone(p.zone); err != nil {
		return err
	}
	if p.end != Skip && p.end != Last {
		return fmt.Errorf("no such rule for short months: %q", p.end)
	}
	for _, w := range p.weeks {
		if w != lastWeek && (w < 1 || w > 5) {
			return fmt.Errorf("no month has a week %d", w)
		}
	}
	if !cronLine.MatchString(p.line) {
		return errors.New("not five fields of cron")
	}
	spec, err := cronParser.Parse(p.line)
	if err != nil {
		return err
	}
	p.spec = spec.(*cron.SpecSchedule) // five fields always are one
	p.spec.Location = time.UTC
	if len(p.weeks) > 0 && (p.namesDays() || p.spec.Dow == anyDay) {
		return errors.New("weeks without days of the week, or with days of the month")
	}
	if p.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return errNever
	}
	return nil
}

// checkZone refuses what could not be read back from its name.
func checkZone(zone *time.Location) error {
	if zone == nil || zone.String() == "" || zone.String() == "Local" {
		return errors.New("a zone without a name")
	}
	if _, err := time.LoadLocation(zone.String()); err != nil {
		return fmt.Errorf("zone: %w", err)
	}
	return nil
}

// IsZero reports whether p never happens.
func (p Plan) IsZero() bool { return p.zone == nil }

// Recurs reports whether p happens more than once.
func (p Plan) Recurs() bool { return p.spec != nil }

// Zone is the zone of the wall clock; nil for the zero Plan.
func (p Plan) Zone() *time.Location { return p.zone }

// MonthEnd is what happens in months without the day, where ShortMonths.
func (p Plan) MonthEnd() MonthEnd { return p.end }

// ShortMonths reports whether p names a day that some months do not have, so
// that it makes a difference whether it is then skipped.
func (p Plan) ShortMonths() bool {
	if p.spec == nil || !p.namesDays() {
		return false
	}
	for month, days := range shortestMonths {
		if p.spec.Month>>(month+1)&1 == 1 && p.spec.Dom>>(days+1) != 0 {
			return true
		}
	}
	return false
}

// shortestMonths are the days that a month has at least.
var shortestMonths = [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// namesDays reports whether the line gives days of the month by number.
func (p Plan) namesDays() bool { return !strings.ContainsAny(strings.Fields(p.line)[2], "*?") }

// WithMonthEnd is p with another rule for short months. A plan which that rule
// would leave without any run is an error: 30 February, skipped.
func (p Plan) WithMonthEnd(end MonthEnd) (Plan, error) {
	if !p.ShortMonths() {
		return p, nil
	}
	return recurring(p.line, p.weeks, end, p.zone)
}

// Equal reports whether both plans were made of the same.
func (p Plan) Equal(q Plan) bool {
	return p.IsZero() == q.IsZero() && (p.IsZero() || p.zone.String() == q.zone.String()) &&
		p.once == q.once && p.line == q.line && p.end == q.end && slices.Equal(p.weeks, q.weeks)
}

// stored is a Plan as JSON.
type stored struct {
	Zone     string   `json:"zone"`
	At       string   `json:"at,omitzero"`
	Cron     string   `json:"cron,omitzero"`
	Weeks    []int    `json:"weeks,omitempty"` // -1: the last
	MonthEnd MonthEnd `json:"month_end,omitzero"`
}

// MarshalJSON writes the plan; null for the zero Plan.
func (p Plan) MarshalJSON() ([]byte, error) {
	switch {
	case p.IsZero():
		return []byte("null"), nil
	case p.Recurs():
		return json.Marshal(stored{Zone: p.zone.String(), Cron: p.line, Weeks: p.weeks, MonthEnd: p.end})
	}
	return json.Marshal(stored{Zone: p.zone.String(), At: p.once.String()})
}

// UnmarshalJSON reads what MarshalJSON wrote. A zone which this program does not
// know is an error.
func (p *Plan) UnmarshalJSON(data []byte) error {
	*p = Plan{}
	var s *stored
	if err := json.Unmarshal(data, &s); err != nil || s == nil {
		return err
	}
	zone, err := time.LoadLocation(s.Zone)
	if err == nil && s.Zone == "" {
		err = errors.New("no zone")
	}
	if err != nil {
		return fmt.Errorf("read a plan: %w", err)
	}
	var read Plan
	if s.Cron != "" {
		read, err = recurring(s.Cron, s.Weeks, s.MonthEnd, zone)
	} else {
		var at time.Time
		if at, err = time.Parse(wallFormat, s.At); err == nil {
			read, err = Once(WallOf(at), zone)
		}
	}
	if err != nil {
		return fmt.Errorf("read a plan: %w", err)
	}
	*p = read
	return nil
}

// In is p by the clock on the wall of another zone.
func (p Plan) In(zone *time.Location) (Plan, error) {
	switch {
	case p.IsZero():
		return p, nil
	case p.Recurs():
		return recurring(p.line, p.weeks, p.end, zone)
	}
	return Once(p.once, zone)
}
