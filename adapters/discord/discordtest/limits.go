package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Component is a component as the bot sent it.
type Component struct {
	Type        int         `json:"type"`
	ID          int         `json:"id"`
	CustomID    string      `json:"custom_id"`
	Label       string      `json:"label"`
	Description string      `json:"description"`
	Style       int         `json:"style"`
	Content     string      `json:"content"`
	Value       string      `json:"value"`
	Required    *bool       `json:"required"`
	Disabled    *bool       `json:"disabled"`
	Min         *int        `json:"min_values"`
	Max         *int        `json:"max_values"`
	MaxLength   *int        `json:"max_length"`
	Default     bool        `json:"default"`
	Options     []Pick      `json:"options"`
	Chosen      []Chosen    `json:"default_values"`
	Components  []Component `json:"components"`
	Component   *Component  `json:"component"`
	File        Media       `json:"file"`
	Items       []Item      `json:"items"`
}

// Item is a picture in a gallery.
type Item struct {
	Media       Media   `json:"media"`
	Description *string `json:"description"`
}

// Media is where a file is.
type Media struct {
	URL string `json:"url"`
}

// Pick is an option of a select menu.
type Pick struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default"`
}

// Chosen is somebody who is chosen already.
type Chosen struct {
	ID string `json:"id"`
}

// Types of components.
const (
	rowType      = 1
	buttonType   = 2
	selectType   = 3
	inputType    = 4
	userType     = 5
	textType     = 10
	galleryType  = 12
	fileType     = 13
	labelType    = 18
	checkboxType = 23
)

// Modal is a form as the bot sent it.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

// checkDraft holds a message to the limits of Discord's documents.
func checkDraft(in draft, files []File) error {
	if in.Allowed == nil || in.Allowed.Parse == nil || len(in.Allowed.Parse) > 0 {
		return errors.New("allowed_mentions does not forbid every mention")
	}
	if in.Flags&flagComponents == 0 || in.Content != "" {
		return errors.New("a message of components has their flag, and no content")
	}
	if len(in.Nonce) > 25 {
		return fmt.Errorf("a nonce of %d characters: at most 25", len(in.Nonce))
	}
	var all []Component
	if err := json.Unmarshal(in.Components, &all); err != nil || len(all) == 0 {
		return errors.New("a message without components")
	}
	c := counter{ids: map[string]bool{}, files: map[string]bool{}}
	for _, f := range files {
		c.files["attachment://"+f.Name] = true
	}
	for _, one := range all {
		if one.Type != rowType && one.Type != textType && one.Type != fileType && one.Type != galleryType {
			return fmt.Errorf("a component of type %d at the top of a message", one.Type)
		}
		if err := c.count(one); err != nil {
			return err
		}
	}
	if c.n > 40 {
		return fmt.Errorf("%d components: at most 40", c.n)
	}
	if c.text > 4000 {
		return fmt.Errorf("%d characters: at most 4000", c.text)
	}
	if len(files) > 10 || len(in.Attachments) != len(files) {
		return fmt.Errorf("%d files, %d attachments", len(files), len(in.Attachments))
	}
	return nil
}

type counter struct {
	n, text int
	ids     map[string]bool
	files   map[string]bool
}

func (c *counter) count(one Component) error {
	c.n++
	switch one.Type {
	case textType:
		n := utf8.RuneCountInString(one.Content)
		if n == 0 {
			return errors.New("an empty text")
		}
		c.text += n
	case rowType:
		if len(one.Components) == 0 || len(one.Components) > 5 {
			return fmt.Errorf("%d buttons in a row", len(one.Components))
		}
		for _, b := range one.Components {
			if b.Type != buttonType {
				return fmt.Errorf("a component of type %d in a row", b.Type)
			}
			if err := c.count(b); err != nil {
				return err
			}
		}
	case buttonType:
		if n := utf8.RuneCountInString(one.Label); n == 0 || n > 80 {
			return fmt.Errorf("a button's label of %d characters", n)
		}
		if n := utf8.RuneCountInString(one.CustomID); n == 0 || n > 100 {
			return fmt.Errorf("a custom id of %d characters", n)
		}
		if c.ids[one.CustomID] {
			return fmt.Errorf("the custom id %q stands there twice", one.CustomID)
		}
		c.ids[one.CustomID] = true
	case fileType:
		if !c.files[one.File.URL] {
			return fmt.Errorf("the file %q is not attached", one.File.URL)
		}
	case galleryType:
		return c.gallery(one.Items)
	}
	return nil
}

func (c *counter) gallery(items []Item) error {
	if len(items) == 0 || len(items) > 10 {
		return fmt.Errorf("%d pictures in a gallery", len(items))
	}
	for _, i := range items {
		if !c.files[i.Media.URL] {
			return fmt.Errorf("the picture %q is not attached", i.Media.URL)
		}
		if i.Description != nil {
			if n := utf8.RuneCountInString(*i.Description); n == 0 || n > 1024 {
				return fmt.Errorf("%d characters about a picture", n)
			}
		}
	}
	return nil
}

// checkModal holds a form to the limits of Discord's documents.
func checkModal(m Modal) error {
	if n := utf8.RuneCountInString(m.Title); n == 0 || n > 45 {
		return fmt.Errorf("a title of %d characters", n)
	}
	if n := utf8.RuneCountInString(m.CustomID); n == 0 || n > 100 {
		return fmt.Errorf("a custom id of %d characters", n)
	}
	if n := len(m.Components); n == 0 || n > 5 {
		return fmt.Errorf("%d components: 1 to 5", n)
	}
	seen := map[string]bool{}
	for _, c := range m.Components {
		if c.Type == textType {
			continue
		}
		if c.Type != labelType || c.Component == nil {
			return fmt.Errorf("a component of type %d in a form", c.Type)
		}
		if n := utf8.RuneCountInString(c.Label); n == 0 || n > 45 {
			return fmt.Errorf("a label of %d characters", n)
		}
		if n := utf8.RuneCountInString(c.Description); n > 100 {
			return fmt.Errorf("a description of %d characters", n)
		}
		f := c.Component
		if f.CustomID == "" || seen[f.CustomID] {
			return fmt.Errorf("the custom id %q is empty or stands there twice", f.CustomID)
		}
		seen[f.CustomID] = true
		if err := checkField(f); err != nil {
			return fmt.Errorf("%s: %w", f.CustomID, err)
		}
	}
	return nil
}

func checkField(f *Component) error {
	if f.Disabled != nil {
		return errors.New("forms with disabled fields fail")
	}
	switch f.Type {
	case inputType:
		if utf8.RuneCountInString(f.Value) > 4000 || f.Style != 1 && f.Style != 2 {
			return errors.New("a text input outside of the limits")
		}
	case selectType:
		if len(f.Options) == 0 || len(f.Options) > 25 || f.Max == nil || *f.Max > len(f.Options) {
			return fmt.Errorf("%d options", len(f.Options))
		}
		chosen := 0
		for _, o := range f.Options {
			if n := utf8.RuneCountInString(o.Label); n == 0 || n > 100 || o.Value == "" || len(o.Value) > 100 {
				return fmt.Errorf("an option %q", o.Label)
			}
			if o.Default {
				chosen++
			}
		}
		if chosen > *f.Max {
			return fmt.Errorf("%d chosen of at most %d", chosen, *f.Max)
		}
	case userType, checkboxType:
	default:
		return fmt.Errorf("a field of type %d", f.Type)
	}
	return nil
}
