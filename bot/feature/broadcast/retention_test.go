package broadcast_test

import (
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// TestRetention: a broadcast that was sent so long ago is gone; one that still
// runs every week is not, nor a draft.
func TestRetention(t *testing.T) {
	s := newStation(t)
	write := func(title, when string) bot.Response {
		return s.Type(mei, "/broadcast new title:"+title+" body:Hello when:"+when+" medium:"+string(news))
	}
	for title, when := range map[string]string{"Once": "now", "Weekly": "every monday 10:00"} {
		s.Press(mei, bottest.ActionOf(t, write(title, when), "Send"))
	}
	write("Sketch", "now")

	s.Pass(kept - 24*time.Hour)
	for _, title := range []string{"Once", "Weekly", "Sketch"} {
		if len(s.Mentions(title)) == 0 {
			t.Fatalf("a day before its time there is no %s: %s", title, bottest.Read(s.Type(mei, "/broadcast list")))
		}
	}
	s.Pass(2 * 24 * time.Hour)
	if left := s.Mentions("Once"); len(left) > 0 {
		t.Errorf("it still stands in %q", left)
	}
	for _, title := range []string{"Weekly", "Sketch"} {
		if len(s.Mentions(title)) == 0 {
			t.Errorf("%s is gone", title)
		}
	}
}
