package help

import "github.com/alumnibot/alumnibot/bot/i18n"

var (
	msgSummary      = i18n.T("使い方を表示します", "Show what you can do")
	msgAbout        = i18n.T("詳しく知りたいコマンド", "The command to explain")
	msgIntro        = i18n.T("%sのアルムナイボットです。次のことができます。", "I'm the alumni bot of %s. You can do this:")
	msgUnder        = i18n.T("%sで次のことができます。", "With %s you can do this:")
	msgNoSuch       = i18n.T("「%s」はわかりませんでした。次のことができます。", "I didn't understand “%s”. You can do this:")
	msgUnknown      = i18n.T("「%s」はわかりませんでした。わたしは自動で動くボットで、コマンドとボタンでお手伝いします。", "I didn't understand “%s”. I am a bot: I help with commands and buttons.")
	msgPerhaps      = i18n.T("「%s」は、次のことでしょうか。", "“%s”: did you mean one of these?")
	labelEverything = i18n.T("できることを見る", "What I can do")

	msgMore    = i18n.T("コマンドを詳しく知りたいときは、「/alumni help %s」のように入力してください。ホームは「/alumni home」で開きます。ボットへのダイレクトメッセージでは、「/」を付けなくても使えます。", "For more about a command: /alumni help %s. Your home page: /alumni home. In a direct message to the bot, you can leave out the slash.")
	msgOptions = i18n.T("例：%s（項目を付けずに送ると、フォームが開くか、そのまま実行されます）", "Example: %s (without any of these, it opens a form or just runs)")
)
