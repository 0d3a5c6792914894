package main

import (
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot/bottest"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// TestExportsAreRecorded: whoever takes a file that names members stands in the
// audit trail. Who sees the same without the file does not.
func TestExportsAreRecorded(t *testing.T) {
	w := newTown(t, redistest.Mini(t))
	mana, ada := w.as("mana"), w.as("ada")
	trail := func() string { return bottest.Read(ada.do(ada.typed("/alumni audit"))) }

	sent := mana.broadcasts()
	mana.do(mana.pressed("broadcast.show", sent))
	if got := trail(); strings.Contains(got, "真鍋 愛") {
		t.Errorf("before: %s", got)
	}
	mana.do(mana.pressed("broadcast.report", sent))
	run := mana.inquires()
	w.as("hana").replies(run)
	mana.do(mana.pressed("checkin.csv", run))
	got := trail()
	for _, want := range []string{"@真鍋 愛さんが配信のレポートをファイルで受け取りました", "@真鍋 愛さんがアンケートの回答をファイルで受け取りました"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("want %q once in %s", want, got)
		}
	}
}
