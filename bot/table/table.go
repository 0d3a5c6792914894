// Package table writes tables for spreadsheets.
//
// It promises that a table opens with its Japanese in every common spreadsheet,
// and that no cell is taken for a formula, whoever typed what is in it.
package table

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// Type is the media type of what CSV answers.
const Type = "text/csv"

// byteOrder begins the file, so that spreadsheets read it as UTF-8.
const byteOrder = "\uFEFF"

// CSV is the rows as a file.
func CSV(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(byteOrder)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = harmless(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// harmless is a cell that no spreadsheet takes for a formula: one that begins
// like one has an apostrophe before it.
func harmless(cell string) string {
	if begins := strings.TrimLeft(cell, " \t\r\n\u3000"); begins != "" && strings.ContainsAny(begins[:1], "=+-@") ||
		strings.HasPrefix(begins, "＝") || strings.HasPrefix(begins, "＋") || strings.HasPrefix(begins, "－") || strings.HasPrefix(begins, "＠") {
		return "'" + cell
	}
	return cell
}
