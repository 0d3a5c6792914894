package adaptertest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// sending: what nobody asked for arrives where it is addressed, once; and if it
// does not, the error says what is known.
func sending() []check {
	return []check{
		{name: "to a channel and to a person", run: func(r *room) {
			first := r.sent(bot.Outgoing{Key: "a", Channel: r.channel(random), Message: say("To all.")})
			shown := r.sees(everyone(random, say("To all.")))[0]
			same(r, "the reference that was returned", first, shown.Ref)
			r.sent(bot.Outgoing{Key: "b", User: r.account(ken), Message: say("To Ken.")})
			r.sees(direct(ken, say("To Ken.")))
		}},
		{name: "threads", run: func(r *room) {
			m := say("A card.").With(bot.Buttons{button("Press", routePress, "")})
			card := r.sent(bot.Outgoing{Key: "card", Channel: r.channel(random), Message: m})
			r.sees(everyone(random, m))
			for i, text := range []string{"First.", "Second."} {
				r.sent(bot.Outgoing{Key: fmt.Sprint("reply", i), Channel: r.channel(random), Thread: card, Message: say(text)})
				r.sees(everyone(random, say(text)).thread())
			}
		}},
		{name: "edits", run: edits},
		{name: "same key", run: sameKey},
		{name: "other key", run: func(r *room) {
			for i := range 3 {
				r.sent(bot.Outgoing{Key: fmt.Sprint("key", i), Channel: r.channel(random), Message: say("The same text.")})
			}
			m := everyone(random, say("The same text."))
			r.sees(m, m, m)
		}},
		{name: "files", run: files},
		{name: "nowhere", run: nowhere},
		{name: "busy", run: func(r *room) {
			r.trouble(Busy, func(out bot.Outgoing, end func()) {
				since := time.Now()
				_, err := r.send(out)
				var wait bot.TryAfter
				if !errors.As(err, &wait) || wait.Seconds < 1 {
					r.Errorf("the platform asked to wait, and Send says %v: expected bot.TryAfter with at least a second", err)
				}
				end()
				if ref, err := r.stage.Adapter().Find(r.Context(), out, since); err == nil {
					r.Errorf("the platform asked to wait and has no message, and Find says that it is %q", ref)
				}
				r.sees()
			})
		}},
		{name: "lost reply", run: lostReply},
		{name: "rejected", run: func(r *room) { r.fails(Rejected, bot.ErrRefused) }},
		{name: "closed inbox", run: closedInbox},
		{name: "revoked", run: func(r *room) { r.fails(Revoked, bot.ErrStopped) }},
		{name: "to an account that is gone", run: func(r *room) {
			if err := r.stage.Deactivate(r.Context(), ken); err != nil {
				r.Fatalf("an account cannot be ended: %v", err)
			}
			if _, err := r.send(bot.Outgoing{Key: "gone", User: r.account(ken), Message: say("Hello?")}); !errors.Is(err, bot.ErrUnreachable) {
				r.Errorf("ken's account is gone, and Send says %v: expected bot.ErrUnreachable", err)
			}
			r.sees()
		}},
	}
}

// closedInbox: somebody can keep the bot from writing to them, and let it again.
func closedInbox(r *room) {
	out := bot.Outgoing{Key: "closed", User: r.account(ken), Message: say("Hello?")}
	r.stage.SetInbox(ken, true)
	if _, err := r.send(out); !errors.Is(err, bot.ErrUnreachable) {
		r.Errorf("ken takes no messages, and Send says %v: expected bot.ErrUnreachable", err)
	}
	r.sees()
	r.sent(bot.Outgoing{Key: "others", User: r.account(mei), Message: say("Hello.")})
	r.sees(direct(mei, say("Hello.")))
	r.stage.SetInbox(ken, false)
	out.Key = "open"
	r.sent(out)
	r.sees(direct(ken, say("Hello?")))
}

func edits(r *room) {
	m := say("A card.").With(bot.Facts{{Label: "State", Value: bot.Plain("open")}}, bot.Buttons{button("Close", routePress, "c")})
	ref := r.sent(bot.Outgoing{Key: "card", Channel: r.channel(random), Message: m})
	r.sent(bot.Outgoing{Key: "other", Channel: r.channel(random), Message: m})
	shown := r.sees(everyone(random, m), everyone(random, m))
	card := shown[0]
	if card.Ref != ref {
		card = shown[1]
	}
	closed := say("A card.").With(bot.Facts{{Label: "State", Value: bot.Plain("closed")}})
	for range 2 { // once more, and it stays so
		if err := r.stage.Adapter().Edit(r.Context(), ref, closed); err != nil {
			r.Errorf("a message that is there cannot be edited: %v", err)
		}
	}
	r.seesBesides(func(n bottest.Shown) bool {
		return n.Ref == ref && entryOf(n).equal(everyone(random, closed).instead(card))
	},
		everyone(random, closed).instead(card))

	private := r.sent(bot.Outgoing{Key: "offer", User: r.account(hana), Message: say("An offer.")})
	offer := r.sees(direct(hana, say("An offer.")))[0]
	if err := r.stage.Adapter().Edit(r.Context(), private, say("It is taken.")); err != nil {
		r.Errorf("a direct message cannot be edited: %v", err)
	}
	r.sees(direct(hana, say("It is taken.")).instead(offer))
}

// sameKey: the same delivery again, as after a crash, has no second effect.
func sameKey(r *room) {
	if !r.traits().Repeatable {
		return // the courier does not send again: bot.Traits
	}
	for _, out := range []bot.Outgoing{
		{Key: "k1", Channel: r.channel(random), Message: say("Once.")},
		{Key: "k2", User: r.account(ken), Message: say("Once.")},
	} {
		first := r.sent(out)
		same(r, "the reference when the same key was sent again", r.sent(out), first)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { same(r, "the reference when the same key was sent at once", r.sent(out), first) })
		}
		all.Wait()
	}
	r.sees(everyone(random, say("Once.")), direct(ken, say("Once.")))
}

// png is a picture of one pixel.
var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

func files(r *room) {
	report := bot.File{Name: "report.csv", Type: "text/csv", Content: []byte("名前,時間\r\n田中 花,12\r\n")}
	picture := bot.File{Name: "chart.png", Type: "image/png", Content: png}
	both := say("Two files.").With(report, picture)
	one := say("A file.").With(report)
	r.bot.answers(always(privately(both)))
	r.types(hana, "/conf say")
	r.seesInParts(only(hana, both))
	r.sent(bot.Outgoing{Key: "f1", Channel: r.channel(random), Message: both})
	r.seesInParts(everyone(random, both))
	r.sent(bot.Outgoing{Key: "f2", User: r.account(ken), Message: one})
	r.seesInParts(direct(ken, one))
	r.sent(bot.Outgoing{Key: "f3", User: r.account(ken), Message: bot.Message{Blocks: []bot.Block{report}}})
	r.seesInParts(direct(ken, bot.Message{Blocks: []bot.Block{report}}))
}

// seesInParts waits for what may come up as several messages in one place: a
// platform may have no room for more than one file in a message.
func (r *room) seesInParts(expected screenEntry) {
	r.Helper()
	var all []bottest.Shown
	var lines []string
	for len(lines) < len(expected.lines) {
		n := r.next()
		all = append(all, n)
		lines = append(lines, linesOf(n.Message)...)
	}
	wrong := !slices.Equal(lines, expected.lines)
	for _, n := range all {
		if n.Place.Kind == bottest.Private && expected.place.Kind == bottest.Direct {
			n.Place.Kind = bottest.Direct // both are the conversation with the bot
		}
		wrong = wrong || n.Place != expected.place || n.Edited
	}
	if wrong {
		r.differ([]screenEntry{expected}, all)
	}
}

// nowhere: what cannot be addressed is not sent, and the error says that trying
// again is no use.
func nowhere(r *room) {
	known := r.sent(bot.Outgoing{Key: "there", Channel: r.channel(random), Message: say("There.")})
	r.sees(everyone(random, say("There.")))
	platform := r.traits().Platform
	for _, tt := range []struct {
		name string
		out  bot.Outgoing
		want error
	}{
		{"no address", bot.Outgoing{}, bot.ErrRefused},
		{"two addresses", bot.Outgoing{User: r.account(ken), Channel: r.channel(random)}, bot.ErrRefused},
		{"another platform's person", bot.Outgoing{User: "elsewhere:1"}, bot.ErrUnreachable},
		{"another platform's channel", bot.Outgoing{Channel: "elsewhere:1"}, bot.ErrUnreachable},
		{"not an address", bot.Outgoing{Channel: bot.Channel(platform + ":/../x")}, bot.ErrUnreachable},
		{"another platform's thread", bot.Outgoing{Channel: r.channel(random), Thread: "elsewhere:1"}, bot.ErrUnreachable},
		{"a thread of another channel", bot.Outgoing{Channel: r.channel(general), Thread: known}, bot.ErrUnreachable},
		{"nothing to say", bot.Outgoing{Channel: r.channel(random), Message: bot.Message{}}, bot.ErrRefused},
	} {
		if tt.name != "nothing to say" {
			tt.out.Message = say("Is anybody there?")
		}
		tt.out.Key = "nowhere"
		if _, err := r.send(tt.out); !errors.Is(err, tt.want) {
			r.Errorf("%s: Send says %v: expected %v", tt.name, err, tt.want)
		}
		r.sees()
	}
	for _, ref := range []bot.MessageRef{"elsewhere:1", bot.MessageRef(platform + ":x"), ""} {
		if err := r.stage.Adapter().Edit(r.Context(), ref, say("x")); !errors.Is(err, bot.ErrUnreachable) {
			r.Errorf("the message %q is not there, and Edit says %v: expected bot.ErrUnreachable", ref, err)
		}
	}
}

// trouble runs do for a message to a channel and for a direct one, which the
// platform both treats so until the end.
func (r *room) trouble(t Trouble, do func(out bot.Outgoing, end func())) {
	r.Helper()
	// Whoever sends for the first time asks this and that before.
	r.sent(bot.Outgoing{Key: "before1", Channel: r.channel(random), Message: say("Before.")})
	r.sent(bot.Outgoing{Key: "before2", User: r.account(ken), Message: say("Before.")})
	r.sees(everyone(random, say("Before.")), direct(ken, say("Before.")))
	for _, out := range []bot.Outgoing{
		{Key: "trouble1", Channel: r.channel(random), Message: say("In trouble.")},
		{Key: "trouble2", User: r.account(ken), Message: say("In trouble.")},
	} {
		end, possible := r.stage.Trouble(t)
		if !possible {
			r.Skipf("this platform never %s", t)
		}
		do(out, end)
		end()
	}
}

// fails: in this trouble, Send says so, and nothing is shown.
func (r *room) fails(t Trouble, want error) {
	r.Helper()
	r.trouble(t, func(out bot.Outgoing, _ func()) {
		r.Helper()
		if _, err := r.send(out); !errors.Is(err, want) {
			r.Errorf("the platform %s, and Send says %v: expected %v", t, err, want)
		}
		r.sees()
	})
}

// lostReply: the message is there once, whether Send finds it or says that it
// does not know. Where that can be done, sending it again finds it, and asking
// for it does not deny it.
func lostReply(r *room) {
	r.trouble(Lost, func(out bot.Outgoing, end func()) {
		shown := everyone(random, out.Message)
		if out.User != "" {
			shown = direct(ken, out.Message)
		}
		since := time.Now()
		ref, err := r.send(out)
		end()
		if err != nil && !errors.Is(err, bot.ErrUncertain) {
			r.Errorf("the reply was lost, and Send says %v: expected bot.ErrUncertain, or that it was sent", err)
		}
		found, notFound := r.stage.Adapter().Find(r.Context(), out, since)
		if errors.Is(notFound, bot.ErrNotSent) {
			r.Errorf("the message is there, its reply was lost, and Find says %v: expected its reference, or that this cannot be told", notFound)
		}
		if err != nil && r.traits().Repeatable {
			ref = r.sent(out)
		}
		there := r.sees(shown)[0].Ref
		if ref != "" {
			same(r, "the reference of a message whose reply was lost", ref, there)
		}
		if notFound == nil {
			same(r, "the reference that was found of a message whose reply was lost", found, there)
		}
	})
}
