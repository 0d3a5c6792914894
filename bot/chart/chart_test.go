package chart_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/chart"
)

func sample() bot.Chart {
	return bot.Chart{Title: "最近の調子はいかがですか", Bars: []bot.Bar{
		{Label: "とても良い", Value: 12, Says: "12人（40%）"},
		{Label: "まあまあ", Value: 6, Says: "6人（20%）"},
		{Label: "忙しい時期が続いていて、なかなか連絡できていないけれど元気です", Value: 0, Says: "0人"},
		{Label: "Some other answer that is rather long, in English this time, to see it wrap", Blank: true, Says: "5人未満"},
	}}
}

func decoded(t testing.TB, c bot.Chart) image.Image {
	t.Helper()
	data, err := chart.PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// A bar twice as long is twice as many pixels, counted from the same left edge.
func TestBarsBeginAtZero(t *testing.T) {
	picture := decoded(t, sample())
	solid := color.RGBAModel.Convert(color.RGBA{0x25, 0x63, 0xb8, 0xff})
	var starts, lengths []int
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		first, n := -1, 0
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			if color.RGBAModel.Convert(picture.At(x, y)) == solid {
				if first < 0 {
					first = x
				}
				n++
			}
		}
		if n > 0 && (len(lengths) == 0 || lengths[len(lengths)-1] != n) {
			starts, lengths = append(starts, first), append(lengths, n)
		}
	}
	if len(lengths) != 2 || starts[0] != starts[1] || lengths[0] < 2*lengths[1]-2 || lengths[0] > 2*lengths[1]+2 {
		t.Errorf("bars of %v pixels from %v, want two, the first twice as long", lengths, starts)
	}
}

// Letters of both languages leave ink: a font without them would draw boxes of
// one shape.
func TestJapaneseIsDrawn(t *testing.T) {
	ink := func(title string) string {
		picture := decoded(t, bot.Chart{Title: title})
		var b strings.Builder
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				if r, _, _, _ := picture.At(x, y).RGBA(); r < 0x8000 {
					b.WriteByte('#')
				} else {
					b.WriteByte('.')
				}
			}
		}
		return b.String()
	}
	seen := map[string]string{}
	for _, title := range []string{"良", "い", "ア", "人", "！", "a", "連", "絡"} {
		drawn := ink(title)
		if !strings.Contains(drawn, "#") {
			t.Errorf("%q leaves no ink", title)
		}
		if other := seen[drawn]; other != "" {
			t.Errorf("%q looks like %q", title, other)
		}
		seen[drawn] = title
	}
}

func TestLongLabelsAreBroken(t *testing.T) {
	d, err := chart.Draw(bot.Chart{Title: strings.Repeat("長い題名", 100)})
	if err != nil {
		t.Fatal(err)
	}
	last := d.Texts[len(d.Texts)-1].Text
	if len(d.Texts) != 3 || !strings.HasSuffix(last, "…") {
		t.Errorf("%d lines, the last %q: want 3, the last with …", len(d.Texts), last)
	}
}

// Whatever the chart, its shapes lie within the picture.
func TestEverythingWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := bot.Chart{Title: rapid.String().Draw(t, "title")}
		for range rapid.IntRange(0, 6).Draw(t, "bars") {
			c.Bars = append(c.Bars, bot.Bar{
				Label: rapid.String().Draw(t, "label"), Value: rapid.Float64Range(0, 1e9).Draw(t, "value"),
				Says: rapid.StringN(0, 8, -1).Draw(t, "says"), Blank: rapid.Bool().Draw(t, "blank"),
			})
		}
		d, err := chart.Draw(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range d.Bars {
			if b.Width < 0 || b.Width > b.Track+1e-6 || b.X+b.Track > d.Width || b.Y+b.Height > d.Height {
				t.Fatalf("bar %+v in a picture of %g by %g", b, d.Width, d.Height)
			}
		}
		for _, l := range d.Texts {
			if l.Y > d.Height || l.X >= d.Width {
				t.Fatalf("text %+v in a picture of %g by %g", l, d.Width, d.Height)
			}
		}
	})
}

// The picture of testdata is what is drawn; UPDATE=1 draws it anew, to be looked
// at.
func TestGoldenPicture(t *testing.T) {
	data, err := chart.PNG(sample())
	if err != nil {
		t.Fatal(err)
	}
	again, err := chart.PNG(sample())
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("the same chart is drawn differently (%v)", err)
	}
	if len(data) > 60_000 {
		t.Errorf("%d bytes: a picture should be below 60 kB", len(data))
	}
	const golden = "testdata/sample.png"
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(golden, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := difference(t, data, want); d > 0 {
		t.Errorf("%d pixels differ from %s", d, golden)
	}
}

// difference is how many pixels differ clearly: edges may be rounded in another
// way on another processor.
func difference(t *testing.T, a, b []byte) (n int) {
	t.Helper()
	var pictures [2]image.Image
	for i, data := range [][]byte{a, b} {
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		pictures[i] = picture
	}
	if pictures[0].Bounds() != pictures[1].Bounds() {
		t.Fatalf("sizes %v and %v", pictures[0].Bounds(), pictures[1].Bounds())
	}
	for y := range pictures[0].Bounds().Dy() {
		for x := range pictures[0].Bounds().Dx() {
			g, h := color.GrayModel.Convert(pictures[0].At(x, y)).(color.Gray), color.GrayModel.Convert(pictures[1].At(x, y)).(color.Gray)
			if max(g.Y, h.Y)-min(g.Y, h.Y) > 40 {
				n++
			}
		}
	}
	return n
}

func TestTable(t *testing.T) {
	var got []string
	for _, b := range sample().Table() {
		if rows, ok := b.(bot.Facts); ok {
			for _, r := range rows[:3] {
				got = append(got, r.Label+" "+r.Value.String())
			}
		}
	}
	want := "とても良い ██████████ 12人（40%）|まあまあ █████ 6人（20%）"
	if !strings.HasPrefix(strings.Join(got, "|"), want) {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
}
