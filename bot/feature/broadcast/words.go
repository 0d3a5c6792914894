package broadcast

import (
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/bot/feature/member"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// What routes do, for help.
var (
	sumNew    = i18n.T("お知らせを作って配信します", "Write to many members at once")
	sumList   = i18n.T("配信の一覧を表示します", "See the broadcasts and how they went")
	sumReport = i18n.T("配信の結果を表示します", "See how a broadcast went")
)

// Before sending.
var (
	msgPreflight        = i18n.T("まだ配信していません。宛先と見え方をご確認ください。", "Nothing is sent yet. Please check whom it goes to and how it reads.")
	msgReadsLike        = i18n.T("%sで読む方にはこう見えます：", "This is what it looks like in %s:")
	msgOneLanguage      = i18n.T("1つの言語だけなので、全員にこの文面が届きます。", "It is written in one language, so everybody gets these words.")
	msgDirect           = i18n.T("ダイレクトメッセージ", "Direct message")
	msgInChannel        = i18n.T("チャンネルへの投稿", "A message in a channel")
	msgEverybody        = i18n.T("お知らせに同意しているメンバー全員", "All members who agreed to notices")
	msgCount            = i18n.T("%d人", "%d")
	msgReason           = i18n.T("%s：%d人", "%s: %d")
	msgWhenNow          = i18n.T("［配信する］を押してから%d秒後（その間は取り消せます）", "%d seconds after you press Send; until then you can take it back")
	msgWhenOwn          = i18n.T("各自の現地時間で*%s*\n目安（コミュニティの時間）：%s", "*%s* by everybody’s own clock.\nBy the community’s clock: %s")
	msgSpan             = i18n.T("%sから%sごろまで", "from %s to about %s")
	msgSpanShort        = i18n.T("%sごろ", "about %s")
	msgSpanQuiet        = i18n.T("%s\n現地が%s〜%sの方には、夜が明けてから送ります。", "%s\nWhere it is between %s and %s, it waits for the morning.")
	msgSpanOwn          = i18n.T("%s\n住んでいる場所によって変わります。", "%s\nIt depends on where each member lives.")
	msgMoment           = i18n.T("%s", "%s")
	msgTestSent         = i18n.T("あなただけに試し送りします。ダイレクトメッセージをご覧ください。", "Sent to you alone. Please look at your direct messages.")
	msgTest             = i18n.T("配信の試し送りです。届いているのはあなただけです。", "This is a test of a broadcast. Nobody but you got it.")
	msgDiscarded        = i18n.T("「%s」の下書きを破棄しました。", "The draft “%s” is discarded.")
	msgSendIntro        = i18n.T("「%s」を*%d人*に配信します。間違いがなければ、人数を入力してください。", "“%s” goes to *%d* members. If that is right, type the number.")
	msgWrongCount       = i18n.T("宛先は%d人です。人数が合っていれば、同じ数字を入力してください。", "It goes to %d members. If that is right, type this number.")
	msgOtherCount       = i18n.T("宛先は%d人で、入力された%d人と違うため、配信していません。", "It goes to %d members, not to %d as you typed, so it was not sent.")
	msgNobody           = i18n.T("宛先に当てはまる方がいないため、配信できません。宛先を変えてください。", "Nobody is in this audience, so there is nothing to send. Please change it.")
	msgPast             = i18n.T("配信の日時が過ぎています。［編集する］から変えてください。", "The time for sending has passed. Please change it with Edit.")
	msgConfirmed        = i18n.T("「%s」を%d人に配信します。開始：%s", "“%s” goes to %d {member|members}. It starts: %s")
	msgConfirmedChannel = i18n.T("「%s」をチャンネルに投稿します。開始：%s", "“%s” will be posted in the channel: %s")
	msgUndone           = i18n.T("取り消しました。下書きに戻っています。", "Taken back. It is a draft again.")
	msgTooLate          = i18n.T("もう取り消せません（%s）。", "It is too late to take this back (%s).")
	msgFrom             = i18n.T("%sのアルムナイコミュニティからのお知らせです。", "A notice from the %s alumni community.")
)

// While sending, and afterwards.
var (
	msgState         = i18n.T("*%s*　担当：%s", "*%s* · by %s")
	msgPaused        = i18n.T("「%s」の配信を一時停止しました。再開すると、まだ届いていない方に続きを送ります。", "“%s” is paused. Resume sends it to those who have not got it yet.")
	msgResumed       = i18n.T("「%s」の配信を再開しました。", "“%s” goes on.")
	msgCancelled     = i18n.T("「%s」の配信を中止しました。届いた分は取り消せません。", "“%s” is cancelled. What was sent stays sent.")
	msgPlanCancelled = i18n.T("「%s」の今後の配信を取りやめました。", "“%s” will not be sent any more.")
	msgRetried       = i18n.T("「%s」を、届かなかった方だけにもう一度送ります。", "“%s” is sent again to those it could not be sent to.")
	msgReposted      = i18n.T("「%s」を、もう一度チャンネルに投稿します。", "“%s” is posted in the channel again.")
	msgNotPosted     = i18n.T("投稿できませんでした。ボットをそのチャンネルに招待してから、［%s］を押してください。", "It could not be posted. Please invite the bot to the channel, then press “%s”.")
	msgMaybePosted   = i18n.T("投稿できたか確認できません。チャンネルをご覧ください。", "It may or may not have been posted. Please look at the channel.")
	msgNothingFailed = i18n.T("もう一度送る相手はいません。", "There is nobody to send it to again.")
	msgNoSuchTitle   = i18n.T("「%s」のレポートは見つかりません。一覧は /broadcast list で見られます。", "There is no report of “%s”. The list is at /broadcast list.")
	msgNoReport      = i18n.T("レポートはまだありません。", "There is no report yet.")
	msgReport        = i18n.T("*「%s」のレポート*", "*Report on “%s”*")
	msgList          = i18n.T("*最近の配信*", "*The latest broadcasts*")
	msgListed        = i18n.T("*%s*　%s", "*%s* · %s")
	msgListEmpty     = i18n.T("まだ配信はありません。", "There are no broadcasts yet.")
	msgSkippedMissed = i18n.T("予定の時刻を大きく過ぎたため、「%s」の配信を見送りました。", "“%s” was not sent: its time had passed for too long.")
	msgSkippedBusy   = i18n.T("前回の配信が終わっていないため、「%s」の今回の配信を見送りました。", "“%s” was not sent this time: the run before is still being sent.")
	msgNextRun       = i18n.T("次回の予定：%s", " Next: %s")
	msgNoMore        = i18n.T("必要な場合は、もう一度配信してください。", " Please send it again if you need to.")
	msgNeverSent     = i18n.T("この配信は、送られる前に破棄されました。", "This broadcast was discarded before it was sent.")
	msgNotHere       = i18n.T("その配信は見つかりません。", "There is no such broadcast (any more).")
	msgNoDraft       = i18n.T("これはもう下書きではありません（%s）。", "This is not a draft any more (%s).")
	msgNotFromHere   = i18n.T("今は「%s」のため、この操作はできません。", "This cannot be done now: %s.")
)

// The form.
var (
	titleNew                = i18n.T("配信を作る", "New broadcast")
	titleSend               = i18n.T("人数の確認", "How many")
	headWords               = i18n.T("内容", "The message")
	headTo                  = i18n.T("宛先と日時", "To whom and when")
	msgNewIntro             = i18n.T("日本語・英語のどちらか、または両方で書けます。両方あれば、それぞれの言語で届きます。", "Write it in Japanese, in English, or in both: everybody gets their language.")
	labelTitleIn            = i18n.T("タイトル（%s）", "Title (%s)")
	labelBodyIn             = i18n.T("本文（%s）", "Text (%s)")
	hintOther               = i18n.T("空欄のままでもかまいません。", "May stay empty.")
	hintMedium              = i18n.T("ダイレクトメッセージは、お知らせに同意している方だけに届きます。", "Direct messages go to those only who agreed to notices.")
	hintAudience            = i18n.T("例：skill:go left:2019..2023 -company:x。空欄なら全員です。", "For example skill:go left:2019..2023 -company:x. Empty: everybody.")
	hintWhen                = i18n.T("例：今すぐ、明日 9時、毎月第1月曜 10:00", "For example: now, tomorrow 9:00, every monday 9:30")
	hintClock               = i18n.T("海外の方にも朝9時に届けたいときは「各自の現地時間」を選びます。", "Everybody’s own: 9:00 is 9:00 wherever they are.")
	typedNow                = i18n.T("今すぐ", "now")
	pickDirect              = i18n.T("ダイレクトメッセージ", "Direct message")
	pickHere                = i18n.T("このチャンネル", "This channel")
	pickGigs                = i18n.T("副業の募集チャンネル", "The gig channel")
	pickCommunityClock      = i18n.T("コミュニティの時間（%s）", "The community’s clock (%s)")
	pickOwnClock            = i18n.T("各自の現地時間", "Everybody’s own clock")
	hintCount               = i18n.T("例：%d", "For example: %d")
	msgUnreadable           = i18n.T("文字か数字で書いてください。記号や絵文字だけでは伝わりません。", "Please use letters or digits. Symbols or emoji alone say too little.")
	msgWhenRefused          = i18n.T("%s。すぐに送る場合は「今すぐ」と書いてください。", "%s. To send it at once, write “now”.")
	msgTitleMissing         = i18n.T("タイトルも書いてください。", "Please write a title.")
	msgBodyMissing          = i18n.T("本文も書いてください。", "Please write the text.")
	msgNowHasNoClock        = i18n.T("「今すぐ」は全員同時なので、「コミュニティの時間」を選んでください。", "Now is now everywhere: please choose the community’s clock.")
	msgChannelHasNoClock    = i18n.T("チャンネルへの投稿は1回なので、「コミュニティの時間」を選んでください。", "A channel gets one message: please choose the community’s clock.")
	msgChannelHasNoAudience = i18n.T("チャンネルへの投稿では宛先を絞れません。空欄にしてください。", "Everybody in the channel reads it: please leave this empty.")
)

// Labels of fields, facts and buttons.
var (
	labelTitle         = i18n.T("タイトル", "Title")
	labelBody          = i18n.T("本文", "Text")
	labelOtherTitle    = i18n.T("もう1つの言語のタイトル", "Title in the other language")
	labelOtherBody     = i18n.T("もう1つの言語の本文", "Text in the other language")
	labelAudience      = i18n.T("宛先", "Audience")
	labelMedium        = i18n.T("送り方", "How")
	labelWhen          = i18n.T("日時", "When")
	labelSpan          = i18n.T("最初と最後の送信", "First and last")
	labelClock         = i18n.T("時刻の基準", "By which clock")
	labelConfirm       = i18n.T("宛先の人数（一致すれば確認なしで配信します）", "Number of recipients: sends at once if it is right")
	labelCount         = i18n.T("宛先の人数", "Number of recipients")
	labelLeftOut       = i18n.T("届かない方", "Left out")
	labelNext          = i18n.T("次回", "Next")
	labelBegan         = i18n.T("開始", "Began")
	labelAudienceCount = i18n.T("宛先の人数", "Audience")
	labelSent          = i18n.T("送信済み", "Sent")
	labelDeferred      = i18n.T("これから送信", "Still to be sent")
	labelFailed        = i18n.T("失敗", "Failed")
	labelSuppressed    = i18n.T("送信対象外", "Not sent on purpose")
	labelUncertain     = i18n.T("届いたか不明", "Uncertain")
	labelReasons       = i18n.T("理由", "Reasons")

	headHome        = i18n.T("配信", "Broadcasts")
	labelList       = i18n.T("配信の一覧", "All broadcasts")
	labelNew        = i18n.T("配信を作る", "New broadcast")
	labelCheck      = i18n.T("確認へ進む", "Check")
	labelShow       = i18n.T("開く", "Open")
	labelEdit       = i18n.T("編集する", "Edit")
	labelDiscard    = i18n.T("破棄する", "Discard")
	labelOther      = i18n.T("別の言語の文面を見る", "In the other language")
	labelTest       = i18n.T("自分に試し送りする", "Send me a test")
	labelSend       = i18n.T("配信する", "Send")
	labelUndo       = i18n.T("取り消す", "Take it back")
	labelPause      = i18n.T("一時停止する", "Pause")
	labelResume     = i18n.T("再開する", "Resume")
	labelCancel     = i18n.T("中止する", "Cancel the rest")
	labelCancelPlan = i18n.T("今後の配信を取りやめる", "Stop sending it")
	labelPost       = i18n.T("投稿", "Post")
	labelRepost     = i18n.T("投稿し直す", "Post it again")
	labelRetry      = i18n.T("失敗した方に送り直す", "Retry the failed")
	labelProgress   = i18n.T("送信状況を見る", "See how far it is")
	labelReport     = i18n.T("レポートを見る", "Report")

	columnName    = i18n.T("名前", "name")
	columnAccount = i18n.T("アカウント", "account")
	columnState   = i18n.T("状態", "state")
	columnReason  = i18n.T("理由", "reason")
	nameGone      = i18n.T("（登録を削除した方）", "(deleted their registration)")
)

var states = map[State]i18n.Line{
	Draft:     i18n.T("下書き", "Draft"),
	Scheduled: i18n.T("配信待ち", "Scheduled"),
	Sending:   i18n.T("配信中", "Being sent"),
	Paused:    i18n.T("一時停止中", "Paused"),
	Sent:      i18n.T("配信済み", "Sent"),
	Cancelled: i18n.T("中止", "Cancelled"),
}

func stateWords(s State) i18n.Line { return states[s] }

// Why a member is left out, or a message was not sent.
var reasons = map[string]i18n.Line{
	deliver.Refused:      i18n.T("送信先が受け付けなかった", "refused by the platform"),
	deliver.Uncertain:    i18n.T("届いたか確認できない", "may or may not have arrived"),
	deliver.NotWritten:   i18n.T("文面を作れなかった", "could not be written"),
	deliver.NotKnown:     i18n.T("動いているボットの版が対応していない", "no running version of the bot knows it"),
	deliver.NotConnected: i18n.T("接続していないサービス", "platform not connected"),
	member.ReasonGone:    i18n.T("登録を削除した", "deleted their registration"),
	deliver.Cancelled:    i18n.T("配信を中止した", "cancelled"),
	deliver.Budget:       i18n.T("今週の連絡回数の上限に達している", "had enough messages this week"),
}

func reasonWords(reason string) i18n.Line {
	if line, ok := reasons[reason]; ok {
		return line
	}
	return member.ReasonLabel(reason)
}

// What became of one delivery, by the words of deliver.
var deliveries = map[deliver.State]i18n.Line{
	deliver.Sent:       labelSent,
	deliver.Deferred:   labelDeferred,
	deliver.Failed:     labelFailed,
	deliver.Suppressed: labelSuppressed,
	deliver.Unknown:    labelUncertain,
}
