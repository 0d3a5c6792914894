package schedule

import "github.com/alumnibot/alumnibot/bot/i18n"

// Why a text was refused.
var (
	sayRefused       = i18n.T("%s例：%s", "%s For example: %s")
	whyNotUnderstood = i18n.T("日時を読み取れませんでした。", "This could not be read as a time.")
	whyNoTime        = i18n.T("時刻も書いてください。", "Please add the time of day.")
	whyNoDay         = i18n.T("いつの日か、または「毎日」などと書いてください。", "Please add the day, or “every day”.")
	whyPast          = i18n.T("その日時はもう過ぎています。", "That time has passed already.")
	whyNoSuchDay     = i18n.T("その日は暦にありません。", "There is no such day in the calendar.")
	whyUnclear       = i18n.T("二通りに読めるため、受け付けられません。", "This can be read in two ways.")
	whyUnsupported   = i18n.T("この繰り返し方には対応していません。", "This kind of repetition is not supported.")
	whyBadCron       = i18n.T("cronの式は「分 時 日 月 曜日」の五つで書いてください（曜日は0〜6で、0が日曜日です）。", "A cron line has five fields: minute, hour, day, month, weekday (0 to 6, 0 is Sunday).")
)

// What a plan means.
var (
	sayOnce       = i18n.T("*%s*（%s）", "*%s* (%s)")
	sayRecurring  = i18n.T("*%s*（%s）\n次回から%d回分：", "*%s* (%s)\nThe next %d {run|runs}:")
	sayRun        = i18n.T("\n・%s", "\n· %s")
	sayRunMoved   = i18n.T("\n・%s（%sは時計の変更で飛ばされます）", "\n· %s (clocks jump over %s)")
	sayMoment     = i18n.T("%s(%s) %s", "%[2]s %[1]s, %[3]s")
	sayDaysAtTime = i18n.T("%s %s", "%s at %s")
	sayDaysTimes  = i18n.T("%s、%s", "%s, %s")
	sayNever      = i18n.T("予定なし", "never")

	sayEveryDay      = i18n.T("毎日", "every day")
	sayEveryDayOf    = i18n.T("%sの毎日", "every day of %s")
	sayWorkdays      = i18n.T("平日（月〜金）", "every weekday (Mon to Fri)")
	sayWorkdaysOf    = i18n.T("%sの平日（月〜金）", "every weekday (Mon to Fri) of %s")
	sayWeekly        = i18n.T("毎週%s", "every %s")
	sayWeeklyOf      = i18n.T("%sの毎週%s", "every %[2]s of %[1]s")
	sayNth           = i18n.T("毎月%sの%s", "the %s %s of every month")
	sayNthOf         = i18n.T("%sの%sの%s", "the %[2]s %[3]s of %[1]s")
	sayMonthly       = i18n.T("毎月%s", "the %s of every month")
	sayMonthlyOf     = i18n.T("%sの%s", "the %[2]s of %[1]s")
	sayYearly        = i18n.T("毎年%s%s", "every year on the %[2]s of %[1]s")
	sayEither        = i18n.T("%sと、%s", "%s, and %s")
	sayElseLast      = i18n.T("%s（その日がない月は末日）", "%s (the last day in shorter months)")
	sayElseSkip      = i18n.T("%s（その日がない月は休み）", "%s (skipped in shorter months)")
	sayDayOfMonth    = i18n.T("%s日", "%s")
	sayLastDay       = i18n.T("末日", "last day")
	sayWeekOfMonth   = i18n.T("第%s", "%s")
	sayLastWeek      = i18n.T("最終", "last")
	sayMinutesOf     = i18n.T("%s時台の%s分", "minute %[2]s of the hours %[1]s")
	sayMinutes       = i18n.T("毎時%s分", "minute %s of every hour")
	sayEveryMinuteOf = i18n.T("%s時台の毎分", "every minute of the hours %s")
	sayEveryMinute   = i18n.T("毎分", "every minute")
	sayFromTo        = i18n.T("%d〜%d", "%d–%d")
	sayBeside        = i18n.T("%s・%s", "%s, %s")
	sayAnd           = i18n.T("%s・%s", "%s and %s")
)

var weekdayNames = [...]i18n.Line{
	i18n.T("日曜日", "Sunday"), i18n.T("月曜日", "Monday"), i18n.T("火曜日", "Tuesday"), i18n.T("水曜日", "Wednesday"),
	i18n.T("木曜日", "Thursday"), i18n.T("金曜日", "Friday"), i18n.T("土曜日", "Saturday"),
}

var shortWeekdays = [...]i18n.Line{
	i18n.T("日", "Sun"), i18n.T("月", "Mon"), i18n.T("火", "Tue"), i18n.T("水", "Wed"),
	i18n.T("木", "Thu"), i18n.T("金", "Fri"), i18n.T("土", "Sat"),
}

var monthNames = [...]i18n.Line{
	i18n.T("1月", "Jan"), i18n.T("2月", "Feb"), i18n.T("3月", "Mar"), i18n.T("4月", "Apr"), i18n.T("5月", "May"), i18n.T("6月", "Jun"),
	i18n.T("7月", "Jul"), i18n.T("8月", "Aug"), i18n.T("9月", "Sep"), i18n.T("10月", "Oct"), i18n.T("11月", "Nov"), i18n.T("12月", "Dec"),
}
