package audience_test

import (
	"errors"
	"fmt"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/audience"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// A Language reads what people type about the keys that a feature declares, and
// can say it back in words.
func ExampleLanguage() {
	language := audience.NewLanguage([]audience.Key{
		{
			Name: "dept", Kind: audience.Words, Label: i18n.T("部署", "Department"), Example: "sales",
			Is: i18n.T("部署に%sを含む", "department with %s"), IsNot: i18n.T("部署に%sを含まない", "department without %s"),
			None: i18n.T("部署が未記入", "no department"), Some: i18n.T("部署を記入済み", "some department"),
		},
		{
			Name: "left", Kind: audience.Number, Label: i18n.T("退職", "Left"), Example: "2019..2023",
			Is: i18n.T("%sに退職", "left %s"), IsNot: i18n.T("退職が%sではない", "not left %s"),
			None: i18n.T("退職が未記入", "no year"), Some: i18n.T("退職を記入済み", "some year"),
			Min: 1950, Max: 2199, Units: []string{"年"},
			Number: audience.Numbers{
				One: i18n.T("%d年", "%d"), Range: i18n.T("%d〜%d年", "%d–%d"),
				From: i18n.T("%d年以降", "%d or later"), To: i18n.T("%d年以前", "%d or earlier"),
			},
		},
	}, audience.Members, "")

	for _, text := range []string{"部署:営業 退職:2019〜2023年", "-dept:sales left:>=2020", "salary:high"} {
		query, err := language.Parse(bot.English, text)
		if refused := new(audience.Refused); errors.As(err, &refused) {
			fmt.Println(refused.Text)
			continue
		}
		fmt.Println(language.String(query), "=", language.Words(bot.English, query))
	}
	// Output:
	// dept:営業 left:2019..2023 = department with “営業”, left 2019–2023
	// -dept:sales left:>=2020 = department without “sales”, left 2020 or later
	// Character 1, “salary”: there is no such key. The keys are: dept (Department), left (Left). To look for it as a word, put quotation marks around all of it.
}
