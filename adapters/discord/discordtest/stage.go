package discordtest

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/secret"
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

	mu      sync.Mutex // of what follows, but while an answer is awaited
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

// NewStage is a stage whose platform ends with the test.
func NewStage(t testing.TB, how Interactions) *Stage {
	s := &Stage{
		t: t, discord: Start(Deliver(how)), servers: map[bot.CommunityID]string{}, people: map[string]*person{}, places: map[string]string{},
		forms: map[string]form{}, intros: map[string]bot.Text{}, titles: map[string]string{}, home: map[string]string{},
		aliases: map[bot.MessageRef]bool{}, true_: map[bot.MessageRef]bot.MessageRef{},
	}
	app := discord.App{Token: secret.New(Token), Servers: map[string]bot.CommunityID{}, Roles: map[string]bot.Role{
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
	if err := s.Lower(); err != nil {
		s.t.Errorf("the adapter ended with: %v", err)
	}
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
func (s *Stage) Raise(ctx context.Context, d bot.Dispatcher) error {
	if err := s.Lower(); err != nil {
		return err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.stop, s.done = cancel, make(chan error, 1)
	s.bot = &listener{Dispatcher: d, discord: s.discord, said: map[string]bot.Response{}, submits: map[string]string{}}
	go func() { s.done <- s.adapter.Run(running, s.bot) }()
	if err := s.discord.AwaitConnected(1, waitTime); err != nil {
		return err
	}
	if err := s.discord.Wait(waitTime, "the commands", func() bool { return s.discord.puts > 0 }); err != nil {
		return err
	}
	ctx, done := context.WithTimeout(ctx, waitTime)
	defer done()
	return adaptertest.AwaitReady(ctx, s.adapter)
}

// Lower disconnects the bot.
func (s *Stage) Lower() error {
	if s.stop == nil {
		return nil
	}
	s.stop()
	s.stop = nil
	return <-s.done
}

// listener hears what the bot answers, for what Discord does not show of it.
type listener struct {
	bot.Dispatcher
	discord *Discord
	mu      sync.Mutex
	said    map[string]bot.Response
	submits map[string]string // by sheet
}

func (l *listener) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	r := l.Dispatcher.Dispatch(ctx, e)
	l.mu.Lock()
	l.said[e.About().ID] = r
	if ask, ok := r.(bot.Ask); ok {
		l.submits[ask.Sheet.ID] = ask.Sheet.Submit
	}
	l.mu.Unlock()
	l.discord.mu.Lock()
	l.discord.tell()
	l.discord.mu.Unlock()
	return r
}

func (l *listener) answer(id string) bot.Response {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said["discord:"+id]
}

// forget has answer wait for another answer to the same event.
func (l *listener) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.said, "discord:"+id)
}

// submit is the label of the button that sends a form.
func (l *listener) submit(sheet string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.submits[sheet]
}

// Shown is what came up or changed since the last call.
func (s *Stage) Shown() []bottest.Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
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

// On is Discord as scripts are played on it, with interactions that reach the bot in
// one way. It is always cramped.
func On(how Interactions) bottest.Platform {
	return bottest.Platform{Name: bottest.OnDiscord, Cramped: true, Stage: func(t testing.TB) bottest.Stage { return NewStage(t, how) }}
}
