package bottest

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/embedded"
)

var storedLine = regexp.MustCompile(`^(?:([a-z][a-z0-9_-]*) )?(has|nothing of) "(.+)"$`)

// parseStored reads what stands behind "! stored".
func parseStored(s string) (deed, error) {
	m := storedLine.FindStringSubmatch(s)
	if m == nil {
		return nil, fmt.Errorf(`as in: ! stored hana nothing of "secret" · ! stored has "secret"`)
	}
	return looksInto{who: m[1], has: m[2] == "has", text: m[3]}, nil
}

// lookInto looks for a text in everything that is stored. An entry belongs to a person
// if it names their account or their record as a member.
func (w *world) lookInto(ctx context.Context, p *player, look looksInto) error {
	var names []*regexp.Regexp
	if look.who != "" {
		var err error
		if names, err = w.namesOf(ctx, p, look.who); err != nil {
			return err
		}
	}
	entries, err := w.entries()
	if err != nil {
		return err
	}
	var found []string
	for _, e := range entries {
		if strings.Contains(e.Field+"\x00"+e.Value, look.text) && belongs(e, names) {
			found = append(found, strings.TrimSpace(e.Key+" "+e.Field))
		}
	}
	switch {
	case look.has && len(found) == 0:
		return fmt.Errorf("nothing stored has %q", look.text)
	case !look.has && len(found) > 0:
		return fmt.Errorf("what is stored has %q:\n%s", look.text, strings.Join(found, "\n"))
	}
	return nil
}

// namesOf are how what is stored names a person.
func (w *world) namesOf(ctx context.Context, p *player, who string) ([]*regexp.Regexp, error) {
	person, ok := p.screens.people[who]
	if !ok {
		return nil, fmt.Errorf("nobody is called %s", who)
	}
	account := w.stage.Account(who)
	in := w.env.Communities[0]
	for _, c := range w.env.Communities {
		if c.ID == person.Community {
			in = c
		}
	}
	batch := w.env.DB.Batch(storage.CommunityScope(string(in.ID)), w.clock())
	look := w.house.bot.People.Look(batch, in, bot.Meta{Community: in.ID, User: account})
	if err := batch.Run(ctx); err != nil {
		return nil, fmt.Errorf("look up %s: %w", who, err)
	}
	found, err := look(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", who, err)
	}
	names := []*regexp.Regexp{word(string(account))}
	if found.Member != "" {
		names = append(names, word(found.Member))
	}
	return names, nil
}

// word matches a name that is no part of a longer one.
func word(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^a-z0-9_-])` + regexp.QuoteMeta(name) + `(?:[^a-z0-9_-]|$)`)
}

// belongs reports whether an entry has one of the names; without names, whether it is
// anybody's.
func belongs(e embedded.Entry, names []*regexp.Regexp) bool {
	all := e.Key + " " + e.Field + " " + e.Value
	for _, name := range names {
		if name.MatchString(all) {
			return true
		}
	}
	return len(names) == 0
}
