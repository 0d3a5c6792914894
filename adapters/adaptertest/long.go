package adaptertest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// numbered is a text of so many words, each of which is told from the others.
func numbered(words int, between string) string {
	all := make([]string, words)
	for i := range all {
		all[i] = fmt.Sprintf("w%05d", i+1)
	}
	return strings.Join(all, between)
}

var word = regexp.MustCompile(`w\d{5}`)

// tooLong: a text which is longer than a message is shown whole in several, or
// not at all. Nobody sees a part of it.
func tooLong(r *room) {
	for i, between := range []string{" ", "\n", "字"} {
		long := say(numbered(2000, between))
		r.bot.answers(always(privately(long)))
		r.types(hana, "/conf say")
		r.seesWhole("a private answer")

		r.bot.answers(always(publicly(long)))
		r.types(hana, "/conf say")
		r.seesWhole("a public answer")

		on := r.shows(say("A message.").With(bot.Buttons{button("Press", routePress, "")}))
		r.bot.answers(always(bot.Update{Message: long}))
		r.presses(ken, on, "Press")
		r.seesWhole("an update")

		r.bot.answers(always(privately(long)))
		r.does(bottest.Look{Who: hana})
		r.seesWhole("a home page")

		ref := r.sent(bot.Outgoing{Key: fmt.Sprint("short", i), Channel: r.channel(random), Message: say("Short.")})
		r.sees(everyone(random, say("Short.")))
		r.refusesOrShows("an edit", func() error { return r.stage.Adapter().Edit(r.Context(), ref, long) })
		r.refusesOrShows("a message", func() error {
			_, err := r.send(bot.Outgoing{Key: fmt.Sprint("long", i), Channel: r.channel(random), Message: long})
			return err
		})
		r.refusesOrShows("a direct message", func() error {
			_, err := r.send(bot.Outgoing{Key: fmt.Sprint("dm", i), User: r.account(ken), Message: long})
			return err
		})
		if r.Failed() {
			return
		}
	}
	facts := bot.Facts{}
	for i, part := range strings.Split(numbered(2000, " ")+" ", "0 ") {
		if part != "" {
			facts = append(facts, bot.Fact{Label: fmt.Sprint(i), Value: bot.Plain(part + "0")})
		}
	}
	r.bot.answers(always(privately(bot.Message{Blocks: []bot.Block{facts}})))
	r.types(hana, "/conf say")
	r.seesWhole("a long table")
}

// refusesOrShows: what is sent is there as a whole, or refused in so many words.
func (r *room) refusesOrShows(what string, send func() error) {
	r.Helper()
	err := send()
	if err == nil {
		r.seesWhole(what)
		return
	}
	if !errors.Is(err, bot.ErrRefused) {
		r.Errorf("%s that is too long is refused with %v: expected bot.ErrRefused", what, err)
	}
	r.sees()
}

// seesWhole looks at what came up: each person who sees one of the numbered
// words sees all of them, once, in order.
func (r *room) seesWhole(what string) {
	r.Helper()
	want := word.FindAllString(numbered(2000, " "), -1)
	got := map[string]string{} // what stands on each screen, from top to bottom
	read := func() (whole bool) {
		for _, n := range r.stage.Shown() {
			for _, who := range r.readers(n.Place) {
				got[who] += strings.Join(linesOf(n.Message), "") // also a word may be split
			}
		}
		whole = len(got) > 0
		for _, text := range got {
			n := len(word.FindAllString(text, -1))
			whole = whole && (n == 0 || n >= len(want))
		}
		return whole
	}
	end := r.deadline()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !read() && time.Now().Before(end) {
		<-tick.C
	}
	if len(got) == 0 {
		r.Errorf("expected %s of 2000 words on a screen, or words which say that it is too long; but nothing came up", what)
	}
	for who, text := range got {
		words := word.FindAllString(text, -1)
		if len(words) != 0 && strings.Join(words, " ") != strings.Join(want, " ") {
			r.Errorf("expected on %s's screen %s of 2000 words, whole or not at all; but there are %d words, from %s to %s",
				who, what, len(words), words[0], words[len(words)-1])
		}
	}
}

// readers are those on whose screens a place is.
func (r *room) readers(p bottest.Place) []string {
	if p.Kind == bottest.Channel {
		return r.people
	}
	return []string{p.Person}
}

// next waits for something to come up, whatever it is.
func (r *room) next() bottest.Shown {
	r.Helper()
	end := r.deadline()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		r.unread = append(r.unread, r.stage.Shown()...)
		if len(r.unread) > 0 {
			first := r.unread[0]
			r.unread = r.unread[1:]
			return first
		}
		if time.Now().After(end) {
			r.Fatalf("expected something on a screen; but nothing came up")
		}
		<-tick.C
	}
}
