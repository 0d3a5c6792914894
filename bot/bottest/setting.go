package bottest

import (
	"fmt"
	"regexp"
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
func (setCommunity) deed()  {}
func (setCast) deed()       {}
func (setNoChannels) deed() {}
func (setSending) deed()    {}

// beforeActs reports whether a line only makes sense before anything happened.
func beforeActs(do deed) bool {
	switch do.(type) {
	case setTraits, setCommunity, setCast, setNoChannels, setSending:
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
	case kind == "roomy":
		return setTraits{roomy: true, why: why}, nil
	case kind == "cramped":
		return setTraits{cramped: true, why: why}, nil
	}
	return nil, fmt.Errorf("traits are both, roomy or cramped, with a reason behind: ! traits cramped: it is about the parts of a form")
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
