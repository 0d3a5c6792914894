package adaptertest

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// screenEntry is something on screens: what is expected there, or what there is.
type screenEntry struct {
	place bottest.Place
	edits bot.MessageRef // the message that reads so now; empty: it is new
	lines []string
}

// only is a message that nobody but one person sees.
func only(who string, m bot.Message) screenEntry {
	return screenEntry{place: bottest.Place{Kind: bottest.Private, Person: who}, lines: linesOf(m)}
}

// direct is a direct message.
func direct(who string, m bot.Message) screenEntry {
	return screenEntry{place: bottest.Place{Kind: bottest.Direct, Person: who}, lines: linesOf(m)}
}

// everyone sees the message, in a channel.
func everyone(channel string, m bot.Message) screenEntry {
	return screenEntry{place: bottest.Place{Kind: bottest.Channel, Channel: channel}, lines: linesOf(m)}
}

// home is somebody's home page.
func home(who string, m bot.Message) screenEntry {
	return screenEntry{place: bottest.Place{Kind: bottest.AtHome, Person: who}, lines: linesOf(m)}
}

// form is a form that opened by itself.
func form(who string, s bot.Sheet) screenEntry {
	return screenEntry{place: bottest.Place{Kind: bottest.InForm, Person: who}, lines: linesOfForm(bottest.OpenForm{Sheet: s})}
}

// amended is a form with faults beside its fields.
func amended(who string, s bot.Sheet, faults map[string]string) screenEntry {
	f := bottest.OpenForm{Sheet: s, Faults: faults}
	return screenEntry{place: bottest.Place{Kind: bottest.InForm, Person: who}, lines: linesOfForm(f)}
}

// offered are completions.
func offered(who string, picks ...bot.Pick) screenEntry {
	return screenEntry{place: bottest.Place{Kind: bottest.Offered, Person: who}, lines: linesOfPicks(picks)}
}

// thread is the same in a message's thread.
func (s screenEntry) thread() screenEntry {
	s.place.Thread = true
	return s
}

// instead is the same where another message stood.
func (s screenEntry) instead(of bottest.Shown) screenEntry {
	s.place, s.edits = of.Place, of.Ref
	return s
}

func linesOf(m bot.Message) []string { return bottest.Lines(settled(m)) }

func linesOfForm(f bottest.OpenForm) []string {
	lines := []string{"form: " + f.Sheet.Title}
	if f.Sheet.Parts > 1 {
		lines[0] += fmt.Sprintf(" (%d/%d)", f.Sheet.Part, f.Sheet.Parts)
	}
	if f.Behind {
		lines = append(lines, "behind a button that had to be pressed first")
	}
	lines = append(lines, bottest.FormLines(f.Sheet)...)
	for _, name := range slices.Sorted(maps.Keys(f.Faults)) {
		lines = append(lines, "fault "+name+": "+f.Faults[name])
	}
	return lines
}

func linesOfPicks(picks []bot.Pick) []string {
	var lines []string
	for _, p := range picks {
		lines = append(lines, p.Value+": "+p.Label)
	}
	return lines
}

var bars = regexp.MustCompile(`^█+ `)

// settled writes out what platforms may show differently: moments, of which
// each reader sees their own, addresses that mean the same, and the bars of a
// chart, which may be a picture.
func settled(m bot.Message) bot.Message {
	text := func(t bot.Text) bot.Text {
		t = slices.Clone(t)
		for i, s := range t {
			if !s.Moment.IsZero() {
				t[i] = bot.Span{Text: "⟨" + s.Moment.UTC().Format(time.RFC3339) + "⟩", Bold: s.Bold}
			}
			if plain, err := url.PathUnescape(s.URL); err == nil {
				t[i].URL = plain
				if s.Text == s.URL {
					t[i].Text = plain
				}
			}
		}
		return t
	}
	var blocks []bot.Block
	for _, b := range m.Blocks {
		if c, ok := b.(bot.Chart); ok {
			blocks = append(blocks, c.Table()...)
			continue
		}
		blocks = append(blocks, b)
	}
	var out bot.Message
	for _, b := range blocks {
		bot.SwitchBlock(b,
			func(block bot.Heading) { b = bot.Heading{Text: text(block.Text)} },
			func(block bot.Paragraph) { b = bot.Paragraph{Text: text(block.Text)} },
			func(block bot.Note) { b = bot.Note{Text: text(block.Text)} },
			func(block bot.Facts) {
				facts := slices.Clone(block)
				for i := range facts {
					facts[i].Value = text(facts[i].Value)
					if len(facts[i].Value) > 0 {
						facts[i].Value[0].Text = bars.ReplaceAllString(facts[i].Value[0].Text, "")
					}
				}
				b = facts
			},
			func(bot.Chart) {},   // its table stands in its place
			func(bot.Buttons) {}, // nothing of them is a platform's own
			func(bot.File) {},
		)
		out = out.With(b)
	}
	return out
}

// entryOf is what came up.
func entryOf(n bottest.Shown) screenEntry {
	s := screenEntry{place: n.Place, lines: linesOf(n.Message)}
	switch {
	case n.Form != nil:
		s.lines = linesOfForm(*n.Form)
	case n.Place.Kind == bottest.Offered:
		s.lines = linesOfPicks(n.Offers)
	case n.Edited:
		s.edits = n.Ref
	}
	return s
}

func (s screenEntry) equal(other screenEntry) bool {
	return s.place == other.place && s.edits == other.edits && slices.Equal(s.lines, other.lines)
}

// sees waits until what came up on all screens since the last time is what was
// expected, in any order, and nothing else. It returns what came up, in the
// order of what was expected.
func (r *room) sees(expected ...screenEntry) []bottest.Shown {
	r.Helper()
	return r.seesBesides(r.courtesy, expected...)
}

// seesBesides is sees, but what is tolerated may come up, too.
func (r *room) seesBesides(tolerated func(bottest.Shown) bool, expected ...screenEntry) []bottest.Shown {
	r.Helper()
	end := r.deadline()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		r.unread = append(r.unread, r.stage.Shown()...)
		found, missing, extra := match(expected, r.unread)
		extra = slices.DeleteFunc(extra, tolerated)
		// What is too much does not go away by waiting.
		if len(missing) > 0 && time.Now().Before(end) && len(r.unread) <= len(expected) {
			<-tick.C
			continue
		}
		if len(missing)+len(extra) > 0 {
			r.differ(missing, extra)
		}
		for _, n := range r.unread {
			if n.Ref != "" {
				r.reads[n.Ref] = firstLine(linesOf(n.Message))
			}
		}
		r.unread = nil
		return found
	}
}

// match finds each expected sight among what came up.
func match(expected []screenEntry, came []bottest.Shown) (found []bottest.Shown, missing []screenEntry, extra []bottest.Shown) {
	extra = slices.Clone(came)
	found = make([]bottest.Shown, len(expected))
	for i, s := range expected {
		at := slices.IndexFunc(extra, func(n bottest.Shown) bool { return entryOf(n).equal(s) })
		if at < 0 {
			missing = append(missing, s)
			continue
		}
		found[i] = extra[at]
		extra = slices.Delete(extra, at, at+1)
	}
	return found, missing, extra
}
