package discord

import (
	"encoding/json"
	"time"

	"github.com/alumnibot/alumnibot/bot"
)

// Rendered is what Discord gets of a message: the answer to an interaction, and
// what follows it where one message has not room enough.
func Rendered(m bot.Message) ([]json.RawMessage, error) {
	pages, err := pagesOf(m, true)
	if err != nil {
		return nil, err
	}
	var out []json.RawMessage
	for i, p := range pages {
		raw, err := json.Marshal(says(p).reply())
		if i > 0 {
			raw, err = json.Marshal(p)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
}

// RenderedForm is what Discord gets of a form, and the message before it; nil
// where nothing has to be read before.
func RenderedForm(s bot.Sheet) (form, before json.RawMessage, err error) {
	m, left, err := modalOf(s, false)
	if err != nil {
		return nil, nil, err
	}
	if form, err = json.Marshal(callback{kind: 9, form: &m}.reply()); err != nil || len(left.Blocks) == 0 {
		return form, nil, err
	}
	pages, err := prefacePages(preface(s, left, bot.Japanese))
	if err != nil {
		return nil, nil, err
	}
	before, err = json.Marshal(says(pages[0]).reply())
	return form, before, err
}

// RenderedCommands are the commands as they are registered.
func RenderedCommands(routes []bot.Route) (json.RawMessage, error) {
	commands, err := commandsOf(routes)
	if err != nil {
		return nil, err
	}
	return json.Marshal(commands)
}

// WaitAfter is for how long nothing is asked when so many answers of a kind came
// in as much time.
func WaitAfter(n, status int, scope string, within time.Duration) time.Duration {
	r, now := &refusals{}, time.Unix(1_800_000_000, 0)
	for i := range n {
		r.note(status, scope, now.Add(within*time.Duration(i)/time.Duration(n)))
	}
	return r.wait(fewRefusals, now.Add(within))
}

// Understood is what the bot is told of an interaction, if anything.
func Understood(raw []byte, routes []bot.Route) (bot.Event, error) {
	in, err := readInteraction(raw)
	if err != nil {
		return nil, err
	}
	e, ok := in.event(bot.Meta{ID: Platform + ":" + in.ID, User: userOf(in.who().ID)}, routes)
	if !ok {
		return nil, nil
	}
	return e, nil
}

// UnderstoodMessage is what is read of a direct message.
func UnderstoodMessage(raw []byte) (text string, ok bool) {
	m, ok := readMessage(raw)
	return m.Content, ok
}
