package member

import (
	"slices"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Keys of what can be asked about members. Those that are a field of the profile
// are seen by whom the member shows it to, those marked so by managers or by
// the bot only.
const (
	keyName    = "name"
	keySkill   = "skill"
	keyDept    = "dept"
	keyPlace   = "place"
	keyCompany = "company"
	keyLeft    = "left"
	keyJoined  = "joined"
	keyHours   = "hours"
	keyClose   = "close"
	keyLang    = "lang"        // managers
	keyAgreed  = "agreed"      // managers: consent given, whatever the closeness
	keyCalled  = "last-called" // managers: the day
	keyListed  = "listed"      // yes: in the directory
	keyPaused  = "paused"      // bot: until which hour since 1970
	keyReached = "unreachable" // bot: yes
	keyDigest  = "digest"      // bot: how gig offers are to come, where not at once
)

const yes = "yes"

// listed holds for everybody in the directory.
const listed = audience.Term(keyListed + ":" + yes)

// schema is how members are indexed.
func schema() audience.Schema[Member] {
	return audience.Schema[Member]{
		Facts: factsOf,
		Name:  keyName,
		Texts: map[string]func(string) []string{
			keyName: nil, keyDept: nil, keyPlace: nil, keyCompany: nil, keySkill: skillReads,
		},
	}
}

// skillReads returns the folded names of a skill in all languages, each once.
func skillReads(name string) []string {
	reads := []string{i18n.Fold(name)}
	for _, l := range i18n.Locales() {
		if shown := i18n.Fold(SkillLabel(l, name)); !slices.Contains(reads, shown) {
			reads = append(reads, shown)
		}
	}
	return reads
}

// facts collects what can be asked about one member.
type facts struct {
	of   Member
	list []audience.Fact
}

func (f *facts) add(key, value string, seen audience.AccessLevel) {
	if value != "" {
		f.list = append(f.list, audience.Fact{Key: key, Value: value, Seen: seen})
	}
}

// field adds the value of a field, seen by whom the member shows it to.
func (f *facts) field(name, key, value string) { f.add(key, value, f.of.accessNeeded(name)) }

func (f *facts) number(name, key string, n int) {
	if n != 0 {
		f.field(name, key, strconv.Itoa(n))
	}
}

func factsOf(m Member) []audience.Fact {
	f := facts{of: m, list: make([]audience.Fact, 0, 24)}
	f.add(keyName, i18n.Fold(m.Name), audience.Members)
	for _, s := range m.Skills {
		f.field(fieldSkills, keySkill, s)
	}
	for _, e := range m.Employers {
		name := fieldEmployers
		if e.To == 0 {
			name = fieldEmployer
		}
		f.field(name, keyCompany, i18n.Fold(e.Name))
	}
	f.field(fieldDepartment, keyDept, i18n.Fold(m.Department))
	f.field(fieldPlace, keyPlace, i18n.Fold(m.Place))
	f.number(fieldYears, keyLeft, m.Left)
	f.number(fieldYears, keyJoined, m.Joined)
	f.number(fieldHours, keyHours, m.Hours)
	f.field(fieldCloseness, keyClose, string(m.Closeness))
	f.add(keyLang, string(m.Language), audience.Managers)
	if !m.CalledOn.IsZero() {
		f.add(keyCalled, strconv.Itoa(audience.Day(m.CalledOn)), audience.Managers)
	}
	for _, p := range Purposes() {
		if m.consents(p) {
			f.add(keyAgreed, string(p), audience.Managers)
		}
	}
	if m.consents(Directory) {
		f.add(keyListed, yes, audience.Members)
	}
	if !m.PausedUntil.IsZero() {
		f.add(keyPaused, strconv.Itoa(hourAfter(m.PausedUntil)), audience.Bot)
	}
	if m.Digest != AtOnce {
		f.add(keyDigest, string(m.Digest), audience.Bot)
	}
	if m.unreachable() {
		f.add(keyReached, yes, audience.Bot)
	}
	return f.list
}

// hourAfter counts hours since 1970, a begun one whole.
func hourAfter(t time.Time) int {
	return int((t.Unix() + 3599) / 3600)
}

// Exclusions are the reasons for which nothing is sent to a member for a purpose
// at a moment, the one that they would name first before others: as far as the
// index knows, so that whoever is written to is asked again with Agreed. Pauses
// are taken to the whole hour.
func Exclusions(p Purpose, at time.Time) []audience.Exclusion {
	var distant audience.Any
	for _, c := range Closenesses() {
		if !c.Lets(p) {
			distant = append(distant, audience.Term(keyClose+":"+string(c)))
		}
	}
	return []audience.Exclusion{
		{Reason: ReasonNoConsent, Who: audience.Not{Expr: audience.Term(keyAgreed + ":" + string(p))}},
		{Reason: ReasonQuiet, Who: distant},
		{Reason: ReasonPaused, Who: audience.AtLeast(keyPaused, int(at.Unix()/3600)+1)},
		{Reason: ReasonUnreachable, Who: audience.Term(keyReached + ":" + yes)},
	}
}

// Reasons of Exclusions and SendEligibility.
const (
	ReasonNoConsent   = "no consent"
	ReasonQuiet       = "quiet"       // closer than they want it
	ReasonPaused      = "paused"      // until a date
	ReasonUnreachable = "unreachable" // no account, or one that takes no messages
	ReasonGone        = "gone"        // not a member any more
)

// WantsDigest holds for members who want gig offers that way; not for AtOnce.
func WantsDigest(d Digest) audience.Expr { return audience.Term(keyDigest + ":" + string(d)) }
