package i18n_test

import (
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// A sentence has both languages side by side, and its arguments in each.
func ExampleT() {
	msgFound := i18n.T("%d人が見つかりました", "%d {person|people} found")
	for _, l := range []bot.Locale{bot.Japanese, bot.English} {
		fmt.Println(msgFound.Text(l, 1), "/", msgFound.Text(l, 20))
	}
	// Output:
	// 1人が見つかりました / 20人が見つかりました
	// 1 person found / 20 people found
}
