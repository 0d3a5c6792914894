package discord

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"github.com/alumnibot/alumnibot/bot"
)

// What one message may hold.
const (
	maxComponents = 40
	maxCharacters = 4000
	maxFiles      = 10
	maxButtonText = 80
)

// body is a message as Discord takes it. It is always made of components
// ("V2"), since only there text may stand between rows of buttons.
type body struct {
	Components      []component            `json:"components"`
	Flags           discordgo.MessageFlags `json:"flags"`
	AllowedMentions mentions               `json:"allowed_mentions"`
	Attachments     []attachment           `json:"attachments,omitempty"`
	Nonce           string                 `json:"nonce,omitempty"`
	EnforceNonce    bool                   `json:"enforce_nonce,omitempty"`
	Reference       *reference             `json:"message_reference,omitempty"`

	files []bot.File
}

// mentions allows none: nobody is notified by what a message says.
type mentions struct{}

func (mentions) MarshalJSON() ([]byte, error) {
	return []byte(`{"parse":[],"replied_user":false}`), nil
}

type attachment struct {
	ID       string `json:"id"`
	Filename string `json:"filename"`
}

// reference makes a message a reply.
type reference struct {
	Message string `json:"message_id"`
	// Fail is false: a message that is gone does not keep the answer away.
	Fail bool `json:"fail_if_not_exists"`
}

// private is the body as only one person sees it.
func (b body) private() body {
	b.Flags |= discordgo.MessageFlagsEphemeral
	return b
}

// render is the message as one body or, where Discord has not room enough, as
// several. bot.ErrRefused for what no message can hold.
func render(m bot.Message) ([]body, error) {
	parts, err := partsOf(m)
	if err != nil {
		return nil, err
	}
	var pages []body
	from, characters, components, files := 0, 0, 0, 0
	for i, p := range parts {
		n := utf8.RuneCountInString(p.text)
		attached := 0
		if p.file != nil {
			attached = 1
		}
		if characters+n > maxCharacters || components+p.components() > maxComponents || files+attached > maxFiles {
			pages = append(pages, bodyOf(parts[from:i]))
			from, characters, components, files = i, 0, 0, 0
		}
		characters += n
		components += p.components()
		files += attached
	}
	return append(pages, bodyOf(parts[from:])), nil
}

func checkRow(row bot.Buttons) error {
	if len(row) == 0 || len(row) > bot.MaxButtons {
		return fmt.Errorf("%w: %d buttons in a row", bot.ErrRefused, len(row))
	}
	for _, b := range row {
		if n := utf8.RuneCountInString(b.Label); n == 0 || n > maxButtonText {
			return fmt.Errorf("%w: a button's label of %d characters", bot.ErrRefused, n)
		}
		if err := b.Action.Check(); err != nil {
			return fmt.Errorf("%w: %w", bot.ErrRefused, err)
		}
	}
	return nil
}

func factMarkdown(label string, value bot.Text) string {
	said := strings.ReplaceAll(markdown(value), "\n", "\n  ")
	return "- **" + escape(strings.ReplaceAll(label, "\n", " ")) + "**: " + said
}

func prefixed(mark, text string) string {
	return mark + strings.ReplaceAll(text, "\n", "\n"+mark)
}

func bodyOf(parts []part) body {
	b := body{Flags: discordgo.MessageFlagsIsComponentsV2, Components: make([]component, 0, len(parts))}
	same := map[bot.Action]int{}
	for _, p := range parts {
		switch {
		case p.row != nil:
			b.Components = append(b.Components, buttonsOf(p.row, same))
		case p.file != nil:
			name := fileName(b.files, p.file.Name)
			b.Attachments = append(b.Attachments, attachment{strconv.Itoa(len(b.files)), name})
			b.files = append(b.files, bot.File{Name: name, Type: p.file.Type, Content: p.file.Content})
			b.Components = append(b.Components, shown(p, source{URL: "attachment://" + name}))
		default:
			b.Components = append(b.Components, textOf(p.text))
		}
	}
	return b
}

// maxAlt is how long the words for a picture are.
const maxAlt = 1024

// shown is a file to be opened, or a picture.
func shown(p part, at source) component {
	if p.picture == "" {
		return attached{discordgo.FileComponentType, at}
	}
	alt := []rune(p.picture)
	alt = alt[:min(len(alt), maxAlt)]
	return gallery{discordgo.MediaGalleryComponent, []picture{{Media: at, Description: string(alt)}}}
}

// buttonsOf is a row of buttons. same counts those with the same action before.
func buttonsOf(of bot.Buttons, same map[bot.Action]int) row {
	buttons := make([]button, len(of))
	for i, b := range of {
		buttons[i] = buttonOf(styleOf(b.Style), b.Label, buttonID(b.Action, same[b.Action]))
		same[b.Action]++
	}
	return rowOf(buttons...)
}

func styleOf(s bot.Style) discordgo.ButtonStyle {
	switch s {
	case bot.Primary:
		return discordgo.PrimaryButton
	case bot.Danger:
		return discordgo.DangerButton
	default:
		return discordgo.SecondaryButton
	}
}

// fileName is a name that can stand in an attachment's address, and that none of
// the message's other files has.
func fileName(others []bot.File, name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, name)
	if slices.ContainsFunc(others, func(f bot.File) bool { return f.Name == name }) {
		return fmt.Sprintf("%d-%s", len(others)+1, name)
	}
	return name
}
