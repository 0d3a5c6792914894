package slack

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/adapters/adaptertest"
	"github.com/alumnibot/alumnibot/bot"
)

var (
	here = renderer{team: "T1", url: "https://acme.slack.com/"}
	post = bot.Action{Community: "acme", Route: "gig.apply", Arg: "01JD8Z"}
)

const hana = "slack:T1/UHANA"

func TestMessagesAsSlackGetsThem(t *testing.T) {
	for name, m := range adaptertest.Messages(hana) {
		t.Run(name, func(t *testing.T) {
			out, err := here.message(m)
			if err != nil {
				t.Fatal(err)
			}
			adaptertest.Golden(t, "message "+name, out.reply(false))
		})
	}
}

func TestFormsAsSlackGetsThem(t *testing.T) {
	from := origin{Channel: "C1", TS: "1.1", ResponseURL: "https://hooks.example.com/1"}
	for name, f := range adaptertest.Forms(hana) {
		t.Run(name, func(t *testing.T) {
			v, err := here.sheet(f.Sheet, from, bot.Japanese, f.Faults)
			if err != nil {
				t.Fatal(err)
			}
			adaptertest.Golden(t, name, v)
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
			t.Skip("Slack delivers nothing but UTF-8")
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
