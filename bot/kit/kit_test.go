package kit_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

type note struct{ Text string }

func notes(db *storage.DB) *storage.Collection[note] {
	return storage.NewCollection(db, storage.Schema[note]{Name: "note", Terms: func(note) []storage.Term {
		return []storage.Term{{Index: "all", Value: "x"}}
	}})
}

var (
	now     = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	msgGone = i18n.T("メモはありません。", "There is no such note.")
	msgList = i18n.T("メモ", "Notes")
	msgNone = i18n.T("まだありません。", "None yet.")
	labelDo = i18n.T("消す", "Delete")
)

func call(once string) *bot.Call {
	return &bot.Call{Meta: bot.Meta{Locale: bot.English}, At: now, Once: once, In: bot.Community{ID: "acme"}, Route: "note.list"}
}

func TestReadOrElse(t *testing.T) {
	db := redistest.Mini(t).DB
	all, c, ctx := notes(db), call("e1"), t.Context()
	if _, err := kit.Find(ctx, c, all, "n1", msgGone); err == nil || problem(err) != "There is no such note." {
		t.Errorf("Find: %v", err)
	}
	if r, err := kit.Lookup(ctx, c, all, "n1"); r != nil || err != nil {
		t.Errorf("Lookup: %v, %v", r, err)
	}
	if _, err := kit.GetOrSkip(ctx, bot.DeliveryRequest{In: c.In, At: now}, all, "n1"); !errors.Is(err, bot.Skip{Reason: kit.Gone}) {
		t.Errorf("GetOrSkip: %v", err)
	}
	r, err := kit.GetOrNew(ctx, c, all, "n1")
	if err != nil || r.Rev != 0 {
		t.Fatalf("GetOrNew: %+v, %v", r, err)
	}
	r.Value.Text = "milk"
	tx := kit.Begin(db, c)
	all.Put(tx, r)
	if a, err := kit.Commit(ctx, tx, bot.Reply{}); a == nil || err != nil {
		t.Fatalf("Commit: %v, %v", a, err)
	}
	if r, err := kit.Find(ctx, c, all, "n1", msgGone); err != nil || r.Value.Text != "milk" {
		t.Errorf("Find: %+v, %v", r, err)
	}
	elsewhere := kit.On("globex", now)
	if r, err := kit.Lookup(ctx, elsewhere, all, "n1"); r != nil || err != nil {
		t.Errorf("another community has it: %v, %v", r, err)
	}
	again := kit.Begin(db, c)
	all.Put(again, all.New("n2", note{}))
	if a, err := kit.Commit(ctx, again, bot.Reply{}); a != nil || !errors.Is(err, storage.ErrDuplicate) {
		t.Errorf("the same call again: %v, %v", a, err)
	}
}

func problem(err error) string {
	var p *bot.Problem
	if !errors.As(err, &p) {
		return ""
	}
	return p.Text.String()
}

// A list turns page by page, and says so where there is nothing.
func TestListing(t *testing.T) {
	db := redistest.Mini(t).DB
	all, ctx := notes(db), t.Context()
	list := kit.Listing[note]{
		From: all, Index: "all", Value: "x", Oldest: true, Title: msgList, Empty: msgNone,
		Entries: kit.Each(func(r *storage.Record[note]) []bot.Block {
			return []bot.Block{bot.Paragraph{Text: bot.Plain(r.ID)}}
		}),
	}
	a, err := list.Answer(ctx, call("e0"))
	if err != nil || len(a.(bot.Reply).Message.Blocks) != 1 {
		t.Errorf("an empty list: %+v, %v", a, err)
	}
	tx := kit.Begin(db, call("e1"))
	for i := range kit.PerPage + 1 {
		all.Put(tx, all.New(fmt.Sprint("n", i), note{}))
	}
	if err := tx.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if a, err = list.Answer(ctx, call("e2")); err != nil {
		t.Fatal(err)
	}
	blocks := a.(bot.Reply).Message.Blocks // title, entries, the next page
	row, ok := blocks[len(blocks)-1].(bot.Buttons)
	if len(blocks) != kit.PerPage+2 || !ok {
		t.Fatalf("the first page is %+v", blocks)
	}
	next := call("e3")
	next.Arg = row[0].Action.Arg
	if a, err = list.Answer(ctx, next); err != nil || len(a.(bot.Update).Message.Blocks) != 2 {
		t.Errorf("the last page is %+v, %v", a, err)
	}
	next.Arg = "~-1"
	if _, err := list.Answer(ctx, next); problem(err) == "" {
		t.Errorf("a page that no list has: %v", err)
	}
}

func TestMoves(t *testing.T) {
	moves := kit.Moves[string]{
		{Route: "note.open", Label: msgList, From: []string{"draft"}},
		{Route: "note.delete", Label: labelDo, Style: bot.Danger, From: []string{"draft", "open"}},
	}
	row := moves.Buttons(call(""), "open", "n1")
	if len(row) != 1 || row[0].Label != "Delete" || row[0].Style != bot.Danger || row[0].Action != (bot.Action{Community: "acme", Route: "note.delete", Arg: "n1"}) {
		t.Errorf("the buttons are %+v", row)
	}
	if moves.Allows("note.open", "open") || !moves.Allows("note.open", "draft") || moves.Allows("note.other", "draft") {
		t.Error("Allows does not follow the table")
	}
}

// What is stored holds these ids: they stay as they are.
func TestIDs(t *testing.T) {
	for got, want := range map[string]string{
		kit.ID("broadcast", "e1"):          "d2wdsyslm2i7",
		kit.ID("e1"):                       "rnomjx365r6t",
		kit.Digest(20, "grant", "slack:1"): "qri4fjfes2ati2bbok5b",
	} {
		if got != want {
			t.Errorf("got %s, not %s", got, want)
		}
	}
	if !kit.IsID(kit.ID("e1")) || kit.IsID("e1") || kit.IsID("ABCDEFGHIJKL") {
		t.Error("IsID tells no ids")
	}
}
