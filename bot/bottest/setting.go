package bottest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/config"
)

// The lines that say what is there when a script begins. They stand before the
// first act.
type (
	// setTraits says on which kinds of platform a script plays, and why not on
	// the other.
	setTraits struct {
		roomy, cramped bool
		why            string
	}
	// setWhere says where a script is played, or where it is not, and why.
	setWhere struct {
		only   bool
		places []string
		why    string
	}
	// setCommunity says whether the bot fills the community.
	setCommunity struct {
		seeded bool
		locale bot.Locale
	}
	// setCast has the people of a file come in, members registered.
	setCast struct{ file string }
	// setNoChannels leaves the channels to the admins.
	setNoChannels struct{}
	// setSending is a line of the configuration's part about sending.
	setSending struct{ line string }
)

func (setTraits) deed()     {}
func (setWhere) deed()      {}
func (setCommunity) deed()  {}
func (setCast) deed()       {}
func (setNoChannels) deed() {}
func (setSending) deed()    {}

// beforeActs reports whether a line only makes sense before anything happened.
func beforeActs(do deed) bool {
	switch do.(type) {
	case setTraits, setWhere, setCommunity, setCast, setNoChannels, setSending:
		return true
	}
	return false
}

var castFile = regexp.MustCompile(`^[a-z][a-z0-9_-]*\.cast$`)

// parseSetting reads such a line; nil if it is another one.
func parseSetting(word, rest string) (deed, error) {
	switch word {
	case "traits":
		return parseTraits(rest)
	case "only", "not":
		return parseWhere(word == "only", rest)
	case "community":
		return parseCommunity(rest)
	case "cast":
		if !castFile.MatchString(rest) {
			return nil, fmt.Errorf("a cast is a file beside the script: ! cast people.cast")
		}
		return setCast{rest}, nil
	case "channels":
		if rest != "unset" {
			return nil, fmt.Errorf("as in: ! channels unset")
		}
		return setNoChannels{}, nil
	case "sending":
		return setSending{rest}, sendingLine(rest, &config.Sending{})
	}
	return nil, nil
}

// sendingLine reads a line of the configuration about sending.
func sendingLine(line string, into *config.Sending) error {
	if err := toml.NewDecoder(strings.NewReader(line)).DisallowUnknownFields().Decode(into); err != nil {
		return fmt.Errorf("as in the configuration: ! sending confirm_above = 2 (%w)", err)
	}
	return nil
}

func parseTraits(s string) (deed, error) {
	kind, why, _ := strings.Cut(s, ": ")
	switch {
	case s == "both":
		return setTraits{roomy: true, cramped: true}, nil
	case kind == "roomy" && why != "":
		return setTraits{roomy: true, why: why}, nil
	case kind == "cramped" && why != "":
		return setTraits{cramped: true, why: why}, nil
	}
	return nil, fmt.Errorf("traits are both, or roomy or cramped with a reason behind: ! traits cramped: it is about the parts of a form")
}

// The places that scripts can name.
const (
	OnSlack   = "slack"
	OnDiscord = "discord"
	OnPage    = "page" // the playground's
	// here is the test of the script's own room, whose bot has more than the program.
	here = "here"
)

func parseWhere(only bool, s string) (deed, error) {
	names, why, _ := strings.Cut(s, ": ")
	w := setWhere{only: only, places: strings.Fields(names), why: why}
	for _, place := range w.places {
		if place != OnSlack && place != OnDiscord && place != OnPage && (place != here || !only) {
			return nil, fmt.Errorf("there is no place %q: ! only here, ! only slack discord, ! not page", place)
		}
	}
	if why == "" || len(w.places) == 0 {
		return nil, fmt.Errorf("say why behind a colon: ! not page: nothing is delivered twice there")
	}
	return w, nil
}

// leftOut is why the script is not played at a place; empty if it is. The program is
// the place "", a room's own test is here.
func (s *script) leftOut(place string) string {
	for _, st := range s.steps {
		do, ok := st.do.(setWhere)
		if !ok {
			continue
		}
		among := slices.Contains(do.places, place)
		switch {
		case do.only && slices.Contains(do.places, here):
			if place == "" {
				return do.why
			}
		case do.only && place != "" && place != here && !among, !do.only && among:
			return do.why
		}
	}
	return ""
}

func parseCommunity(s string) (deed, error) {
	state, locale, _ := strings.Cut(s, " ")
	if state != "empty" && state != "seeded" || locale != "" && locale != "ja" && locale != "en" {
		return nil, fmt.Errorf("a community is empty or seeded, and speaks ja or en: ! community empty en")
	}
	c := setCommunity{seeded: state == "seeded", locale: bot.Locale(locale)}
	if locale == "" {
		c.locale = bot.Japanese
	}
	return c, nil
}

// setting is what is there when the script begins.
type setting struct {
	locale     bot.Locale
	seeded     bool
	casts      []string
	noChannels bool
	sending    config.Sending
	traits     setTraits
}

func (s *script) setting() setting {
	all := setting{locale: bot.Japanese, sending: config.SendingDefaults(), traits: setTraits{roomy: true, cramped: true}}
	for _, st := range s.steps {
		switch do := st.do.(type) {
		case setTraits:
			all.traits = do
		case setCommunity:
			all.locale, all.seeded = do.locale, do.seeded
		case setCast:
			all.casts = append(all.casts, do.file)
		case setNoChannels:
			all.noChannels = true
		case setSending:
			_ = sendingLine(do.line, &all.sending) // it was read before
		}
	}
	return all
}
