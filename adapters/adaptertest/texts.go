package adaptertest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// texts: what people wrote is shown as they typed it, wherever it stands, and
// does nothing.
func texts() []check {
	return []check{
		{name: "in an answer", run: func(r *room) {
			for _, text := range hostile() {
				r.shows(full(r, text))
			}
		}},
		{name: "for one person", run: func(r *room) {
			for _, text := range hostile() {
				r.bot.answers(always(privately(full(r, text))))
				r.types(hana, "/conf say")
				r.sees(only(hana, full(r, text)))
			}
		}},
		{name: "in what is sent", run: func(r *room) {
			for i, text := range hostile() {
				m := full(r, text)
				ref := r.sent(bot.Outgoing{Key: fmt.Sprintf("to-channel-%d", i), Channel: r.channel(random), Message: say("Soon.")})
				soon := r.sees(everyone(random, say("Soon.")))[0]
				if err := r.stage.Adapter().Edit(r.Context(), ref, m); err != nil {
					r.Errorf("an edit to %q fails: %v", text, err)
				}
				r.sees(everyone(random, m).instead(soon))
				r.sent(bot.Outgoing{Key: fmt.Sprintf("to-hana-%d", i), User: r.account(hana), Message: m})
				r.sees(direct(hana, m))
			}
		}},
		{name: "on a home page", run: func(r *room) {
			for _, text := range hostile() {
				r.bot.answers(always(privately(full(r, text))))
				r.does(bottest.Look{Who: ken})
				r.sees(home(ken, full(r, text)))
			}
		}},
		{name: "in a form", run: hostileForm},
		{name: "at the limit", run: func(r *room) {
			for _, s := range []string{strings.Repeat("字", bot.MaxText-1), strings.Repeat("*", bot.MaxText-1), strings.Repeat("\U0001F600", bot.MaxText-1),
				strings.Repeat("ab ", (bot.MaxText-1)/3), strings.Repeat("行\n", (bot.MaxText-2)/2) + "終"} {
				r.shows(say(s))
			}
		}},
		{name: "too long", run: tooLong},
		{name: "moments", run: func(r *room) {
			r.shows(bot.Say(bot.Textf("Until %s, then *%s*.", bot.Moment{At: noon, Fallback: "12:00 (JST)"}, bot.Moment{At: noon.AddDate(0, 1, 0), Fallback: "later"})))
		}},
		{name: "addresses", run: addresses},
	}
}

// hostile are texts of people that would do something if they were taken for
// more than text, on one platform or another.
func hostile() []string {
	return []string{
		"<!channel> <!here> <!everyone> @everyone @here @channel <!subteam^S1|hr>",
		"<@U12345> <@!12345> <@&12345> <#C12345|x> <#12345> </say:12345>",
		"*bold* _it_ ~no~ `code` **b** __u__ ~~s~~ ||secret|| ***all***",
		"```\ncode\n```\n`a``b`",
		"> quote\n>>> all\n# heading\n## two\n-# small\n= equals",
		"- list\n* list\n+ list\n1. one\n2) two\n  - deeper",
		"[label](https://example.com) <https://example.com|label> https://example.com/a_b_*c* www.example.com",
		"javascript:alert(1) <a href=\"x\">x</a> <script>alert(1)</script> <img src=x onerror=alert(1)>",
		":tada: :+1: <:x:12345> <a:x:12345> <t:1700000000:R> <!date^1700000000^{date}|x>",
		"&lt;b&gt; &amp;amp; &#60; &nbsp; %3Cb%3E",
		`\ \\ \* \\* \n \u202e \`,
		"%s %!d(MISSING) {a|b} {{.}} ${x} $(x) {0}",
		"א\u05b9בג (אבג) \u200fشكرا\u200e 1,000",
		"a\u200bb\u200cc\u200dd\ufeffe\u00adf\u2060g",
		"👩\u200d👩\u200d👧 🇯🇵 か\u3099 e\u0301 ﷽ Z͑ͫ̓̊͞A",
		"a\u00a0no-break\u3000全角\u2003space",
		"「」（）／：＠＊＿～｀",
		`"quotes" 'single' “double” back` + "`tick",
		"ends with a backslash\\",
	}
}

// full is a message which has the text in every kind of block.
func full(r *room, text string) bot.Message {
	line := strings.ReplaceAll(text, "\n", " ")
	label := line
	for utf8.RuneCountInString(label) > bot.MaxButton {
		label = string([]rune(label)[:bot.MaxButton])
	}
	return bot.Message{Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain(line)},
		bot.Paragraph{Text: bot.Textf("%s – *%s*", text, line)},
		bot.Facts{{Label: line, Value: bot.Plain(line)}, {Label: "a", Value: bot.Textf("*%s*", line)}},
		bot.Paragraph{Text: bot.Textf("%s, %s", bot.Mention{User: r.account(ken), Name: line}, bot.Link{URL: "https://example.com/x", Label: line})},
		bot.Buttons{button(label, routePress, "x")},
		bot.Note{Text: bot.Plain(line)},
	}}
}

func hostileForm(r *room) {
	for i, text := range hostile() {
		line := []rune(strings.ReplaceAll(text, "\n", " "))
		cut := func(n int) string { return strings.TrimSpace(string(line[:min(n, len(line))])) }
		s := sheets()[1]
		s.ID = fmt.Sprintf("hostile%d", i)
		s.Intro = bot.Plain(text)
		hint := bot.Base{Name: "about", Label: cut(bot.MaxLabel), Hint: cut(bot.MaxHint), Optional: true}
		s.Sections = []bot.Page{{Fields: []bot.Field{
			bot.Lines{Base: hint},
			bot.Choices{Base: optional("topics", "話題"), Picks: []bot.Pick{{Value: cut(30) + "!", Label: cut(bot.MaxButton)}, {Value: "b", Label: "b"}}},
		}}}
		if strings.Contains(s.Sections[0].Fields[1].(bot.Choices).Picks[0].Value, ",") {
			continue // no pick has a comma in its value
		}
		s.Values = bot.Values{"about": text, "topics": cut(30) + "!"}
		r.asks(ken, s)
		r.bot.answers(always(bot.Nothing{}))
		r.holds("what came back of a form", r.submits(ken, s, nil).Values, s.Values)
	}
}

// addresses: a link leads where it should, and nowhere else.
func addresses(r *room) {
	for _, url := range []string{"https://example.com/", "http://example.com/a?b=c&d=%20e#f", "https://例え.jp/パス_a_*b*"} {
		r.shows(bot.Say(bot.Textf("See %s or %s.", bot.Link{URL: url, Label: "this"}, bot.Link{URL: url})))
	}
	r.bot.answers(always(publicly(bot.Say(bot.Textf("See %s.", bot.Link{URL: "javascript:alert(1)", Label: "this"})))))
	r.types(hana, "/conf say")
	for _, b := range r.next().Message.Blocks {
		p, _ := b.(bot.Paragraph)
		for _, s := range p.Text {
			if s.URL != "" {
				r.Errorf("on everybody's screen, in %s, a link leads to %q, where no link may lead", general, s.URL)
			}
		}
	}
}
