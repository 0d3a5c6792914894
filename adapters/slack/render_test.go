package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

const hostile = "<!channel> <@UHANA> @everyone *x* _y_ ~z~ `c` :tada: > q\n&amp; <https://example.com|safe> \x00 <script>alert(1)</script>"

var (
	here  = renderer{team: "T1", url: "https://acme.slack.com/"}
	post  = bot.Action{Community: "acme", Route: "gig.apply", Arg: "01JD8Z"}
	noon  = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	lines = strings.Repeat("あいうえおかきくけこ\n", 400)
)

// corpus is a message of everything, and whatever people may write into one.
var corpus = map[string]bot.Message{
	"card": {Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain("APIの改修")},
		bot.Paragraph{Text: bot.Textf("*募集中* 締切は%sです。%s", bot.Moment{At: noon, Fallback: "12月1日 21:00（東京）"}, bot.Link{URL: "https://example.com/?a=1&b=2", Label: "詳細"})},
		bot.Facts{{Label: "報酬", Value: bot.Plain("50万円")}, {Label: "担当", Value: bot.Textf("%s", bot.Mention{User: "slack:T1/UHANA", Name: "田中 花"})}},
		bot.Buttons{{Label: "応募する", Action: post, Style: bot.Primary}, {Label: "紹介する", Action: post}, {Label: "終了する", Action: post, Style: bot.Danger}},
		bot.Note{Text: bot.Plain("30日間掲載します。")},
	}},
	"hostile": {Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain("<!here> *x* & co")},
		bot.Paragraph{Text: bot.Plain(hostile)},
		bot.Facts{{Label: hostile, Value: bot.Plain(hostile)}},
		bot.Note{Text: bot.Plain(hostile)},
		bot.Buttons{{Label: "<!channel> *x*", Action: post}},
		bot.Paragraph{Text: bot.Textf("%s %s", bot.Link{URL: "javascript:alert(1)", Label: "click"}, bot.Mention{User: "slack:T1/UHANA", Name: "<!channel>"})},
	}},
	"people of elsewhere": bot.Say(bot.Textf("%s and %s", bot.Mention{User: "discord:7", Name: "Zoe"}, bot.Mention{User: "slack:T2/UX", Name: "Max"})),
	"styled heading and note": {Blocks: []bot.Block{
		bot.Heading{Text: bot.Textf("by %s", bot.Mention{User: "slack:T1/UHANA", Name: "花"})},
		bot.Note{Text: bot.Textf("until %s", bot.Moment{At: noon, Fallback: "noon"})},
	}},
	"empty value": {Blocks: []bot.Block{bot.Facts{{Label: "場所"}}}},
	"long": {Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain(strings.Repeat("長", 160))},
		bot.Paragraph{Text: bot.Plain(lines)},
		bot.Note{Text: bot.Plain(strings.Repeat("n", 2500))},
		bot.Facts{{Label: "a", Value: bot.Plain(strings.Repeat("x", 2900))}, {Label: "b", Value: bot.Plain(strings.Repeat("y", 3500))}},
	}},
}

// forms are one of everything that can be asked.
var forms = map[string]struct {
	sheet  bot.Sheet
	faults map[string]string
}{
	"form": {sheet: everything(bot.Values{
		"input": "<b>", "lines": "a\nb", "choice": "b", "few": "a", "choices": "a,c", "many": "p3,p12", "number": "7",
		"day": "2026-12-31", "person": "slack:T1/UHANA", "tick": "yes",
	})},
	"empty form": {sheet: everything(nil)},
	"form with what does not fit": {sheet: everything(bot.Values{
		"input": "two\nlines", "lines": strings.Repeat("l", 3001), "choice": "nope", "few": "nope", "choices": "nope", "number": "七",
		"day": "12/31", "person": "discord:7", "tick": "maybe",
	}), faults: map[string]string{"number": "数字で入力してください。"}},
}

func everything(values bot.Values) bot.Sheet {
	base := func(name string, optional bool) bot.Base {
		return bot.Base{Name: name, Label: "Label of " + name, Hint: "Hint <" + name + ">", Optional: optional}
	}
	picks := []bot.Pick{{Value: "a", Label: "A <b>"}, {Value: "b", Label: "B"}, {Value: "c", Label: "C"}}
	var many []bot.Pick
	for i := range 12 {
		n := string(rune('1' + i))
		if i >= 9 {
			n = "1" + string(rune('0'+i-9))
		}
		many = append(many, bot.Pick{Value: "p" + n, Label: "P " + n})
	}
	return bot.Sheet{
		ID: "acme|draft|0|2", Title: "募集する", Submit: "確認する", Intro: bot.Textf("*全項目*です。"), Values: values, Part: 1, Parts: 1,
		Sections: []bot.Page{
			{Heading: "内容", Fields: []bot.Field{
				bot.Input{Base: base("input", false), Max: 60}, bot.Lines{Base: base("lines", true)}, bot.Choice{Base: base("choice", true), Picks: picks},
				bot.Choice{Base: base("few", false), Picks: picks}, bot.Choices{Base: base("choices", true), Picks: picks},
			}},
			{Fields: []bot.Field{
				bot.Choices{Base: base("many", true), Picks: many}, bot.Number{Base: base("number", false), Min: 1, Max: 9}, bot.Day{Base: base("day", true)},
				bot.Person{Base: base("person", true)}, bot.Tick{Base: bot.Base{Name: "tick", Label: "同意します"}},
			}},
		},
	}
}

// golden compares with testdata; UPDATE=1 writes what is there now.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", strings.ReplaceAll(name, " ", "_")+".json")
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s (-want +got; UPDATE=1 writes it down):\n%s", file, diff)
	}
}

func TestMessagesAsSlackGetsThem(t *testing.T) {
	for name, m := range corpus {
		t.Run(name, func(t *testing.T) {
			out, err := here.message(m)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "message "+name, out.reply(false))
		})
	}
}

func TestFormsAsSlackGetsThem(t *testing.T) {
	from := origin{Channel: "C1", TS: "1.1", ResponseURL: "https://hooks.example.com/1"}
	for name, f := range forms {
		t.Run(name, func(t *testing.T) {
			v, err := here.sheet(f.sheet, from, bot.Japanese, f.faults)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name, v)
			if got := parseOrigin(v.PrivateMetadata); got != from {
				t.Errorf("opened at %+v", got)
			}
		})
	}
}

func TestRefusesWhatSlackDoesNotTake(t *testing.T) {
	row := func(n int) bot.Buttons {
		var row bot.Buttons
		for range n {
			row = append(row, bot.Button{Label: "x", Action: post})
		}
		return row
	}
	rows := bot.Message{}
	for range maxBlocks + 1 {
		rows = rows.With(row(1))
	}
	for name, m := range map[string]bot.Message{
		"nothing": {}, "no buttons": bot.Message{}.With(row(0)), "26 buttons": bot.Message{}.With(row(26)), "51 blocks": rows,
		"no label":              bot.Message{}.With(bot.Buttons{{Action: post}}),
		"long label":            bot.Message{}.With(bot.Buttons{{Label: strings.Repeat("あ", 76), Action: post}}),
		"long action":           bot.Message{}.With(bot.Buttons{{Label: "x", Action: bot.Action{Route: "a.b", Arg: strings.Repeat("x", 61)}}}),
		"only spans of nothing": bot.Say(bot.Text{{}}),
	} {
		if _, err := here.message(m); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := here.home(bot.Message{}.With(bot.File{Name: "a"})); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("a file at home: %v", err)
	}
	for name, s := range map[string]bot.Sheet{
		"no title":   {Submit: "x", ID: "x"},
		"long title": {Title: strings.Repeat("あ", 25), Submit: "x"},
		"no picks":   {Title: "x", Submit: "x", Sections: []bot.Page{{Fields: []bot.Field{bot.Choice{Base: bot.Base{Name: "a", Label: "A"}}}}}},
	} {
		if _, err := here.sheet(s, origin{}, bot.English, nil); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// However long a text is, every character of it is shown, in blocks that Slack
// takes.
func TestNothingIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aあ\n *<&\U0001F338")), 0, 9000, -1).Draw(t, "text")
		m := bot.Message{Blocks: []bot.Block{bot.Paragraph{Text: bot.Plain("-" + text)}}}
		out, err := here.message(m)
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, b := range out.blocks {
			run := 0
			for _, e := range b.(*slack.RichTextBlock).Elements[0].(*slack.RichTextSection).Elements {
				piece := e.(*slack.RichTextSectionTextElement).Text
				run += utf8.RuneCountInString(piece)
				all.WriteString(piece)
			}
			if run == 0 || run > maxRun {
				t.Fatalf("a block of %d characters", run)
			}
		}
		if all.String() != "-"+text {
			t.Fatalf("%d characters became %d", len(text)+1, all.Len())
		}
	})
}

// What people type and post is read as they typed it, through Slack's escaping.
func FuzzTyped(f *testing.F) {
	f.Add("a & b <c> &amp; <!channel>")
	f.Add("<<>>&&lt;")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		if got := typed(escaper.Replace(text), "T1", nil); got != text {
			t.Errorf("%q came as %q", text, got)
		}
		_ = typed(text, "T1", nil)
	})
}

// Whatever is in a payload, reading it ends.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"actions":[{"type":"button","value":"acme|a.b|c"}]}`))
	f.Add([]byte(`{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"x","state":{"values":{"a":{"b":{"type":"x"}}}}}}`))
	f.Add([]byte(`{"type":"event_callback","event_id":"E","event":{"type":"message","channel_type":"im","channel":"D1","user":"U1","ts":"1"}}`))
	f.Add([]byte(`{"type":"event_callback","event":{"type":"user_change","user":{"id":"U1","deleted":true}}}`))
	w, who := &workspace{Workspace: Workspace{Community: "acme"}}, identity{team: "T1", bot: "UBOT"}
	f.Fuzz(func(t *testing.T, payload []byte) {
		var i interaction
		if json.Unmarshal(payload, &i) == nil {
			in, err := decodeInteraction(w, who, i, payload, nil)
			checkDecoded(t, in, err)
		}
		var c callback
		if json.Unmarshal(payload, &c) == nil {
			in, _, err := decodeEvent(w, who, c)
			checkDecoded(t, in, err)
		}
		var cmd command
		if json.Unmarshal(payload, &cmd) == nil {
			checkDecoded(t, decodeCommand(w, who, cmd, payload), nil)
		}
	})
}

func checkDecoded(t *testing.T, in incoming, err error) {
	t.Helper()
	if err != nil {
		return
	}
	if m := in.event.About(); m.ID == "" || m.Community != "acme" || m.Channel != "" && isDirect(in.from.Channel) {
		t.Errorf("decoded as %+v", m)
	}
}
