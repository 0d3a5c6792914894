package webstage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// page is a message as somebody's page gets it.
type page struct {
	ID           string          `json:"id"`
	Seq          int64           `json:"seq"`
	Conversation string          `json:"conversation"`
	Thread       string          `json:"thread"`
	From         string          `json:"from"`
	Only         string          `json:"only"`
	Text         string          `json:"text"`
	Blocks       json.RawMessage `json:"blocks"`

	seen []string // by whom
}

// read brings the screens up to what everybody's pages show now. The caller
// holds the lock.
func (s *Stage) read() error {
	now := map[string]page{}
	for _, p := range s.people {
		var view struct {
			Conversations []struct {
				Messages []page `json:"messages"`
			} `json:"conversations"`
		}
		if err := s.get("/api/view", p.ID, &view); err != nil {
			return err
		}
		for _, c := range view.Conversations {
			for _, m := range c.Messages {
				m.seen = append(now[m.ID].seen, p.ID)
				now[m.ID] = m
			}
		}
	}
	var fresh []page
	for id, m := range now {
		if old, known := s.screens[id]; !known || !bytes.Equal(old.Blocks, m.Blocks) || len(old.seen) < len(m.seen) && old.Only != m.Only {
			fresh = append(fresh, m)
		}
	}
	slices.SortFunc(fresh, func(a, b page) int { return int(a.Seq - b.Seq) })
	for _, m := range fresh {
		if m.From != "" {
			continue // what people wrote themselves
		}
		_, known := s.screens[m.ID]
		if err := s.show(m, known); err != nil {
			return err
		}
	}
	s.screens = now
	return nil
}

// show notes a message that is on the screens of those who see it: everybody
// who is in its channel, or each of a few.
func (s *Stage) show(m page, edited bool) error {
	content, err := s.message(m)
	if err != nil {
		return err
	}
	n := bottest.Shown{Ref: bot.MessageRef(m.ID), Edited: edited, Message: content}
	if m.Conversation != direct && m.Only == "" && len(m.seen) == s.insiders() {
		n.Place = bottest.Place{Kind: bottest.Channel, Channel: m.Conversation[len("web:"):], Thread: m.Thread != ""}
		s.shown = append(s.shown, n)
		return nil
	}
	for _, who := range m.seen {
		n.Place = bottest.Place{Kind: bottest.Private, Person: who, Thread: m.Thread != ""}
		if m.Conversation == direct && m.Only == "" {
			n.Place.Kind = bottest.Direct
		}
		s.shown = append(s.shown, n)
	}
	return nil
}

func (s *Stage) insiders() int {
	n := 0
	for _, p := range s.people {
		if p.Roles != 0 {
			n++
		}
	}
	return n
}

func (s *Stage) get(path, person string, out any) error {
	req, err := http.NewRequest(http.MethodGet, s.current().base+path+"?person="+url.QueryEscape(string(account(person))), nil)
	if err != nil {
		return err
	}
	if raw, ok := out.(*[]byte); ok {
		resp, err := s.client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("GET %s: %s", path, resp.Status)
		}
		*raw, err = io.ReadAll(resp.Body)
		return err
	}
	return s.do(req, out)
}

// message reads the blocks, and fetches the files among them as somebody who
// sees them does.
func (s *Stage) message(m page) (bot.Message, error) {
	var blocks []block
	if len(m.Blocks) > 0 {
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			return bot.Message{}, fmt.Errorf("read a message: %w", err)
		}
	}
	out := readBlocks(blocks)
	for i, b := range out.Blocks {
		f, ok := b.(bot.File)
		if !ok {
			continue
		}
		path := "/file/" + url.PathEscape(m.ID) + "/" + strconv.Itoa(i)
		if err := s.get(path, m.seen[0], &f.Content); err != nil {
			return out, err
		}
		out.Blocks[i] = f
	}
	return out, nil
}

type block struct {
	Kind  string `json:"kind"`
	Text  []span `json:"text"`
	Facts []struct {
		Label string `json:"label"`
		Value []span `json:"value"`
	} `json:"facts"`
	Buttons []struct {
		Label  string `json:"label"`
		Action string `json:"action"`
		Style  string `json:"style"`
	} `json:"buttons"`
	File *struct {
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"file"`
}

type span struct {
	Text string    `json:"text"`
	Bold bool      `json:"bold"`
	User bot.User  `json:"user"`
	At   time.Time `json:"at"`
	URL  string    `json:"url"`
}

func readText(spans []span) bot.Text {
	var t bot.Text
	for _, s := range spans {
		t = append(t, bot.Span{Text: s.Text, Bold: s.Bold, User: s.User, Moment: s.At, URL: s.URL})
	}
	return t
}

func (b block) facts() bot.Facts {
	var facts bot.Facts
	for _, f := range b.Facts {
		facts = append(facts, bot.Fact{Label: f.Label, Value: readText(f.Value)})
	}
	return facts
}

// readBlocks is what the page shows, in the words of package bot.
func readBlocks(blocks []block) bot.Message {
	var m bot.Message
	for _, b := range blocks {
		switch b.Kind {
		case "heading":
			m = m.With(bot.Heading{Text: readText(b.Text)})
		case "paragraph":
			m = m.With(bot.Paragraph{Text: readText(b.Text)})
		case "note":
			m = m.With(bot.Note{Text: readText(b.Text)})
		case "facts":
			m = m.With(b.facts())
		case "chart":
			title := readText(b.Text)
			for i := range title {
				title[i].Bold = true
			}
			m = m.With(bot.Paragraph{Text: title}, b.facts())
		case "buttons":
			var row bot.Buttons
			for _, x := range b.Buttons {
				action, err := bot.ParseAction(x.Action)
				if err != nil {
					action = bot.Action{Route: "unreadable"}
				}
				row = append(row, bot.Button{Label: x.Label, Action: action, Style: bot.Style(x.Style)})
			}
			m = m.With(row)
		case "file":
			m = m.With(bot.File{Name: b.File.Name, Type: b.File.Type})
		default:
			m = m.With(bot.Paragraph{Text: bot.Plain("a block of the kind " + b.Kind)})
		}
	}
	return m
}
