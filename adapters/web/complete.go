package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// maxOffers is how many completions are shown at once.
const maxOffers = 12

// completeTime is how long a completion may take before none is better.
const completeTime = 3 * time.Second

// offers are completions of a line: Typed is its end, which any of Items
// replaces.
type offers struct {
	Typed string  `json:"typed"`
	Items []offer `json:"items"`
}

type offer struct {
	Insert string `json:"insert"`
	Label  string `json:"label"`
	Detail string `json:"detail,omitempty"`
	// More: after this one, there is something else to type.
	More bool `json:"more,omitempty"`
}

func (s *server) complete(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Person       bot.User `json:"person"`
		Look         Look     `json:"look"`
		Conversation string   `json:"conversation"`
		Text         string   `json:"text"` // up to the caret
	}
	if !read(w, r, &in) {
		return
	}
	p, ok := s.world.person(in.Person)
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchPerson, requestLocale(r))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), completeTime)
	defer cancel()
	l := s.world.locale(p.ID)
	m := bot.Meta{ID: rand.Text(), Community: s.cfg.Community.ID, User: p.ID, Locale: l, Traits: in.Look.traits()}
	if _, ok := s.world.channel(bot.Channel(in.Conversation)); ok && s.world.in(p, in.Conversation) {
		m.Channel = bot.Channel(in.Conversation)
	}
	found := completion(s.bot.Routes(), l, in.Text, func(route, option, typed string) []bot.Pick {
		return s.bot.Complete(ctx, m, route, option, typed)
	})
	reply(w, http.StatusOK, found)
}

// completion offers what can follow in a command line: first commands, then
// names of options, then their values.
func completion(routes []bot.Route, l bot.Locale, text string, values func(route, option, typed string) []bot.Pick) offers {
	none := offers{Items: []offer{}}
	line, ok := commandLine(text)
	if !ok || strings.ContainsAny(text, "\n\r") {
		return none
	}
	line = strings.ReplaceAll(line[1:], "　", " ")
	route, rest, ok := routeOf(routes, line)
	if !ok {
		return offers{text, commandOffers(routes, l, line)}
	}
	option, typed, open := openOption(route, rest)
	if !open && len(route.Options) > 0 && route.Options[0].Query && rest != "" {
		option, typed, open = route.Options[0], rest, true
	}
	if open {
		found := offers{typed, valueOffers(route, option, typed, values)}
		if len(found.Items) > 0 {
			return found
		}
	}
	word := rest[strings.LastIndexByte(rest, ' ')+1:]
	return offers{word, optionOffers(route, l, rest, word)}
}

// routeOf finds the route whose command the line begins with, the longest one,
// and what follows it and a space.
func routeOf(routes []bot.Route, line string) (found bot.Route, rest string, ok bool) {
	for _, r := range routes {
		after, is := strings.CutPrefix(line, r.Command+" ")
		if is && r.Command != "" && len(r.Command) > len(found.Command) {
			found, rest, ok = r, after, true
		}
	}
	if !ok {
		return found, "", false
	}
	// "/gig " may still become "/gig post".
	for _, r := range routes {
		if strings.HasPrefix(r.Command, line) && r.Command != found.Command {
			return found, "", false
		}
	}
	return found, rest, true
}

func commandOffers(routes []bot.Route, l bot.Locale, line string) []offer {
	items := []offer{}
	for _, r := range routes {
		if r.Command == "" || !strings.HasPrefix(r.Command, strings.ToLower(line)) {
			continue
		}
		o := offer{Insert: "/" + r.Command, Label: "/" + r.Command, More: len(r.Options) > 0}
		if r.Summary != nil {
			o.Detail = r.Summary(l)
		}
		items = append(items, o)
	}
	return items[:min(len(items), 4*maxOffers)]
}

// openOption is the option whose value the line ends in, and what is typed of
// it.
func openOption(r bot.Route, rest string) (bot.Option, string, bool) {
	at, found := -1, bot.Option{}
	typed := ""
	for _, o := range r.Options {
		for _, colon := range []string{":", "："} {
			i := strings.LastIndex(" "+rest, " "+o.Name+colon)
			if i > at {
				at, found = i, o
				typed = strings.TrimLeft(rest[i+len(o.Name+colon):], " ")
			}
		}
	}
	return found, typed, at >= 0
}

func valueOffers(r bot.Route, o bot.Option, typed string, values func(route, option, typed string) []bot.Pick) []offer {
	items := []offer{}
	for _, p := range values(r.Name, o.Name, typed) {
		if p.Value == typed && p.Label == p.Value {
			continue
		}
		item := offer{Insert: p.Value, Label: p.Label}
		if !strings.HasPrefix(p.Label, p.Value) {
			item.Detail = p.Value
		}
		items = append(items, item)
	}
	return items[:min(len(items), maxOffers)]
}

// optionOffers are the names of options that are not given yet and begin with
// the last word.
func optionOffers(r bot.Route, l bot.Locale, rest, word string) []offer {
	items := []offer{}
	for _, o := range r.Options {
		given := slices.ContainsFunc([]string{":", "："}, func(colon string) bool {
			return strings.Contains(" "+rest, " "+o.Name+colon)
		})
		if given || !strings.HasPrefix(o.Name, strings.ToLower(word)) {
			continue
		}
		item := offer{Insert: o.Name + ":", Label: o.Name + ":", More: true}
		if o.Summary != nil {
			item.Detail = o.Summary(l)
		}
		items = append(items, item)
	}
	return items
}
