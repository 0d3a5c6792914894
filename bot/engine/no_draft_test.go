package engine

import (
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// What is typed into a form that must not be kept is nowhere in storage while it
// is not sent without fault, on neither kind of screen; and the person is told
// what that means for them.
func TestUnkept(t *testing.T) {
	const secret = "whistle"
	nowhere := func(redis *redistest.Redis) {
		t.Helper()
		for key, value := range redis.Dump(t) {
			if strings.Contains(value, secret) {
				t.Errorf("%s holds what was typed: %s", key, value)
			}
		}
	}
	wrong := bot.Values{"title": secret, "hours": "99"}

	d, redis := newHarnessOver(t, nil)
	sheet := d.ask(d.command("hana", roomy, "/x secret"))
	if amend, ok := d.send("hana", roomy, sheet.ID, wrong).(bot.Amend); !ok || amend.Sheet.Values["title"] != secret {
		t.Errorf("a roomy screen loses what was typed: %+v", amend)
	}
	nowhere(redis)

	sheet = d.ask(d.command("hana", cramped, "/x secret"))
	faulty := d.send("hana", cramped, sheet.ID, wrong)
	d.says(faulty, "nothing that you typed was kept", "[Fix]")
	nowhere(redis)
	if again := d.ask(d.press("hana", cramped, faulty)); again.Values["title"] != "" {
		t.Errorf("the form opens with %v", again.Values)
	}
	d.says(d.send("hana", cramped, sheet.ID, bot.Values{"title": "open", "hours": "9"}), "made open")
}
