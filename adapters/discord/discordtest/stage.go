package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// Stage is Discord with the real adapter in front of it, for scripts. Its people
// are on one server for each community, and have used the bot before, so that it
// knows their languages.
type Stage struct {
	t       testing.TB
	discord *Discord
	adapter *discord.Adapter
	http    *httptest.Server

	servers map[bot.CommunityID]string
	people  map[string]*person // by the name in scripts
	places  map[string]string  // channels by "community #name"

	stop context.CancelFunc
	done chan error
	bot  *listener

	shown   []bottest.Shown
	forms   map[string]form         // by custom id
	intros  map[string]bot.Text     // by sheet: what was said before its form
	titles  map[string]string       // by draft
	posts   []posted                // what people wrote in channels
	home    map[string]string       // the message that is somebody's home page
	aliases map[bot.MessageRef]bool // messages that only stood before a form
	last    func() error
	renamed int
	true_   map[bot.MessageRef]bot.MessageRef // what a reference of the script is on Discord
}

type person struct {
	bottest.Person
	user string
	cast bool
	open string // the custom id of the form that is open
}

// form is a modal that somebody saw.
type form struct {
	modal   Modal
	message string // with the button that opened it
	submit  string // what Discord does not show
}

type posted struct {
	in      bot.CommunityID
	channel string
	message string
	text    string
}

// waitTime is how long an answer may take here.
const waitTime = 10 * time.Second

// NewStage is a stage whose platform ends with the test. It has the traits of a
// platform where little fits on a screen; for others it returns nil.
func NewStage(t testing.TB, traits bot.Traits, how Interactions) bottest.Stage {
	if traits.InlineFaults {
		return nil
	}
	s := &Stage{
		t: t, discord: Start(Deliver(how)), servers: map[bot.CommunityID]string{}, people: map[string]*person{}, places: map[string]string{},
		forms: map[string]form{}, intros: map[string]bot.Text{}, titles: map[string]string{}, home: map[string]string{},
		aliases: map[bot.MessageRef]bool{}, true_: map[bot.MessageRef]bot.MessageRef{},
	}
	app := discord.App{Token: Token, Servers: map[string]bot.CommunityID{}, Roles: map[string]bot.Role{
		RoleManager: bot.Manager, RoleHR: bot.HR, RoleEmployee: bot.Employee,
	}}
	for _, in := range []bot.CommunityID{bottest.Home, bottest.Other} {
		s.servers[in] = s.discord.AddServer()
		app.Servers[s.servers[in]] = in
	}
	if how == OverHTTP {
		app.PublicKey = s.discord.PublicKey()
	}
	var err error
	s.adapter, err = discord.New(discord.Config{
		Apps: []discord.App{app}, APIURL: s.discord.URL(), Pace: discord.Pace{Identify: time.Millisecond, Reconnect: 10 * time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	if how == OverHTTP {
		s.http = httptest.NewServer(s.adapter.Handler())
		s.discord.DeliverTo(s.http.URL)
	}
	t.Cleanup(s.close)
	return s
}

func (s *Stage) close() {
	s.lower()
	if s.http != nil {
		s.http.CloseClientConnections()
		s.http.Close()
	}
	s.discord.Close()
	for _, wrong := range s.discord.Wrong() {
		s.t.Errorf("Discord would have refused: %s", wrong)
	}
}

// Adapter is the real one.
func (s *Stage) Adapter() bot.Adapter { return s.adapter }

// Raise connects the bot, and disconnects the one before.
func (s *Stage) Raise(_ context.Context, d bot.Dispatcher) error {
	s.lower()
	ctx, cancel := context.WithCancel(context.Background())
	s.stop, s.done = cancel, make(chan error, 1)
	s.bot = &listener{Dispatcher: d, said: map[string]bot.Response{}}
	go func() { s.done <- s.adapter.Run(ctx, s.bot) }()
	if err := s.discord.AwaitConnected(1, waitTime); err != nil {
		return err
	}
	if err := s.discord.Wait(waitTime, "the commands", func() bool { return s.discord.puts > 0 }); err != nil {
		return err
	}
	return awaitReady(s.adapter)
}

// awaitReady waits until the adapter says that it is connected.
func awaitReady(a *discord.Adapter) error {
	for end := time.Now().Add(waitTime); ; time.Sleep(time.Millisecond) {
		err := a.Ready()
		if err == nil || time.Now().After(end) {
			return err
		}
	}
}

func (s *Stage) lower() {
	if s.stop == nil {
		return
	}
	s.stop()
	if err := <-s.done; err != nil {
		s.t.Errorf("the adapter ended with: %v", err)
	}
	s.stop = nil
}

// listener hears what the bot answers, for what Discord does not show of it.
type listener struct {
	bot.Dispatcher
	mu   sync.Mutex
	said map[string]bot.Response
}

func (l *listener) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	r := l.Dispatcher.Dispatch(ctx, e)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said[e.About().ID] = r
	return r
}

func (l *listener) answer(id string) bot.Response {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said["discord:"+id]
}

func (s *Stage) person(name string) *person {
	p := s.people[name]
	if p == nil {
		p = &person{user: s.discord.AddUser(name, "")}
		p.ID = name
		s.people[name] = p
	}
	return p
}

// Account is the account of a person, who need not be there yet.
func (s *Stage) Account(name string) bot.User { return bot.User("discord:" + s.person(name).user) }

// Channel is a channel on a community's server.
func (s *Stage) Channel(in bot.CommunityID, name string) bot.Channel {
	return bot.Channel("discord:" + s.channel(in, name))
}

func (s *Stage) channel(in bot.CommunityID, name string) string {
	key := string(in) + " " + name
	if s.places[key] == "" {
		s.places[key] = s.discord.AddChannel(s.servers[in], name, TextChannel)
	}
	return s.places[key]
}

// Cast lets somebody in, or changes them.
func (s *Stage) Cast(q bottest.Person) {
	p := s.person(q.ID)
	p.Person, p.cast = q, true
	s.discord.Change(func(users map[string]*User, _ map[string]*Server, _ map[string]*Channel) {
		users[p.user].Name = q.Name
		users[p.user].Locale = map[bot.Locale]string{bot.Japanese: "ja", bot.English: "en-GB"}[q.Locale]
	})
	if u := s.user(p); !u.Gone {
		s.discord.SetMember(s.servers[q.Community], p.user, memberOf(q.Roles))
	}
	// They have typed something before: the bot knows their language.
	t := s.discord.Do(Deed{
		Type: Autocomplete, User: p.user, Server: s.servers[q.Community], Channel: s.channel(q.Community, "#general"), Name: "hello",
		Options: []Given{{Type: optionString, Name: "x", Value: quote(""), Focused: true}},
	})
	if err := s.discord.Settled(t, waitTime); err != nil {
		s.t.Errorf("%s cannot be cast: %v", q.ID, err)
	}
	s.take()
	s.shown = nil
}

func (s *Stage) user(p *person) (u User) {
	s.discord.Change(func(users map[string]*User, _ map[string]*Server, _ map[string]*Channel) { u = *users[p.user] })
	return u
}

// memberOf is what a server knows of somebody: an outsider has not accepted its
// rules.
func memberOf(r bot.Role) *Member {
	m := &Member{Pending: r == 0}
	for role, id := range map[bot.Role]string{
		bot.Admin: RoleAdmin, bot.Manager: RoleManager, bot.HR: RoleHR, bot.Employee: RoleEmployee,
	} {
		if r&role != 0 {
			m.Roles = append(m.Roles, id)
		}
	}
	return m
}

// SetInbox closes somebody's direct messages, or opens them.
func (s *Stage) SetInbox(name string, closed bool) {
	p := s.person(name)
	s.discord.Change(func(users map[string]*User, _ map[string]*Server, _ map[string]*Channel) {
		users[p.user].Closed = closed
	})
}

// Deactivate ends somebody's account. Discord tells nobody.
func (s *Stage) Deactivate(_ context.Context, name string) error {
	p := s.person(name)
	s.discord.Change(func(users map[string]*User, servers map[string]*Server, _ map[string]*Channel) {
		users[p.user].Gone = true
		for _, g := range servers {
			delete(g.Members, p.user)
		}
	})
	return nil
}

// Act has somebody do something.
func (s *Stage) Act(_ context.Context, a bottest.Act) error {
	s.take()
	s.last = nil
	switch a := a.(type) {
	case bottest.Type:
		return s.types(a)
	case bottest.Write:
		return s.writes(a.Who, a.Text)
	case bottest.Press:
		return s.press(a)
	case bottest.Submit:
		return s.submit(a)
	case bottest.Look:
		return s.look(a)
	case bottest.Post:
		p := s.person(a.Who)
		channel := s.channel(p.Community, a.Channel)
		s.posts = append(s.posts, posted{p.Community, channel, s.discord.Post(p.user, channel, a.Text), a.Text})
		return nil
	case bottest.Use:
		return s.use(a)
	case bottest.Complete:
		return s.complete(a)
	case bottest.Join, bottest.Leave:
		return nil // without a privileged intent the bot does not hear of it
	default:
		return fmt.Errorf("this stage cannot play %T", a)
	}
}

// in is a deed on the server of the person's community.
func (s *Stage) in(who, channel string, d Deed) Deed {
	p := s.person(who)
	d.User, d.Server, d.Channel = p.user, s.servers[p.Community], channel
	return d
}

// do has somebody do something, and reads what came up. how reads what answers
// it.
func (s *Stage) do(d Deed, how func(*Talk) error) error {
	t := s.discord.Do(d)
	s.last = func() error {
		again := s.discord.Repeat(t)
		return errors.Join(s.discord.Settled(again, waitTime), how(again))
	}
	if err := s.discord.Settled(t, waitTime); err != nil {
		return err
	}
	return how(t)
}

func (s *Stage) types(a bottest.Type) error {
	p := s.person(a.Who)
	commands, _ := s.discord.Registered()
	line, ok := parseLine(commands, a.Line)
	if !ok {
		// The composer does not send it. A direct message takes every line.
		return s.writes(a.Who, a.Line)
	}
	return s.do(s.in(a.Who, s.channel(p.Community, a.Channel), Deed{Type: UseCommand, Name: line.name, Options: line.options}), s.read(a.Who))
}

func (s *Stage) look(a bottest.Look) error {
	p := s.person(a.Who)
	d := Deed{Type: UseCommand, Name: "alumni", Options: []Given{{Type: optionBelow, Name: "home"}}}
	return s.do(s.in(a.Who, s.channel(p.Community, "#general"), d), func(*Talk) error {
		s.take()
		for i := range s.shown {
			if n := &s.shown[i]; n.Place.Kind == bottest.Private {
				s.home[a.Who] = idOf(n.Ref)
				n.Place.Kind, n.Ref = bottest.AtHome, ""
			}
		}
		return nil
	})
}

func (s *Stage) press(a bottest.Press) error {
	ref := a.Message
	if real, ok := s.true_[ref]; ok {
		ref = real
	}
	message := idOf(ref)
	if a.Place.Kind == bottest.AtHome {
		message = s.home[a.Who]
	}
	d := s.in(a.Who, channelOf(s.discord, message), Deed{Type: PressButton, Message: message, Custom: a.Action.Encode()})
	if s.isDirect(d.Channel) || d.Channel == "" {
		d.Server, d.Channel = "", ""
	}
	return s.do(d, s.read(a.Who))
}

func (s *Stage) isDirect(channel string) (is bool) {
	s.discord.Change(func(_ map[string]*User, _ map[string]*Server, channels map[string]*Channel) {
		is = channels[channel] != nil && channels[channel].Kind == DirectChannel
	})
	return is
}

func channelOf(d *Discord, message string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := d.messages[message]; m != nil {
		return m.Channel
	}
	return ""
}

func idOf(ref bot.MessageRef) string {
	_, id, _ := strings.Cut(string(ref), "/")
	return id
}

func (s *Stage) submit(a bottest.Submit) error {
	f, known := s.forms[a.Sheet]
	p := s.person(a.Who)
	d := Deed{Type: SendForm, Custom: a.Sheet}
	if known {
		d.Custom, d.Fields = f.modal.CustomID, fieldsOf(f.modal, a.Values)
	}
	if p.open == a.Sheet {
		d.Message, p.open = f.message, ""
	}
	d = s.in(a.Who, s.channel(p.Community, "#general"), d)
	if at := channelOf(s.discord, d.Message); at != "" {
		d.Channel = at
	}
	if s.isDirect(d.Channel) {
		d.Server, d.Channel = "", ""
	}
	return s.do(d, s.read(a.Who))
}

func (s *Stage) use(a bottest.Use) error {
	p := s.person(a.Who)
	on := posted{}
	for _, one := range s.posts {
		if one.in == p.Community && strings.Contains(one.text, a.Text) {
			on = one
		}
	}
	if on.message == "" {
		return fmt.Errorf("there is no message in a channel to use %q on", a.Label)
	}
	commands, _ := s.discord.Registered()
	for _, c := range commands {
		shown := c.Name
		if localized, ok := c.Names["ja"]; ok && p.Locale == bot.Japanese {
			shown = localized
		}
		if c.Type == 3 && shown == a.Label {
			return s.do(s.in(a.Who, on.channel, Deed{Type: UseCommand, Name: c.Name, Target: on.message}), s.read(a.Who))
		}
	}
	return fmt.Errorf("no shortcut is called %q", a.Label)
}

func (s *Stage) complete(a bottest.Complete) error {
	p := s.person(a.Who)
	commands, _ := s.discord.Registered()
	line, ok := parseLine(commands, a.Line+"\u200b") // an option may be empty still
	if !ok || !line.focus() {
		return fmt.Errorf("%q does not end in an option of a command, such as /gig find skill:g", a.Line)
	}
	trimFocus(line.options)
	d := Deed{Type: Autocomplete, Name: line.name, Options: line.options}
	return s.do(s.in(a.Who, s.channel(p.Community, "#general"), d), s.read(a.Who))
}

// trimFocus takes away what kept an empty option there.
func trimFocus(options []Given) {
	for i := range options {
		trimFocus(options[i].Options)
		if options[i].Focused {
			var value string
			json.Unmarshal(options[i].Value, &value)
			options[i].Value = quote(strings.TrimSpace(strings.TrimSuffix(value, "\u200b")))
		}
	}
}

// writes is a direct message. The bot answers it with a reply.
func (s *Stage) writes(who, text string) error {
	p := s.person(who)
	id := s.discord.Write(p.user, text)
	await := func() error {
		return s.discord.Wait(waitTime, "the answer to a direct message", func() bool {
			switch s.bot.answer(id).(type) {
			case nil:
				return false
			case bot.Nothing:
				return true
			}
			for _, seen := range s.discord.seen {
				if seen.Message != nil && s.discord.channels[seen.Message.Channel].With == p.user {
					return true
				}
			}
			return false
		})
	}
	s.last = func() error {
		s.discord.RepeatMessage(id)
		return await()
	}
	if err := await(); err != nil {
		return err
	}
	s.take()
	return nil
}

// Again delivers the last event once more.
func (s *Stage) Again(context.Context) error {
	if s.last == nil {
		return errors.New("the bot hears nothing of this act, so it cannot be delivered twice")
	}
	return s.last()
}

// Shown is what came up or changed since the last call.
func (s *Stage) Shown() []bottest.Shown {
	s.take()
	shown := s.shown
	s.shown = nil
	return shown
}

// Play plays a feature's scripts over the real adapter, with interactions over
// the gateway and over signed HTTP.
func Play(t *testing.T, build bottest.Build) {
	t.Helper()
	for _, how := range []Interactions{OverGateway, OverHTTP} {
		t.Run(string(how), func(t *testing.T) { bottest.RunOn(t, build, On(how)) })
	}
}

// On is a bottest.RunOn stage that interactions reach the bot of in one way.
func On(how Interactions) func(testing.TB, bot.Traits) bottest.Stage {
	return func(t testing.TB, traits bot.Traits) bottest.Stage { return NewStage(t, traits, how) }
}
