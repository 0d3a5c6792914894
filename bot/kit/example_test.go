package kit_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/bot/retention"
	"github.com/alumnibot/alumnibot/storage"
)

// Question is what somebody asks those who run the community.
type Question struct {
	Text     string    `json:"Text"`
	By       bot.User  `json:"By"`
	ByName   string    `json:"ByName"`
	Asked    time.Time `json:"Asked"`
	Answered time.Time `json:"Answered,omitzero"`
	Answer   string    `json:"Answer,omitzero"`
}

const (
	byOpen = "open" // by when they were asked
	byEnd  = "end"  // by when they were answered
	every  = "x"
)

func newQuestions(db *storage.DB) *storage.Collection[Question] {
	return storage.NewCollection(db, storage.Schema[Question]{Name: "question", Terms: func(q Question) []storage.Term {
		if q.Answered.IsZero() {
			return []storage.Term{{Index: byOpen, Value: every, Score: q.Asked.Unix()}}
		}
		return []storage.Term{{Index: byEnd, Value: every, Score: q.Answered.Unix()}}
	}})
}

// Questions is the room.
type Questions struct {
	db     *storage.DB
	outbox *deliver.Outbox
	all    *storage.Collection[Question]
}

const (
	staff          = bot.Manager | bot.Admin
	keepAnswered   = 90 * 24 * time.Hour
	noticeAnswered = "question.answered"
)

// Feature is the table of contents.
func (q *Questions) Feature() bot.Feature {
	return bot.Feature{
		Name: "question",
		Routes: []bot.Route{
			{Name: "question.ask", Command: "question ask", Summary: sumAsk.In, Allow: bot.Insider, Form: q.askForm, Do: q.ask},
			{Name: "question.list", Command: "question list", Summary: sumList.In, Allow: staff, Do: q.list},
			{Name: "question.answer", Summary: labelAnswer.In, Allow: staff, Form: q.answerForm, Do: q.answer},
		},
		Notices: []bot.Notice{{Name: noticeAnswered, Write: q.writeAnswered}},
		Jobs: []bot.Job{retention.Job("question.retention", q.db, keepAnswered,
			retention.Old(q.db, q.all, byEnd, every, func(v Question) time.Time { return v.Answered }, nil))},
	}
}

// textForm asks for one text.
func textForm(c *bot.Call, title i18n.Line) bot.Form {
	field := bot.Lines{Base: bot.Base{Name: "text", Label: c.Label(labelText)}, Max: 500}
	return bot.Form{Title: c.Label(title), Submit: c.Label(labelSend), Pages: []bot.Page{{Fields: []bot.Field{field}}}}
}

func (q *Questions) askForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	return textForm(c, sumAsk), nil
}

func (q *Questions) ask(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	tx := kit.Begin(q.db, c)
	q.all.Put(tx, q.all.New(kit.ID("question", c.Once), Question{
		Text: c.Values["text"], By: c.User, ByName: c.Who.Name, Asked: c.At,
	}))
	return kit.Commit(ctx, tx, bot.Reply{Message: c.Say(msgAsked)})
}

// list shows what waits for an answer, the oldest first.
func (q *Questions) list(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	return kit.Listing[Question]{
		From: q.all, Index: byOpen, Value: every, Oldest: true, Title: msgOpen, Empty: msgNoneOpen,
		Entries: kit.Each(func(r *storage.Record[Question]) []bot.Block {
			return []bot.Block{
				bot.Paragraph{Text: c.Text(msgQuestion, r.Value.ByName, bot.DateOf(r.Value.Asked.In(c.In.Zone)), r.Value.Text)},
				bot.Buttons{c.Button(labelAnswer, "question.answer", r.ID)},
			}
		}),
	}.Answer(ctx, c)
}

func (q *Questions) answerForm(_ context.Context, c *bot.Call) (bot.Form, error) {
	return textForm(c, labelAnswer), nil
}

// answer takes a question off the list, and tells who asked it.
func (q *Questions) answer(ctx context.Context, c *bot.Call) (bot.Answer, error) {
	r, err := kit.Find(ctx, c, q.all, c.Arg, msgNoQuestion)
	if err != nil {
		return nil, err
	}
	if !r.Value.Answered.IsZero() {
		return nil, c.Refuse(msgAnsweredAlready)
	}
	r.Value.Answered, r.Value.Answer = c.At, c.Values["text"]
	tx := kit.Begin(q.db, c)
	q.all.Put(tx, r)
	q.outbox.Tell(tx, noticeAnswered, r.ID, bot.ToUser(r.Value.By))
	return kit.Commit(ctx, tx, bot.Reply{Message: c.Say(msgAnswered, r.Value.ByName)})
}

func (q *Questions) writeAnswered(ctx context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
	r, err := kit.GetOrSkip(ctx, p, q.all, p.About)
	if err != nil {
		return bot.OutgoingMessage{}, err
	}
	return bot.OutgoingMessage{User: p.User(), Body: func(l bot.Localizer) bot.Message {
		return l.Say(msgYourAnswer, r.Value.Text, r.Value.Answer)
	}}, nil
}

var (
	sumAsk             = i18n.T("運営に質問する", "Ask those who run the community")
	sumList            = i18n.T("回答を待っている質問", "Questions that wait for an answer")
	labelText          = i18n.T("内容", "Text")
	labelSend          = i18n.T("送信する", "Send")
	labelAnswer        = i18n.T("回答する", "Answer")
	msgAsked           = i18n.T("質問を送りました。回答はダイレクトメッセージで届きます。", "Your question was sent. The answer comes as a direct message.")
	msgOpen            = i18n.T("回答を待っている質問です。", "These questions wait for an answer.")
	msgNoneOpen        = i18n.T("回答を待っている質問はありません。", "No question waits for an answer.")
	msgQuestion        = i18n.T("*%s*さん（%s）：%s", "*%s* (%s): %s")
	msgNoQuestion      = i18n.T("この質問は、もうありません。", "This question is not here any more.")
	msgAnsweredAlready = i18n.T("この質問には、回答済みです。", "This question was answered already.")
	msgAnswered        = i18n.T("%sさんに回答を送ります。", "%s will get your answer.")
	msgYourAnswer      = i18n.T("質問への回答です。\n質問：%s\n回答：%s", "You asked: %s\nThe answer: %s")
)

// A whole room: one form that asks and one that answers, a list, a notice and a job.
func Example() {
	conversation, _ := os.ReadFile("testdata/question.txt")
	played, err := bottest.Player{Build: withQuestions}.Play(context.Background(), "question.txt", conversation, false)
	fmt.Println(err, played.Differences)
	// Output: <nil>
}
