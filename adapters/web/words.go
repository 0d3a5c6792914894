package web

import (
	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// What the server answers to requests that it refuses.
var (
	wordForeignHost   = i18n.T("このページは、このコンピューターのlocalhostからだけ開けます。", "This page can be opened from localhost on this computer only.")
	wordForeignPage   = i18n.T("ほかのページからの操作は受け付けません。プレイグラウンドのページから操作してください。", "Requests from other pages are not accepted. Use the playground's own page.")
	wordNoSuchPage    = i18n.T("このページはありません。", "There is no such page.")
	wordNoSuchPerson  = i18n.T("この人はいません。左上の一覧から選んでください。", "There is no such person. Choose one from the list at the top left.")
	wordNoSuchPlace   = i18n.T("このチャンネルは見られません。参加しているチャンネルを選んでください。", "You are not in this channel. Choose one that you are in.")
	wordNoSuchMessage = i18n.T("このメッセージはもうありません。", "This message is no longer there.")
	wordNoSuchButton  = i18n.T("このボタンは読み取れませんでした。", "This button could not be read.")
	wordNoSuchAct     = i18n.T("この操作はありません。", "There is no such action.")
	wordNoSuchLook    = i18n.T("表示はslackかdiscordを選んでください。", "The look must be slack or discord.")
	wordNoSuchLocale  = i18n.T("言語はjaかenを選んでください。", "The language must be ja or en.")
	wordNotJSON       = i18n.T("リクエストは正しいJSONにしてください。", "The request must be valid JSON.")
	wordTooLarge      = i18n.T("リクエストが大きすぎます。256KBまでにしてください。", "The request is too large: at most 256 KB.")
	wordTooLong       = i18n.T("メッセージは4,000文字までです。短くして、もう一度送信してください。", "A message can have at most 4,000 characters. Shorten it and send it again.")
	wordNothingTyped  = i18n.T("何も入力されていません。", "Nothing was typed.")
	wordNoReset       = i18n.T("このプレイグラウンドは元に戻せません。", "This playground cannot be reset.")
	wordNothingDue    = i18n.T("この先の予定はありません。", "Nothing is planned.")
	wordTooFar        = i18n.T("一度に進められるのは400日までです。", "Time can be moved by 400 days at once.")
	wordStopped       = i18n.T("ボットは止まっています。舞台裏で動かすと応答します。", "The bot is stopped. Start it backstage to get an answer.")
	wordTryAgain      = i18n.T("いまは応答できません。少し待ってから、もう一度お試しください。", "No answer just now. Please try again in a moment.")
)

// words are what the page itself says. The page fills in {name} and {n}.
var words = map[string]i18n.Line{
	"title":            i18n.T("alumnibotプレイグラウンド", "alumnibot playground"),
	"skip":             i18n.T("メッセージ欄へ移動", "Skip to the conversation"),
	"noscript":         i18n.T("このページにはJavaScriptが必要です。", "This page needs JavaScript."),
	"loading":          i18n.T("読み込んでいます…", "Loading…"),
	"menu":             i18n.T("会話の一覧を開く", "Open the list of conversations"),
	"closeMenu":        i18n.T("会話の一覧を閉じる", "Close the list of conversations"),
	"sidebar":          i18n.T("会話の一覧", "Conversations"),
	"playground":       i18n.T("プレイグラウンド", "Playground"),
	"you":              i18n.T("いまのあなた", "You are"),
	"switchPerson":     i18n.T("別の人になる", "Become somebody else"),
	"become":           i18n.T("{name}さんになる", "Become {name}"),
	"search":           i18n.T("名前や肩書きで探す", "Search by name or title"),
	"nobody":           i18n.T("見つかりません。別の言葉で探してください。", "Nobody found. Try other words."),
	"featured":         i18n.T("まずはこの人から", "Start with these"),
	"alumni":           i18n.T("アルムナイ", "Alumni"),
	"hr":               i18n.T("人事", "HR"),
	"managers":         i18n.T("コミュニティ運営", "Community managers"),
	"employees":        i18n.T("社員", "Employees"),
	"outsiders":        i18n.T("社外の人", "From outside"),
	"home":             i18n.T("ホーム", "Home"),
	"homeTopic":        i18n.T("あなた向けのまとめ。開くたびに新しくなります", "What concerns you, fresh each time you open it"),
	"channels":         i18n.T("チャンネル", "Channels"),
	"directs":          i18n.T("ダイレクトメッセージ", "Direct messages"),
	"bot":              i18n.T("alumnibot", "alumnibot"),
	"botBadge":         i18n.T("アプリ", "App"),
	"directTopic":      i18n.T("あなたとボットだけの会話", "Between you and the bot only"),
	"members":          i18n.T("{n}人", "{n} people"),
	"unread":           i18n.T("未読{n}件", "{n} unread"),
	"waiting":          i18n.T("ボットからの未読{n}件", "{n} unread from the bot"),
	"newHere":          i18n.T("ここから新着", "New"),
	"newBelow":         i18n.T("新しいメッセージへ", "New messages"),
	"log":              i18n.T("{name}のメッセージ", "Messages in {name}"),
	"edited":           i18n.T("編集済み", "edited"),
	"only":             i18n.T("あなただけに表示", "Only you can see this"),
	"typed":            i18n.T("あなたが入力したコマンド", "The command you typed"),
	"dismiss":          i18n.T("非表示にする", "Dismiss"),
	"replies":          i18n.T("{n}件の返信", "{n} replies"),
	"reply":            i18n.T("1件の返信", "1 reply"),
	"more":             i18n.T("メッセージのメニュー", "Message menu"),
	"download":         i18n.T("{name}をダウンロード", "Download {name}"),
	"asTable":          i18n.T("表で見る", "As a table"),
	"gone":             i18n.T("退会した人", "Somebody who left"),
	"composer":         i18n.T("{name}へのメッセージ", "Message {name}"),
	"placeholder":      i18n.T("{name}へメッセージ。「/」でコマンド", "Message {name}, or “/” for commands"),
	"placeholderBot":   i18n.T("「/」でコマンド、またはボットに話しかける", "“/” for commands, or just write to the bot"),
	"send":             i18n.T("送信", "Send"),
	"sendHint":         i18n.T("Enterで送信、Shift+Enterで改行", "Enter to send, Shift+Enter for a new line"),
	"offers":           i18n.T("入力候補", "Suggestions"),
	"offersHint":       i18n.T("↑↓で選び、Tabで入力、Escで閉じる", "↑↓ to choose, Tab to insert, Esc to close"),
	"thinking":         i18n.T("alumnibotが考えています…", "alumnibot is thinking…"),
	"look":             i18n.T("見た目", "Look"),
	"asSlack":          i18n.T("Slackで見る", "As on Slack"),
	"asDiscord":        i18n.T("Discordで見る", "As on Discord"),
	"language":         i18n.T("この人の言語", "This person’s language"),
	"theme":            i18n.T("明るさ", "Appearance"),
	"themeAuto":        i18n.T("自動", "Auto"),
	"themeLight":       i18n.T("ライト", "Light"),
	"themeDark":        i18n.T("ダーク", "Dark"),
	"reset":            i18n.T("最初の状態に戻す", "Start over"),
	"resetTitle":       i18n.T("最初の状態に戻しますか？", "Start over?"),
	"resetText":        i18n.T("これまでのメッセージ、登録、募集はすべて消え、はじめに用意した内容に戻ります。", "All messages, registrations and gigs go away, and everything is as it was at the start."),
	"resetYes":         i18n.T("元に戻す", "Start over"),
	"resetDone":        i18n.T("最初の状態に戻しました。", "Everything is as it was at the start."),
	"cancel":           i18n.T("キャンセル", "Cancel"),
	"close":            i18n.T("閉じる", "Close"),
	"optional":         i18n.T("任意", "optional"),
	"choose":           i18n.T("選んでください", "Choose one"),
	"none":             i18n.T("選ばない", "No answer"),
	"withNews":         i18n.T("ボットからの未読あり", "With unread messages"),
	"settings":         i18n.T("設定", "Settings"),
	"choosePerson":     i18n.T("名前を入力して選んでください", "Type a name and choose"),
	"calendar":         i18n.T("カレンダーから選ぶ", "Choose from a calendar"),
	"dayExample":       i18n.T("例：2026-12-10、12/10、明日", "e.g. 2026-12-10, 12/10, tomorrow"),
	"part":             i18n.T("{n}/{of}", "Part {n} of {of}"),
	"faults":           i18n.T("{n}か所を確認してください。", "{n} fields need another look."),
	"fault":            i18n.T("1か所を確認してください。", "One field needs another look."),
	"count":            i18n.T("{n}/{of}文字", "{n} of {of} characters"),
	"draft":            i18n.T("書きかけの「{name}」があります。", "“{name}” is not finished yet."),
	"draftOpen":        i18n.T("続きを書く", "Continue"),
	"draftDrop":        i18n.T("破棄する", "Discard"),
	"offline":          i18n.T("接続が切れました。つなぎ直しています…", "Connection lost. Reconnecting…"),
	"failed":           i18n.T("送信できませんでした。接続を確認して、もう一度お試しください。", "That did not get through. Check the connection and try again."),
	"nothingKept":      i18n.T("ここでの内容は保存されません。プレイグラウンドを終了すると消えます。", "Nothing here is kept: it is gone when the playground ends."),
	"guide":            i18n.T("試してみる", "Try this"),
	"guideTitle":       i18n.T("一連の流れを試してみましょう", "Try the whole story"),
	"guideDo":          i18n.T("{name}さんとして試す", "Do this as {name}"),
	"guideHide":        i18n.T("ガイドを閉じる", "Hide the guide"),
	"guideDone":        i18n.T("試しました", "Done"),
	"guideType":        i18n.T("用意した内容を入力欄に入れました。Enterで送信できます。", "It is in the message box now. Press Enter to send it."),
	"emptyDirect":      i18n.T("alumnibotとの会話", "Your conversation with alumnibot"),
	"emptyDirectText":  i18n.T("お知らせや募集はここに届きます。コマンドを選ぶか、「/」を入力してください。", "News and gigs arrive here. Pick a command, or type “/”."),
	"emptyChannel":     i18n.T("#{name}のはじまり", "The beginning of #{name}"),
	"emptyChannelText": i18n.T("まだだれも書いていません。ふつうに書くことも、「/」でコマンドを使うこともできます。", "Nobody has written yet. Just write, or type “/” for commands."),
	"emptyHome":        i18n.T("まだ何もありません", "Nothing here yet"),
	"emptyHomeText":    i18n.T("登録したり募集に応募したりすると、ここにまとまります。", "Once you register or apply for gigs, they are gathered here."),
	"backstage":        i18n.T("舞台裏", "Backstage"),
	"clock":            i18n.T("時計", "Clock"),
	"clockNow":         i18n.T("いま：{at}", "Now: {at}"),
	"clockNext":        i18n.T("次の予定：{at}", "Next due: {at}"),
	"clockNone":        i18n.T("この先の予定はありません", "Nothing is planned"),
	"passHour":         i18n.T("1時間進める", "Pass an hour"),
	"passDay":          i18n.T("1日進める", "Pass a day"),
	"passWeek":         i18n.T("1週間進める", "Pass a week"),
	"passNext":         i18n.T("次の予定まで進める", "Pass to what is next"),
	"passed":           i18n.T("{at}になりました。", "It is {at} now."),
	"faultsTitle":      i18n.T("うまくいかないとき", "When things go wrong"),
	"faultClosed":      i18n.T("{name}さんはダイレクトメッセージを受け取らない", "{name} takes no direct messages"),
	"faultGone":        i18n.T("{name}さんのアカウントは停止されている", "{name}’s account is deactivated"),
	"faultLimited":     i18n.T("サービスが送信を制限している", "The platform limits sending"),
	"faultStopped":     i18n.T("ボットが止まっている", "The bot is stopped"),
	"faultTwice":       i18n.T("次の操作が2回届く", "The next action arrives twice"),
	"scriptTitle":      i18n.T("台本", "Script"),
	"scriptText":       i18n.T("ここでしたことを、もう一度再生できるテキストとして保存します。", "Saves what was done here as a text that can be played again."),
	"scriptSave":       i18n.T("台本を保存する", "Save as a script"),
	"tracesTitle":      i18n.T("ボットに届いたことと答え", "What the bot heard and answered"),
	"tracesNone":       i18n.T("まだ何も届いていません。", "It has heard nothing yet."),
	"toDirect":         i18n.T("ボットと話す", "Talk to the bot"),
}

// wordsIn is what the page says in one language.
func wordsIn(l bot.Locale) map[string]string {
	out := make(map[string]string, len(words))
	for name, line := range words {
		out[name] = line.In(l)
	}
	return out
}
