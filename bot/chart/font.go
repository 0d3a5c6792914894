package chart

import (
	_ "embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// typeface is what font/make.sh made of Noto Sans JP: the characters that a
// Japanese keyboard writes, and Latin letters. Any other is drawn as a box.
//
//go:embed font/NotoSansJP.otf
var typeface []byte

// Licence is the licence of the font, which goes wherever the font does.
//
//go:embed font/OFL.txt
var Licence string

var parseTypeface = sync.OnceValues(func() (*opentype.Font, error) {
	f, err := opentype.Parse(typeface)
	if err != nil {
		return nil, fmt.Errorf("read the font of charts: %w", err)
	}
	return f, nil
})

// newFace is the font in a size, in points of the picture times scale.
func newFace(size, scale float64) (font.Face, error) {
	f, err := parseTypeface()
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size * scale, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("a font of %g points: %w", size, err)
	}
	return face, nil
}
