package webstage

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/bottest"
)

// act is what the page sends.
type act struct {
	Person       bot.User   `json:"person"`
	Look         string     `json:"look"`
	Conversation string     `json:"conversation,omitempty"`
	Act          string     `json:"act"`
	Text         string     `json:"text,omitempty"`
	Action       string     `json:"action,omitempty"`
	Message      string     `json:"message,omitempty"`
	Sheet        string     `json:"sheet,omitempty"`
	Values       bot.Values `json:"values,omitempty"`
	Route        string     `json:"route,omitempty"`
}

// outcome is what the page shows besides messages.
type outcome struct {
	Sheet  *sheet            `json:"sheet"`
	Faults map[string]string `json:"faults"`
	Home   []block           `json:"home"`
}

// Names of conversations that are no channels.
const (
	direct = "direct"
	home   = "home"
)

// Act does what somebody does, and returns when the bot has answered.
func (s *Stage) Act(ctx context.Context, a bottest.Act) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch a := a.(type) {
	case bottest.Type:
		return s.play(ctx, a.Who, act{Act: "say", Conversation: string(s.channelNamed(a.Channel)), Text: a.Line})
	case bottest.Write:
		return s.play(ctx, a.Who, act{Act: "say", Conversation: direct, Text: a.Text})
	case bottest.Post:
		return s.play(ctx, a.Who, act{Act: "say", Conversation: string(s.channelNamed(a.Channel)), Text: a.Text})
	case bottest.Press:
		in := act{Act: "press", Conversation: s.conversation(a.Message), Action: a.Action.Encode(), Message: string(a.Message)}
		if a.Place.Kind == bottest.AtHome {
			in.Conversation, in.Message = home, ""
		}
		return s.play(ctx, a.Who, in)
	case bottest.Submit:
		from := s.forms[a.Who+" "+a.Sheet]
		return s.play(ctx, a.Who, act{Act: "send", Conversation: from.conversation, Message: from.message, Sheet: a.Sheet, Values: a.Values})
	case bottest.Look:
		return s.play(ctx, a.Who, act{Act: "home", Conversation: home})
	case bottest.Use:
		return s.use(ctx, a)
	case bottest.Complete:
		return s.complete(ctx, a)
	case bottest.Join, bottest.Leave:
		return nil // people of the seed are always there
	}
	return fmt.Errorf("this stage cannot play %T", a)
}

// conversation is where a message is.
func (s *Stage) conversation(ref bot.MessageRef) string { return s.screens[string(ref)].Conversation }

// play makes a request for somebody, and shows what the page would.
func (s *Stage) play(ctx context.Context, who string, in act) error {
	p, err := s.person(who)
	if err != nil {
		return err
	}
	in.Person, in.Look = account(p.ID), string(s.look)
	var out outcome
	if err := s.post(ctx, "/api/act", in, &out); err != nil {
		return err
	}
	switch {
	case out.Sheet != nil:
		s.forms[who+" "+out.Sheet.ID] = origin{in.Conversation, in.Message}
		s.shown = append(s.shown, bottest.Shown{
			Place: bottest.Place{Kind: bottest.InForm, Person: who}, Form: &bottest.OpenForm{Sheet: out.Sheet.read(), Faults: out.Faults},
		})
	case out.Home != nil:
		s.shown = append(s.shown, bottest.Shown{Place: bottest.Place{Kind: bottest.AtHome, Person: who}, Message: readBlocks(out.Home)})
	}
	return nil
}

// post makes a request as the page does. Others may act meanwhile.
func (s *Stage) post(ctx context.Context, path string, in, out any) error {
	req, err := s.requestOf(ctx, path, in)
	if err != nil {
		return err
	}
	s.mu.Unlock()
	defer s.mu.Lock()
	return s.do(req, out)
}

// request makes one for which nobody has to wait.
func (s *Stage) request(path string, in, out any) error {
	req, err := s.requestOf(context.Background(), path, in)
	if err != nil {
		return err
	}
	return s.do(req, out)
}

func (s *Stage) requestOf(ctx context.Context, path string, in any) (*http.Request, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.current().base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Playground", "1")
	return req, nil
}

func (s *Stage) do(req *http.Request, out any) error {
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %s", req.Method, req.URL.Path, resp.Status, raw)
	}
	return json.Unmarshal(raw, out)
}

func (s *Stage) use(ctx context.Context, a bottest.Use) error {
	p, err := s.person(a.Who)
	if err != nil {
		return err
	}
	if err := s.read(); err != nil {
		return err
	}
	var on page
	for _, m := range s.screens {
		if m.From != "" && m.Conversation != direct && strings.Contains(m.Text, a.Text) && m.Seq > on.Seq {
			on = m
		}
	}
	if on.ID == "" {
		return fmt.Errorf("there is no message in a channel to use %q on", a.Label)
	}
	for _, r := range s.bot.Routes() {
		if r.OnMessage != nil && r.OnMessage(p.Locale) == a.Label {
			return s.play(ctx, a.Who, act{Act: "shortcut", Conversation: on.Conversation, Message: on.ID, Route: r.Name})
		}
	}
	return fmt.Errorf("no shortcut is called %q", a.Label)
}

// offers are completions, as the page gets them.
type offers struct {
	Items []struct {
		Insert string `json:"insert"`
		Label  string `json:"label"`
		Detail string `json:"detail"`
	} `json:"items"`
}

func (s *Stage) offers(ctx context.Context, who, text string) (offers, error) {
	var out offers
	err := s.post(ctx, "/api/complete", struct {
		Person       bot.User `json:"person"`
		Look         string   `json:"look"`
		Conversation string   `json:"conversation"`
		Text         string   `json:"text"`
	}{account(who), string(s.look), direct, text}, &out)
	return out, err
}

func (s *Stage) complete(ctx context.Context, a bottest.Complete) error {
	found, err := s.offers(ctx, a.Who, a.Line)
	if err != nil {
		return err
	}
	n := bottest.Shown{Place: bottest.Place{Kind: bottest.Offered, Person: a.Who}}
	for _, o := range found.Items {
		n.Offers = append(n.Offers, bot.Pick{Value: o.Insert, Label: o.Label})
	}
	s.shown = append(s.shown, n)
	return nil
}

// Commands are what is offered after a slash.
func (s *Stage) Commands(name string) []bot.Pick {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.offers(context.Background(), name, "/")
	s.must(err)
	var all []bot.Pick
	for _, o := range found.Items {
		all = append(all, bot.Pick{Value: o.Insert, Label: o.Detail})
	}
	return slices.Clip(all)
}
