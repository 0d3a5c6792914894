package adaptertest

import (
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// links: where the adapter keeps a connection to its platform, replacing it is
// nothing that people notice.
func links() []check {
	return []check{{name: "written during a reconnect", run: func(r *room) {
		r.does(bottest.Write{Who: hana, Text: "before"})
		r.bot.events()
		if !r.stage.Reconnect() {
			return // people reach the bot without a connection of the adapter's
		}
		const many = 20
		var waits []func()
		for i := range many {
			waits = append(waits, r.begins(bottest.Write{Who: []string{hana, ken, mei}[i%3], Text: fmt.Sprintf("message %d", i)}))
		}
		r.hear(many)
		for _, wait := range waits {
			wait()
		}
		times := map[string]int{}
		for _, e := range r.bot.events() {
			if w, ok := e.(bot.Wrote); ok {
				times[w.Text]++
			}
		}
		for i := range many {
			same(r, fmt.Sprintf("how often the bot heard message %d, which was written during a reconnect", i), times[fmt.Sprintf("message %d", i)], 1)
		}
	}}}
}
