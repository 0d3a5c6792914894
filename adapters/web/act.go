package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// Conversations as the page names them, besides the ids of channels.
const (
	direct = "direct"
	home   = "home"
)

// maxTyped is how many characters one message may have. Commands may have more:
// what is too long in them is for the bot to say.
const maxTyped = 4000

// act is something that a person does on the page.
type act struct {
	Person       bot.User   `json:"person"`
	Look         Look       `json:"look"`
	Conversation string     `json:"conversation"` // direct, home or a channel
	Act          string     `json:"act"`          // say, press, send, home, shortcut, read, dismiss, locale
	Text         string     `json:"text"`         // say
	Action       string     `json:"action"`       // press: as it stood on the button
	Message      string     `json:"message"`      // press, send: where the button was; shortcut, dismiss
	Sheet        string     `json:"sheet"`        // send
	Values       bot.Values `json:"values"`       // send
	Route        string     `json:"route"`        // shortcut
	Locale       bot.Locale `json:"locale"`       // locale
}

// outcome is what the page does next. Messages reach it as updates.
type outcome struct {
	Sheet        *sheetView        `json:"sheet,omitempty"`
	Faults       map[string]string `json:"faults,omitempty"`
	Home         []block           `json:"home,omitempty"`
	Conversation string            `json:"conversation,omitempty"` // where the answer is, if elsewhere
}

// scene is an act that was checked against the world.
type scene struct {
	act
	person Person
	place  string // the stored id of the conversation; empty on the home page
	locale bot.Locale
	event  string
}

// refusal is why an act was not even shown to the bot.
type refusal struct {
	status int
	line   i18n.Line
}

func (refusal) Error() string { return "act refused" }

func (s *server) act(w http.ResponseWriter, r *http.Request) {
	var in act
	if !read(w, r, &in) {
		return
	}
	l := requestLocale(r)
	p, ok := s.world.person(in.Person)
	if !ok {
		fail(w, http.StatusNotFound, wordNoSuchPerson, l)
		return
	}
	// A page that is closed meanwhile does not undo what was begun.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), dispatchTime)
	defer cancel()
	if err := s.load(ctx); err != nil {
		s.cfg.Log.Warn("an act in the playground could not begin", "err", err)
		fail(w, http.StatusServiceUnavailable, wordTryAgain, l)
		return
	}
	out, err := s.play(ctx, p, in)
	var no refusal
	switch {
	case errors.As(err, &no):
		fail(w, no.status, no.line, s.world.locale(p.ID))
	case err != nil:
		s.cfg.Log.Warn("an act in the playground failed", "act", in.Act, "err", err)
		fail(w, http.StatusServiceUnavailable, wordTryAgain, s.world.locale(p.ID))
	default:
		reply(w, http.StatusOK, out)
	}
}

func (s *server) play(ctx context.Context, p Person, in act) (outcome, error) {
	sc := scene{act: in, person: p, locale: s.world.locale(p.ID), event: rand.Text()}
	if in.Look != Slack && in.Look != Discord {
		return outcome{}, refusal{http.StatusBadRequest, wordNoSuchLook}
	}
	switch in.Conversation {
	case home:
	case direct:
		sc.place = directOf(p.ID)
	default:
		sc.place = in.Conversation
		if isDirect(sc.place) || !s.world.in(p, sc.place) {
			return outcome{}, refusal{http.StatusNotFound, wordNoSuchPlace}
		}
	}
	switch in.Act {
	case "say":
		return s.typed(ctx, sc)
	case "press":
		return s.pressed(ctx, sc)
	case "send":
		return s.sent(ctx, sc)
	case "shortcut":
		return s.shortcut(ctx, sc)
	case "home":
		return s.opened(ctx, sc)
	case "read":
		return outcome{}, s.markRead(ctx, sc)
	case "dismiss":
		return outcome{}, s.dismiss(ctx, sc)
	case "locale":
		return outcome{}, s.switchLocale(ctx, sc)
	}
	return outcome{}, refusal{http.StatusBadRequest, wordNoSuchAct}
}

// meta is what the bot learns about every act.
func (s *server) meta(sc scene) bot.Meta {
	m := bot.Meta{
		ID: sc.event, Community: s.cfg.Community.ID, User: sc.person.ID,
		Locale: sc.locale, Traits: sc.Look.traits(),
	}
	if sc.place != "" && !isDirect(sc.place) {
		m.Channel = bot.Channel(sc.place)
	}
	return m
}

// typed is a line of the composer: a command, a word to the bot, or a message
// in a channel.
func (s *server) typed(ctx context.Context, sc scene) (outcome, error) {
	text := strings.TrimSpace(strings.ToValidUTF8(sc.Text, "�"))
	if text == "" {
		return outcome{}, refusal{http.StatusBadRequest, wordNothingTyped}
	}
	if sc.place == "" {
		sc.place = directOf(sc.person.ID)
	}
	m := message{Conversation: sc.place, From: sc.person.ID, Text: text}
	if command, ok := commandLine(text); ok {
		m.Echo, m.Only = true, sc.person.ID
		s.say(ctx, m)
		s.recorded(sc, command)
		return s.answered(ctx, sc, bot.UsedCommand{Meta: s.meta(sc), Line: command})
	}
	if utf8.RuneCountInString(text) > maxTyped {
		return outcome{}, refusal{http.StatusRequestEntityTooLarge, wordTooLong}
	}
	s.say(ctx, m)
	if !isDirect(sc.place) {
		s.recorded(sc, text)
		return outcome{}, nil
	}
	s.recorded(sc, "@bot "+text)
	return s.answered(ctx, sc, bot.Wrote{Meta: s.meta(sc), Text: text})
}

// commandLine is the text as a command, if it begins with a slash of either
// width.
func commandLine(text string) (string, bool) {
	if rest, wide := strings.CutPrefix(text, "／"); wide {
		return "/" + rest, true
	}
	return text, strings.HasPrefix(text, "/")
}

func (s *server) pressed(ctx context.Context, sc scene) (outcome, error) {
	action, err := bot.ParseAction(sc.Action)
	if err != nil {
		return outcome{}, refusal{http.StatusBadRequest, wordNoSuchButton}
	}
	if err := s.checkOrigin(sc); err != nil {
		return outcome{}, err
	}
	s.recordPress(sc)
	return s.answered(ctx, sc, bot.Pressed{Meta: s.meta(sc), Action: action, Message: bot.MessageRef(sc.Message)})
}

func (s *server) sent(ctx context.Context, sc scene) (outcome, error) {
	if err := s.checkOrigin(sc); err != nil {
		return outcome{}, err
	}
	values := bot.Values{}
	for name, value := range sc.Values {
		values[name] = strings.ToValidUTF8(value, "�")
	}
	s.recordSent(sc, values)
	return s.answered(ctx, sc, bot.Sent{Meta: s.meta(sc), Sheet: sc.Sheet, Values: values})
}

// checkOrigin refuses a message which the person does not see, or which is not
// the bot's. None is fine: a form that a command opened, the home page.
func (s *server) checkOrigin(sc scene) error {
	if sc.Message == "" {
		return nil
	}
	r, ok := s.world.message(sc.Message)
	if !ok || !s.world.sees(sc.person, r.Value) || r.Value.From != "" || r.Value.Conversation != sc.place {
		return refusal{http.StatusNotFound, wordNoSuchMessage}
	}
	return nil
}

// shortcut is a route used on what a person wrote in a channel.
func (s *server) shortcut(ctx context.Context, sc scene) (outcome, error) {
	r, ok := s.world.message(sc.Message)
	if !ok || !s.world.sees(sc.person, r.Value) || r.Value.From == "" || r.Value.Echo || r.Value.Conversation != sc.place || isDirect(sc.place) {
		return outcome{}, refusal{http.StatusNotFound, wordNoSuchMessage}
	}
	for _, route := range s.bot.Routes() {
		if route.Name == sc.Route && route.OnMessage != nil {
			on := &bot.Source{Ref: bot.MessageRef(r.ID), Author: r.Value.From, Text: r.Value.Text}
			s.recorded(sc, fmt.Sprintf("use %q on %q", route.OnMessage(sc.locale), firstLine(r.Value.Text)))
			return s.answered(ctx, sc, bot.UsedCommand{Meta: s.meta(sc), Command: route.Name, On: on})
		}
	}
	return outcome{}, refusal{http.StatusNotFound, wordNoSuchAct}
}

// opened is the home page, written anew each time it is looked at.
func (s *server) opened(ctx context.Context, sc scene) (outcome, error) {
	sc.place = ""
	answer, err := s.deliver(ctx, sc, bot.Opened{Meta: s.meta(sc)})
	if err != nil {
		return outcome{}, err
	}
	var m bot.Message
	switch r := answer.(type) {
	case bot.Reply:
		m = r.Message
	case bot.Update:
		m = r.Message
	default:
		return outcome{}, nil
	}
	s.script.looked(sc.person.ID, blocksOf(m))
	return outcome{Home: forPage(blocksOf(m))}, nil
}

// answered gives an event to the bot and shows what it says.
func (s *server) answered(ctx context.Context, sc scene, e bot.Event) (outcome, error) {
	response, err := s.deliver(ctx, sc, e)
	if err != nil {
		return outcome{}, err
	}
	return s.answer(ctx, sc, response)
}

// firstLine is enough of a text to find it by.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
