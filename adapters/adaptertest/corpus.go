package adaptertest

import (
	"fmt"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Hostile is text that means something on one platform or another.
const Hostile = "<!channel> <@UHANA> @everyone *x* _y_ ~z~ `c` :tada: > q\n&amp; <https://example.com|safe> \x00 <script>alert(1)</script>"

// Messages are one of everything that can be said, and whatever people may
// write into it, by name: what an adapter renders from them is kept in files.
// hana is an account of the adapter's platform.
func Messages(hana bot.User) map[string]bot.Message {
	post := bot.Action{Community: "acme", Route: "gig.apply", Arg: "01JD8Z"}
	noon := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	return map[string]bot.Message{
		"card": {Blocks: []bot.Block{
			bot.Heading{Text: bot.Plain("APIの改修")},
			bot.Paragraph{Text: bot.Textf("*募集中* 締切は%sです。%s", bot.Moment{At: noon, Fallback: "12月1日 21:00（東京）"}, bot.Link{URL: "https://example.com/?a=1&b=2", Label: "詳細"})},
			bot.Facts{{Label: "報酬", Value: bot.Plain("50万円")}, {Label: "担当", Value: bot.Textf("%s", bot.Mention{User: hana, Name: "田中 花"})}},
			bot.Buttons{{Label: "応募する", Action: post, Style: bot.Primary}, {Label: "紹介する", Action: post}, {Label: "終了する", Action: post, Style: bot.Danger}},
			bot.Note{Text: bot.Plain("30日間掲載します。")},
		}},
		"hostile": {Blocks: []bot.Block{
			bot.Heading{Text: bot.Plain("<!here> *x* & co")},
			bot.Paragraph{Text: bot.Plain(Hostile)},
			bot.Facts{{Label: Hostile, Value: bot.Plain(Hostile)}},
			bot.Note{Text: bot.Plain(Hostile)},
			bot.Buttons{{Label: "<!channel> *x*", Action: post}},
			bot.Paragraph{Text: bot.Textf("%s %s", bot.Link{URL: "javascript:alert(1)", Label: "click"}, bot.Mention{User: hana, Name: "<!channel>"})},
		}},
		"people of elsewhere": bot.Say(bot.Textf("%s and %s", bot.Mention{User: "discord:7", Name: "Zoe"}, bot.Mention{User: "slack:T2/UX", Name: "Max"})),
		"styled heading and note": {Blocks: []bot.Block{
			bot.Heading{Text: bot.Textf("by %s", bot.Mention{User: hana, Name: "花"})},
			bot.Note{Text: bot.Textf("until %s", bot.Moment{At: noon, Fallback: "noon"})},
		}},
		"chart": {Blocks: []bot.Block{
			bot.Heading{Text: bot.Plain("第3四半期")},
			bot.Chart{Title: "調子はいかがですか", Bars: []bot.Bar{
				{Label: "良い", Value: 12, Says: "12人（40%）"}, {Label: "*普通*", Value: 1, Says: "1人（3%）"}, {Label: "悪い", Says: "0人"}, {Label: "未回答", Blank: true, Says: "5人未満"},
			}},
		}},
		"file":        {Blocks: []bot.Block{bot.Paragraph{Text: bot.Plain("メンバーの一覧です。")}, bot.File{Name: "名簿 2026.csv", Type: "text/csv", Content: []byte("a,b\n")}}},
		"empty value": {Blocks: []bot.Block{bot.Facts{{Label: "場所"}}}},
		"long": {Blocks: []bot.Block{
			bot.Heading{Text: bot.Plain(strings.Repeat("長", 160))},
			bot.Paragraph{Text: bot.Plain(strings.Repeat("あいうえおかきくけこ\n", 400))},
			bot.Note{Text: bot.Plain(strings.Repeat("n", 2500))},
			bot.Facts{{Label: "a", Value: bot.Plain(strings.Repeat("x", 2900))}, {Label: "b", Value: bot.Plain(strings.Repeat("y", 3500))}},
		}},
	}
}

// Form is a sheet, with what is wrong in it.
type Form struct {
	Sheet  bot.Sheet
	Faults map[string]string
}

// Forms are one of everything that can be asked, by name: empty, filled in, and
// with values that do not fit. Their sections are of bot.Traits.FormFields of
// the narrowest screen.
func Forms(hana bot.User) map[string]Form {
	return map[string]Form{
		"form": {Sheet: everything(bot.Values{
			"input": "<b>", "lines": "a\nb", "choice": "b", "few": "a", "choices": "a,c", "many": "p3,p12", "number": "7",
			"day": "2026-12-31", "person": string(hana), "tick": "yes",
		})},
		"empty form": {Sheet: everything(nil)},
		"form with what does not fit": {Sheet: everything(bot.Values{
			"input": "two\nlines", "lines": strings.Repeat("l", 3001), "choice": "nope", "few": "nope", "choices": "nope", "number": "七",
			"day": "12/31", "person": "elsewhere:7", "tick": "maybe",
		}), Faults: map[string]string{"number": "数字で入力してください。"}},
	}
}

func everything(values bot.Values) bot.Sheet {
	base := func(name string, optional bool) bot.Base {
		return bot.Base{Name: name, Label: "Label of " + name, Hint: "Hint <" + name + ">", Optional: optional}
	}
	picks := []bot.Pick{{Value: "a", Label: "A <b>"}, {Value: "b", Label: "B"}, {Value: "c", Label: "C"}}
	var many []bot.Pick
	for i := range 12 {
		many = append(many, bot.Pick{Value: fmt.Sprint("p", i+1), Label: fmt.Sprint("P ", i+1)})
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
