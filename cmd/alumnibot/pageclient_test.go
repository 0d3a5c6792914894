package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/alumnibot/alumnibot/bot"
)

// page is a playground that is used as its page does, without a browser.
type page struct {
	t       testing.TB
	address string
}

// shown is a message on somebody's screen, or a block of one.
type shown struct {
	ID     string  `json:"id"`
	Typed  string  `json:"text"`
	Blocks []block `json:"blocks"`
}

type block struct {
	Text    []span   `json:"text"`
	Facts   []fact   `json:"facts"`
	Buttons []button `json:"buttons"`
}

type span struct {
	Text string `json:"text"`
}

type fact struct {
	Label string `json:"label"`
	Value []span `json:"value"`
}

type button struct {
	Label  string `json:"label"`
	Action string `json:"action"`
}

// outcome is what an act leads to besides messages.
type outcome struct {
	Error  string            `json:"error"`
	Faults map[string]string `json:"faults"`
	Sheet  *struct {
		ID     string     `json:"id"`
		Values bot.Values `json:"values"`
	} `json:"sheet"`
}

// act does what the page does: person and conversation, and what is given.
func (p page) act(person, at, kind string, more map[string]any) outcome {
	p.t.Helper()
	what := map[string]any{"person": "web:" + person, "look": "slack", "conversation": at, "act": kind}
	maps.Copy(what, more)
	body, err := json.Marshal(what)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.address+"/api/act", bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Playground", "1")
	var out outcome
	p.ask(r, &out)
	return out
}

func (p page) ask(r *http.Request, into any) {
	p.t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		p.t.Fatalf("%s %s: %v\n%s", r.Method, r.URL, err, body)
	}
}

// types enters a line, and fills in the form that opens, if values are given.
func (p page) types(person, at, line string, values bot.Values) {
	p.t.Helper()
	out := p.act(person, at, "say", map[string]any{"text": line})
	p.sends(person, at, "", out, values)
}

// presses presses the button with the label in the last message that holds the
// text, and fills in the form that opens, if values are given.
func (p page) presses(person, at, text, label string, values bot.Values) {
	p.t.Helper()
	for _, m := range slices.Backward(p.sees(person, at)) {
		action := m.action(label)
		if action == "" || !strings.Contains(m.String(), text) {
			continue
		}
		out := p.act(person, at, "press", map[string]any{"action": action, "message": m.ID})
		p.sends(person, at, m.ID, out, values)
		return
	}
	p.t.Fatalf("%s sees no button %s below %s at %s", person, label, text, at)
}

// action is that of the message's button with the label, or empty.
func (m shown) action(label string) string {
	for _, b := range m.Blocks {
		for _, button := range b.Buttons {
			if button.Label == label {
				return button.Action
			}
		}
	}
	return ""
}

func (p page) sends(person, at, message string, opened outcome, values bot.Values) {
	p.t.Helper()
	if opened.Error != "" || (opened.Sheet != nil) != (values != nil) {
		p.t.Fatalf("%s at %s: a form is expected or not, and there is: %+v", person, at, opened)
	}
	if values == nil {
		return
	}
	all := maps.Clone(opened.Sheet.Values)
	maps.Copy(all, values)
	if out := p.act(person, at, "send", map[string]any{"sheet": opened.Sheet.ID, "values": all, "message": message}); out.Sheet != nil || out.Error != "" {
		p.t.Fatalf("%s at %s: the form is not accepted: %+v", person, at, out)
	}
}

// sees are the messages of a conversation on somebody's screen.
func (p page) sees(person, at string) []shown {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.address+"/api/view?person="+url.QueryEscape("web:"+person), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	var view struct {
		Conversations []struct {
			ID       string  `json:"id"`
			Messages []shown `json:"messages"`
		} `json:"conversations"`
	}
	p.ask(r, &view)
	for _, c := range view.Conversations {
		if c.ID == at {
			return c.Messages
		}
	}
	p.t.Fatalf("%s has no conversation %s", person, at)
	return nil
}

// count is how many messages of a conversation hold all texts.
func (p page) count(person, at string, texts ...string) int {
	p.t.Helper()
	n := 0
	for _, m := range p.sees(person, at) {
		said := m.String()
		all := true
		for _, text := range texts {
			all = all && strings.Contains(said, text)
		}
		if all {
			n++
		}
	}
	return n
}

// String is everything that a message says.
func (m shown) String() string {
	var b strings.Builder
	write := func(spans []span) {
		for _, s := range spans {
			b.WriteString(s.Text)
		}
		b.WriteByte('\n')
	}
	b.WriteString(m.Typed)
	for _, block := range m.Blocks {
		write(block.Text)
		for _, f := range block.Facts {
			b.WriteString(f.Label + ": ")
			write(f.Value)
		}
		for _, button := range block.Buttons {
			b.WriteString("[" + button.Label + "]\n")
		}
	}
	return b.String()
}
