// Package chart draws a bot.Chart: as a PNG for platforms that take pictures,
// and as shapes for a page that draws by itself.
//
// It promises that bars begin at zero and are as long as their values, that
// Japanese labels are shown and broken into lines where they are long, and that
// the same chart gives the same picture. A picture says nothing that the chart's
// table does not say: that stands beside it.
package chart

import (
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"

	"github.com/alumnibot/alumnibot/bot"
)

// Sizes in points of a picture that is width wide. A phone shows that many side
// by side.
const (
	width     = 360
	margin    = 16
	inner     = width - 2*margin
	titleSize = 15
	labelSize = 13
	lead      = 1.4 // height of a line, in sizes
	barHeight = 14
	barGap    = 8  // between a bar and what it says
	rowGap    = 10 // between rows
	maxLines  = 3  // of a label
)

// Drawing is a chart as shapes, in points from the top left. What people wrote
// is in it as text.
type Drawing struct {
	Title  string  `json:"title"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Texts  []Label `json:"texts"`
	Bars   []Bar   `json:"bars"`
}

// Label is one line of text. Y is its baseline.
type Label struct {
	Text  string  `json:"text"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Size  float64 `json:"size"`
	Faint bool    `json:"faint,omitempty"`
}

// Bar is a bar, on a track that is as long as the longest one.
type Bar struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Track  float64 `json:"track"`
}

// Draw says where everything of the chart goes.
func Draw(c bot.Chart) (Drawing, error) {
	m, err := newMeasure()
	if err != nil {
		return Drawing{}, err
	}
	defer m.close()
	p := Drawing{Title: c.Title, Width: width}
	y := float64(margin)
	write := func(text string, size float64, lines int) {
		for _, line := range m.lines(text, size, inner, lines) {
			y += size * lead
			p.Texts = append(p.Texts, Label{Text: line, X: margin, Y: y - size*(lead-1), Size: size})
		}
	}
	write(c.Title, titleSize, maxLines)
	// The bars share a scale: what the widest of the values leaves.
	says := 0.0
	for _, b := range c.Bars {
		says = max(says, m.width(b.Says, labelSize))
	}
	track := max(inner-says-barGap, inner/4)
	most := c.Max()
	for _, b := range c.Bars {
		y += rowGap
		write(b.Label, labelSize, maxLines)
		y += 3
		x := float64(margin)
		if !b.Blank {
			long := 0.0
			if most > 0 {
				long = track * max(0, b.Value) / most
			}
			p.Bars = append(p.Bars, Bar{margin, y, long, barHeight, track})
			x += track + barGap
		}
		p.Texts = append(p.Texts, Label{Text: b.Says, X: x, Y: y + barHeight - 2, Size: labelSize, Faint: b.Blank})
		y += barHeight
	}
	p.Height = y + margin
	return p, nil
}

// measure knows how wide texts are.
type measure struct{ face font.Face }

// measured is the size in which is measured: widths grow with the size.
const measured = 100

func newMeasure() (measure, error) {
	face, err := newFace(measured, 1)
	return measure{face}, err
}

func (m measure) close() { _ = m.face.Close() }

func (m measure) width(text string, size float64) float64 {
	return points(font.MeasureString(m.face, text)) * size / measured
}

func points(v fixed.Int26_6) float64 { return float64(v) / 64 }

// lines breaks a text into lines that fit, at spaces where there are any. What
// does not fit into the last one ends in an ellipsis.
func (m measure) lines(text string, size, room float64, most int) []string {
	rest := []rune(strings.Join(strings.Fields(text), " "))
	var out []string
	for len(rest) > 0 {
		n := m.fitting(rest, size, room)
		if len(out) == most-1 && n < len(rest) {
			n = m.fitting(rest, size, room-m.width("…", size))
			return append(out, string(rest[:n])+"…")
		}
		end := n
		if n < len(rest) {
			if at := strings.LastIndexByte(string(rest[:n]), ' '); at > 0 {
				end = len([]rune(string(rest[:n])[:at]))
			}
		}
		out = append(out, strings.TrimSpace(string(rest[:end])))
		rest = []rune(strings.TrimSpace(string(rest[end:])))
	}
	return out
}

// fitting is how many characters fit into the room; at least one.
func (m measure) fitting(text []rune, size, room float64) int {
	n := len(text)
	for n > 1 && m.width(string(text[:n]), size) > room {
		n--
	}
	return n
}
