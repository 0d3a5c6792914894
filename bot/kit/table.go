package kit

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/storage"
)

// byteOrder begins a table, so that spreadsheets read it as UTF-8.
const byteOrder = "\uFEFF"

// Export is the rows as a file for spreadsheets. trace, unless it is nil, keeps who
// took the file, and is committed before anybody has it.
//
// The file opens with its Japanese in every common spreadsheet, and no cell is
// taken for a formula, whoever typed what is in it.
func Export(ctx context.Context, c *bot.Call, db *storage.DB, name string, rows [][]string, trace func(*storage.Tx)) (bot.File, error) {
	content, err := writeCSV(rows)
	if err != nil {
		return bot.File{}, fmt.Errorf("write a table: %w", err)
	}
	if trace != nil {
		tx := Begin(db, c)
		trace(tx)
		if err := tx.Commit(ctx); err != nil {
			return bot.File{}, err
		}
	}
	return bot.File{Name: name, Type: "text/csv", Content: content}, nil
}

func writeCSV(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(byteOrder)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = defuse(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// defuse puts an apostrophe before a cell that begins like a formula.
func defuse(cell string) string {
	if begins := strings.TrimLeft(cell, " \t\r\n\u3000"); begins != "" && strings.ContainsAny(begins[:1], "=+-@") ||
		strings.HasPrefix(begins, "＝") || strings.HasPrefix(begins, "＋") || strings.HasPrefix(begins, "－") || strings.HasPrefix(begins, "＠") {
		return "'" + cell
	}
	return cell
}
