package checkin

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
)

func TestQuestionsAsPeopleWriteThem(t *testing.T) {
	ja := func(s ...string) []Said {
		var all []Said
		for _, one := range s {
			all = append(all, Said{Ja: one})
		}
		return all
	}
	for line, want := range map[string]Question{
		"ひとことどうぞ":                  {Kind: Text, Text: Said{Ja: "ひとことどうぞ"}},
		"1. ひとことどうぞ｜文章":            {Kind: Text, Text: Said{Ja: "ひとことどうぞ"}},
		"調子は？｜1〜5":                 {Kind: Scale, Text: Said{Ja: "調子は？"}, From: 1, To: 5},
		"Q2：調子は？|０～１０":             {Kind: Scale, Text: Said{Ja: "調子は？"}, From: 0, To: 10},
		"・調子は？ ｜ 1-5: いまひとつ、とても良い": {Kind: Scale, Text: Said{Ja: "調子は？"}, From: 1, To: 5, Options: ja("いまひとつ", "とても良い")},
		"副業は？｜はい、内容による，いまはいい、":     {Kind: Choice, Text: Said{Ja: "副業は？"}, Options: ja("はい", "内容による", "いまはいい")},
		"興味は｜複数：副業,交流会、相談":         {Kind: Several, Text: Said{Ja: "興味は"}, Options: ja("副業", "交流会", "相談")},
		"興味は｜いくつでも: A：B、C":         {Kind: Several, Text: Said{Ja: "興味は"}, Options: ja("A：B", "C")},
		"次に会える日｜日付":                {Kind: Date, Text: Said{Ja: "次に会える日"}},
		"月に使える時間｜時間":               {Kind: Hours, Text: Said{Ja: "月に使える時間"}},
		"つながり方｜つながり方":              {Kind: Closeness, Text: Said{Ja: "つながり方"}},
		"連絡がほしい｜連絡":                {Kind: Contact, Text: Said{Ja: "連絡がほしい"}},
		"3.5時間で足りますか｜はい、いいえ":       {Kind: Choice, Text: Said{Ja: "3.5時間で足りますか"}, Options: ja("はい", "いいえ")},
		"いつ？｜1-5日、6-10日":           {Kind: Choice, Text: Said{Ja: "いつ？"}, Options: ja("1-5日", "6-10日")},
		"比べると？｜A｜B、C":              {Kind: Choice, Text: Said{Ja: "比べると？"}, Options: ja("A｜B", "C")},
	} {
		got, wrong := parseQuestions(bot.Reader{Locale: bot.Japanese}, line)
		if wrong != nil {
			t.Errorf("%s: %s", line, wrong.why)
			continue
		}
		if diff := cmp.Diff([]Question{want}, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", line, diff)
		}
	}
}

// Each refusal says what would be right.
func TestQuestionsThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "at least one question",
		"a\nb\nc\nd\ne\nf":       "At most 5 questions",
		"!!!":                    "letters or digits",
		"? | yes, no":            "letters or digits",
		"How? | yes":             "two options or more",
		"How? |":                 "two options or more",
		"How? | yes, Yes":        "there twice",
		"How? | 5-1":             "from a lower to a higher",
		"How? | 1-11":            "from a lower to a higher",
		"How? | 1-5: bad":        "two options or more",
		"How? | 1-5: a, b, c":    "there are 3",
		"How? | several: one":    "two options or more",
		"a | hours\nb | hours":   "Only one question of this kind",
		"a\nb | contact\nc | 連絡": "Only one question of this kind",
		strings.Repeat("a", 101): "at most 100 characters",
		"How? | " + strings.Repeat("b", 41) + ", c": "at most 40 characters",
		"How? | a,b,c,d,e,f,g,h,i,j,k":              "At most 10 options",
	} {
		_, wrong := parseQuestions(bot.Reader{Locale: bot.English}, text)
		if wrong == nil || !strings.Contains(wrong.why.String(), want) {
			t.Errorf("%q: got %+v, want something about %q", text, wrong, want)
		}
	}
}

func TestTranslation(t *testing.T) {
	questions, _ := parseQuestions(bot.Reader{Locale: bot.Japanese}, "調子は｜1〜5：悪い、良い\n副業は｜はい、いいえ\nひとこと")
	title := Said{Ja: "題"}
	both, got, wrong := translate(bot.Reader{Locale: bot.Japanese}, title, questions, "Title\n1. How? | 1-5: bad, good\nGigs? | yes, no\nA word")
	if wrong != nil {
		t.Fatal(wrong.why)
	}
	if both != (Said{"題", "Title"}) || got[0].Options[1] != (Said{"良い", "good"}) || got[2].Text != (Said{"ひとこと", "A word"}) {
		t.Errorf("got %+v, %+v", both, got)
	}
	if writeAll(bot.Reader{Locale: bot.English}, got) != "How? | 1-5: bad, good\nGigs? | yes, no\nA word" {
		t.Errorf("written as %q", writeAll(bot.Reader{Locale: bot.English}, got))
	}
	for text, want := range map[string]string{
		"Title\nHow? | 1-5: bad, good\nGigs? | yes, no":              "4行",
		"Title\nHow? | 1-4: bad, good\nGigs? | yes, no\nA word":      "質問1",
		"Title\nHow? | 1-5: bad, good\nGigs? | yes, no, ?\nA word":   "質問2",
		"Title\nHow? | 1-5: bad, good\nGigs? | several: y, n\nword":  "質問2",
		"Title\nHow? | 1-5: bad, good\nGigs? | yes, no\nWord | date": "質問3",
		"Title\nHow? | 1-5: bad, good\nGigs? | yes\nA word":          "2つ以上",
	} {
		if _, _, wrong := translate(bot.Reader{Locale: bot.Japanese}, title, questions, text); wrong == nil || !strings.Contains(wrong.why.String(), want) {
			t.Errorf("%q: got %+v, want something about %q", text, wrong, want)
		}
	}
}

// Whatever can be read is written back as what reads the same.
func FuzzQuestions(f *testing.F) {
	for _, t := range shelf {
		f.Add(t.questions.In(bot.Japanese))
		f.Add(t.questions.In(bot.English))
	}
	f.Add("1. Q1: ・- (2) x|1~3：a、b\n| \n a|複数：x,y")
	f.Fuzz(func(t *testing.T, text string) {
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			questions, wrong := parseQuestions(bot.Reader{Locale: l}, text)
			if wrong != nil {
				if len(wrong.why) == 0 {
					t.Fatalf("%q is refused without words", text)
				}
				continue
			}
			written := writeAll(bot.Reader{Locale: l}, questions)
			again, wrong := parseQuestions(bot.Reader{Locale: l}, written)
			if wrong != nil {
				t.Fatalf("%q is written as %q, which is refused: %s", text, written, wrong.why)
			}
			if diff := cmp.Diff(questions, again); diff != "" {
				t.Fatalf("%q is written as %q (-read +read again)\n%s", text, written, diff)
			}
			for i, q := range questions {
				form := bot.Form{Title: "t", Pages: []bot.Page{{Fields: []bot.Field{q.field(bot.Reader{Locale: l}, i, bot.Date{Year: 2026, Month: 12, Day: 1})}}}}
				if err := form.Check(); err != nil {
					t.Fatalf("%q: %v", text, err)
				}
			}
		}
	})
}

// The ready ones can be used as they are, in both languages.
func TestLibrary(t *testing.T) {
	for _, template := range shelf {
		for _, l := range []bot.Locale{bot.Japanese, bot.English} {
			questions, wrong := parseQuestions(bot.Reader{Locale: l}, template.questions.In(l))
			if wrong != nil {
				t.Errorf("%s: line %d: %s", template.key, wrong.line, wrong.why)
				continue
			}
			_, both, wrong := translate(bot.Reader{Locale: l}, said(l, template.title.In(l)), questions, template.title.In(other(l))+"\n"+template.questions.In(other(l)))
			if wrong != nil {
				t.Errorf("%s: translation, line %d: %s", template.key, wrong.line, wrong.why)
				continue
			}
			for _, q := range both {
				if q.Text.Ja == "" || q.Text.En == "" {
					t.Errorf("%s: %+v is not in both languages", template.key, q.Text)
				}
			}
		}
	}
}
