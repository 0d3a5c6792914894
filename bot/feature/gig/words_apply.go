package gig

import "github.com/alumnibot/alumnibot/bot/i18n"

// Applying.
var (
	titleApply    = i18n.T("副業に応募する", "Apply")
	msgGoesMember = i18n.T(
		"「%s」に応募します。あなたの名前・スキル・月に使える時間と、ここに書いたことが、%sに伝わります。チャットでの連絡を選ぶと、アカウントも伝わります。ほかの情報は渡しません。",
		"You are applying for “%s”. Your name, skills, hours a month and what you write here go to %s; your account too, if you want to be reached by chat. Nothing else does.")
	msgGoesEmployee = i18n.T(
		"「%s」に応募します。あなたの名前と、ここに書いたことが、%sに伝わります。チャットでの連絡を選ぶと、アカウントも伝わります。ほかの情報は渡しません。",
		"You are applying for “%s”. Your name and what you write here go to %s; your account too, if you want to be reached by chat. Nothing else does.")
	msgToCompany       = i18n.T("募集した%sさんと、%sの人事・運営担当者", "%s, who posted it, and the HR people and community managers of %s")
	labelMessage       = i18n.T("メッセージ", "Message")
	hintMessage        = i18n.T("できること、興味を持った理由、いつから始められるかなど", "What you can do, why it interests you, when you could start…")
	labelContact       = i18n.T("連絡方法", "How to reach you")
	contactChat        = i18n.T("このチャットのダイレクトメッセージ", "By direct message here")
	contactOther       = i18n.T("そのほか（下に書く）", "Another way (below)")
	labelWhere         = i18n.T("そのほかの連絡先", "Another way to reach you")
	hintWhere          = i18n.T("「そのほか」を選んだときに書いてください。例：メールアドレス", "If you chose another way. For example: an e-mail address")
	msgWhere           = i18n.T("連絡先を書くか、連絡方法で「このチャットのダイレクトメッセージ」を選んでください。", "Please say how to reach you, or choose “By direct message here”.")
	msgAppliedNow      = i18n.T("「%s」に応募しました。%sさんにお知らせします。返事があれば、ここでお伝えします。", "You applied for “%s”. %s will be told, and you will hear here as soon as there is an answer.")
	msgAppliedAlready  = i18n.T("「%s」には応募済みです。状況は /gig applications で見られます。", "You have already applied for “%s”. See where it stands with /gig applications.")
	msgAcceptedAlready = i18n.T("「%s」には、すでに採用が決まっています。", "You already have a place in “%s”.")
	msgDeclinedAlready = i18n.T("「%s」への応募には、すでに返事が届いています。", "Your application for “%s” has already been answered.")
	msgOwnGig          = i18n.T("ご自分で募集した副業には応募できません。", "This is your own gig, so you cannot apply for it.")
	msgOnlyEmployees   = i18n.T("この募集は社員の方だけが対象です。", "This gig is for employees only.")
	msgOnlyAlumni      = i18n.T("この募集はアルムナイの方だけが対象です。", "This gig is for alumni only.")
	msgRegisterFirst   = i18n.T("先にアルムナイ登録が必要です。", "Please register as an alumnus first.")
	msgWithSimilar     = i18n.T("\n近いスキルの募集がほかにあります。", "\nThese open gigs ask for similar skills.")

	msgWithdrawnNow       = i18n.T("「%s」への応募を取り下げました。書いていただいたメッセージと連絡先は消しました。", "You withdrew your application for “%s”. Your message and how to reach you are deleted.")
	msgWithdrawnAlready   = i18n.T("この応募は、すでに取り下げられています。", "This application has already been withdrawn.")
	msgNotYourApplication = i18n.T("取り下げられるのは、ご自分の応募だけです。", "You can withdraw only your own application.")
	msgApplicationGone    = i18n.T("その応募は見つかりません。", "There is no such application (any more).")
)

// lateWords say why nobody can apply.
func lateWords(s State) i18n.Line {
	switch s {
	case Paused:
		return i18n.T("「%s」は、いま応募の受け付けを止めています。", "“%s” takes no applications at the moment.")
	case Filled:
		return i18n.T("「%s」は採用が決まり、募集人数に達しました。", "“%s” is filled: every place is taken.")
	case Expired:
		return i18n.T("「%s」の応募期間は終わりました。", "The time to apply for “%s” is over.")
	case Draft:
		return i18n.T("「%s」はまだ公開されていません。", "“%s” is not published yet.")
	default:
		return i18n.T("「%s」の募集は終了しました。", "“%s” is closed.")
	}
}

// applicationWords are an application's state for those who answer it.
func applicationWords(s ApplicationState) i18n.Line {
	switch s {
	case Applied:
		return i18n.T("返事待ち", "Waiting for an answer")
	case Talking:
		return i18n.T("話を進めています", "Talking")
	case Accepted:
		return i18n.T("採用", "Accepted")
	case Declined:
		return i18n.T("見送り", "Declined")
	default:
		return i18n.T("取り下げ", "Withdrawn")
	}
}

// ownWords are an application's state for the applicant.
func ownWords(s ApplicationState) i18n.Line {
	switch s {
	case Applied:
		return i18n.T("返事を待っています", "Waiting for an answer")
	case Talking:
		return i18n.T("話が進んでいます", "They want to talk")
	case Accepted:
		return i18n.T("採用されました", "Accepted")
	case Declined:
		return i18n.T("今回は見送りとなりました", "Declined this time")
	default:
		return i18n.T("取り下げました", "Withdrawn")
	}
}

// Answering applicants.
var (
	msgApplicants       = i18n.T("*「%s」の応募者*", "*Applicants for “%s”*")
	msgNoApplicants     = i18n.T("応募はまだありません。", "Nobody has applied yet.")
	msgCandidate        = i18n.T("*%s*　%s（%sに応募）", "*%s* · %s (applied on %s)")
	labelReach          = i18n.T("連絡方法", "Contact")
	labelFreeHours      = i18n.T("月に使える時間", "Hours a month")
	msgApplicant        = i18n.T("%sさんの応募", "Application from %s")
	labelApplicantState = i18n.T("状況", "State")
	msgContactChat      = i18n.T("ダイレクトメッセージ（%s）", "Direct message to %s")
	msgAnswered         = i18n.T("送った返事：%s", "Your answer: %s")
	nameGone            = i18n.T("登録を削除した方", "Somebody who deleted their registration")

	msgTalkingNow      = i18n.T("%sさんに、話を進めたいことをお知らせします。このあとのご連絡をお願いします。", "%s will be told that you want to talk. Please get in touch.")
	msgTalkingAlready  = i18n.T("%sさんとは、すでに話を進めています。", "You are already talking to %s.")
	msgAcceptedNow     = i18n.T("%sさんを採用しました。ご本人にお知らせします。", "%s is accepted and will be told.")
	msgAcceptedLast    = i18n.T("%sさんを採用しました。ご本人にお知らせします。募集人数に達したので、応募の受け付けを止めました。", "%s is accepted and will be told. Every place is taken now, so nobody can apply any more.")
	msgNoPlace         = i18n.T("募集人数（%d人）に達しているため、%sさんを採用できません。採用するには、先に募集人数を増やしてください。", "All places are taken (%d), so %s cannot be accepted. Please add a place first.")
	msgDeclinedNow     = i18n.T("%sさんに見送りの返事を送ります。", "Your answer goes to %s.")
	msgTheyWithdrew    = i18n.T("%sさんは応募を取り下げました。", "%s has withdrawn the application.")
	msgTheyAreAccepted = i18n.T("%sさんの採用は、すでに決まっています。", "%s has already been accepted.")
	msgTheyAreDeclined = i18n.T("%sさんには、すでに見送りの返事をしています。", "%s has already been declined.")
	msgTheyAreGone     = i18n.T("この方は登録を削除したため、返事を送れません。［全員に返事をする］で、返事待ちから外せます。", "This person deleted their registration, so no answer can be sent. “Answer all who wait” takes them off the list.")

	titleDecline      = i18n.T("見送りの返事", "Decline")
	msgDeclineIntro   = i18n.T("%sさんに送る文面です。そのままでも、書き換えてもかまいません。", "This goes to %s. Change it, or send it as it is.")
	titleAnswerAll    = i18n.T("返事待ちの方への返事", "Answer all who wait")
	msgAnswerAllIntro = i18n.T("返事待ちの%d人に、見送りの返事としてこの文面を送ります。", "This declines everybody who is waiting (%d) with these words.")
	labelText         = i18n.T("文面", "Your words")
	hintText          = i18n.T("お礼のひとことが、次のご縁につながります。", "A word of thanks is remembered.")
	msgPolite         = i18n.T(
		"このたびは「%s」にご応募いただき、ありがとうございました。検討の結果、今回は見送らせていただくことになりました。またの機会にご一緒できればうれしく思います。",
		"Thank you for applying for “%s”. We are sorry that we cannot offer you a place this time. We would be glad to work with you on another occasion.")
	msgWaiting     = i18n.T("返事を待っている方が%d人います（%s）。返事をしてから、募集を終了してください。", "%d {person waits|people wait} for an answer (%s). Please answer before you close the gig.")
	msgWaitingMore = i18n.T("返事を待っている方が%d人います（%s、ほか%d人）。返事をしてから、募集を終了してください。", "%d {person waits|people wait} for an answer (%s and %d more). Please answer before you close the gig.")
	msgAnsweredAll = i18n.T("%d人に見送りの返事を送ります。", "Your answer goes to %d {person|people}.")
	msgNobodyWaits = i18n.T("返事を待っている方はいません。", "Nobody is waiting for an answer.")
)

// What is told to people directly.
var (
	msgNewApplication = i18n.T("「%s」に応募がありました。", "Somebody applied for “%s”.")
	msgTheyTookBack   = i18n.T("%sさんが「%s」への応募を取り下げました。", "%s withdrew the application for “%s”.")
	msgTellTalking    = i18n.T("「%s」への応募について、%sさんが話を進めたいとのことです。連絡をお待ちください。", "Your application for “%s”: %s would like to talk, and will be in touch.")
	msgTellAccepted   = i18n.T("「%s」への採用が決まりました。おめでとうございます。%sさんから連絡があります。", "You got a place in “%s”. Congratulations! %s will be in touch.")
	msgTellDeclined   = i18n.T("「%s」へのご応募は、今回は見送りとなりました。", "There is an answer to your application for “%s”: you were not chosen this time.")
)
