package slacktest

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

func checkInput(b object) error {
	if err := checkText(sub(b, "label"), 2000, "plain_text"); err != nil {
		return fmt.Errorf("label: %w", err)
	}
	if b["hint"] != nil {
		if err := checkText(sub(b, "hint"), 2000, "plain_text"); err != nil {
			return fmt.Errorf("hint: %w", err)
		}
	}
	e := sub(b, "element")
	switch kind := str(e, "type"); kind {
	case "plain_text_input":
		most, ok := e["max_length"].(float64)
		if !ok {
			most = 3000
		}
		if n := utf8.RuneCountInString(str(e, "initial_value")); most < 1 || most > 3000 || float64(n) > most {
			return fmt.Errorf("%d characters in a field of %v", n, most)
		}
	case "static_select", "radio_buttons":
		return checkChosen(e, 100, e["initial_option"])
	case "checkboxes", "multi_static_select":
		chosen, _ := e["initial_options"].([]any)
		if chosen != nil && len(chosen) == 0 {
			return fmt.Errorf("initial_options is empty")
		}
		return checkChosen(e, 100, chosen...)
	case "datepicker":
		if d := str(e, "initial_date"); d != "" && len(d) != len("2006-01-02") {
			return fmt.Errorf("initial_date %q", d)
		}
	case "users_select":
	default:
		return fmt.Errorf("unknown element %q", kind)
	}
	return nil
}

func checkChosen(e object, most int, chosen ...any) error {
	if kind := str(e, "type"); kind == "radio_buttons" || kind == "checkboxes" {
		most = 10
	}
	options := list(e, "options")
	if len(options) == 0 || len(options) > most {
		return fmt.Errorf("%d options: 1 to %d", len(options), most)
	}
	offered := map[string]bool{}
	for _, o := range options {
		if err := checkText(sub(o, "text"), 75, ""); err != nil {
			return fmt.Errorf("option: %w", err)
		}
		v := str(o, "value")
		if n := utf8.RuneCountInString(v); n == 0 || n > 150 || offered[v] {
			return fmt.Errorf("option value %q is empty, too long or not unique", v)
		}
		offered[v] = true
	}
	for _, c := range chosen {
		if o, ok := c.(object); ok && !offered[str(o, "value")] {
			return fmt.Errorf("the initial option %q is not offered", str(o, "value"))
		}
	}
	return nil
}

// checkView refuses a modal or home page that Slack refuses.
func checkView(v object) error {
	kind := str(v, "type")
	raw, err := json.Marshal(v["blocks"])
	if err != nil {
		return err
	}
	if kind == atHome {
		return checkBlocks(raw, atHome)
	}
	if kind != inModal {
		return fmt.Errorf("a view of type %q", kind)
	}
	input := false
	for _, b := range list(v, "blocks") {
		input = input || str(b, "type") == "input"
	}
	for _, key := range []string{"title", "submit", "close"} {
		if v[key] == nil && key != "title" && !(key == "submit" && input) {
			continue
		}
		if err := checkText(sub(v, key), 24, "plain_text"); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if n := len(str(v, "private_metadata")); n > 3000 {
		return fmt.Errorf("private_metadata of %d characters", n)
	}
	if len(str(v, "callback_id")) > 255 {
		return fmt.Errorf("callback_id is too long")
	}
	return checkBlocks(raw, inModal)
}
