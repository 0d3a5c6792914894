package chart

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/japanese"
	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
)

// Whatever a Japanese keyboard writes has a shape of its own.
func TestFontCoversJapanese(t *testing.T) {
	f, err := parseTypeface()
	if err != nil {
		t.Fatal(err)
	}
	var buffer sfnt.Buffer
	var missing strings.Builder
	for _, r := range writable() {
		if glyph, err := f.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			missing.WriteRune(r)
		}
	}
	if missing.Len() > 0 {
		t.Errorf("no shape for %s", missing.String())
	}
}

// writable are the characters of Windows-31J but ≒, which Noto Sans JP lacks, the
// joyo kanji that are not among them, and
// letters of western European names.
func writable() []rune {
	found := []rune("塡剝頰𠮟𠮷俱繫ÀÉñöüß…–—“”€█")
	decoder := japanese.ShiftJIS.NewDecoder()
	for lead := 0x81; lead < 0xfd; lead++ {
		for trail := 0x40; trail < 0xfd; trail++ {
			text, err := decoder.Bytes([]byte{byte(lead), byte(trail)})
			if r := []rune(string(text)); err == nil && len(r) == 1 && r[0] != '\ufffd' && r[0] != '≒' && (r[0] < 0xe000 || r[0] >= 0xf900) {
				found = append(found, r[0])
			}
		}
	}
	return found
}

// A character without a shape is drawn as a box, and breaks nothing.
func TestMissingCharacterIsABox(t *testing.T) {
	drawn := func(title string) []byte {
		data, err := PNG(bot.Chart{Title: title})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if !bytes.Equal(drawn("🙂"), drawn("\u0e01")) {
		t.Error("an emoji and a Thai letter are not drawn as the same box")
	}
	if bytes.Equal(drawn("🙂"), drawn("")) {
		t.Error("an emoji leaves no trace")
	}
	rapid.Check(t, func(t *rapid.T) {
		if _, err := PNG(bot.Chart{Title: rapid.StringN(0, 20, -1).Draw(t, "title")}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestFontIsLicensed(t *testing.T) {
	for _, want := range []string{"Adobe", "SIL OPEN FONT LICENSE Version 1.1"} {
		if !strings.Contains(Licence, want) {
			t.Errorf("the licence does not say %q", want)
		}
	}
	if len(typeface) > 2_000_000 {
		t.Errorf("the font takes %d bytes, want at most 2 MB", len(typeface))
	}
}
