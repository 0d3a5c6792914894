package link_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/bottest/featuretest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/link"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// world is a bot whose members link accounts. The codes are CADE000001 and so on.
type world struct {
	*featuretest.Harness
	members *member.Members
}

func newWorld(t *testing.T) *world {
	w := &world{}
	var codes atomic.Int64
	w.Harness = featuretest.New(t, redistest.Mini(t), func(env bottest.Env) bottest.Bot {
		w.members = member.New(member.Deps{DB: env.DB, Clock: env.Clock, Profile: env.Profile})
		return featuretest.Bot(w.members, link.New(link.Deps{
			DB: env.DB, Members: w.members, Outbox: deliver.NewOutbox(env.DB), Profile: env.Profile,
			Code: func(string) string { return fmt.Sprintf("CADE%06d", codes.Add(1)) },
		}))
	})
	return w
}

const (
	hana bot.User = "stage:hana"
	ken  bot.User = "stage:ken"
	eve  bot.User = "stage:eve"
)

// Many codes typed at once by one account teach it no more than five typed one
// after another.
func TestGuessingAtOnce(t *testing.T) {
	w := newWorld(t)
	var wrong, other atomic.Int64
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			if strings.Contains(bottest.Read(w.Type(eve, fmt.Sprintf("/alumni link code:AAAA%06d", i))), "does not work") {
				wrong.Add(1)
			} else {
				other.Add(1)
			}
		})
	}
	all.Wait()
	if wrong.Load() > 5 {
		t.Errorf("%d codes were judged", wrong.Load())
	}
	w.Register(w.members, "hana", member.Member{})
	w.Type(hana, "/alumni link")
	if got := bottest.Read(w.Type(eve, "/alumni link code:CADE000001")); !strings.Contains(got, "too many wrong codes") && wrong.Load() == 5 {
		t.Errorf("after them, a right one: %s", got)
	}
}

// However many confirm at once, an account belongs to one member.
func TestLinkingAtOnce(t *testing.T) {
	for range 5 {
		w := newWorld(t)
		w.Register(w.members, "hana", member.Member{})
		w.Register(w.members, "ken", member.Member{})
		// Both ask the same account to be theirs.
		w.Type(hana, "/alumni link")
		w.Type(ken, "/alumni link")
		var buttons []bot.Action
		for _, code := range []string{"CADE000001", "CADE000002"} {
			buttons = append(buttons, bottest.Buttons(w.Type("stage:both", "/alumni link code:"+code))[0].Action)
		}
		var done atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				if strings.Contains(bottest.Read(w.Press("stage:both", buttons[i%2])), "The accounts are linked") {
					done.Add(1)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 {
			t.Errorf("linked %d times", done.Load())
		}
		accounts := 0
		for _, name := range []string{"hana", "ken"} {
			r, err := w.members.Holder(t.Context(), "acme", bot.User("stage:"+name), w.Now)
			if err != nil {
				t.Fatal(err)
			}
			accounts += len(r.Value.Accounts)
		}
		if accounts != 3 {
			t.Errorf("%d accounts of two members and one more", accounts)
		}
	}
}

// Neither the code nor who typed it can be read from Redis's keys, and the code
// not from the values either.
func TestCodesAreNotKept(t *testing.T) {
	w := newWorld(t)
	w.Type(hana, "/alumni link")
	w.Type(eve, "/alumni link code:CADE000007")
	for key, value := range w.Redis.Dump(t) {
		if strings.Contains(strings.ToUpper(key+value), "CADE0") {
			t.Errorf("%s holds the code: %s", key, value)
		}
		if strings.Contains(key, "linkcode") && strings.Contains(key, "hana") || strings.Contains(key, "linkguess") && strings.Contains(key, "eve") {
			t.Errorf("the key %s names an account", key)
		}
	}
}

// How often a person waits for Redis.
func TestRoundTrips(t *testing.T) {
	w := newWorld(t)
	w.Register(w.members, "hana", member.Member{})
	w.Type(hana, "/alumni profile") // brings connections and scripts up
	trips := w.Trips()
	trips.Of("show", func() bot.Response { return w.Type(hana, "/alumni link") })
	trips.Of("wrong code", func() bot.Response { return w.Type("stage:hana2", "/alumni link code:AAAA000000") })
	asked := trips.Of("right code", func() bot.Response { return w.Type("stage:hana2", "/alumni link code:CADE000001") })
	linked := trips.Of("link", func() bot.Response { return w.Press("stage:hana2", bottest.Buttons(asked)[0].Action) })
	trips.Of("here", func() bot.Response { return w.Press("stage:hana2", bottest.Buttons(linked)[0].Action) })
	trips.Of("unlink", func() bot.Response {
		return w.PressRoute("stage:hana2", "link.part", "this")
	})
	trips.Want(map[string]int{"show": 3, "wrong code": 3, "right code": 3, "link": 3, "here": 2, "unlink": 2})
}
