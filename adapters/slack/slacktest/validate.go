package slacktest

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Where blocks stand.
const (
	inMessage = "message"
	inModal   = "modal"
	atHome    = "home"
)

type object = map[string]any

// checkBlocks refuses what Slack refuses. The error says where.
func checkBlocks(raw json.RawMessage, surface string) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var blocks []object
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return fmt.Errorf("blocks are no list: %w", err)
	}
	most := 100
	if surface == inMessage {
		most = 50
	}
	if len(blocks) > most {
		return fmt.Errorf("%d blocks: at most %d", len(blocks), most)
	}
	ids := map[string]bool{}
	for i, b := range blocks {
		id := str(b, "block_id")
		if len(id) > 255 || id != "" && ids[id] {
			return fmt.Errorf("block %d: id %q is too long or not unique", i, id)
		}
		ids[id] = true
		if err := checkBlock(b, surface); err != nil {
			return fmt.Errorf("block %d (%s): %w", i, str(b, "type"), err)
		}
	}
	return nil
}

func str(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

func sub(o object, key string) object {
	s, _ := o[key].(object)
	return s
}

func list(o object, key string) []object {
	all, _ := o[key].([]any)
	var out []object
	for _, x := range all {
		e, _ := x.(object)
		out = append(out, e)
	}
	return out
}

func checkBlock(b object, surface string) error {
	switch str(b, "type") {
	case "header":
		return checkText(sub(b, "text"), 150, "plain_text")
	case "section":
		if b["text"] == nil && b["fields"] == nil {
			return fmt.Errorf("neither text nor fields")
		}
		if b["text"] != nil {
			if err := checkText(sub(b, "text"), 3000, ""); err != nil {
				return err
			}
		}
		fields := list(b, "fields")
		if len(fields) > 10 {
			return fmt.Errorf("%d fields: at most 10", len(fields))
		}
		for _, f := range fields {
			if err := checkText(f, 2000, ""); err != nil {
				return err
			}
		}
		return nil
	case "context":
		elements := list(b, "elements")
		if len(elements) == 0 || len(elements) > 10 {
			return fmt.Errorf("%d elements: 1 to 10", len(elements))
		}
		for _, e := range elements {
			if err := checkText(e, 2000, ""); err != nil {
				return err
			}
		}
		return nil
	case "actions":
		return checkActions(b)
	case "rich_text":
		return checkRich(b)
	case "divider":
		return nil
	case "input":
		if surface == atHome {
			return fmt.Errorf("not on this surface")
		}
		return checkInput(b)
	}
	return fmt.Errorf("unknown type")
}

func checkText(t object, most int, kind string) error {
	switch n := utf8.RuneCountInString(str(t, "text")); {
	case t == nil:
		return fmt.Errorf("a text is missing")
	case str(t, "type") != "plain_text" && str(t, "type") != "mrkdwn", kind != "" && str(t, "type") != kind:
		return fmt.Errorf("text of type %q", str(t, "type"))
	case n == 0 || n > most:
		return fmt.Errorf("text of %d characters: 1 to %d", n, most)
	case str(t, "type") == "plain_text" && t["verbatim"] != nil:
		return fmt.Errorf("verbatim is for mrkdwn")
	case t["emoji"] == true:
		// Slack takes it, but then people's text is not shown as they typed it.
		return fmt.Errorf("codes such as :tada: in a text become pictures")
	}
	return nil
}

func checkActions(b object) error {
	elements := list(b, "elements")
	if len(elements) == 0 || len(elements) > 25 {
		return fmt.Errorf("%d elements: 1 to 25", len(elements))
	}
	ids := map[string]bool{}
	for _, e := range elements {
		id := str(e, "action_id")
		if len(id) > 255 || id != "" && ids[id] {
			return fmt.Errorf("action id %q is too long or not unique", id)
		}
		ids[id] = true
		if str(e, "type") != "button" {
			return fmt.Errorf("unknown element %q", str(e, "type"))
		}
		if err := checkText(sub(e, "text"), 75, "plain_text"); err != nil {
			return err
		}
		if n := utf8.RuneCountInString(str(e, "value")); n > 2000 {
			return fmt.Errorf("value of %d characters", n)
		}
		if s, given := e["style"]; given && s != "primary" && s != "danger" {
			return fmt.Errorf("style %v", s)
		}
	}
	return nil
}

func checkRich(b object) error {
	lines := list(b, "elements")
	if len(lines) == 0 {
		return fmt.Errorf("no elements")
	}
	for _, l := range lines {
		if str(l, "type") != "rich_text_section" {
			return fmt.Errorf("unknown element %q", str(l, "type"))
		}
		elements := list(l, "elements")
		if len(elements) == 0 {
			return fmt.Errorf("a section without elements")
		}
		for _, e := range elements {
			if err := checkRichElement(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkRichElement(e object) error {
	switch str(e, "type") {
	case "text":
		if str(e, "text") == "" {
			return fmt.Errorf("an empty text")
		}
	case "link":
		if str(e, "url") == "" || utf8.RuneCountInString(str(e, "url")) > 3000 {
			return fmt.Errorf("a link without an address")
		}
	case "date":
		if _, ok := e["timestamp"].(float64); !ok || str(e, "format") == "" {
			return fmt.Errorf("a date without a timestamp or format")
		}
	case "user", "usergroup", "broadcast":
		return fmt.Errorf("notifies somebody: %v", e)
	default:
		return fmt.Errorf("unknown element %q", str(e, "type"))
	}
	return nil
}
