package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// bad is what people put into a field, by mistake or on purpose.
var bad = map[string]string{
	"nothing":            "",
	"spaces":             "  \u3000 ",
	"5,000 characters":   strings.Repeat("長", 5000),
	"emoji":              "🎉🎉",
	"turned around":      "確認\u202eexe.txt",
	"hidden":             "\u200b\u200b",
	"control characters": "a\x00b\x07c\x1b[31m",
	"two lines":          "one\ntwo",
	"no such day":        "2026-02-30",
	"below zero":         "-1",
	"61":                 "61",
	"1e9":                "1e9",
	"markup":             "<!channel> @everyone **x** <script>alert(1)</script>",
	"quotes":             `'; DROP TABLE gig; -- "}]{"$ne":1} ]]..redis.call("FLUSHALL")`,
	"verbs":              "%s %d %!v {one|many} *bold* ${x}",
	"not UTF-8":          "a\xff\xfeb",
}

// Whatever is typed into whichever field of whichever form: it is refused beside
// the field, in words and with everything still there, or it is taken and shown
// as it was typed.
func TestBadInput(t *testing.T) {
	for name, at := range map[string]screen{
		"Slack in Japanese":   func(a actor) actor { return a.on(bottest.Roomy()) },
		"Slack in English":    func(a actor) actor { return a.on(bottest.Roomy()).speaking(bot.English) },
		"Discord in Japanese": func(a actor) actor { return a.on(bottest.Cramped()) },
		"Discord in English":  func(a actor) actor { return a.on(bottest.Cramped()).speaking(bot.English) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := anyRedis(t)
			for _, route := range slices.Sorted(maps.Keys(scenes)) {
				t.Run(route, func(t *testing.T) {
					w := newTown(t, r)
					if s := w.scene(route, at); s.asks {
						w.typesBadly(route, at, s)
					}
				})
			}
		})
	}
}

// The same in what follows a command, in a line and in options that the
// platform has taken apart. It is answered, and never with an excuse.
func TestBadOptions(t *testing.T) {
	w := newTown(t, anyRedis(t))
	w.as("mori").publishes(nil)
	for _, route := range w.Engine.Routes() {
		for _, option := range route.Options {
			for kind, value := range bad {
				for _, who := range []actor{w.as("hana"), w.as("mana").speaking(bot.English).on(bottest.Cramped())} {
					line := who.typed("/" + route.Command + " " + option.Name + ":" + value)
					apart := bot.UsedCommand{Meta: who.meta(), Command: route.Command, Options: bot.Values{option.Name: value}}
					for _, r := range []bot.Response{who.do(line), who.do(apart)} {
						if said := bottest.Words(r); said == "" || troubled.MatchString(said) {
							t.Errorf("%s %s: %s is answered with: %s", route.Name, option.Name, kind, said)
						}
					}
				}
			}
		}
	}
}

// typesBadly puts every bad value into every field of a form. A scene goes on
// until something is taken.
func (w *town) typesBadly(route string, at screen, s scene) {
	for _, field := range s.fields() {
		for _, kind := range slices.Sorted(maps.Keys(bad)) {
			t := trial{s, field, kind, strings.ToValidUTF8(bad[kind], "\uFFFD")}
			if t.refused() {
				continue
			}
			s = w.scene(route, at)
		}
	}
}

// fields are all that the scene's form asks.
func (s scene) fields() []bot.Field {
	var all []bot.Field
	who := s.who.on(bottest.Roomy())
	event := s.open
	switch e := event.(type) {
	case bot.UsedCommand:
		e.Meta = who.meta()
		event = e
	case bot.Pressed:
		e.Meta = who.meta()
		event = e
	}
	for _, page := range who.sheet(who.do(event)).Sections {
		all = append(all, page.Fields...)
	}
	return all
}

// trial is one bad value in one field.
type trial struct {
	scene
	field bot.Field
	kind  string
	typed string
}

func (t trial) name() string { return t.field.About().Name }

func (t trial) failf(format string, args ...any) {
	t.who.t.Helper()
	t.who.t.Errorf("%s: %s: "+format, append([]any{t.name(), t.kind}, args...)...)
}

// refused fills in the form and checks the answer. It reports whether the value
// was refused.
func (t trial) refused() bool {
	t.who.t.Helper()
	values := maps.Clone(t.values)
	if values == nil {
		values = bot.Values{}
	}
	values[t.name()] = bad[t.kind]
	r := t.fillsIn(values)
	said := bottest.Words(r)
	if troubled.MatchString(said) {
		t.failf("answered with:\n%s", said)
		return false
	}
	switch r := r.(type) {
	case bot.Amend:
		t.faulty(r.Faults[t.name()])
		if len(r.Faults) != 1 {
			t.failf("faults beside other fields: %v", r.Faults)
		}
		t.keeps(r.Sheet, values)
		return true
	case bot.Reply:
		if fix := t.button(r, "修正する", "Fix"); fix != nil {
			t.faulty(t.beside(r))
			t.keeps(t.who.sheet(t.who.do(bot.Pressed{Meta: t.who.meta(), Action: fix.Action})), values)
			return true
		}
	}
	t.taken(r)
	return false
}

// fillsIn sends the form, in as many parts as it takes, and returns the answer
// to the last one, or to the first that is refused.
func (t trial) fillsIn(values bot.Values) bot.Response {
	r := t.who.do(t.open)
	for {
		r = t.who.do(t.who.sent(r, values))
		next := t.button(r, "続ける", "Continue")
		if next == nil {
			return r
		}
		r = t.who.do(bot.Pressed{Meta: t.who.meta(), Action: next.Action})
	}
}

// button is the answer's button with one of the labels, or nil.
func (t trial) button(r bot.Response, labels ...string) *bot.Button {
	for _, b := range bottest.Buttons(r) {
		if slices.Contains(labels, b.Label) {
			return &b
		}
	}
	return nil
}

// beside is what a private answer says about the field.
func (t trial) beside(r bot.Reply) string {
	for _, block := range r.Message.Blocks {
		facts, _ := block.(bot.Facts)
		for _, f := range facts {
			if f.Label == t.field.About().Label {
				return f.Value.String()
			}
			t.failf("a fault of another field: %s: %s", f.Label, f.Value)
		}
	}
	return ""
}

// faulty checks the words of a fault: there are some, in the right language.
func (t trial) faulty(words string) {
	t.who.t.Helper()
	ours := strings.ReplaceAll(words, t.typed, "")
	japanese := strings.ContainsFunc(ours, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) })
	if words == "" || japanese != (t.who.locale == bot.Japanese) {
		t.failf("refused with the words: %q", words)
	}
}

// keeps checks that a form which is shown again holds what was typed.
func (t trial) keeps(sheet bot.Sheet, values bot.Values) {
	t.who.t.Helper()
	shown := 0
	for _, page := range sheet.Sections {
		for _, field := range page.Fields {
			name := field.About().Name
			if name == t.name() {
				shown++
			}
			switch field.(type) {
			case bot.Choice, bot.Choices, bot.Tick, bot.Person, bot.Number:
				continue // cannot show what it does not offer, or shows the number that it read
			}
			typed, given := values[name]
			if want := trimmed(typed); given && sheet.Values[name] != want {
				t.failf("%s was typed and is gone: it holds %q, not %q", name, brief(sheet.Values[name]), brief(want))
			}
		}
	}
	if shown != 1 {
		t.failf("the form that is shown again does not ask this field")
	}
}

// taken checks that a value which was accepted can be, and is shown as typed.
func (t trial) taken(r bot.Response) {
	t.who.t.Helper()
	value := trimmed(t.typed)
	if value == "" && !t.field.About().Optional {
		t.failf("an empty value was accepted:\n%s", bottest.Words(r))
	}
	if utf8.RuneCountInString(value) > bot.MaxLines {
		t.failf("a value of %d characters was accepted", utf8.RuneCountInString(value))
	}
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) || r == '\uFFFD' || r < ' ' && r != '\n' }) {
		t.failf("characters that cannot be seen were accepted:\n%s", bottest.Words(r))
	}
	if t.name() == "skills" || t.name() == "skill" {
		return // read by the vocabulary
	}
	if seen, shown := t.seen(r); shown && !strings.Contains(seen, value) {
		t.failf("accepted, and not shown as typed (%q) in:\n%s", brief(value), seen)
	}
}

// seen is what is to be read where the form's values are shown; false where
// they are not.
func (t trial) seen(r bot.Response) (string, bool) {
	if _, pick := t.field.(bot.Choice); pick {
		return "", false
	}
	if _, tick := t.field.(bot.Tick); tick {
		return "", false
	}
	w := t.who.town
	switch route := w.routeOf(t.open); route {
	case "member.register", "member.edit", "member.employers":
		return bottest.Words(t.who.do(t.who.typed("/alumni profile"))), true
	case "gig.post", "gig.edit", "gig.decline":
		return bottest.Words(r), true
	case "gig.apply":
		mori := w.as("mori")
		return bottest.Words(mori.do(mori.pressed("gig.applicant", t.who.argOf(r, "gig.withdraw")))), true
	case "gig.answer":
		w.settle()
		var seen []string
		for _, n := range w.platform.Shown() {
			if n.Place.Kind == bottest.Direct && n.Place.Person == "hana" {
				seen = append(seen, bottest.Words(bot.Reply{Message: n.Message}))
			}
		}
		return strings.Join(seen, "\n\n"), true
	}
	return "", false
}

// routeOf is the route that an event reaches.
func (w *town) routeOf(e bot.Event) string {
	switch e := e.(type) {
	case bot.Pressed:
		return e.Action.Route
	case bot.UsedCommand:
		for _, r := range w.Engine.Routes() {
			if r.Command != "" && strings.HasPrefix(e.Line, "/"+r.Command) {
				return r.Name
			}
		}
	}
	return ""
}

func trimmed(s string) string { return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")) }

func brief(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
