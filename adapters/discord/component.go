package discord

import "github.com/bwmarrin/discordgo"

// Components that discordgo does not know.
const (
	labelType    discordgo.ComponentType = 18
	checkboxType discordgo.ComponentType = 23
)

// component is a part of a message or of a modal as Discord takes it. They are
// the adapter's own: discordgo's leave out what is newer, and encode each part
// again for every one around it.
type component interface{ component() }

// textDisplay is text. By its id, which nobody sees, a post of a forum is found
// again when the answer to its making was lost.
type textDisplay struct {
	Type    discordgo.ComponentType `json:"type"`
	ID      int                     `json:"id,omitempty"`
	Content string                  `json:"content"`
}

type row struct {
	Type    discordgo.ComponentType `json:"type"`
	Buttons []button                `json:"components"`
}

type button struct {
	Type     discordgo.ComponentType `json:"type"`
	Style    discordgo.ButtonStyle   `json:"style"`
	Label    string                  `json:"label"`
	CustomID string                  `json:"custom_id"`
}

// attached is a file of the message, or a picture among its files.
type attached struct {
	Type discordgo.ComponentType `json:"type"`
	File source                  `json:"file"`
}

type gallery struct {
	Type  discordgo.ComponentType `json:"type"`
	Items []picture               `json:"items"`
}

type picture struct {
	Media       source `json:"media"`
	Description string `json:"description,omitempty"`
}

type source struct {
	URL string `json:"url"`
}

// labelled is a field with what stands above it.
type labelled struct {
	Type        discordgo.ComponentType `json:"type"`
	Label       string                  `json:"label"`
	Description string                  `json:"description,omitempty"`
	Component   component               `json:"component"`
}

// textField is a field to type in. It has no greatest length: Discord would cut
// off what is pasted, and the bot says what is too long.
type textField struct {
	Type     discordgo.ComponentType  `json:"type"`
	CustomID string                   `json:"custom_id"`
	Style    discordgo.TextInputStyle `json:"style"`
	Required bool                     `json:"required"`
	Value    string                   `json:"value,omitempty"`
}

// selectField has no "disabled", with which modals fail.
type selectField struct {
	Type     discordgo.ComponentType `json:"type"`
	CustomID string                  `json:"custom_id"`
	Required bool                    `json:"required"`
	Min      int                     `json:"min_values"`
	Max      int                     `json:"max_values"`
	Options  []selectOption          `json:"options"`
}

type selectOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

type userField struct {
	Type     discordgo.ComponentType            `json:"type"`
	CustomID string                             `json:"custom_id"`
	Required bool                               `json:"required"`
	Max      int                                `json:"max_values"`
	Chosen   []discordgo.SelectMenuDefaultValue `json:"default_values,omitempty"`
}

type checkbox struct {
	Type     discordgo.ComponentType `json:"type"`
	CustomID string                  `json:"custom_id"`
	Default  bool                    `json:"default"`
}

func (textDisplay) component() {}
func (row) component()         {}
func (attached) component()    {}
func (gallery) component()     {}
func (labelled) component()    {}
func (textField) component()   {}
func (selectField) component() {}
func (userField) component()   {}
func (checkbox) component()    {}

func textOf(content string) textDisplay {
	return textDisplay{Type: discordgo.TextDisplayComponent, Content: content}
}

func rowOf(buttons ...button) row { return row{discordgo.ActionsRowComponent, buttons} }

func buttonOf(style discordgo.ButtonStyle, label, customID string) button {
	return button{discordgo.ButtonComponent, style, label, customID}
}
