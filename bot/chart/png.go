package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"

	"github.com/alumnibot/alumnibot/bot"
)

// scale is how many pixels a point has: enough for a phone's screen.
const scale = 2

// The colours of a picture, readable for people who do not see all of them: the
// contrast of text is above 4.5 to 1, that of bars above 3 to 1.
var (
	paper = color.Gray{0xff}
	ink   = color.RGBA{0x1d, 0x1c, 0x1d, 0xff}
	faint = color.RGBA{0x61, 0x61, 0x61, 0xff}
	solid = color.RGBA{0x25, 0x63, 0xb8, 0xff}
	track = color.RGBA{0xe8, 0xea, 0xee, 0xff}
)

// PNG is the chart as a picture, 720 pixels wide.
func PNG(c bot.Chart) ([]byte, error) {
	p, err := Draw(c)
	if err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	canvas := image.NewPaletted(image.Rect(0, 0, width*scale, int(p.Height*scale)), shades())
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	for _, b := range p.Bars {
		fill(canvas, b.X, b.Y, b.Track, track)
		fill(canvas, b.X, b.Y, b.Width, solid)
	}
	if err := p.write(canvas); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, canvas); err != nil {
		return nil, fmt.Errorf("encode a chart: %w", err)
	}
	return out.Bytes(), nil
}

func fill(canvas draw.Image, x, y, wide float64, c color.Color) {
	area := image.Rect(int(x*scale), int(y*scale), int((x+wide)*scale), int((y+barHeight)*scale))
	draw.Draw(canvas, area, image.NewUniform(c), image.Point{}, draw.Src)
}

// write puts the texts on the canvas.
func (p Drawing) write(canvas draw.Image) error {
	for _, size := range []float64{titleSize, labelSize} {
		face, err := newFace(size, scale)
		if err != nil {
			return err
		}
		for _, t := range p.Texts {
			if t.Size != size {
				continue
			}
			shade := image.NewUniform(ink)
			if t.Faint {
				shade = image.NewUniform(faint)
			}
			pen := font.Drawer{Dst: canvas, Src: shade, Face: face, Dot: fixed.P(int(t.X*scale), int(t.Y*scale))}
			pen.DrawString(t.Text)
		}
		if err := face.Close(); err != nil {
			return fmt.Errorf("close a font: %w", err)
		}
	}
	return nil
}

// shades are the colours and what lies between them and the paper, where the
// edges of letters are.
func shades() color.Palette {
	all := color.Palette{paper, solid, track}
	const steps = 12
	for _, c := range []color.RGBA{ink, faint} {
		for i := 1; i <= steps; i++ {
			mix := func(v uint8) uint8 { return uint8(0xff - (0xff-int(v))*i/steps) }
			all = append(all, color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xff})
		}
	}
	return all
}
