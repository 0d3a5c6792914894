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
	sayPrompt = i18n.T("%sのアルムナイコミュニティから、近況をうかがいます。", "The %s alumni community would like to know how you are.")
	sayAsked  = i18n.T("質問は%d問です。回答は%sまで（%s）。", "%d {question|questions}, open until %s (%s).")

	sayWhoSees          = i18n.T("回答は、お名前とともに%sの運営担当が見ます。ほかのメンバーには見えません。", "The community managers of %s see your answers with your name. Other members do not.")
	sayWhoSeesAnonymous = i18n.T(
		"匿名です。だれの回答かは、運営担当にもわかりません。締め切り後に人数だけを集計し、%d人未満の回答は表示しません。文章はそのまま表示されるので、お名前などは書かないでください。送信した後は変更できません。",
		"This is anonymous: not even the community managers learn who answered what. After it closes only numbers are shown, and none about fewer than %d people. Texts are shown as written, so please leave out names. It cannot be changed once sent.")
	sayFormIntro = i18n.T("%s\n%sまでは、何度でも変更できます。", "%s\nYou can change your answers until %s.")

	sayThanks          = i18n.T("ご回答ありがとうございます。", "Thank you for your answers.")
	sayChanged         = i18n.T("回答を変更しました。ありがとうございます。", "Your answers are changed. Thank you.")
	sayThanksContact   = i18n.T("ご回答ありがとうございます。%sさんからご連絡します。", "Thank you for your answers. %s will be in touch.")
	sayThanksAnonymous = i18n.T("ご回答ありがとうございます。匿名で受け付けました。", "Thank you. Your answers were taken anonymously.")
	sayUpdate          = i18n.T("プロフィールにも反映しますか？", "Update your profile as well?")
	sayFromTo          = i18n.T("%s → %s", "%s → %s")
	sayHoursNow        = i18n.T("%d時間", "%d h")
	sayUpdated         = i18n.T("プロフィールを更新しました。", "Your profile is updated.")
	sayProfileSame     = i18n.T("プロフィールはすでにこの内容です。", "Your profile says so already.")
	saySkipped         = i18n.T("「%s」は、今回は見送りました。お知らせはもう届きません。締め切りまでは回答できます。", "You skipped “%s” this time, and will not be reminded. You can still answer until it closes.")
	sayReminder        = i18n.T("「%s」へのご回答をお待ちしています。締め切りまで、%sです。", "“%s” is waiting for your answer: %s.")
	sayLastReminder    = i18n.T("お忙しいところ失礼します。「%s」のお知らせはこれで最後です（%s）。気が向いたらで大丈夫です。", "No pressure: this is the last reminder of “%s” (%s). Answer only if you feel like it.")
	sayDaysLeft        = i18n.T("あと%d日", "%d days left")
	sayHoursLeft       = i18n.T("あと%d時間", "%d {hour|hours} left")
	sayMinutesLeft     = i18n.T("あと%d分", "%d {minute|minutes} left")

	sayNotAsked            = i18n.T("このアンケートは、あなたには届いていません。", "This check-in was not sent to you.")
	sayClosed              = i18n.T("「%s」は締め切りました。", "“%s” is closed.")
	sayAnsweredAnonymously = i18n.T("すでに回答済みです。匿名のため、後から変更することはできません。", "You have answered already. Since it is anonymous, it cannot be changed.")
	sayAnsweredAlready     = i18n.T("すでに回答済みです。", "You have answered already.")
	sayNothingAnswered     = i18n.T("ひとつも回答がありません。答えない場合は［%s］を押してください。", "Nothing is answered. If you would rather not, press “%s”.")

	sayMine         = i18n.T("*あなたへのアンケート*", "*Check-ins open for you*")
	sayMineNone     = i18n.T("回答を待っているアンケートはありません。", "No check-in is open for you.")
	sayMineLine     = i18n.T("*%s*　%s・%s", "*%s* · %s · %s")
	sayUnanswered   = i18n.T("未回答", "not answered")
	sayAnswered     = i18n.T("回答済み", "answered")
	saySkippedState = i18n.T("見送り", "skipped")
	headMine        = i18n.T("近況アンケート", "Check-ins")
)

// Answers and cells.
var (
	sayYes          = i18n.T("はい", "yes")
	sayStep         = i18n.T("%d（%s）", "%d (%s)")
	sayHours        = i18n.T("%d時間", "%d h")
	sayHoursSpan    = i18n.T("%d〜%d時間", "%d–%d h")
	sayHoursFrom    = i18n.T("%d時間以上", "%d h or more")
	sayBefore       = i18n.T("開始より前", "before it began")
	sayWithin       = i18n.T("%dか月以内", "within %d {month|months}")
	sayLater        = i18n.T("%dか月より後", "after %d months")
	sayWantsContact = i18n.T("連絡がほしい", "wants to be contacted")
	sayNoAnswer     = i18n.T("無回答", "no answer")
)

// Tasks.
var (
	sayNewTask   = i18n.T("連絡がほしいという回答がありました。", "Somebody asked to be contacted.")
	sayTask      = i18n.T("%s（「%s」）\n期限：%s・担当：%s", "%s (“%s”)\nBy %s · %s")
	sayTasks     = i18n.T("*連絡を待っているメンバー*", "*Members who asked to be contacted*")
	sayNoTasks   = i18n.T("連絡を待っているメンバーはいません。", "Nobody is waiting to be contacted.")
	sayTaskGone  = i18n.T("その依頼は取り消されました。", "There is no such request any more.")
	sayTaskDone  = i18n.T("すでに%sさんが済ませました。", "%s has done this already.")
	sayDone      = i18n.T("完了にしました。", "Done.")
	sayOpenTasks = i18n.T("連絡を待っているメンバーが*%d人*います。", "*%d {member waits|members wait}* to be contacted.")
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
		return l.Label(sayDaysLeft, int(d/(24*time.Hour)))
	case d >= time.Hour:
		return l.Label(sayHoursLeft, int(d/time.Hour))
	default:
		return l.Label(sayMinutesLeft, max(1, int(d/time.Minute)))
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
