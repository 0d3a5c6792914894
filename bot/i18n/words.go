package i18n

import "time"

var (
	nameJapanese = T("日本語", "Japanese")
	nameEnglish  = T("英語", "English")

	// listSeparator stands between the items of a list.
	listSeparator = T("、", ", ")
	// dateFormat has the year, the month's name and the day.
	dateFormat = T("%[1]d年%[2]s月%[3]d日", "%[3]d %[2]s %[1]d")
)

// monthName is a month as dateFormat shows it.
func monthName(m time.Month) Line {
	return [...]Line{
		T("1", "Jan"), T("2", "Feb"), T("3", "Mar"), T("4", "Apr"), T("5", "May"), T("6", "Jun"),
		T("7", "Jul"), T("8", "Aug"), T("9", "Sep"), T("10", "Oct"), T("11", "Nov"), T("12", "Dec"),
	}[m-1]
}
