package main

import (
	"context"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// again is what people read while Redis is away, with a reference.
var again = map[bot.Locale]*regexp.Regexp{
	bot.Japanese: regexp.MustCompile(`^いま接続できません。少し待って、もう一度お試しください。（照会番号 ([A-Z2-7]{8})）$`),
	bot.English:  regexp.MustCompile(`^We can't reach our data right now\. Please try again in a moment\. \(Reference ([A-Z2-7]{8})\)$`),
}

// troubled is an answer which says that something went wrong with the bot.
var troubled = regexp.MustCompile(`照会番号|[Rr]eference`)

// scissors take the line to Redis down after a number of round trips.
type scissors struct {
	line *redistest.Line
	left atomic.Int64
}

func newScissors(r *redistest.Redis) *scissors {
	s := &scissors{line: r.Line}
	s.mend()
	r.Client.AddHook(s)
	return s
}

// cut takes the line down once it has carried n more round trips.
func (s *scissors) cut(n int) { s.left.Store(int64(n)) }

// mend brings the line back.
func (s *scissors) mend() {
	s.left.Store(math.MaxInt64)
	s.line.Down(false)
}

func (s *scissors) trip() {
	if s.left.Add(-1) < 0 {
		s.line.Down(true)
	}
}

func (s *scissors) DialHook(next redis.DialHook) redis.DialHook { return next }

func (s *scissors) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		s.trip()
		return next(ctx, c)
	}
}

func (s *scissors) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cs []redis.Cmder) error {
		s.trip()
		return next(ctx, cs)
	}
}

// mostTrips is more round trips than any answer takes, those included that
// teach a new server its scripts.
const mostTrips = 10

// Redis goes away at every step of every route: people are told to try again,
// nothing is half written, and the same event works as soon as Redis is back.
func TestWithoutRedis(t *testing.T) {
	r := anyRedis(t)
	line := newScissors(r)
	for _, route := range slices.Sorted(maps.Keys(scenes)) {
		for l, words := range again {
			t.Run(route+" "+string(l), func(t *testing.T) {
				w := newTown(t, r)
				s := w.scene(route, func(a actor) actor { return a.speaking(l) })
				w.loses(line, s.open, words)
				if s.asks {
					w.loses(line, s.who.sent(s.who.do(s.open), s.values), words)
				}
			})
		}
	}
}

// loses delivers the event without Redis, then with Redis for one round trip
// only, and so on, until it is answered.
func (w *town) loses(s *scissors, event bot.Event, words *regexp.Regexp) {
	w.t.Helper()
	w.troubled.Store(true)
	defer w.troubled.Store(false)
	before := w.redis.Dump(w.t)
	for trips := range mostTrips {
		s.cut(trips)
		said := bottest.Words(w.Engine.Dispatch(w.t.Context(), event))
		s.mend()
		found := words.FindStringSubmatch(said)
		switch {
		case found == nil && (trips == 0 || troubled.MatchString(said)):
			w.t.Fatalf("Redis is away after %d round trips, and this is said:\n%s", trips, said)
		case found == nil:
			return
		}
		if !w.wasLogged(found[1]) {
			w.t.Errorf("the reference %s is not in the log", found[1])
		}
		if diff := cmp.Diff(before, w.redis.Dump(w.t)); diff != "" {
			w.t.Fatalf("after %d round trips something was written:\n%s", trips, diff)
		}
	}
	w.t.Fatalf("%d round trips are not enough", mostTrips)
}

// What reaches the bot in other ways than by its routes' commands and buttons.
func TestOtherEventsWithoutRedis(t *testing.T) {
	t.Parallel()
	w := newTown(t, anyRedis(t))
	line, mori := newScissors(w.redis), w.as("mori")
	source := &bot.Source{Ref: "stage:m1", Author: w.platform.Account("mori"), Text: "Goの監視をお願いできる方、時給6,000円です"}
	for name, event := range map[string]bot.Event{
		"a direct message": bot.Wrote{Meta: mori.meta(), Text: "gig list"},
		"chatter":          bot.Wrote{Meta: mori.meta(), Text: "こんにちは"},
		"a shortcut":       bot.UsedCommand{Meta: mori.meta(), Command: "gig.post", On: source},
	} {
		t.Run(name, func(*testing.T) { w.loses(line, event, again[bot.Japanese]) })
	}
	w.redis.Line.Down(true)
	if picks := w.Engine.Complete(t.Context(), mori.meta(), "gig.show", "gig", ""); len(picks) != 0 {
		t.Errorf("completions without Redis: %v", picks)
	}
}

// The parts that run by themselves go on when Redis is back, without anybody
// doing anything.
func TestTheBotRecoversByItself(t *testing.T) {
	t.Parallel()
	w := newTown(t, anyRedis(t))
	w.troubled.Store(true)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { _ = w.courier.Run(ctx) })
	running.Go(func() { _ = w.Members.Index().Run(ctx, []bot.CommunityID{bottest.Home}) })

	mori := w.as("mori")
	draft := mori.drafts(nil)
	w.redis.Line.Down(true)
	if said := bottest.Words(mori.do(mori.pressed("gig.publish", draft))); !again[bot.Japanese].MatchString(said) {
		t.Errorf("Redis is away, and this is said:\n%s", said)
	}
	await(t, "the courier notices that Redis is away", func() bool { return w.wasLogged("deliveries are held up") })
	w.redis.Line.Down(false)

	newcomer := w.moveIn(true)
	await(t, "the index knows who came meanwhile", func() bool {
		return strings.Contains(bottest.Words(mori.do(mori.typed("/alumni find text:新井"))), "1人見つかりました")
	})
	mori.do(mori.pressed("gig.publish", draft))
	told := map[string]bool{}
	await(t, "everybody whom the gig fits hears of it", func() bool {
		for _, n := range w.platform.Shown() {
			if n.Place.Kind == bottest.Direct && strings.Contains(strings.Join(bottest.Lines(n.Message), "\n"), offer["title"]) {
				told[n.Place.Person] = true
			}
		}
		return told["hana"] && told["rin"] && told[newcomer]
	})
}
