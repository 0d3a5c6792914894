package checkin

import (
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
	"github.com/alumnibot/alumnibot/bot/schedule"
)

// What routes do, for help.
var (
	sumMine    = i18n.T("回答を待っているアンケートを表示します", "See the check-ins that are open for you")
	sumNew     = i18n.T("近況アンケートを作ります", "Write a check-in")
	sumLibrary = i18n.T("すぐに使えるアンケートを表示します", "See check-ins that are ready to use")
	sumList    = i18n.T("アンケートの一覧を表示します", "See all check-ins")
	sumStop    = i18n.T("アンケートを終了します", "End a check-in")
	sumResults = i18n.T("アンケートの結果を表示します", "See the results of check-ins")
	sumTasks   = i18n.T("連絡を待っているメンバーを表示します", "See who asked to be contacted")
)

// What members read.
var (
	msgPrompt = i18n.T("%sのアルムナイコミュニティから、近況をうかがいます。", "The %s alumni community would like to know how you are.")
	msgAsked  = i18n.T("質問は%d問です。回答は%sまで（%s）。", "%d {question|questions}, open until %s (%s).")

	msgWhoSees          = i18n.T("回答は、お名前とともに%sの運営担当が見ます。ほかのメンバーには見えません。", "The community managers of %s see your answers with your name. Other members do not.")
	msgWhoSeesAnonymous = i18n.T(
		"匿名です。だれの回答かは、運営担当にもわかりません。締め切り後に人数だけを集計し、%d人未満の回答は表示しません。文章はそのまま表示されるので、お名前などは書かないでください。送信した後は変更できません。",
		"This is anonymous: not even the community managers learn who answered what. After it closes only numbers are shown, and none about fewer than %d people. Texts are shown as written, so please leave out names. It cannot be changed once sent.")
	msgFormIntro = i18n.T("%s\n%sまでは、何度でも変更できます。", "%s\nYou can change your answers until %s.")

	msgThanks          = i18n.T("ご回答ありがとうございます。", "Thank you for your answers.")
	msgChanged         = i18n.T("回答を変更しました。ありがとうございます。", "Your answers are changed. Thank you.")
	msgThanksContact   = i18n.T("ご回答ありがとうございます。%sさんからご連絡します。", "Thank you for your answers. %s will be in touch.")
	msgThanksAnonymous = i18n.T("ご回答ありがとうございます。匿名で受け付けました。", "Thank you. Your answers were taken anonymously.")
	msgUpdate          = i18n.T("プロフィールにも反映しますか？", "Update your profile as well?")
	msgFromTo          = i18n.T("%s → %s", "%s → %s")
	msgHoursNow        = i18n.T("%d時間", "%d h")
	msgUpdated         = i18n.T("プロフィールを更新しました。", "Your profile is updated.")
	msgProfileSame     = i18n.T("プロフィールはすでにこの内容です。", "Your profile says so already.")
	msgSkipped         = i18n.T("「%s」は、今回は見送りました。お知らせはもう届きません。締め切りまでは回答できます。", "You skipped “%s” this time, and will not be reminded. You can still answer until it closes.")
	msgReminder        = i18n.T("「%s」へのご回答をお待ちしています。締め切りまで、%sです。", "“%s” is waiting for your answer: %s.")
	msgLastReminder    = i18n.T("お忙しいところ失礼します。「%s」のお知らせはこれで最後です（%s）。気が向いたらで大丈夫です。", "No pressure: this is the last reminder of “%s” (%s). Answer only if you feel like it.")
	msgDaysLeft        = i18n.T("あと%d日", "%d days left")
	msgHoursLeft       = i18n.T("あと%d時間", "%d {hour|hours} left")
	msgMinutesLeft     = i18n.T("あと%d分", "%d {minute|minutes} left")

	msgNotAsked            = i18n.T("このアンケートは、あなたには届いていません。", "This check-in was not sent to you.")
	msgClosed              = i18n.T("「%s」は締め切りました。", "“%s” is closed.")
	msgAnsweredAnonymously = i18n.T("すでに回答済みです。匿名のため、後から変更することはできません。", "You have answered already. Since it is anonymous, it cannot be changed.")
	msgAnsweredAlready     = i18n.T("すでに回答済みです。", "You have answered already.")
	msgNothingAnswered     = i18n.T("ひとつも回答がありません。答えない場合は［%s］を押してください。", "Nothing is answered. If you would rather not, press “%s”.")

	msgMine         = i18n.T("*あなたへのアンケート*", "*Check-ins open for you*")
	msgMineNone     = i18n.T("回答を待っているアンケートはありません。", "No check-in is open for you.")
	msgMineLine     = i18n.T("*%s*　%s・%s", "*%s* · %s · %s")
	msgUnanswered   = i18n.T("未回答", "not answered")
	msgAnswered     = i18n.T("回答済み", "answered")
	msgSkippedState = i18n.T("見送り", "skipped")
	headMine        = i18n.T("近況アンケート", "Check-ins")
)

// Answers and cells.
var (
	msgYes          = i18n.T("はい", "yes")
	msgStep         = i18n.T("%d（%s）", "%d (%s)")
	msgHours        = i18n.T("%d時間", "%d h")
	msgHoursSpan    = i18n.T("%d〜%d時間", "%d–%d h")
	msgHoursFrom    = i18n.T("%d時間以上", "%d h or more")
	msgBefore       = i18n.T("開始より前", "before it began")
	msgWithin       = i18n.T("%dか月以内", "within %d {month|months}")
	msgLater        = i18n.T("%dか月より後", "after %d months")
	msgWantsContact = i18n.T("連絡がほしい", "wants to be contacted")
	msgNoAnswer     = i18n.T("無回答", "no answer")
)

// Tasks.
var (
	msgNewTask   = i18n.T("連絡がほしいという回答がありました。", "Somebody asked to be contacted.")
	msgTask      = i18n.T("%s（「%s」）\n期限：%s・担当：%s", "%s (“%s”)\nBy %s · %s")
	msgTasks     = i18n.T("*連絡を待っているメンバー*", "*Members who asked to be contacted*")
	msgNoTasks   = i18n.T("連絡を待っているメンバーはいません。", "Nobody is waiting to be contacted.")
	msgTaskGone  = i18n.T("その依頼は取り消されました。", "There is no such request any more.")
	msgTaskDone  = i18n.T("すでに%sさんが済ませました。", "%s has done this already.")
	msgDone      = i18n.T("完了にしました。", "Done.")
	msgOpenTasks = i18n.T("連絡を待っているメンバーが*%d人*います。", "*%d {member waits|members wait}* to be contacted.")
	nameGone     = i18n.T("登録を削除した方", "somebody who deleted their registration")
)

// momentWords is a moment by the community's clock.
func momentWords(l bot.Locale, in bot.Community, at time.Time) string {
	return schedule.MomentWords(l, at.In(in.Zone))
}

// leftWords is how much time is left.
func leftWords(l bot.Localizer, d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return l.Label(msgDaysLeft, int(d/(24*time.Hour)))
	case d >= time.Hour:
		return l.Label(msgHoursLeft, int(d/time.Hour))
	default:
		return l.Label(msgMinutesLeft, max(1, int(d/time.Minute)))
	}
}

func stateWords(s State) i18n.Line {
	switch s {
	case Draft:
		return i18n.T("下書き", "Draft")
	case Active:
		return i18n.T("実施中", "Running")
	default:
		return i18n.T("終了", "Ended")
	}
}

func kindWords(k Kind) i18n.Line {
	switch k {
	case Choice:
		return i18n.T("1つ選ぶ", "choose one")
	case Several:
		return i18n.T("いくつでも選ぶ", "choose any")
	case Scale:
		return i18n.T("段階", "scale")
	case Date:
		return i18n.T("日付", "a date")
	case Hours:
		return i18n.T("時間（プロフィールに反映できる）", "hours (can update the profile)")
	case Closeness:
		return i18n.T("つながり方（プロフィールに反映できる）", "closeness (can update the profile)")
	case Contact:
		return i18n.T("連絡（担当者の予定になる）", "contact me (becomes a task)")
	default:
		return i18n.T("自由に書く", "free text")
	}
}
