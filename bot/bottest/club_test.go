package bottest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
)

// club is a feature that is small and has everything that a script can show.
type club struct {
	db    *storage.DB
	polls *storage.Collection[poll]
	tell  *deliver.Outbox
}

type poll struct {
	Question string
	Votes    int
}

func newClub(env Env) Bot {
	c := club{env.DB, storage.NewCollection(env.DB, storage.Schema[poll]{
		Name: "poll", Terms: func(poll) []storage.Term { return nil },
	}), deliver.NewOutbox(env.DB)}
	return Bot{
		Features: []bot.Feature{{Name: "club", Home: c.home, Routes: []bot.Route{
			{
				Name: "club.join", Command: "club join", Summary: both("入会する", "Join"), Allow: bot.Insider,
				Options: []bot.Option{{Name: "name", Summary: both("名前", "Name")}},
				Form:    c.joinForm, Do: c.join,
			},
			{
				Name: "club.poll", Command: "club poll", Summary: both("投票を始める", "Start a poll"), Allow: bot.HR,
				Options:   []bot.Option{{Name: "question", Summary: both("質問", "Question"), Complete: c.complete}},
				OnMessage: both("投票にする", "Make it a poll"), Do: c.poll,
			},
			{Name: "club.vote", Summary: both("投票する", "Vote"), Allow: bot.Insider, Do: c.vote},
			{Name: "club.close", Summary: both("締め切る", "Close"), Allow: bot.HR, Do: c.close},
		}, Notices: []bot.Notice{
			{Name: "club.joined", Write: c.joined},
			{Name: "club.standing", Write: c.writeStanding},
		}}},
		People: profiles{env},
		Seed: func(ctx context.Context, in bot.Community) ([]Person, error) {
			tx := env.DB.Begin(storage.CommunityScope(string(in.ID)), "seed", env.Clock())
			c.polls.Put(tx, c.polls.New("seeded", poll{Question: "?", Votes: 7}))
			c.tell.Keep(tx, "club.standing", "seeded", string(in.Managers[0]))
			return []Person{{ID: "sato", Name: "佐藤 葵", Locale: bot.Japanese, Roles: bot.Insider, Community: in.ID}}, tx.Commit(ctx)
		},
	}
}

func both(ja, en string) func(bot.Locale) string {
	return func(l bot.Locale) string {
		if l == bot.Japanese {
			return ja
		}
		return en
	}
}

// profiles are people as the platform knows them, and nothing more.
type profiles struct{ env Env }

func (p profiles) Look(_ *storage.Batch, in bot.Community, m bot.Meta) func(context.Context) (bot.Who, error) {
	return func(ctx context.Context) (bot.Who, error) {
		profile, err := p.env.Profile(ctx, m.User)
		return bot.Who{User: m.User, Name: profile.Name, Roles: profile.RolesIn(in.ID)}, err
	}
}

func (profiles) Left(context.Context, bot.Community, bot.Meta, time.Time) error { return nil }

func (c club) joinForm(_ context.Context, call *bot.Call) (bot.Form, error) {
	text := func(name, label string, optional bool) bot.Field {
		return bot.Input{Base: bot.Base{Name: name, Label: label, Optional: optional}}
	}
	return bot.Form{
		Title: "入会", Submit: "申し込む", Intro: bot.Plain("ようこそ。"), Values: bot.Values{"name": call.Who.Name},
		Pages: []bot.Page{
			{Heading: "あなた", Fields: []bot.Field{
				text("name", "氏名", false), text("kana", "ふりがな", true),
				bot.Number{Base: bot.Base{Name: "hours", Label: "時間", Hint: "ひと月に"}, Min: 1, Max: 80},
				bot.Choice{Base: bot.Base{Name: "day", Label: "曜日", Optional: true}, Picks: []bot.Pick{{Value: "sat", Label: "土"}, {Value: "sun", Label: "日"}}},
			}},
			{Heading: "ほか", Fields: []bot.Field{
				bot.Lines{Base: bot.Base{Name: "note", Label: "メモ", Optional: true}},
				bot.Person{Base: bot.Base{Name: "friend", Label: "紹介者", Optional: true}},
				bot.Tick{Base: bot.Base{Name: "agree", Label: "規約に同意", Optional: true}},
			}},
		},
	}, nil
}

func (c club) join(ctx context.Context, call *bot.Call) (bot.Answer, error) {
	if !call.Values.Ticked("agree") {
		return nil, bot.RefuseField("agree", bot.Plain("同意が必要です。"))
	}
	tx := c.db.Begin(storage.CommunityScope(string(call.In.ID)), call.Once, call.At)
	to := []string{string(call.In.Managers[0])}
	if friend := call.Values["friend"]; friend != "" {
		to = append(to, friend)
	}
	c.tell.Tell(tx, "club.joined", call.Who.Name, to...)
	if err := tx.Commit(ctx); err != nil {
		return nil, err
	}
	facts := bot.Facts{}
	for _, name := range []string{"name", "kana", "hours", "day", "note"} {
		if v := call.Values[name]; v != "" {
			facts = append(facts, bot.Fact{Label: name, Value: bot.Plain(v)})
		}
	}
	return bot.Reply{Message: bot.Say(bot.Plain("入会しました。")).With(facts)}, nil
}

func (c club) complete(_ context.Context, _ *bot.Call, typed string) ([]bot.Pick, error) {
	return []bot.Pick{{Value: typed + "ですか", Label: typed + "ですか？"}}, nil
}

func (c club) poll(ctx context.Context, call *bot.Call) (bot.Answer, error) {
	p := poll{Question: call.Values["question"]}
	if call.On != nil {
		p.Question = call.On.Text
	}
	r := c.polls.New(fmt.Sprintf("p%d", call.At.Unix()), p)
	if err := c.put(ctx, call, r); err != nil {
		return nil, err
	}
	return bot.Reply{Message: c.card(call, r), Public: true}, nil
}

func (c club) vote(ctx context.Context, call *bot.Call) (bot.Answer, error) {
	r, err := c.polls.Get(ctx, storage.CommunityScope(string(call.In.ID)), call.Arg, call.At)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, bot.Refuse(bot.Plain("その投票はありません。"))
	}
	if err != nil {
		return nil, err
	}
	r.Value.Votes++
	if err := c.put(ctx, call, r); err != nil {
		return nil, err
	}
	return bot.Update{Message: c.card(call, r)}, nil
}

// joined goes to the managers' channel and to a friend.
func (c club) joined(_ context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	body := func(l bot.Localizer) bot.Message {
		return bot.Say(bot.Plain(both("新しい会員: ", "A new member: ")(l.Language()) + p.About))
	}
	if p.To == string(p.In.Managers[0]) {
		return bot.OutgoingMessage{Channel: bot.Channel(p.To), Body: body}, nil
	}
	return bot.OutgoingMessage{User: bot.User(p.To), Body: body}, nil
}

// writeStanding keeps the votes of a poll in the managers' channel.
func (c club) writeStanding(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := c.polls.Get(ctx, storage.CommunityScope(string(p.In.ID)), p.About, p.At)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{Channel: bot.Channel(p.To), Body: func(bot.Localizer) bot.Message {
		return bot.Say(bot.Textf("%s: %d", r.Value.Question, r.Value.Votes)).With(bot.Buttons{
			{Label: "一票", Action: bot.Action{Community: p.In.ID, Route: "club.vote", Arg: r.ID}},
		})
	}}, nil
}

func (c club) close(context.Context, *bot.Call) (bot.Answer, error) {
	return bot.Update{Message: bot.Say(bot.Plain("締め切りました。"))}, nil
}

func (c club) put(ctx context.Context, call *bot.Call, r *storage.Record[poll]) error {
	tx := c.db.Begin(storage.CommunityScope(string(call.In.ID)), call.Once, call.At)
	c.polls.Put(tx, r)
	c.tell.Keep(tx, "club.standing", r.ID, string(call.In.Managers[0]))
	return tx.Commit(ctx)
}

func (c club) card(call *bot.Call, r *storage.Record[poll]) bot.Message {
	return bot.Say(bot.Plain(r.Value.Question), bot.Textf("%d票", r.Value.Votes)).With(bot.Buttons{
		{Label: "投票する", Action: call.Action("club.vote", r.ID)}, {Label: "締め切る", Action: call.Action("club.close", r.ID)},
	})
}

func (c club) home(ctx context.Context, call *bot.Call) ([]bot.Block, error) {
	r, err := c.polls.Get(ctx, storage.CommunityScope(string(call.In.ID)), "seeded", call.At)
	if errors.Is(err, storage.ErrNotFound) {
		return []bot.Block{bot.Paragraph{Text: bot.Plain(call.At.Format("2006-01-02 15:04"))}}, nil
	}
	if err != nil {
		return nil, err
	}
	return c.card(call, r).Blocks, nil
}
