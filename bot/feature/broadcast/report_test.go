package broadcast

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestRows: whoever a broadcast was for stands in its table by name and account,
// unless they are not registered any more.
func TestRows(t *testing.T) {
	db, at := redistest.Mini(t).DB, time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	members := member.New(member.Deps{DB: db})
	b := New(Deps{DB: db, Members: members, Outbox: deliver.NewOutbox(db)})
	in := bot.Community{ID: "acme", Zone: time.UTC}
	tx := db.Begin(storage.CommunityScope("acme"), "", at)
	for _, m := range []member.Member{
		{Name: "田中 花", Accounts: []bot.User{"slack:T1/U1"}},
		{Name: "Ken Brown", Accounts: []bot.User{"slack:T1/U2", "discord:42"}},
	} {
		members.Register(tx, m.Name, m, nil, bot.Japanese, at)
	}
	b.Outbox.Tell(tx, noticeMessage, "x", "1", "2", "3")
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := &bot.Call{Meta: bot.Meta{Locale: bot.Japanese}, In: in, At: at}
	got, err := b.rows(t.Context(), c, told(t, db))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"名前", "アカウント", "状態", "理由"},
		{"田中 花", "slack:T1/U1", "これから送信", ""},
		{"Ken Brown", "slack:T1/U2 discord:42", "これから送信", ""},
		{"（登録を削除した方）", "", "これから送信", ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// told is the announcement that is queued.
func told(t *testing.T, db *storage.DB) string {
	t.Helper()
	lease, err := storage.NewLedger(db).Take(t.Context(), storage.CommunityScope("acme"), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Minute, 1, storage.All)
	if err != nil || lease == nil {
		t.Fatal(lease, err)
	}
	return lease.Announcement
}
