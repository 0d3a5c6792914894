package schedule

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // every machine has the same zones

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

var (
	tokyo   = zone("Asia/Tokyo")
	newYork = zone("America/New_York")
	// now is a Wednesday.
	now = time.Date(2026, 11, 25, 10, 0, 0, 0, tokyo)
)

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// groups calls each for the lines of a file, with the heading of their group.
func groups(t *testing.T, file string, each func(heading, line string)) int {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	heading, count := "", 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "# "):
		case strings.HasPrefix(line, "= "):
			heading = line[2:]
		default:
			each(heading, line)
			count++
		}
	}
	return count
}

func TestParsePlan(t *testing.T) {
	n := groups(t, "testdata/understood.txt", func(heading, phrase string) {
		want, more := strings.CutSuffix(heading, ", …")
		p, err := ParsePlan(phrase, tokyo, now)
		if err != nil {
			t.Errorf("%q: %v; want %s", phrase, err, want)
			return
		}
		if got := runs(p, now, 1+strings.Count(want, ",")); got != want || p.Recurs() != more {
			t.Errorf("%q runs %s, again: %t; want %s", phrase, got, p.Recurs(), heading)
		}
		if again := kept(t, p); !again.Equal(p) {
			t.Errorf("%q: %+v is stored as %+v", phrase, p, again)
		}
	})
	if n < 300 {
		t.Errorf("only %d phrases", n)
	}
}

// runs are the next n runs, as their zone's clock shows them.
func runs(p Plan, after time.Time, n int) string {
	var out []string
	for _, at := range p.Runs(after, n) {
		out = append(out, at.Format(wallFormat))
	}
	return strings.Join(out, ", ")
}

// kept is the plan as it is after being kept.
func kept(t testing.TB, p Plan) Plan {
	t.Helper()
	data, err := json.Marshal(struct{ P Plan }{p})
	if err != nil {
		t.Fatal(err)
	}
	var again struct{ P Plan }
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return again.P
}

func TestParsePlanRefuses(t *testing.T) {
	n := groups(t, "testdata/refused.txt", func(heading, phrase string) {
		p, err := ParsePlan(phrase, tokyo, now)
		var refused *Refused
		if !errors.As(err, &refused) {
			t.Errorf("%q was read as %s (%v); want it refused", phrase, p.Words(bot.English), err)
			return
		}
		if string(refused.Reason) != heading {
			t.Errorf("%q is refused as %q; want %q", phrase, refused.Reason, heading)
		}
	})
	if n < 100 {
		t.Errorf("only %d phrases", n)
	}
	for _, phrase := range []string{"", " ", "\x00", "\xff明日 9時", "明日\x009時", strings.Repeat("毎週月曜と", 100) + "火曜 9時"} {
		if _, err := ParsePlan(phrase, tokyo, now); !errors.As(err, new(*Refused)) {
			t.Errorf("%q: %v; want it refused", phrase, err)
		}
	}
}

func TestRefusalsCarryExamplesThatAreTaken(t *testing.T) {
	for reason := range whyRefused {
		refused := &Refused{Reason: reason, today: bot.DateOf(now)}
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			text := refused.Text(l).String()
			for _, example := range refused.Examples(l) {
				if _, err := ParsePlan(example, tokyo, now); err != nil {
					t.Errorf("the example %q is refused: %v", example, err)
				}
				if !strings.Contains(text, example) {
					t.Errorf("%q does not show %q", text, example)
				}
			}
		}
	}
	_, err := ParsePlan("hello world", tokyo, now)
	want := "This could not be read as a time. For example: tomorrow 9:00, every monday 9:30, end of every month 10:00, 2026-12-02 09:00"
	if got := err.(*Refused).Text(bot.English).String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	want = "日時を読み取れませんでした。例：明日 9時、毎週月曜 9:30、毎月末 10:00、2026-12-02 09:00"
	if got := err.(*Refused).Text(bot.Japanese).String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlansAreKept(t *testing.T) {
	for _, tt := range []struct{ phrase, want string }{
		{"明日 9時", `{"zone":"Asia/Tokyo","at":"2026-11-26 09:00"}`},
		{"毎月末 10:00", `{"zone":"Asia/Tokyo","cron":"0 10 31 * *","month_end":"last"}`},
		{"毎月第2・最終月曜 10:00", ``},
		{"毎月第2・4月曜 10:00", `{"zone":"Asia/Tokyo","cron":"0 10 * * 1","weeks":[2,4],"month_end":"skip"}`},
		{"the last friday of every month at 5pm", `{"zone":"Asia/Tokyo","cron":"0 17 * * 5","weeks":[-1],"month_end":"skip"}`},
	} {
		p, err := ParsePlan(tt.phrase, tokyo, now)
		if (err != nil) != (tt.want == "") {
			t.Errorf("%q: %v", tt.phrase, err)
		}
		if got, _ := json.Marshal(p); tt.want != "" && string(got) != tt.want {
			t.Errorf("%q is kept as %s; want %s", tt.phrase, got, tt.want)
		}
	}
	var none Plan
	if data, err := json.Marshal(none); err != nil || string(data) != "null" || !kept(t, none).IsZero() {
		t.Errorf("no plan is kept as %s (%v)", data, err)
	}
	for _, data := range []string{
		`{}`, `{"zone":"Asia/Tokyo"}`, `{"zone":"Mars/Olympus","at":"2026-11-26 09:00"}`, `{"zone":"","at":"2026-11-26 09:00"}`,
		`{"zone":"Local","at":"2026-11-26 09:00"}`, `{"zone":"Asia/Tokyo","at":"2026-02-30 09:00"}`, `{"zone":"Asia/Tokyo","at":"26:00"}`,
		`{"zone":"Asia/Tokyo","cron":"0 9 * *","month_end":"skip"}`, `{"zone":"Asia/Tokyo","cron":"TZ=x","month_end":"skip"}`,
		`{"zone":"Asia/Tokyo","cron":"0 0 30 2 *","month_end":"skip"}`, `{"zone":"Asia/Tokyo","cron":"0 9 * * 1"}`,
		`{"zone":"Asia/Tokyo","cron":"0 9 * * 1","weeks":[6],"month_end":"skip"}`, `{"zone":"Asia/Tokyo","cron":"0 9 1 * 1","weeks":[1],"month_end":"skip"}`,
		`{"zone":"Asia/Tokyo","cron":"0 9 * * *","weeks":[1],"month_end":"skip"}`, `[]`, `"x"`,
	} {
		var p Plan
		if err := json.Unmarshal([]byte(data), &p); err == nil || !p.IsZero() {
			t.Errorf("%s was read as %s", data, p.Words(bot.English))
		}
	}
}

func TestPlansAreMade(t *testing.T) {
	at := Wall{bot.Date{Year: 2026, Month: 12, Day: 1}, 9*60 + 5}
	p, err := Once(at, newYork)
	if err != nil || runs(p, now, 2) != "2026-12-01 09:05" || p.Recurs() || p.Zone() != newYork {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, bad := range []Wall{{at.Day, 1440}, {at.Day, -1}, {bot.Date{Year: 2026, Month: 2, Day: 29}, 0}, {}} {
		if _, err := Once(bad, newYork); err == nil {
			t.Errorf("%v is a plan", bad)
		}
	}
	for _, bad := range []*time.Location{nil, time.Local, time.FixedZone("", 3600), time.FixedZone("JST", 9*3600)} {
		if _, err := Once(at, bad); err == nil {
			t.Errorf("a plan in %v", bad)
		}
		if _, err := ParsePlan("tomorrow 9:00", bad, now); err == nil || errors.As(err, new(*Refused)) {
			t.Errorf("read in %v: %v", bad, err)
		}
	}

	short, err := Cron("0 9 30 2 *", Last, tokyo)
	if err != nil || runs(short, now, 2) != "2027-02-28 09:00, 2028-02-29 09:00" || !short.ShortMonths() || short.MonthEnd() != Last {
		t.Errorf("got %+v, %v", short, err)
	}
	if _, err := short.WithMonthEnd(Skip); err == nil {
		t.Error("30 February, skipped, is a plan")
	}
	monthly, err := Cron("0 9 29,30,31 * *", Last, tokyo)
	if err != nil || runs(monthly, time.Date(2027, 2, 1, 0, 0, 0, 0, tokyo), 5) != "2027-02-28 09:00, 2027-03-29 09:00, 2027-03-30 09:00, 2027-03-31 09:00, 2027-04-29 09:00" {
		t.Errorf("got %s, %v", runs(monthly, now, 5), err)
	}
	skipped, err := monthly.WithMonthEnd(Skip)
	if err != nil || skipped.Equal(monthly) || runs(skipped, time.Date(2027, 2, 1, 0, 0, 0, 0, tokyo), 2) != "2027-03-29 09:00, 2027-03-30 09:00" {
		t.Errorf("got %s, %v", runs(skipped, now, 5), err)
	}
	// Steps name no day, and every month has day 28.
	for _, line := range []string{"0 9 */2 * *", "0 9 28 * *", "0 9 31 1,3 *", "0 9 * * 1"} {
		p, err := Cron(line, Last, tokyo)
		if err != nil || p.ShortMonths() {
			t.Errorf("%s: short months matter (%v)", line, err)
		}
		if same, err := p.WithMonthEnd(Skip); err != nil || !cmp.Equal(same.Runs(now, 50), p.Runs(now, 50)) {
			t.Errorf("%s: short months make a difference (%v)", line, err)
		}
	}
	if _, err := Cron("0 9 31 * *", "sometimes", tokyo); err == nil {
		t.Error("an unknown rule for short months")
	}
}
