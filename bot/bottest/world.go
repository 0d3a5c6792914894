package bottest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // scripts read the same on machines without zones

	"github.com/alumnibot/alumnibot/bot"
)

// tokyo is the zone of scripts.
var tokyo = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		panic("the time zones that come with the program lack Asia/Tokyo: " + err.Error())
	}
	return zone
})

// start is when every script begins.
func start() time.Time { return time.Date(2026, time.December, 1, 9, 0, 0, 0, tokyo()) }

// The communities there are. The second one exists in scripts that put
// somebody in it.
const (
	Home  bot.CommunityID = "acme"
	Other bot.CommunityID = "globex"
)

// Person is somebody whom a script can make act.
type Person struct {
	ID        string // as scripts call them
	Name      string // as the platform shows them
	Locale    bot.Locale
	Roles     bot.Role // what the platform's groups give
	Community bot.CommunityID
}

// The world lines.
type (
	setPerson struct{ person Person }
	setLocale struct {
		who    string
		locale bot.Locale
	}
	setRoles struct {
		who   string
		roles bot.Role
	}
	setInbox struct {
		who    string
		closed bool
	}
	deactivates struct{ who string }
	// installs has the bot begin where the platform names these as owners.
	installs  struct{ owners []string }
	moveClock struct {
		to time.Time // or, if zero:
		by time.Duration
	}
	restarts struct{}
	// halts stops the bot, or starts it again.
	halts struct{ start bool }
	// limits has the platform take no messages, or take them again.
	limits struct{ on bool }
	// looksInto looks for a text in what is stored, of everybody or of one person.
	looksInto struct {
		who  string
		has  bool // else: it must not be there
		text string
	}
	// again has the next act's event delivered twice.
	again struct{}
)

func (setPerson) deed()   {}
func (setLocale) deed()   {}
func (setRoles) deed()    {}
func (setInbox) deed()    {}
func (deactivates) deed() {}
func (installs) deed()    {}
func (moveClock) deed()   {}
func (restarts) deed()    {}
func (halts) deed()       {}
func (limits) deed()      {}
func (looksInto) deed()   {}
func (again) deed()       {}

var (
	personLine = regexp.MustCompile(`^([a-z][a-z0-9_-]*) "([^"]+)" (ja|en)((?: [a-z]+)*?)(?: at (acme|globex))?$`)
	spanParts  = regexp.MustCompile(`^\+(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,4})s)?$`)
)

// parseWorld reads what stands behind "!".
func parseWorld(line string) (deed, error) {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if do, err := parseSetting(word, rest); do != nil || err != nil {
		return do, err
	}
	switch word {
	case "person":
		return parsePerson(rest)
	case "clock":
		return parseClock(rest)
	case "installed":
		if rest == "" {
			return nil, fmt.Errorf("as in: ! installed boss hana")
		}
		return installs{strings.Fields(rest)}, nil
	case "stored":
		return parseStored(rest)
	case "locale", "roles", "inbox", "deactivate":
		who, value, _ := strings.Cut(rest, " ")
		return parseAbout(word, who, strings.TrimSpace(value))
	}
	switch line {
	case "restart":
		return restarts{}, nil
	case "stop", "start":
		return halts{line == "start"}, nil
	case "limit on", "limit off":
		return limits{line == "limit on"}, nil
	}
	if rest == "" && word == "twice" {
		return again{}, nil
	}
	return nil, fmt.Errorf("after ! there is one of: " +
		"traits, community, cast, channels, sending, person, clock, installed, locale, roles, inbox, deactivate, restart, stop, start, limit, stored, twice")
}

// parseAbout reads the lines that change one person.
func parseAbout(word, who, value string) (deed, error) {
	switch {
	case word == "deactivate" && who != "" && value == "":
		return deactivates{who}, nil
	case word == "inbox" && (value == "closed" || value == "open"):
		return setInbox{who, value == "closed"}, nil
	case word == "locale" && (value == "ja" || value == "en"):
		return setLocale{who, bot.Locale(value)}, nil
	case word == "roles":
		roles, err := parseRoles(value)
		return setRoles{who, roles}, err
	}
	return nil, fmt.Errorf("as in: ! locale hana en · ! roles hana hr manager · ! inbox hana closed · ! deactivate hana")
}

func parsePerson(s string) (deed, error) {
	m := personLine.FindStringSubmatch(s)
	if m == nil {
		return nil, fmt.Errorf(`a person is declared as: ! person hana "田中 花" ja insider`)
	}
	roles, err := parseRoles(m[4])
	if err != nil {
		return nil, err
	}
	p := Person{ID: m[1], Name: m[2], Locale: bot.Locale(m[3]), Roles: roles, Community: Home}
	if m[5] != "" {
		p.Community = bot.CommunityID(m[5])
	}
	return setPerson{p}, nil
}

// parseRoles reads what the platform's groups give; "member" comes only from
// registering, and "outsider" is nothing.
func parseRoles(s string) (bot.Role, error) {
	var roles bot.Role
	for name := range strings.FieldsSeq(s) {
		if name == "outsider" {
			continue
		}
		r, ok := bot.ParseRole(name)
		if !ok || r == bot.Member {
			return 0, fmt.Errorf("roles are insider, employee, hr, manager, admin, or outsider for none; not %q", name)
		}
		roles |= r
	}
	if s == "" {
		return 0, fmt.Errorf("which roles? insider, employee, hr, manager, admin, or outsider for none")
	}
	return roles, nil
}

func parseClock(s string) (deed, error) {
	if t, err := time.ParseInLocation("2006-01-02 15:04", s, tokyo()); err == nil {
		return moveClock{to: t}, nil
	}
	m := spanParts.FindStringSubmatch(s)
	if m == nil || s == "+" {
		return nil, fmt.Errorf("the clock is set as: ! clock 2026-12-01 09:00, or moved as: ! clock +3d, +1d12h, +30m, +10s")
	}
	var by time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(m[i+1]) // "" is 0
		by += time.Duration(n) * unit
	}
	return moveClock{by: by}, nil
}
