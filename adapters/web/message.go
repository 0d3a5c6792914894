package web

import (
	"crypto/rand"
	"net/url"
	"strings"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/chart"
)

// message is one message as it is stored and, without the contents of files,
// as the page gets it.
type message struct {
	ID           string    `json:"id"`
	Seq          int64     `json:"seq"` // orders the messages of all conversations
	Conversation string    `json:"conversation"`
	Thread       string    `json:"thread,omitempty"` // the message whose reply it is
	From         bot.User  `json:"from,omitempty"`   // empty: the bot
	Only         bot.User  `json:"only,omitempty"`   // nobody else sees it
	Echo         bool      `json:"echo,omitempty"`   // a command that From typed
	At           time.Time `json:"at"`
	Edited       time.Time `json:"edited,omitzero"`
	Text         string    `json:"text,omitempty"` // what From typed
	Blocks       []block   `json:"blocks,omitempty"`
	Key          string    `json:"key,omitempty"` // of the Outgoing that it came from
}

type block struct {
	Kind    string   `json:"kind"` // heading, paragraph, note, facts, buttons, chart, file
	Text    []span   `json:"text,omitempty"`
	Facts   []fact   `json:"facts,omitempty"`
	Buttons []button `json:"buttons,omitempty"`
	File    *file    `json:"file,omitempty"`
	// Chart is a drawing, with its table in Text and Facts.
	Chart *chart.Drawing `json:"chart,omitempty"`
}

type span struct {
	Text string    `json:"text"`
	Bold bool      `json:"bold,omitempty"`
	User bot.User  `json:"user,omitempty"`
	At   time.Time `json:"at,omitzero"`
	URL  string    `json:"url,omitempty"`
}

type fact struct {
	Label string `json:"label"`
	Value []span `json:"value"`
}

type button struct {
	Label  string `json:"label"`
	Action string `json:"action"`
	Style  string `json:"style,omitempty"`
}

type file struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Size    int    `json:"size"`
	Content []byte `json:"content,omitempty"`
}

// newID names a message: not to be guessed from another one, and never used
// twice, also after a reset.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

func blocksOf(m bot.Message) []block {
	blocks := make([]block, 0, len(m.Blocks))
	for _, b := range m.Blocks {
		blocks = append(blocks, blockOf(b))
	}
	return blocks
}

func blockOf(b bot.Block) (out block) {
	bot.SwitchBlock(b,
		func(b bot.Heading) { out = block{Kind: "heading", Text: spansOf(b.Text)} },
		func(b bot.Paragraph) { out = block{Kind: "paragraph", Text: spansOf(b.Text)} },
		func(b bot.Note) { out = block{Kind: "note", Text: spansOf(b.Text)} },
		func(b bot.Facts) { out = block{Kind: "facts", Facts: factsOf(b)} },
		func(b bot.Chart) { out = chartOf(b) },
		func(b bot.Buttons) {
			out = block{Kind: "buttons"}
			for _, x := range b {
				out.Buttons = append(out.Buttons, button{x.Label, x.Action.Encode(), string(x.Style)})
			}
		},
		func(b bot.File) { out = block{Kind: "file", File: &file{b.Name, b.Type, len(b.Content), b.Content}} },
	)
	return out
}

func factsOf(rows bot.Facts) []fact {
	var out []fact
	for _, f := range rows {
		out = append(out, fact{f.Label, spansOf(f.Value)})
	}
	return out
}

// chartOf is the drawing and, without the bars that it shows better, the table.
func chartOf(c bot.Chart) block {
	out := block{Kind: "chart", Text: spansOf(bot.Plain(c.Title))}
	for _, b := range c.Bars {
		out.Facts = append(out.Facts, fact{b.Label, spansOf(bot.Plain(b.Says))})
	}
	if drawing, err := chart.Draw(c); err == nil {
		out.Chart = &drawing
	}
	return out
}

func spansOf(t bot.Text) []span {
	spans := make([]span, 0, len(t))
	for _, s := range t {
		spans = append(spans, span{Text: s.Text, Bold: s.Bold, User: s.User, At: s.Moment, URL: safeURL(s.URL)})
	}
	return spans
}

// safeURL is the address if a browser may be sent there, and else empty: then
// only the link's text is shown.
func safeURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		return s
	}
	return ""
}

// forPage is the blocks without the contents of files, which have their own
// address.
func forPage(blocks []block) []block {
	out := make([]block, len(blocks))
	for i, b := range blocks {
		if b.File != nil {
			f := *b.File
			f.Content = nil
			b.File = &f
		}
		out[i] = b
	}
	return out
}

// visible reports whether the person, who is in the message's conversation,
// sees it.
func (m message) visible(to bot.User) bool { return m.Only == "" || m.Only == to }
