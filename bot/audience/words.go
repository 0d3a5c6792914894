package audience

import "github.com/alumnibot/alumnibot/bot/i18n"

// What a query means.
var (
	sayEverybody  = i18n.T("全員", "everybody")
	sayEither     = i18n.T("%sまたは%s", "%s or %s")
	sayQuoted     = i18n.T("「%s」", "“%s”")
	sayFree       = i18n.T("どこかに%sを含む", "%s somewhere")
	sayNotFree    = i18n.T("どこにも%sを含まない", "%s nowhere")
	sayAnyTime    = i18n.T("いつでも、または一度もない", "at any time, or never")
	sayLongerAgo  = i18n.T("%d日より前、または一度もない", "more than %d {day|days} ago, or never")
	sayWithinDays = i18n.T("%d日以内", "within the last %d {day|days}")
	sayDaysAgo    = i18n.T("%d〜%d日前", "%d to %d days ago")
)

// What is wrong with a query, and what would be right.
var (
	sayAt           = i18n.T("%d文字目の「%s」：%s", "Character %d, “%s”: %s")
	sayKeyLike      = i18n.T("この項目はありません。「%s」のことでしょうか。", "there is no such key. Did you mean “%s”?")
	sayKeys         = i18n.T("この項目はありません。使える項目：%s。言葉として探すときは、全体を引用符で囲んでください。", "there is no such key. The keys are: %s. To look for it as a word, put quotation marks around all of it.")
	sayKeyName      = i18n.T("%s（%s）", "%s (%s)")
	sayOtherKey     = i18n.T("「%s」で探せるのは、運営担当だけです。", "only community managers can ask for “%s”.")
	sayNoValue      = i18n.T("値がありません。「%s:%s」のように書いてください。", "a value is missing. Please write it like %s:%s.")
	sayNoWord       = i18n.T("言葉がありません。コンマや引用符だけにせず、探す言葉を書いてください。", "a word is missing. Please write what to look for.")
	sayOpenQuote    = i18n.T("引用符が閉じていません。終わりにも引用符を付けてください。", "the quotation has no end. Please close it with a quotation mark.")
	sayAfterQuote   = i18n.T("閉じた引用符のあとは、空白かコンマで区切ってください。", "please put a space or a comma after the closing quotation mark.")
	sayLoneMinus    = i18n.T("「-」のすぐあとに、除く条件を続けて書いてください。例：-skill:go", "please write what to leave out right behind the minus, like -skill:go.")
	sayMinusInside  = i18n.T("除くときは、項目の前に「-」を付けて「-%s:%s」と書いてください。", "to leave something out, put the minus before the key: -%s:%s.")
	sayPickLike     = i18n.T("この値はありません。「%s」（%s）のことでしょうか。", "there is no such value. Did you mean “%s” (%s)?")
	sayPicks        = i18n.T("この値はありません。使える値：%s", "there is no such value. The values are: %s.")
	sayNumber       = i18n.T("数として読めません。「%s」のように書いてください。", "this is not a number. Please write it like %s.")
	sayBeyond       = i18n.T("%dから%dまでの数で書いてください。", "please write a number from %d to %d.")
	sayTurned       = i18n.T("範囲は小さい数から書いてください。「%s」のことでしょうか。", "please begin a range with the smaller number. Did you mean “%s”?")
	sayDays         = i18n.T("日数として読めません。「>90d」（90日より前）、「<=90d」（90日以内）、「none」（一度もない）のように書いてください。", "these are not days. Please write >90d (longer ago), <=90d (within 90 days), or none (never).")
	sayBareDays     = i18n.T("前か以内かがわかりません。「>90d」（90日より前）か「<=90d」（90日以内）のように書いてください。", "longer ago, or not as long? Please write >90d (longer ago) or <=90d (within 90 days).")
	sayDaysBeyond   = i18n.T("0日から100年までの長さで書いてください。", "please write a time from 0 days to 100 years.")
	sayOr           = i18n.T("どちらかでよいときは、「skill:go,redis」のように値をコンマでつなぎます。", "for either of two values, put a comma between them: skill:go,redis.")
	sayAnd          = i18n.T("条件を空白で区切れば、すべてに当てはまる方を探します。この言葉は外してください。", "conditions with a space between them must all hold. Please leave this word out.")
	sayNot          = i18n.T("除くときは、「-skill:go」のように条件の前に「-」を付けます。", "to leave something out, put a minus before it: -skill:go.")
	sayNoOther      = i18n.T("コンマのあとに値がありません。値を続けるか、コンマを外してください。", "a value is missing behind the comma. Please write another one, or leave the comma out.")
	sayCommaBetween = i18n.T("コンマは値と値の間に書きます。条件と条件の間は、空白で区切ってください。", "a comma stands between values. Please put a space between two conditions.")
	sayNoColon      = i18n.T("項目のあとには、コロンが要ります。「%s」のことでしょうか。", "a colon is missing behind the key. Did you mean “%s”?")
	sayLoneSign     = i18n.T("比べるときは、「left:>=2019」のように、項目とコロンに続けて書いてください。", "please write a comparison right behind a key and a colon, like left:>=2019.")
	sayWildcard     = i18n.T("「%*」は要りません。言葉の一部だけで見つかります。「%s」のことでしょうか。", "no %* is needed, since a part of a word is enough. Did you mean “%s”?")
	sayTooMany      = i18n.T("条件は20個、1つの条件の値は20個までにしてください。", "at most 20 conditions, please, and 20 values in each.")
	sayTooLong      = i18n.T("500文字までで書いてください。", "Please write at most 500 characters.")
)
