package discord_test

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/secret"
)

// Most tests wait most of the time, so there are more of them at once than
// processors.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

const acme bot.CommunityID = "acme"

// fakeBot is a bot that answers as it is told, and counts.
type fakeBot struct {
	routes   []bot.Route
	opens    func(bot.Event) bool
	answer   func(context.Context, bot.Event) bot.Response
	complete func(context.Context, string) []bot.Pick

	mu   sync.Mutex
	seen map[string]int // events by id
	got  []bot.Event
}

func (c *fakeBot) Routes() []bot.Route { return c.routes }

func (c *fakeBot) Opens(e bot.Event) bool { return c.opens != nil && c.opens(e) }

func (c *fakeBot) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	c.mu.Lock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[e.About().ID]++
	c.got = append(c.got, e)
	c.mu.Unlock()
	return c.answer(ctx, e)
}

func (c *fakeBot) Complete(ctx context.Context, _ bot.Meta, _, _, typed string) []bot.Pick {
	if c.complete == nil {
		return nil
	}
	return c.complete(ctx, typed)
}

func (c *fakeBot) events() []bot.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Event(nil), c.got...)
}

func says(text string) func(context.Context, bot.Event) bot.Response {
	return func(context.Context, bot.Event) bot.Response { return bot.Reply{Message: bot.Say(bot.Plain(text))} }
}

func both(s string) func(bot.Locale) string { return func(bot.Locale) string { return s } }

// ping is the least route.
func ping() bot.Route { return bot.Route{Name: "x.ping", Command: "ping", Summary: both("Ping")} }

// harness is the adapter, connected to a Discord with one server and one person.
type harness struct {
	t       *testing.T
	discord *discordtest.Discord
	adapter *discord.Adapter
	url     string // for interactions over HTTP
	log     *bottest.Log

	server, channel, hana string

	stop context.CancelFunc
	done chan error
}

type setting func(*discord.Config)

func fast(c *discord.Config) {
	c.Pace.Identify, c.Pace.Reconnect, c.Pace.ReconnectMost = time.Millisecond, 5*time.Millisecond, 50*time.Millisecond
}

func newRig(t *testing.T, how discordtest.Interactions, options []discordtest.Option, settings ...setting) *harness {
	t.Helper()
	r := &harness{t: t, discord: discordtest.Start(append(options, discordtest.Deliver(how))...), log: &bottest.Log{}}
	r.server = r.discord.AddServer()
	r.channel = r.discord.AddChannel(r.server, "general", discordtest.TextChannel)
	r.hana = r.discord.AddUser("田中 花", "ja")
	r.discord.SetMember(r.server, r.hana, &discordtest.Member{})
	app := discord.App{
		Token: secret.New(discordtest.Token), Servers: map[string]bot.CommunityID{r.server: acme},
		Roles: map[string]bot.Role{discordtest.RoleHR: bot.HR, discordtest.RoleManager: bot.Manager},
	}
	if how == discordtest.OverHTTP {
		app.PublicKey = r.discord.PublicKey()
	}
	c := discord.Config{
		Apps: []discord.App{app}, APIURL: r.discord.URL(),
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	fast(&c)
	for _, s := range settings {
		s(&c)
	}
	var err error
	if r.adapter, err = discord.New(c); err != nil {
		t.Fatal(err)
	}
	var front *httptest.Server
	if how == discordtest.OverHTTP {
		front = httptest.NewServer(r.adapter.Handler())
		r.url = front.URL
		r.discord.DeliverTo(front.URL)
	}
	t.Cleanup(func() {
		r.end()
		if front != nil {
			front.CloseClientConnections()
			front.Close()
		}
		r.discord.Close()
		if wrong := r.discord.Wrong(); len(wrong) > 0 {
			t.Errorf("Discord would have refused:\n%s", strings.Join(wrong, "\n"))
		}
	})
	return r
}

// run connects the bot.
func (r *harness) run(d bot.Dispatcher) {
	r.t.Helper()
	r.begin(d)
	if err := r.discord.AwaitConnected(1, 10*time.Second); err != nil {
		r.t.Fatal(err)
	}
	r.ready()
}

func (r *harness) begin(d bot.Dispatcher) {
	ctx, cancel := context.WithCancel(context.Background())
	r.stop, r.done = cancel, make(chan error, 1)
	go func() { r.done <- r.adapter.Run(ctx, d) }()
}

func (r *harness) ready() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	if err := adaptertest.AwaitReady(ctx, r.adapter); err != nil {
		r.t.Fatal(err)
	}
}

// end disconnects it. It reports how long that took.
func (r *harness) end() time.Duration {
	if r.stop == nil {
		return 0
	}
	begun := time.Now()
	r.stop()
	if err := <-r.done; err != nil {
		r.t.Errorf("Run ended with: %v", err)
	}
	r.stop = nil
	return time.Since(begun)
}

// command has hana use /ping.
func (r *harness) command() *discordtest.Talk {
	return r.discord.Do(discordtest.Deed{Type: discordtest.UseCommand, User: r.hana, Server: r.server, Channel: r.channel, Name: "ping"})
}

// press has hana press a button of a message.
func (r *harness) press(message, custom string) *discordtest.Talk {
	return r.discord.Do(discordtest.Deed{
		Type: discordtest.PressButton, User: r.hana, Server: r.server, Channel: r.channel, Message: message, Custom: custom,
	})
}

func (r *harness) settled(talk *discordtest.Talk) {
	r.t.Helper()
	if err := r.discord.Settled(talk, 10*time.Second); err != nil {
		r.t.Fatal(err)
	}
}

// acknowledged waits until the interaction has its first answer.
func (r *harness) acknowledged(talk *discordtest.Talk) {
	r.t.Helper()
	if err := r.discord.Wait(5*time.Second, "the first answer", func() bool { return !talk.Answered.IsZero() }); err != nil {
		r.t.Fatal(err)
	}
}

// shows is the text of a message.
func shows(m discordtest.Message) string {
	var all []discordtest.Component
	if err := json.Unmarshal(m.Components, &all); err != nil {
		return err.Error()
	}
	var lines []string
	for _, c := range all {
		if c.Content != "" {
			lines = append(lines, c.Content)
		}
		for _, b := range c.Components {
			lines = append(lines, "["+b.Label+"]")
		}
	}
	return strings.Join(lines, "\n")
}
