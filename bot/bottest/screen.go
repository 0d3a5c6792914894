package bottest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
)

// screens is what everybody has seen, as far as one can press it.
type screens struct {
	people  map[string]Person
	now     []*shownMessage // oldest first; a message that changed moves to the end
	earlier []shownMessage  // what they looked like before, oldest first
}

// shownMessage is a message on a screen.
type shownMessage struct {
	place   Place
	ref     bot.MessageRef
	message bot.Message
}

// notice takes in what was shown. It reports whether anything about it is to
// be seen: an edit that changes nothing is not.
func (s *screens) notice(n Shown) bool {
	if n.Form != nil || n.Place.Kind == Offered {
		return true
	}
	for i, old := range s.now {
		if old.ref != n.Ref || old.ref == "" && old.place != n.Place {
			continue
		}
		s.earlier = append(s.earlier, *old)
		s.now = append(slices.Delete(s.now, i, i+1), &shownMessage{n.Place, n.Ref, n.Message})
		return n.Place.Kind == AtHome || !slices.Equal(printMessage(old.message), printMessage(n.Message))
	}
	s.now = append(s.now, &shownMessage{n.Place, n.Ref, n.Message})
	return true
}

// sees reports whether the place is on the person's screen.
func (s *screens) sees(who string, p Place) bool {
	if p.Kind != Channel {
		return p.Person == who
	}
	in, _, other := strings.Cut(p.Channel, " ")
	if !other {
		in = string(Home)
	}
	return string(s.people[who].Community) == in
}

// found is a button and where it is.
type found struct {
	button bot.Button
	in     shownMessage
}

// find looks for the button that a press means, latest message first.
func (s *screens) find(who string, p presses) (found, error) {
	viewer := who
	if p.of != "" {
		viewer = p.of
	}
	var labels []string
	look := func(v shownMessage) (found, bool, error) {
		if !s.sees(viewer, v.place) || !p.at(v) {
			return found{}, false, nil
		}
		matches, others := buttons(v.message, p)
		labels = append(labels, others...)
		switch len(matches) {
		case 0:
			return found{}, false, nil
		case 1:
			return found{matches[0], v}, true, nil
		}
		return found{}, false, fmt.Errorf("%d buttons are labelled [%s] there: say which one with: after <text above it>", len(matches), p.label)
	}
	for _, v := range s.candidates(p.earlier) {
		if f, ok, err := look(v); ok || err != nil {
			return f, err
		}
	}
	if len(labels) == 0 {
		return found{}, fmt.Errorf("%s sees no button there", viewer)
	}
	slices.Sort(labels)
	return found{}, fmt.Errorf("%s sees no button [%s] there; there is: %s", viewer, p.label, strings.Join(slices.Compact(labels), " "))
}

func (s *screens) candidates(earlier bool) []shownMessage {
	var all []shownMessage
	if earlier {
		all = slices.Clone(s.earlier)
	} else {
		for _, v := range s.now {
			all = append(all, *v)
		}
	}
	slices.Reverse(all)
	return all
}

// at reports whether a message is one that the press may mean.
func (p presses) at(v shownMessage) bool {
	switch {
	case strings.HasPrefix(p.on, "#"):
		_, name, _ := strings.Cut(v.place.Channel, "#")
		if v.place.Kind != Channel || "#"+name != p.on {
			return false
		}
	case p.on == "direct":
		if v.place.Kind != Direct {
			return false
		}
	case p.on == "home":
		if v.place.Kind != AtHome {
			return false
		}
	}
	text := strings.Join(printMessage(v.message), "\n")
	return strings.Contains(text, p.in) && strings.Contains(text, p.after)
}

// buttons are those the press may mean, and the labels of all.
func buttons(m bot.Message, p presses) (matches []bot.Button, labels []string) {
	above := p.after == ""
	for _, b := range m.Blocks {
		row, ok := b.(bot.Buttons)
		if !ok {
			text := strings.Join(printMessage(bot.Message{Blocks: []bot.Block{b}}), "\n")
			above = above || strings.Contains(text, p.after)
			continue
		}
		for _, button := range row {
			labels = append(labels, "["+button.Label+"]")
			if button.Label == p.label && above {
				matches = append(matches, button)
			}
		}
		if p.after != "" && len(matches) > 0 {
			return matches, labels
		}
	}
	return matches, labels
}

// forge replaces those parts of an action which the script names.
func forge(a bot.Action, parts string) bot.Action {
	if parts == "" {
		return a
	}
	named := strings.SplitN(parts, "|", 3)
	if named[0] != "" {
		a.Community = bot.CommunityID(named[0])
	}
	if named[1] != "" {
		a.Route = named[1]
	}
	if named[2] != "" {
		a.Arg = named[2]
	}
	return a
}
