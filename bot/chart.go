package bot

import (
	"math"
	"strings"
)

// Chart is bars below each other that all begin at zero. Every screen shows it
// as a table (see Table); one that shows pictures shows a picture of it besides,
// which says nothing more.
type Chart struct {
	Title string // one line, not empty
	Bars  []Bar
}

// Bar is one row of a Chart.
type Bar struct {
	Label string  // one line
	Value float64 // the length of the bar, 0 or more
	Says  string  // the value in words, such as "12 (40%)"
	Blank bool    // no bar: there is no value, or it is not told
}

// Max is the value of the longest bar; 0 where there is none.
func (c Chart) Max() float64 {
	most := 0.0
	for _, b := range c.Bars {
		if !b.Blank {
			most = max(most, b.Value)
		}
	}
	return most
}

// tableBar is how many characters the longest bar of a table has.
const tableBar = 10

// Table is the chart as text: its title, and a row for each bar.
func (c Chart) Table() []Block {
	rows := make(Facts, len(c.Bars))
	most := c.Max()
	for i, b := range c.Bars {
		says := b.Says
		if n := int(math.Round(tableBar * b.Value / most)); most > 0 && !b.Blank && b.Value > 0 {
			says = strings.Repeat("█", max(n, 1)) + " " + says
		}
		rows[i] = Fact{Label: b.Label, Value: Plain(says)}
	}
	return []Block{Paragraph{Text{{Text: c.Title, Bold: true}}}, rows}
}
