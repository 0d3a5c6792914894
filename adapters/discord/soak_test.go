package discord_test

import (
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// mishap is something that a platform does to its bots.
type mishap struct {
	name string
	do   func(*harness, *fakeBot)
}

func closing(f func(*discordtest.Discord)) func(*harness, *fakeBot) {
	return func(r *harness, _ *fakeBot) { f(r.discord) }
}

// mishaps are those that people notice nothing of as long as a connection is
// up.
var mishaps = []mishap{
	{"op 7", closing((*discordtest.Discord).Reconnect)},
	{"op 9", closing((*discordtest.Discord).Invalidate)},
	{"zombie", closing((*discordtest.Discord).Silence)},
	{"close 4000", closing(func(d *discordtest.Discord) { d.CloseWith(4000) })},
	{"op 7 as the first packet", closing(func(d *discordtest.Discord) { d.MeetWith(7, true); d.Reconnect() })},
	{"op 7 instead of READY", closing(func(d *discordtest.Discord) { d.MeetWith(7, false); d.Reconnect() })},
	{"op 9 instead of READY", closing(func(d *discordtest.Discord) { d.MeetWith(9, false); d.CloseWith(4009) })},
	{"op 11 as the first packet", closing(func(d *discordtest.Discord) { d.MeetWith(11, true); d.Reconnect() })},
	{"closed at identifying", closing(func(d *discordtest.Discord) { d.MeetClosing(4008); d.Reconnect() })},
	{"the API is away", closing(func(d *discordtest.Discord) {
		d.Break(discordtest.Fault{Method: "GET", Path: "/gateway", Cut: true, Times: 3})
		d.Reconnect()
	})},
	{"replies are lost", closing(func(d *discordtest.Discord) {
		d.Break(discordtest.Fault{Method: "POST", Path: "/callback", Lost: true, Times: 10})
		d.Break(discordtest.Fault{Method: "POST", Path: "/messages", Lost: true, Times: 3})
	})},
	{"the API is ill", closing(func(d *discordtest.Discord) {
		d.Break(discordtest.Fault{Method: "POST", Path: "/callback", Status: 502, Times: 10})
		d.Break(discordtest.Fault{Method: "PATCH", Path: "/webhooks", Cut: true, Times: 3})
	})},
	{"limits", closing(func(d *discordtest.Discord) {
		f := discordtest.Limit(discordtest.LimitedUser, "POST", "/callback", "0.2")
		f.Times = 5
		d.Break(f)
	})},
	{"a fatal code, and a new start", func(r *harness, d *fakeBot) {
		if err := r.shutOut(4014); !errors.Is(err, bot.ErrStopped) {
			r.t.Errorf("with a fatal code, Run ended with: %v", err)
		}
		r.stop()
		r.begin(d)
	}},
}

// shutOut closes every connection with a code until Run ends, as Discord does
// with one that does not go away, and returns what it ended with.
func (r *harness) shutOut(code int) error {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		r.discord.CloseWith(code)
		select {
		case err := <-r.done:
			return err
		case <-again.C:
		}
	}
}

// Whatever a connection meets with, again and again, another one follows, nothing
// that was delivered to a live connection is lost or done twice, and nothing
// grows. ALUMNIBOT_SOAK says for how long, as a duration; 20 seconds unless told.
func TestSoakGateway(t *testing.T) {
	last, _ := bottest.Soak(t)
	until := time.Now().Add(last)
	r, d := newFaultRun(t)
	var before uint64
	rounds, delivered, connections := 0, 0, 0
	for ; rounds < 3 || time.Now().Before(until); rounds++ {
		delivered += r.faultRun(d)
		connections += len(r.discord.Identified())
		r.discord.Forget()
		r.discord.Refill(1000) // the day's identifications
		d.forget()
		r.log.Take()
		if rounds == 0 {
			before = bottest.Heap() // of a bot that has seen everything once
		}
	}
	after := bottest.Heap()
	// The SDK's sessions remember each path until they are replaced, after some
	// thousand calls.
	const sessions = 3 << 20
	if after > before+sessions {
		t.Errorf("the heap grew from %d to %d kB in %d rounds, with %d acts", before>>10, after>>10, rounds, delivered)
	}
	r.end()
	r.discord.Close()
	goleak.VerifyNone(t)
	t.Logf("%d rounds: %d delivered through %d connections, a heap of %d kB after the first and of %d kB after the last",
		rounds, delivered, connections, before>>10, after>>10)
}
