package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// startView is what does not change while the page is open.
type startView struct {
	Community   string                           `json:"community"`
	Zone        string                           `json:"zone"`
	Look        Look                             `json:"look"`
	People      []personView                     `json:"people"`
	Guide       []stepView                       `json:"guide"`
	Try         map[Group][]string               `json:"try"`
	Routes      []routeView                      `json:"routes"`
	Words       map[bot.Locale]map[string]string `json:"words"`
	Reset       bool                             `json:"reset"`
	NothingKept bool                             `json:"nothingKept"`
	Backstage   bool                             `json:"backstage"`
}

type personView struct {
	ID       bot.User   `json:"id"`
	Name     string     `json:"name"`
	Title    string     `json:"title"`
	Group    Group      `json:"group"`
	Locale   bot.Locale `json:"locale"`
	Featured bool       `json:"featured,omitempty"`
}

type stepView struct {
	As   bot.User              `json:"as"`
	In   string                `json:"in"`
	Type string                `json:"type,omitempty"`
	Line map[bot.Locale]string `json:"line"`
}

// routeView is a route that can be reached from the page by itself.
type routeView struct {
	Name      string                `json:"name"`
	Command   string                `json:"command,omitempty"`
	Summary   map[bot.Locale]string `json:"summary,omitempty"`
	OnMessage map[bot.Locale]string `json:"onMessage,omitempty"`
}

// personState is what one person's screen shows.
type personState struct {
	Person        bot.User           `json:"person"`
	Locale        bot.Locale         `json:"locale"`
	Cursor        string             `json:"cursor"` // updates after it are not in here
	Now           time.Time          `json:"now"`
	Conversations []conversationView `json:"conversations"`
	Waiting       map[bot.User]int   `json:"waiting"`
}

type conversationView struct {
	ID       string                `json:"id"` // "direct", or a channel's
	Name     string                `json:"name,omitempty"`
	Topic    map[bot.Locale]string `json:"topic,omitempty"`
	Members  int                   `json:"members,omitempty"`
	Read     int64                 `json:"read"`
	Messages []message             `json:"messages"`
}

func (s *server) start(w http.ResponseWriter, r *http.Request) {
	v := startView{
		Community: s.cfg.Community.Name, Look: s.cfg.Look, Try: s.cfg.Try,
		Reset: s.cfg.Reset != nil, NothingKept: s.cfg.NothingKept, Backstage: s.cfg.Backstage != nil,
		People: []personView{}, Guide: []stepView{}, Routes: []routeView{},
		Words: map[bot.Locale]map[string]string{},
	}
	if s.cfg.Community.Zone != nil {
		v.Zone = s.cfg.Community.Zone.String()
	}
	for _, p := range s.world.people {
		v.People = append(v.People, personView{p.ID, p.Name, p.Title, p.Group, s.world.locale(p.ID), p.Featured})
	}
	for _, step := range s.cfg.Guide {
		in := string(step.In)
		if in == "" {
			in = direct
		}
		v.Guide = append(v.Guide, stepView{step.As, in, step.Type, inBoth(step.Line.In)})
	}
	for _, route := range s.bot.Routes() {
		if route.Command == "" && route.OnMessage == nil {
			continue
		}
		v.Routes = append(v.Routes, routeView{route.Name, route.Command, inBoth(route.Summary), inBoth(route.OnMessage)})
	}
	for _, l := range i18n.Locales() {
		v.Words[l] = wordsIn(l)
	}
	reply(w, http.StatusOK, v)
}

// inBoth is what say says in each language; nil if there is nothing to say.
func inBoth(say func(bot.Locale) string) map[bot.Locale]string {
	if say == nil {
		return nil
	}
	out := map[bot.Locale]string{}
	for _, l := range i18n.Locales() {
		out[l] = say(l)
	}
	return out
}

// view is everything that one person's screen shows.
func (s *server) view(w http.ResponseWriter, r *http.Request) {
	p, ok := s.world.person(bot.User(r.FormValue("person")))
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchPerson, requestLocale(r))
		return
	}
	if err := s.load(r.Context()); err != nil {
		s.cfg.Log.Warn("the playground cannot be shown", "err", err)
		fail(w, http.StatusServiceUnavailable, wordTryAgain, s.world.locale(p.ID))
		return
	}
	reply(w, http.StatusOK, s.stateOf(p))
}

func (s *server) stateOf(p Person) personState {
	locale, waiting := s.world.locale(p.ID), s.world.waiting()
	w := s.world
	w.mu.RLock()
	defer w.mu.RUnlock()
	state := personState{Person: p.ID, Locale: locale, Cursor: s.hub.cursor(), Now: s.cfg.Clock(), Waiting: waiting}
	var read map[string]int64
	if r := w.marked[p.ID]; r != nil {
		read = r.Value.Read
	}
	list := func(v conversationView, id string) {
		v.Read, v.Messages = read[id], []message{}
		for _, r := range w.lists[id] {
			if r.Value.visible(p.ID) {
				v.Messages = append(v.Messages, s.paged(r.Value))
			}
		}
		state.Conversations = append(state.Conversations, v)
	}
	for _, c := range w.channels {
		if c.has(p) {
			list(conversationView{ID: string(c.ID), Name: c.Name, Topic: c.Topic, Members: w.members(c)}, string(c.ID))
		}
	}
	list(conversationView{ID: direct}, directOf(p.ID))
	return state
}

func (w *world) members(c Channel) int {
	n := 0
	for _, p := range w.people {
		if c.has(p) {
			n++
		}
	}
	return n
}

// findFile is the file in a message's block, or nil if there is none that the
// person sees.
func (s *server) findFile(p Person, message, at string) *file {
	r, ok := s.world.message(message)
	n, err := strconv.Atoi(at)
	if !ok || err != nil || !s.world.sees(p, r.Value) || n < 0 || n >= len(r.Value.Blocks) {
		return nil
	}
	return r.Value.Blocks[n].File
}
