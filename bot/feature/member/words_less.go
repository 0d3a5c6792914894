package member

import "github.com/alumnibot/alumnibot/bot/i18n"

// How much is sent.
var (
	sumLess   = i18n.T("届くメッセージを減らします", "Get fewer messages")
	sumSnooze = i18n.T("メッセージの受け取りをしばらく休みます", "Get no messages for a while")
	sumStop   = i18n.T("この種類のメッセージを停止します", "Stop this kind of message")

	labelUndo       = i18n.T("元に戻す", "Undo")
	labelSnooze     = i18n.T("しばらく休む", "Snooze")
	labelStop       = i18n.T("停止する", "Stop")
	labelResume     = i18n.T("受け取りを再開する", "Resume")
	labelNotSparing = i18n.T("週1通までをやめる", "No weekly limit")
	labelWeek       = i18n.T("1週間", "1 week")
	labelMonth      = i18n.T("1か月", "1 month")
	labelQuarter    = i18n.T("3か月", "3 months")
	hintSnooze      = i18n.T("休む長さ（1週間、1か月、3か月）", "For how long: 1 week, 1 month, 3 months")

	msgSparing = i18n.T(
		"これからは、こちらからお送りするダイレクトメッセージを、種類を問わず週1通までにします。",
		"From now on you get at most one message a week from us, of all kinds together.")
	msgLeast = i18n.T(
		"すでに週1通までにしています。つながり方を変えるか、しばらく休むか、停止することもできます。",
		"You already get at most one message a week. You can also change how close to be, snooze, or stop.")
	msgDaily     = i18n.T("副業の案内は、これから1日1回にまとめてお送りします。", "Gig offers will come together, once a day, from now on.")
	msgWeekly    = i18n.T("副業の案内は、これから週1回にまとめてお送りします。", "Gig offers will come together, once a week, from now on.")
	msgLeastGigs = i18n.T(
		"副業の案内は、すでに週1回のまとめでお送りしています。しばらく休むか、停止することもできます。",
		"Gig offers already come once a week. You can also snooze, or stop.")
	msgAsBefore    = i18n.T("元に戻しました。", "It is as it was before.")
	msgHowLong     = i18n.T("休んでいるあいだは、どの種類のメッセージもお送りしません。どのくらい休みますか。", "While you snooze, we send you nothing at all. For how long?")
	msgWhichSnooze = i18n.T("休む長さは、1週間、1か月、3か月から選んでください。例：「for:1週間」", "Please choose 1 week, 1 month or 3 months, such as “for:1 week”.")
	msgSnoozed     = i18n.T("しばらくお休みします。次にお送りするのは、%s以降です。", "We send you nothing until %s.")
	msgResumed     = i18n.T("受け取りを再開しました。", "You get messages again.")
	msgStopped     = i18n.T("「%s」を停止しました。送信を待っていたものも届きません。", "Stopped: %s. What was waiting to be sent does not come either.")
	msgNotSent     = i18n.T("「%s」は、今はお送りしていません。", "You do not get this at present: %s.")

	msgHintPaused  = i18n.T("受け取りを休んでいます。次にお送りするのは、%s以降です。", "You snooze: we send you nothing until %s.")
	msgHintSparing = i18n.T("こちらからお送りするのは、週1通までにしています。", "You get at most one message a week from us.")

	msgWasUnreachable = i18n.T(
		"%sにダイレクトメッセージをお送りしましたが、届きませんでした。受け取れる設定になっているか、ご確認ください。次からはまたお送りします。",
		"A direct message on %s did not reach you. Please check that your settings let messages from the bot come in. We will write to you again from now on.")
)
