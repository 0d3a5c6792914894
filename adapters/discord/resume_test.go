package discord_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/adapters/discord"
	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
)

// To end a connection costs no more than to say goodbye.
func TestConnectionEndsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, discordtest.OverGateway, nil)
	r.run(&fakeBot{routes: []bot.Route{ping()}})
	if took := r.end(); took > 500*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// What is written while a connection is replaced arrives once, when the session
// is resumed.
func TestWrittenDuringReconnect(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(*discordtest.Discord){
		"op 7":                      (*discordtest.Discord).Reconnect,
		"op 9, resumable":           (*discordtest.Discord).Resume,
		"zombie":                    (*discordtest.Discord).Silence,
		"close 4000":                func(d *discordtest.Discord) { d.CloseWith(4000) },
		"close 1001":                func(d *discordtest.Discord) { d.CloseWith(1001) },
		"reset":                     (*discordtest.Discord).Drop,
		"op 7 as first packet, too": func(d *discordtest.Discord) { d.MeetWith(7, true); d.Reconnect() },
		"closed at resuming":        func(d *discordtest.Discord) { d.MeetClosing(4008); d.Reconnect() },
		"the API does not answer": func(d *discordtest.Discord) {
			d.Break(discordtest.Fault{Path: "/gateway", Cut: true, Times: 9})
			d.Reconnect()
		},
		"mute once when it connects": func(d *discordtest.Discord) { d.MeetMute(); d.Reconnect() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, discordtest.OverGateway, []discordtest.Option{discordtest.Heartbeat(beats)}, func(c *discord.Config) {
				c.Pace.Open = time.Second
			})
			d := &fakeBot{routes: []bot.Route{ping()}, answer: says("pong")}
			r.run(d)
			var written []string
			write := func() {
				id, delivered := r.discord.Write(r.hana, "hello")
				if !delivered {
					t.Error("there is no session")
				}
				written = append(written, id)
			}
			for range 20 {
				write()
			}
			breaks(r.discord)
			for range 20 {
				write()
			}
			if err := r.discord.AwaitConnected(1, 10*time.Second); err != nil {
				t.Fatalf("%v\n%s", err, r.log)
			}
			write()
			if err := r.discord.Wait(10*time.Second, "answers to all messages", func() bool { return len(r.repliesHeld()) == len(written) }); err != nil {
				t.Errorf("%v: %d of %d", err, d.done(), len(written))
			}
			r.end()
			d.mu.Lock()
			defer d.mu.Unlock()
			for _, id := range written {
				if n := d.seen["discord:"+id]; n != 1 {
					t.Errorf("%s arrived %d times", id, n)
				}
			}
			if n := len(r.discord.Identified()); n != 1 {
				t.Errorf("identified %d times", n)
			}
		})
	}
}
