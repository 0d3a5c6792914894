package kit

import "github.com/alumnibot/alumnibot/bot"

// Pages spreads fields evenly over as few pages as hold them, for a form whose
// fields are a list that grows. Where their meaning says which belong together,
// the room writes the pages itself.
func Pages(fields ...bot.Field) []bot.Page {
	pages := make([]bot.Page, (len(fields)+bot.MaxFields-1)/bot.MaxFields)
	for i, f := range fields {
		page := &pages[i*len(pages)/len(fields)]
		page.Fields = append(page.Fields, f)
	}
	return pages
}
