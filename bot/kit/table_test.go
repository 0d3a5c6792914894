package kit_test

import (
	"errors"
	"testing"

	"github.com/alumnibot/alumnibot/bot/kit"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// A table opens in spreadsheets, and no cell is a formula.
func TestExport(t *testing.T) {
	db := redistest.Mini(t).DB
	all := notes(db)
	rows := [][]string{
		{"名前", "ひとこと"},
		{"田中 花", "はい、\"また\"\n次回"},
		{"=1+1", " @SUM(A1)"},
		{"＝1", "-"},
		{"a=1", "山田-佐藤"},
	}
	file, err := kit.Export(t.Context(), call("e1"), db, "notes.csv", rows, func(tx *storage.Tx) {
		all.Put(tx, all.New("trace", note{}))
	})
	want := "\uFEFF名前,ひとこと\r\n田中 花,\"はい、\"\"また\"\"\r\n次回\"\r\n'=1+1,' @SUM(A1)\r\n'＝1,'-\r\na=1,山田-佐藤\r\n"
	if err != nil || string(file.Content) != want || file.Type != "text/csv" {
		t.Errorf("got %q (%v)\nwant %q", file.Content, err, want)
	}
	if _, err := kit.Get(t.Context(), call(""), all, "trace"); err != nil {
		t.Errorf("who took it is not kept: %v", err)
	}
	// Whoever cannot be traced gets nothing.
	file, err = kit.Export(t.Context(), call("e1"), db, "notes.csv", rows, func(tx *storage.Tx) {})
	if !errors.Is(err, storage.ErrDuplicate) || file.Content != nil {
		t.Errorf("got %d bytes, %v", len(file.Content), err)
	}
}
