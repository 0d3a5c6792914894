package bottest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

func TestPrintsMessages(t *testing.T) {
	m := bot.Message{Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain("API改修")},
		bot.Paragraph{Text: bot.Textf("*%s* asks %s, see %s.", "Ken", bot.Mention{User: "x:1", Name: "田中 花"}, bot.Link{URL: "https://example.com/a", Label: "this"})},
		bot.Paragraph{Text: bot.Plain("[Accept]\n= no heading\n\n- no note\n  only you:\n**x** \\ ")},
		bot.Facts{{Label: "報酬", Value: bot.Plain("50万円\n税込")}, {Label: "締切", Value: bot.Textf("%s", bot.Moment{At: time.Unix(0, 0), Fallback: "12/10 09:00 JST"})}},
		bot.Note{Text: bot.Plain("\u202egig\x07")},
		bot.Buttons{{Label: "応募する"}, {Label: "[x]"}},
		bot.File{Name: "a.csv", Type: "text/csv", Content: []byte("a,b\nc,d\n")},
		bot.File{Name: "a.png", Type: "image/png", Content: []byte("abc")},
	}}
	want := `= API改修
*Ken* asks @田中 花, see this <https://example.com/a>.
\[Accept]
\= no heading
\
\- no note
\u{20} only you:
\*\*x\*\* \\\u{20}
報酬: 50万円
  税込
締切: 1970-01-01 09:00 JST
- \u{202e}gig\u{7}
[応募する] [[x]]
file: a.csv (text/csv, 2 lines)
file: a.png (image/png, 3 bytes)`
	if diff := cmp.Diff(strings.Split(want, "\n"), printMessage(m)); diff != "" {
		t.Error(diff)
	}
}

func TestPrintsForms(t *testing.T) {
	picks := []bot.Pick{{Value: "a", Label: "静かに"}, {Value: "b", Label: "副業も"}}
	sheet := bot.Sheet{
		Sections: []bot.Page{{Heading: "基本", Fields: []bot.Field{
			bot.Input{Base: bot.Base{Name: "name", Label: "氏名", Hint: "本名"}},
			bot.Lines{Base: bot.Base{Name: "about", Label: "紹介", Optional: true}},
			bot.Choice{Base: bot.Base{Name: "close", Label: "近さ"}, Picks: picks},
			bot.Choices{Base: bot.Base{Name: "more", Label: "ほか", Optional: true}, Picks: picks},
		}}, {Fields: []bot.Field{
			bot.Tick{Base: bot.Base{Name: "agree", Label: "同意", Optional: true}},
			bot.Person{Base: bot.Base{Name: "who", Label: "担当"}},
		}}},
		Values: bot.Values{"about": "一行\n二行", "close": "b", "more": "a,b", "agree": "yes", "who": "x:ken"},
	}
	want := `= 基本
name: 氏名 *
  - 本名
about: 紹介
  = 一行
  = 二行
close: 近さ *
  ○ 静かに  ● 副業も
more: ほか
  ☑ 静かに  ☑ 副業も
agree: ☑ 同意
who: 担当 *
  = @ken`
	got := printSections(sheet, func(u bot.User) string { return strings.TrimPrefix(string(u), "x:") })
	if diff := cmp.Diff(strings.Split(want, "\n"), got); diff != "" {
		t.Error(diff)
	}
}

// TestAnyTextStaysBelowItsPlace holds that whatever people write, a script with
// it below an act reads as that act with those lines.
func TestAnyTextStaysBelowItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(  |! |# |hana> |  > |\[|\n|\t| |x){0,12}`)).Draw(t, "text")
		blocks := []*block{{head: "only you:", body: printMessage(bot.Say(bot.Plain(text)))}}
		written := "hana> home\n" + strings.Join(linesOf(blocks), "\n") + "\n"
		s, err := parse("x", []byte(written))
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if len(s.steps) != 1 || len(s.after) != 0 || s.String() != written {
			t.Fatalf("reads differently:\n%q\n%q", written, s.String())
		}
	})
}
