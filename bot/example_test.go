package bot_test

import (
	"context"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
)

// A feature is a value: its routes say who may do what, and what is asked first.
// The engine shows the form, checks what comes back, and runs Do with it.
func Example() {
	summary := func(bot.Locale) string { return "Thank a colleague" }
	form := func(context.Context, *bot.Call) (bot.Form, error) {
		return bot.Form{
			Title: "Say thank you", Submit: "Send",
			Pages: []bot.Page{{Fields: []bot.Field{
				bot.Lines{Base: bot.Base{Name: "words", Label: "What for?"}, Max: 500},
			}}},
		}, nil
	}
	do := func(_ context.Context, c *bot.Call) (bot.Answer, error) {
		return bot.Reply{Message: bot.Say(bot.Textf("*Thank you:* %s", c.Values["words"]))}, nil
	}
	thanks := bot.Feature{
		Name: "thanks",
		Routes: []bot.Route{
			{Name: "thanks.say", Command: "alumni thanks", Summary: summary, Allow: bot.Insider, Form: form, Do: do},
		},
	}

	answer, err := thanks.Routes[0].Do(context.Background(), &bot.Call{Values: bot.Values{"words": "the <b>review</b>"}})
	fmt.Println(answer.(bot.Reply).Message.Blocks[0].(bot.Paragraph).Text, err)
	// Output: Thank you: the <b>review</b> <nil>
}

// What comes from people is an argument. It is shown as typed, whatever it looks like.
func ExampleTextf() {
	for _, span := range bot.Textf("*Welcome*, %s", "*everyone* @channel") {
		fmt.Printf("%q bold=%t\n", span.Text, span.Bold)
	}
	// Output:
	// "Welcome" bold=true
	// ", *everyone* @channel" bold=false
}
