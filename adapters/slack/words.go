package slack

import "github.com/alumnibot/alumnibot/bot/i18n"

var (
	labelCancel  = i18n.T("キャンセル", "Cancel")
	labelClose   = i18n.T("閉じる", "Close")
	labelYes     = i18n.T("はい", "Yes")
	titleWait    = i18n.T("お待ちください", "One moment")
	sayWait      = i18n.T("準備しています。少しお待ちください。", "Getting things ready. This takes a moment.")
	sayWorking   = i18n.T("送信しました。処理が終わるまでお待ちください。", "Sent. Please wait until it is done.")
	titleDone    = i18n.T("終わりました", "Done")
	sayElsewhere = i18n.T("結果はメッセージでお知らせしました。この画面は閉じてかまいません。", "The answer has come as a message. You can close this window.")
	sayOpenForm  = i18n.T("お待たせしました。下のボタンからフォームを開いてください。", "Sorry for the wait. Open the form with the button below.")
	sayMendForm  = i18n.T("入力内容に直すところがあります。下のボタンからフォームを開いてください。", "Something in the form needs another look. Open it with the button below.")
	labelOpen    = i18n.T("フォームを開く", "Open form")
	sayTryOnce   = i18n.T("フォームを開けませんでした。もう一度お試しください。", "The form could not be opened. Please try once more.")
	sayBusy      = i18n.T("ただいま混み合っています。少し待ってから、もう一度お試しください。", "The bot is very busy. Please wait a moment and try again.")
	sayFailed    = i18n.T("うまく処理できませんでした。少し待ってから、もう一度お試しください。", "Something went wrong. Please wait a moment and try again.")
	sayTooLarge  = i18n.T("内容が長すぎて、Slackに表示できません。管理者にお知らせください。", "This is too long to be shown in Slack. Please tell an administrator.")
	sayHomeWait  = i18n.T("ホームを表示できませんでした。開き直してください。", "The home page could not be shown. Please open it again.")
	sayTypedLong = i18n.T("入力された内容は%d文字です。ここに入るのは%d文字までなので、短くしてもう一度入力してください。",
		"What you gave has %d characters, and %d fit here. Please enter a shorter text.")
	sayApp          = i18n.T("退職した人と会社を、副業や近況でつなぎます。", "Keeps a company and the people who left it in touch: side jobs, news and help.")
	sayCommands     = i18n.T("使い方：%s", "Use it with: %s")
	sayManyCommands = i18n.T("使えるものは help と入力すると表示されます。", "Type help behind it to see what there is.")
)
