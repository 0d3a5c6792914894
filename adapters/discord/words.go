package discord

import "github.com/alumnibot/alumnibot/bot/i18n"

var (
	sayWaiting = i18n.T("フォームを用意しています。少し時間がかかっているので、下のボタンから開いてください。", "Your form is on its way. It takes a little longer than usual: please open it with the button below.")
	labelOpen  = i18n.T("フォームを開く", "Open the form")
	sayPosted  = i18n.T("下に投稿しました。", "Posted below.")
	sayGone    = i18n.T("このボタンはもう使えません。もう一度コマンドから始めてください。", "This button no longer works. Please start again with a command.")
	sayNotHere = i18n.T("このサーバーでは、まだ使えるように設定されていません。サーバーの管理者にお知らせください。", "I am not set up for this server yet. Please tell whoever runs it.")
	sayCommand = i18n.T("「/%s」のコマンド", "Commands that begin with /%s")
	sayFailed  = i18n.T("応答を表示できませんでした。もう一度お試しください。", "The answer could not be shown. Please try again.")
)
