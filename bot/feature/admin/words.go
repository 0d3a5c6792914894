package admin

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

var (
	sumSetup = i18n.T("投稿先や時間帯を設定します", "Set where and in which zone the bot works")
	sumRoles = i18n.T("役割を付けたり外したりします", "Give and withdraw roles")
	sumAudit = i18n.T("管理操作の記録を見ます", "Show what admins did")

	labelSetup     = i18n.T("設定する", "Set up")
	labelRoles     = i18n.T("役割を見る", "Roles")
	msgHomeMissing = i18n.T("まだ決まっていない設定があります：%s", "Still to be set: %s")

	labelGigs        = i18n.T("副業の掲載先", "Channel for gigs")
	labelManagers    = i18n.T("運営への連絡先", "Channel for managers")
	labelZone        = i18n.T("タイムゾーン", "Time zone")
	labelLanguage    = i18n.T("投稿に使う言語", "Language of posts")
	msgMissing       = i18n.T("まだ決まっていない設定があります：*%s*", "Still to be set: *%s*")
	msgZone          = i18n.T("%s（いま%s）", "%s (now %s)")
	msgHereOnly      = i18n.T("このチャンネル", "this channel")
	msgHereAndOthers = i18n.T("このチャンネルと、ほか%dか所", "this channel and %d {other|others}")
	msgOthers        = i18n.T("ほかのチャンネル%dか所", "%d other {channel|channels}")
	msgNowhere       = i18n.T("未設定", "not set")
	msgGoThere       = i18n.T("投稿先のチャンネルを決めるには、そのチャンネルで /alumni setup と入力してください。", "To choose a channel, type /alumni setup in that channel.")

	labelGigsHere      = i18n.T("ここに副業を掲載する", "Post gigs here")
	labelGigsLeave     = i18n.T("ここへの掲載をやめる", "Stop posting gigs here")
	labelManagersHere  = i18n.T("運営への連絡をここにする", "Tell managers here")
	labelManagersLeave = i18n.T("ここへの連絡をやめる", "Stop telling managers here")
	labelPlace         = i18n.T("時間帯と言語", "Zone and language")
	labelSave          = i18n.T("保存する", "Save")

	msgSaved        = i18n.T("設定を変更しました。", "Saved.")
	msgGreeting     = i18n.T("設定を変更しました。このチャンネルに確認の投稿をします。届かないときは、ボットをチャンネルに招待してから、もう一度設定してください。", "Saved. A message will appear in this channel. If it does not, invite the bot to the channel and set it again.")
	msgGigsCome     = i18n.T("これから、%sの副業の募集をこのチャンネルに掲載します。", "From now on, gigs of %s are posted in this channel.")
	msgManagersCome = i18n.T("これから、%sの運営へのお知らせをこのチャンネルに届けます。", "From now on, what managers of %s need to know comes to this channel.")
	msgNoPurpose    = i18n.T("このボタンは使えません。もう一度 /alumni setup と入力してください。", "This button does not work. Please type /alumni setup again.")
	msgManyChannels = i18n.T("チャンネルは%dか所までです。使わないところを外してから、もう一度お試しください。", "At most %d {channel|channels}. Please take one away first.")
	hintZone        = i18n.T("Asia/Tokyoのような名前で入力します", "A name such as Asia/Tokyo")
	msgNoZone       = i18n.T("Asia/TokyoやEurope/Berlinのような、タイムゾーンの名前を入力してください。", "Please give the name of a time zone, such as Asia/Tokyo or Europe/Berlin.")
	msgStarted      = i18n.T("%sのアルムナイコミュニティで動きはじめました。使いはじめるには、次の設定が必要です：*%s*", "I am up in the alumni community of %s. To begin, this has to be set: *%s*")

	hintPerson       = i18n.T("役割を付ける、または外す人", "Whose roles change")
	hintGive         = i18n.T("付ける役割（例：hr）", "The role to give, such as hr")
	hintWithdraw     = i18n.T("外す役割", "The role to withdraw")
	msgRoleHow       = i18n.T("だれに何をするかを、/alumni role person:@名前 give:hr や withdraw:hr のように入力してください。", "Say whose role and what to do: /alumni role person:@name give:hr, or withdraw:hr.")
	msgWhichRole     = i18n.T("付けられる役割は、%sです。", "The roles that can be given: %s.")
	labelGrant       = i18n.T("役割を付ける", "Give a role")
	labelPerson      = i18n.T("だれに", "To whom")
	labelRole        = i18n.T("役割", "Roles")
	labelRevoke      = i18n.T("%sさんの%sを外す", "Withdraw from %s: %s")
	msgGrantIntro    = i18n.T("役割によって、見られる情報とできる操作が増えます。", "Roles let people see and do more.")
	msgNobodyThere   = i18n.T("いま使われているアカウントの方を選んでください。", "Please choose somebody whose account is in use.")
	msgHasAlready    = i18n.T("%sさんの役割は、すでに「%s」です。", "%s has been given this already: %s.")
	msgGiven         = i18n.T("%sさんに、役割「%s」を付けました。本人にもお知らせします。", "%s has the role now: %s. They will be told.")
	msgTaken         = i18n.T("%sさんの役割「%s」を外しました。", "%s does not have the role any more: %s.")
	msgNotGiven      = i18n.T("ここで付けた役割ではないため、外せません。/alumni role で一覧をご確認ください。", "This role was not given here, so it cannot be withdrawn here. See /alumni role for those that were.")
	msgPlatformGives = i18n.T("ワークスペースやサーバーの設定で付いている役割は、そちらで変更してください。", "Roles that come from the workspace or server are changed there.")
	msgMoreGrants    = i18n.T("ほかにもいます。名前を指定して外すには、withdrawを使ってください。", "There are more. To withdraw a role by name, use withdraw.")
	msgNoGrants      = i18n.T("ここで役割を付けた人はいません。オーナーと管理者は、はじめから管理者です。", "Nobody was given a role here. Owners and administrators are admins from the start.")
	msgGrants        = i18n.T("ここで役割を付けた人の一覧です。", "These people were given roles here.")
	msgYouGot        = i18n.T("%sのコミュニティで、役割「%s」が付きました。できることは /alumni help で見られます。", "In the community of %s you have the role now: %s. See /alumni help for what you can do.")

	headAudit            = i18n.T("最近の管理操作", "What was done lately")
	msgNoAudit           = i18n.T("管理操作の記録はまだありません。", "Nothing was done yet.")
	msgAuditGranted      = i18n.T("%s　%sさんが%sさんに役割「%s」を付けました", "%s: %s gave %s the role %s")
	msgAuditWithdrew     = i18n.T("%s　%sさんが%sさんの役割「%s」を外しました", "%s: %s withdrew the role %[4]s from %[3]s")
	msgAuditSet          = i18n.T("%s　%sさんが%sの設定を変えました", "%s: %s changed a setting: %s")
	msgAuditExported     = i18n.T("%s　%sさんが%sをファイルで受け取りました", "%s: %s took a file: %s")
	labelBroadcastReport = i18n.T("配信のレポート", "the report of a broadcast")
	labelCheckInAnswers  = i18n.T("アンケートの回答", "the answers of a check-in")
	msgAuditOperated     = i18n.T("%s　運用担当者が%sさんとして %s を実行しました", "%s: an operator acted as %s: %s")
)

// settingLabels is what the audit trail calls settings.
func settingLabels(l bot.Localizer, list string) string {
	var labels []string
	for what := range strings.SplitSeq(list, "|") {
		label := labelLanguage
		switch what {
		case forGigs:
			label = labelGigs
		case forManagers:
			label = labelManagers
		case forZone:
			label = labelZone
		}
		labels = append(labels, l.Label(label))
	}
	return i18n.List(l.Language(), labels)
}

// roleLabel is a role as people call it.
func roleLabel(r bot.Role) i18n.Line {
	switch r {
	case bot.Employee:
		return i18n.T("社員", "employee")
	case bot.HR:
		return i18n.T("人事担当", "HR")
	case bot.Manager:
		return i18n.T("運営担当", "community manager")
	default:
		return i18n.T("管理者", "admin")
	}
}
