package schedule_test

import (
	"fmt"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// A plan is read as people write it, and keeps to the clock on the wall: on
// 28 March 2027 clocks in Berlin jump from 2:00 to 3:00.
func ExampleParsePlan() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	now := time.Date(2027, 3, 26, 12, 0, 0, 0, berlin)
	for _, text := range []string{"毎日 2:30", "the last friday of every month at noon", "soon"} {
		plan, err := schedule.ParsePlan(text, berlin, now)
		if err != nil {
			fmt.Printf("%q is refused\n", text)
			continue
		}
		fmt.Println(plan.Words(bot.English))
		for _, run := range plan.Runs(now, 3) {
			fmt.Println(" ", run)
		}
	}
	// Output:
	// every day at 2:30
	//   2027-03-27 02:30:00 +0100 CET
	//   2027-03-28 03:00:00 +0200 CEST
	//   2027-03-29 02:30:00 +0200 CEST
	// the last Friday of every month at 12:00
	//   2027-04-30 12:00:00 +0200 CEST
	//   2027-05-28 12:00:00 +0200 CEST
	//   2027-06-25 12:00:00 +0200 CEST
	// "soon" is refused
}
