package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// atOnce runs all together and returns what each said.
func atOnce(all ...func() bot.Response) []string {
	said := make([]string, len(all))
	var ready, done sync.WaitGroup
	ready.Add(len(all))
	start := make(chan struct{})
	for i, f := range all {
		done.Go(func() {
			ready.Done()
			<-start
			said[i] = bottest.Words(f())
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return said
}

// Two HR people accept two applicants for the last free place at the same time.
func TestTheLastPlaceIsGivenAwayOnce(t *testing.T) {
	w := newTown(t, anyRedis(t))
	const rounds = 40
	for range rounds {
		gig := w.as("mori").publishes(nil)
		hanas, rins := w.as("hana").applies(gig), w.as("rin").applies(gig)
		w.settle()
		w.platform.Shown()
		mori, shiba := w.as("mori"), w.as("shiba")
		said := atOnce(
			func() bot.Response { return mori.do(mori.pressed("gig.accept", hanas)) },
			func() bot.Response { return shiba.do(shiba.pressed("gig.accept", rins)) },
		)
		w.settle()
		accepted := []string{"田中 花さんを採用しました。ご本人にお知らせします。募集人数に達したので", "林 凛さんを採用しました。ご本人にお知らせします。募集人数に達したので"}
		refused := []string{
			"募集人数（1人）に達しているため、田中 花さんを採用できません。採用するには、先に募集人数を増やしてください。",
			"募集人数（1人）に達しているため、林 凛さんを採用できません。採用するには、先に募集人数を増やしてください。",
		}
		winner := 0
		if strings.Contains(said[1], accepted[1]) {
			winner = 1
		}
		if !strings.Contains(said[winner], accepted[winner]) || said[1-winner] != refused[1-winner] {
			t.Fatalf("one is to be accepted, and the other to be told:\n%s\n\n%s", said[0], said[1])
		}
		w.seesOnePlace(gig, []string{"hana", "rin"}[winner])
	}
}

// seesOnePlace checks what everybody sees of a gig whose only place went to
// somebody, and what was sent since the last look.
func (w *town) seesOnePlace(gig, winner string) {
	w.t.Helper()
	told := map[string]int{}
	card := ""
	for _, n := range w.platform.Shown() {
		switch n.Place.Kind {
		case bottest.Direct:
			if strings.Contains(strings.Join(bottest.Lines(n.Message), "\n"), "採用が決まりました") {
				told[n.Place.Person]++
			}
		case bottest.Channel:
			card = strings.Join(bottest.Lines(n.Message), "\n")
		}
	}
	if !maps.Equal(told, map[string]int{winner: 1}) {
		w.t.Errorf("told that they are accepted: %v, want %s", told, winner)
	}
	if !strings.Contains(card, "採用決定") || strings.Contains(card, "[応募する]") {
		w.t.Errorf("the card does not say that the gig is filled:\n%s", card)
	}
	mana := w.as("mana")
	if seen := bottest.Words(mana.do(mana.pressed("gig.applicants", gig))); !strings.Contains(seen, "応募2件・返事待ち1件・採用1人") {
		w.t.Errorf("the counts are wrong:\n%s", seen)
	}
}

// What two people do with the same thing at the same time leaves it as if one
// had come after the other: what is seen afterwards is one of these.
func TestTwoActsAtOnceAreOneAfterTheOther(t *testing.T) {
	r := anyRedis(t)
	applied := func(w *town) (gig, application string) {
		gig = w.as("mori").publishes(nil)
		return gig, w.as("hana").applies(gig)
	}
	for name, c := range map[string]struct {
		acts  func(w *town) (gig string, one, other func() bot.Response)
		after []string
	}{
		"accept and decline": {func(w *town) (string, func() bot.Response, func() bot.Response) {
			gig, application := applied(w)
			mori, shiba := w.as("mori"), w.as("shiba")
			decline := shiba.sent(shiba.do(shiba.pressed("gig.decline", application)), nil)
			return gig, mori.presses("gig.accept", application), func() bot.Response { return shiba.do(decline) }
		}, []string{"採用決定・応募1件・返事待ち0件・採用1人", "募集中・残り1人・応募1件・返事待ち0件・採用0人"}},
		"accept and withdraw": {func(w *town) (string, func() bot.Response, func() bot.Response) {
			gig, application := applied(w)
			return gig, w.as("mori").presses("gig.accept", application), w.as("hana").presses("gig.withdraw", application)
		}, []string{"募集中・残り1人・応募0件・返事待ち0件・採用0人"}},
		"close and apply": {func(w *town) (string, func() bot.Response, func() bot.Response) {
			gig, hana := w.as("mori").publishes(nil), w.as("hana")
			application := hana.sent(hana.do(hana.pressed("gig.apply", gig)), bot.Values{"message": "ぜひ"})
			return gig, w.as("mori").presses("gig.close", gig), func() bot.Response { return hana.do(application) }
		}, []string{"募集終了・応募0件・返事待ち0件・採用0人", "募集中・残り1人・応募1件・返事待ち1件・採用0人"}},
		"apply on two devices": {func(w *town) (string, func() bot.Response, func() bot.Response) {
			gig, hana := w.as("mori").publishes(nil), w.as("hana")
			one := hana.sent(hana.do(hana.pressed("gig.apply", gig)), bot.Values{"message": "ぜひ"})
			other := hana.sent(hana.do(hana.pressed("gig.apply", gig)), bot.Values{"message": "ぜひ"})
			return gig, func() bot.Response { return hana.do(one) }, func() bot.Response { return hana.do(other) }
		}, []string{"募集中・残り1人・応募1件・返事待ち1件・採用0人"}},
		"publish twice": {func(w *town) (string, func() bot.Response, func() bot.Response) {
			gig := w.as("mori").drafts(nil)
			return gig, w.as("mori").presses("gig.publish", gig), w.as("shiba").presses("gig.publish", gig)
		}, []string{"募集中・残り1人・応募0件・返事待ち0件・採用0人"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, r)
			const rounds = 20
			for range rounds {
				gig, one, other := c.acts(w)
				said := atOnce(one, other)
				if seen := w.gigSummary(gig); !slices.Contains(c.after, seen) {
					t.Fatalf("the gig is: %s\nwant one of: %s\nand they were told:\n%s\n\n%s", seen, strings.Join(c.after, " / "), said[0], said[1])
				}
			}
		})
	}
}

func (a actor) presses(route, arg string) func() bot.Response {
	event := a.pressed(route, arg)
	return func() bot.Response { return a.do(event) }
}

// gigSummary is a gig's state and counts, as its applicants' page and the gig
// itself say.
func (w *town) gigSummary(gig string) string {
	mana := w.as("mana")
	state, _, _ := strings.Cut(strings.Split(bottest.Words(mana.do(mana.pressed("gig.show", gig))), "\n")[1], "　")
	return state + "・" + strings.Split(bottest.Words(mana.do(mana.pressed("gig.applicants", gig))), "\n")[1]
}

// copies is how often the same event is delivered at once.
const copies = 4

// The same event delivered again, later or at once, has the effect of one.
func TestAnEventDeliveredTwiceHasOneEffect(t *testing.T) {
	r := anyRedis(t)
	for _, route := range slices.Sorted(maps.Keys(scenes)) {
		t.Run(route, func(t *testing.T) {
			once := newTown(t, r)
			event := once.scene(route, plain).effect()
			first := bottest.Words(once.Engine.Dispatch(t.Context(), event))
			want := once.shape()
			again := bottest.Words(once.Engine.Dispatch(t.Context(), event))
			if diff := difference(want, once.shape()); diff != "" {
				t.Errorf("delivered again, it changes something (- before, + after):\n%s\nand says: %s", diff, again)
			}

			many := newTown(t, r)
			event = many.scene(route, plain).effect()
			var deliveries []func() bot.Response
			for range copies {
				deliveries = append(deliveries, func() bot.Response { return many.Engine.Dispatch(t.Context(), event) })
			}
			said := atOnce(deliveries...)
			if diff := difference(want, many.shape()); diff != "" {
				t.Errorf("delivered %d times at once, it has another effect (- once, + at once):\n%s", copies, diff)
			}
			if !slices.ContainsFunc(said, func(s string) bool { return chance.ReplaceAllString(s, "") == chance.ReplaceAllString(first, "") }) {
				t.Errorf("none of the answers is that to one:\n%s\n\nbut:\n%s", first, strings.Join(said, "\n\n"))
			}
		})
	}
}

// chance is what is different each time: ids and fences that are drawn, or follow
// from such, how many of these are kept, and where revisions begin.
var chance = regexp.MustCompile(`ended:[ A-Z2-7]+|\bv:\d+|\bi:\d+ \d+|[A-Z2-7]{26}|[a-z2-7]{26}|epoch:[A-Z2-7]{8}|\b[0-9a-v]{20}\b|\b[a-z2-7]{12}\b|\b[0-9a-f]{8}\b`)

// contacts are those of the weekly budget: after whose they are come bytes that
// name what was sent.
var contacts = regexp.MustCompile(`(?s)map\[.*\]`)

// aJob is one of the agenda: its name, what it is about, its revision, and two
// instants.
var aJob = regexp.MustCompile(`[a-z.]+:[^ ]*:\d+ \d+ \d+`)

// revision is where a job's stands, before the two instants.
var revision = regexp.MustCompile(`:\d+( \d+ \d+)`)

// shape is what Redis holds without chance and without what is only kept for a
// while: each key with its value, and how often.
func shape(held map[string]string) map[string]int {
	shape := map[string]int{}
	for key, value := range held {
		if strings.Contains(key, ":once:") || strings.Contains(key, ":ledger:take:") {
			value = "kept" // it holds a revision or a fence
		}
		if strings.Contains(key, "}:ledger:c:") {
			value = contacts.ReplaceAllString(value, "#")
		}
		if strings.HasSuffix(key, "}:agenda:jobs") {
			jobs := aJob.FindAllString(value, -1)
			for i, job := range jobs {
				jobs[i] = chance.ReplaceAllString(revision.ReplaceAllString(job, ":#$1"), "#")
			}
			slices.Sort(jobs)
			value = strings.Join(jobs, ", ")
		}
		if lasting(key) {
			shape[chance.ReplaceAllString(fmt.Sprint(key, " = ", value), "#")]++
		}
	}
	return shape
}

// difference is what is in one shape and not in the other, or less often; its
// first lines.
func difference(want, got map[string]int) string {
	var lines []string
	for key, n := range want {
		if got[key] < n {
			lines = append(lines, "- "+key)
		}
	}
	for key, n := range got {
		if want[key] < n {
			lines = append(lines, "+ "+key)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines[:min(len(lines), 12)], "\n")
}

func (w *town) shape() map[string]int {
	w.t.Helper()
	return shape(w.redis.Dump(w.t))
}
