package web

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

const hostile = `<!channel> @everyone **x** <script>alert(1)</script>`

// seed is a small company.
func seed(db *storage.DB) Config {
	zone := time.FixedZone("JST", 9*60*60)
	cfg := Config{
		DB: db, Scope: storage.SpaceScope("web"),
		Community: bot.Community{ID: "tsubame", Name: "Tsubame Works", Zone: zone, Locale: bot.Japanese},
		Clock:     func() time.Time { return time.Date(2026, 12, 1, 10, 30, 0, 0, zone) },
		People: []Person{
			{ID: "web:hana", Name: "田中 花", Title: "元・開発部、大阪", Group: Alumni, Locale: bot.Japanese, Roles: bot.Insider, Featured: true},
			{ID: "web:sato", Name: "佐藤 恵子", Title: "人事部", Group: HR, Locale: bot.Japanese, Roles: bot.Insider | bot.Employee | bot.HR, Featured: true},
			{ID: "web:ken", Name: "Ken Brown", Title: "formerly Overseas, Fukuoka", Group: Alumni, Locale: bot.English, Roles: bot.Insider, Featured: true},
			{ID: "web:suzuki", Name: "鈴木 学", Title: "アルムナイ推進室", Group: Managers, Locale: bot.Japanese, Roles: bot.Insider | bot.Employee | bot.Manager, Featured: true},
			{ID: "web:guest", Name: "外部 太郎", Title: "取引先", Group: Outsiders, Locale: bot.Japanese},
		},
		Channels: []Channel{
			{ID: "web:#gigs", Name: "gigs", Topic: map[bot.Locale]string{bot.Japanese: "副業・複業の募集", bot.English: "Side jobs on offer"}},
			{ID: "web:#general", Name: "general", Topic: map[bot.Locale]string{bot.Japanese: "なんでもどうぞ", bot.English: "Anything goes"}},
			{ID: "web:#managers", Name: "managers", Members: []bot.User{"web:suzuki"}},
		},
		Try: map[Group][]string{Alumni: {"/alumni register", "/gig list"}, HR: {"/gig post", "/gig list"}},
		Guide: []Step{
			{As: "web:hana", Type: "/alumni register", Line: i18n.T("花さんがアルムナイとして登録します。募集のお知らせに同意してみましょう。", "Hana registers as an alumna. Agree to gig offers on the way.")},
			{As: "web:sato", In: "web:#gigs", Type: "/gig post", Line: i18n.T("人事の佐藤さんが募集を出します。", "Sato of HR posts a gig.")},
			{As: "web:hana", Line: i18n.T("条件の合う人に、理由とともにダイレクトメッセージが届きます。", "It reaches those it suits by direct message, with the reasons.")},
			{As: "web:hana", Line: i18n.T("花さんが応募します。", "Hana applies.")},
			{As: "web:sato", Line: i18n.T("佐藤さんが採用すると、カードにもそう書かれます。", "Sato accepts, and the card says so.")},
		},
	}
	for i := range 40 {
		cfg.People = append(cfg.People, Person{
			ID: bot.User(fmt.Sprintf("web:m%02d", i)), Name: fmt.Sprintf("%s %s", []string{"青木", "石田", "上野", "遠藤"}[i%4], []string{"葵", "一郎", "恵", "和也", "圭"}[i%5]),
			Title: "元・営業部、東京", Group: Alumni, Locale: bot.Japanese, Roles: bot.Insider,
		})
	}
	return cfg
}

// fakeBot is a bot that is just clever enough to show what the page can do.
type fakeBot struct {
	send bot.Sender

	mu     sync.Mutex
	events []bot.Event
	begun  chan struct{} // gets a value when a "/slow" begins
	gate   chan struct{} // which then waits for this
}

func newFakeBot() *fakeBot { return &fakeBot{begun: make(chan struct{}, 1), gate: make(chan struct{})} }

func (f *fakeBot) latest() bot.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.events) == 0 {
		return nil
	}
	return f.events[len(f.events)-1]
}

func both(ja, en string) func(bot.Locale) string {
	return func(l bot.Locale) string {
		if l == bot.Japanese {
			return ja
		}
		return en
	}
}

func (f *fakeBot) Routes() []bot.Route {
	return []bot.Route{
		{Name: "member.register", Command: "alumni register", Summary: both("アルムナイとして登録する", "Register as an alumnus")},
		{Name: "member.find", Command: "alumni find", Summary: both("名簿から探す", "Search the directory"), Options: []bot.Option{{Name: "skill", Summary: both("スキル", "A skill")}}},
		{Name: "gig.post", Command: "gig post", Summary: both("募集を出す", "Post a gig"), OnMessage: both("募集として投稿", "Post as gig"),
			Options: []bot.Option{{Name: "title", Summary: both("仕事の名前", "What it is")}, {Name: "pay", Summary: both("報酬", "Pay")}, {Name: "skills", Summary: both("スキル", "Skills")}}},
		{Name: "gig.list", Command: "gig list", Summary: both("募集を見る", "See the gigs")},
		{Name: "gig.find", Command: "gig find", Options: []bot.Option{{Name: "skills", Summary: both("スキル", "Skills"), Query: true}}},
		{Name: "gig.apply"},
	}
}

func (f *fakeBot) Opens(bot.Event) bool { return false }

func (f *fakeBot) Complete(_ context.Context, _ bot.Meta, _, option, typed string) []bot.Pick {
	var picks []bot.Pick
	if option == "skill" || option == "skills" {
		for _, s := range []string{"go", "golang-migrate", "kubernetes", "machine learning"} {
			if strings.HasPrefix(s, typed) {
				picks = append(picks, bot.Pick{Value: s, Label: s})
			}
		}
	}
	return picks
}

func action(route, arg string) bot.Action {
	return bot.Action{Community: "tsubame", Route: route, Arg: arg}
}

func gigCard(l bot.Locale, title, state string) bot.Message {
	if l == bot.Japanese {
		return bot.Message{Blocks: []bot.Block{
			bot.Heading{Text: bot.Plain(title)},
			bot.Paragraph{Text: bot.Textf("社内の在庫APIをGoで書き直します。設計のレビューから一緒に進めてくれる方を探しています。")},
			bot.Facts{
				{Label: "状態", Value: bot.Textf("*%s*", state)},
				{Label: "報酬", Value: bot.Plain("月80,000円（翌月末払い）")},
				{Label: "期間", Value: bot.Plain("2027年1月10日〜3月31日、月20時間")},
				{Label: "場所", Value: bot.Plain("リモート（月1回、東京）")},
				{Label: "スキル", Value: bot.Plain("go、redis")},
				{Label: "募集", Value: bot.Textf("2人、締め切り %s", bot.Moment{At: time.Date(2026, 12, 20, 15, 0, 0, 0, time.UTC), Fallback: "12月21日"})},
				{Label: "投稿", Value: bot.Textf("%s", bot.Mention{User: "web:sato", Name: "佐藤 恵子"})},
			},
			bot.Note{Text: bot.Textf("あなたが書いた「go」「redis」「月20時間」に合っています。%s", bot.Link{URL: "https://example.com/law", Label: "取引条件の明示について"})},
			bot.Buttons{
				{Label: "応募する", Action: action("gig.apply", "g1"), Style: bot.Primary},
				{Label: "くわしく", Action: action("gig.show", "g1")},
				{Label: "興味なし", Action: action("gig.hide", "g1")},
				{Label: "取り下げる", Action: action("gig.close", "g1"), Style: bot.Danger},
			},
		}}
	}
	return bot.Message{Blocks: []bot.Block{
		bot.Heading{Text: bot.Plain(title)},
		bot.Facts{{Label: "State", Value: bot.Textf("*%s*", state)}, {Label: "Pay", Value: bot.Plain("JPY 80,000 a month")}},
		bot.Buttons{{Label: "Apply", Action: action("gig.apply", "g1"), Style: bot.Primary}, {Label: "Details", Action: action("gig.show", "g1")}},
	}}
}

func postSheet(m bot.Meta, part int) bot.Sheet {
	say := func(ja, en string) string { return both(ja, en)(m.Locale) }
	first := bot.Page{Heading: say("仕事の内容", "The work"), Fields: []bot.Field{
		bot.Input{Base: bot.Base{Name: "title", Label: say("募集の名前", "Title"), Hint: say("読んだ人が一目でわかるように", "So that people see at a glance what it is")}, Max: 60},
		bot.Lines{Base: bot.Base{Name: "task", Label: say("してもらうこと", "What is to be done")}},
		bot.Choice{Base: bot.Base{Name: "who", Label: say("見られる人", "Who may see it")}, Picks: []bot.Pick{{Value: "alumni", Label: say("アルムナイ", "Alumni")}, {Value: "employees", Label: say("社員", "Employees")}, {Value: "all", Label: say("コミュニティの全員", "Everyone")}}},
		bot.Number{Base: bot.Base{Name: "places", Label: say("人数", "People")}, Min: 1, Max: 20},
	}}
	second := bot.Page{Heading: say("条件", "Conditions"), Fields: []bot.Field{
		bot.Day{Base: bot.Base{Name: "deadline", Label: say("締め切り", "Deadline")}},
		bot.Person{Base: bot.Base{Name: "contact", Label: say("担当者", "Contact"), Optional: true}},
		bot.Choices{Base: bot.Base{Name: "skills", Label: say("スキル", "Skills"), Optional: true}, Picks: []bot.Pick{{Value: "go", Label: "go"}, {Value: "redis", Label: "redis"}, {Value: "figma", Label: "figma"}}},
		bot.Choice{Base: bot.Base{Name: "place", Label: say("場所", "Place"), Optional: true}, Picks: []bot.Pick{{Value: "remote", Label: say("リモート", "Remote")}, {Value: "t", Label: "東京"}, {Value: "o", Label: "大阪"}, {Value: "n", Label: "名古屋"}, {Value: "f", Label: "福岡"}, {Value: "s", Label: "札幌"}}},
		bot.Tick{Base: bot.Base{Name: "agree", Label: say("取引条件を確認しました", "I have checked the conditions"), Hint: say("フリーランス法で示す必要があります", "The Freelance Act asks for them")}},
	}}
	s := bot.Sheet{ID: "post", Title: say("募集を出す", "Post a gig"), Submit: say("確認へ進む", "Preview"), Part: 1, Parts: 1,
		Intro: bot.Plain(say("決まっていない項目は「未定: 理由, 日付」と書けます。", "Write “undecided: why, by when” where something is open.")), Sections: []bot.Page{first, second}}
	if m.Traits.FormFields < 100 {
		s.ID, s.Part, s.Parts = fmt.Sprintf("post%d", part), part, 2
		s.Sections = s.Sections[part-1 : part]
	}
	return s
}

func (f *fakeBot) Dispatch(ctx context.Context, e bot.Event) bot.Response {
	f.mu.Lock()
	f.events = append(f.events, e)
	f.mu.Unlock()
	m := e.About()
	say := func(ja, en string) bot.Text { return bot.Plain(both(ja, en)(m.Locale)) }
	switch e := e.(type) {
	case bot.UsedCommand:
		return f.command(ctx, e)
	case bot.Pressed:
		switch e.Action.Route {
		case "gig.apply":
			s := postSheet(m, 1)
			s.ID, s.Title, s.Sections, s.Parts = "apply", both("応募する", "Apply")(m.Locale), s.Sections[:1], 1
			return bot.Ask{Sheet: s}
		case "gig.hide":
			return bot.Update{Message: bot.Say(say("この募集はもう表示しません。", "This gig is hidden."))}
		case "post.next":
			return bot.Ask{Sheet: postSheet(m, 2)}
		}
		return bot.Reply{Message: bot.Say(say("くわしい内容です。", "These are the details."))}
	case bot.Sent:
		return f.sent(ctx, e)
	case bot.Opened:
		return bot.Reply{Message: bot.Message{Blocks: []bot.Block{
			bot.Heading{Text: say("こんにちは、田中 花さん", "Hello")},
			bot.Paragraph{Text: say("まだ登録していません。登録すると、合う募集が届きます。", "You have not registered yet.")},
			bot.Buttons{{Label: both("登録する", "Register")(m.Locale), Action: action("member.register", ""), Style: bot.Primary}, {Label: both("名簿を見る", "Directory")(m.Locale), Action: action("member.find", "")}},
			bot.Heading{Text: say("募集", "Gigs")},
			bot.Facts{{Label: both("公開中", "Open")(m.Locale), Value: bot.Plain("8")}, {Label: both("応募中", "Applied")(m.Locale), Value: bot.Plain("0")}},
		}}}
	case bot.Wrote:
		return bot.Reply{Message: bot.Say(bot.Textf("「%s」ですね。「/」で始めるとコマンドが使えます。", e.Text))}
	}
	return bot.Nothing{}
}

func (f *fakeBot) command(ctx context.Context, e bot.UsedCommand) bot.Response {
	switch {
	case e.On != nil:
		s := postSheet(e.Meta, 1)
		s.Values = bot.Values{"task": e.On.Text}
		return bot.Ask{Sheet: s}
	case strings.HasPrefix(e.Line, "/gig post"), strings.HasPrefix(e.Line, "/alumni register"):
		return bot.Ask{Sheet: postSheet(e.Meta, 1)}
	case strings.HasPrefix(e.Line, "/gig list"):
		return bot.Reply{Message: gigCard(e.Locale, "在庫APIの書き直し（Go）", "募集中")}
	case strings.HasPrefix(e.Line, "/shout"):
		return bot.Reply{Public: true, Message: bot.Say(bot.Plain(hostile))}
	case strings.HasPrefix(e.Line, "/export"):
		return bot.Reply{Message: bot.Message{Blocks: []bot.Block{bot.Paragraph{Text: bot.Plain("あなたについて保存している内容です。")}, bot.File{Name: "あなたのデータ.json", Type: "application/json", Content: []byte(`{"name":"田中 花"}`)}}}}
	case strings.HasPrefix(e.Line, "/slow"):
		f.begun <- struct{}{}
		select {
		case <-f.gate:
		case <-ctx.Done():
		}
		return bot.Reply{Message: bot.Say(bot.Plain("お待たせしました。"))}
	}
	return bot.Reply{Message: bot.Say(bot.Textf("「%s」というコマンドはありません。", e.Line))}
}

func (f *fakeBot) sent(ctx context.Context, e bot.Sent) bot.Response {
	ja := e.Locale == bot.Japanese
	if e.Sheet == "apply" {
		return bot.Update{Message: bot.Say(bot.Plain(map[bool]string{true: "応募しました。", false: "You have applied."}[ja]))}
	}
	if e.Values["title"] == "" && e.Sheet != "post2" {
		fault := map[bool]string{true: "入力してください。たとえば「在庫APIの書き直し」。", false: "Please fill this in, e.g. “Rewrite the stock API”."}[ja]
		if e.Traits.InlineFaults {
			return bot.Amend{Sheet: postSheet(e.Meta, 1), Faults: map[string]string{"title": fault, "agree": fault}}
		}
		return bot.Reply{Message: bot.Say(bot.Plain(fault))}
	}
	if e.Sheet == "post1" {
		return bot.Reply{Message: bot.Say(bot.Plain("1/2まで保存しました。")).With(bot.Buttons{{Label: "続ける", Action: action("post.next", ""), Style: bot.Primary}})}
	}
	ref, err := f.send.Send(ctx, bot.Outgoing{Key: "card", Channel: "web:#gigs", Message: gigCard(bot.Japanese, e.Values["title"], "募集中")})
	if err != nil {
		return bot.Reply{Message: bot.Say(bot.Plain(err.Error()))}
	}
	_, _ = f.send.Send(ctx, bot.Outgoing{Key: "note", Channel: "web:#gigs", Thread: ref, Message: bot.Say(bot.Plain("募集を公開しました。"))})
	_, _ = f.send.Send(ctx, bot.Outgoing{Key: "match", User: "web:hana", Message: gigCard(bot.Japanese, e.Values["title"], "募集中")})
	return bot.Reply{Message: bot.Say(bot.Plain(map[bool]string{true: "公開しました。", false: "Published."}[ja]))}
}

// playground is an adapter with an empty Redis and a bot.
func playground(t testing.TB) (*Adapter, *fakeBot, *redistest.Redis) {
	t.Helper()
	redis := redistest.Mini(t)
	a := New(seed(redis.DB))
	f := newFakeBot()
	f.send = a
	return a, f, redis
}
