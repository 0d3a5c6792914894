package gig

import "github.com/alumnibot/alumnibot/bot/i18n"

// Labels of the form's fields, and hints.
var (
	labelTitle    = i18n.T("タイトル", "Title")
	hintTitle     = i18n.T("例：社内APIのGo移行", "For example: Move our internal API to Go")
	labelClient   = i18n.T("発注者", "Client")
	hintClient    = i18n.T("業務を委託し、報酬を支払う会社や部署です。", "The company or department that orders the work and pays.")
	labelTask     = i18n.T("業務内容", "Task")
	hintTask      = i18n.T("何をして、何を納品してもらうかを書いてください。", "What is to be done, and what is to be delivered.")
	labelSkills   = i18n.T("スキル", "Skills")
	hintSkills    = i18n.T("「、」で区切って書いてください。どれか1つでも当てはまる方に届きます。空欄なら、スキルを問いません。", "Separated by commas. Members with at least one of them hear of it. Leave empty for any.")
	hintSkillsFor = i18n.T("「、」で区切って書いてください。空欄なら、スキルを問いません。", "Separated by commas. Leave empty for any.")
	labelAudience = i18n.T("公開範囲", "Visible to")
	hintAudience  = i18n.T("内容を見て応募できる方です。", "Who may read and apply.")
	labelPeriod   = i18n.T("業務期間", "Period")
	hintPeriod    = i18n.T("例：2027年1月〜3月", "For example: January to March 2027")
	labelPlace    = i18n.T("場所", "Place")
	hintPlace     = i18n.T("例：リモート、東京（週1回出社）", "For example: remote, or Tokyo (once a week)")
	labelHours    = i18n.T("稼働時間", "Workload")
	hintHours     = i18n.T("月あたりの時間を数字で書いてください。例：20", "Hours a month, as a number. For example: 20")
	labelPeople   = i18n.T("募集人数", "Places")
	hintPeople    = i18n.T("例：1", "For example: 1")
	labelDeadline = i18n.T("応募締切", "Apply by")
	hintDeadline  = i18n.T("例：2026-12-10、12月10日", "For example: 2026-12-10, 10 Dec")
	labelPay      = i18n.T("報酬", "Pay")
	hintPay       = i18n.T("金額を通貨がわかるように書いてください。例：月10万円（税別）、時給5,000円", "An amount with its currency. For example: ¥100,000 a month, 5,000 JPY/hour")
	labelPayment  = i18n.T("支払期日", "Payment")
	hintPayment   = i18n.T("納品から支払いまでの日数を、60日以内の数字で書いてください。例：30", "Days after delivery, at most 60. For example: 30")

	audienceAlumni    = i18n.T("アルムナイ", "Alumni")
	audienceEmployees = i18n.T("社員", "Employees")
	audienceEveryone  = i18n.T("コミュニティ全員", "Everyone in the community")
)

func audienceWords(a Audience) i18n.Line {
	switch a {
	case Alumni:
		return audienceAlumni
	case Employees:
		return audienceEmployees
	default:
		return audienceEveryone
	}
}

// Titles, headings and introductions of forms.
var (
	titlePost    = i18n.T("副業を募集する", "Offer a gig")
	titleEdit    = i18n.T("募集を編集する", "Edit the gig")
	headWhat     = i18n.T("募集の内容", "What it is")
	headHow      = i18n.T("条件", "How and when")
	headPay      = i18n.T("報酬", "Pay")
	msgPostIntro = i18n.T(
		"フリーランス法に沿って、業務委託の募集で示す条件をうかがいます。条件や報酬がまだ決まっていないときは、理由と決まる日を添えて「未定：相手先と調整中、%s」のように書けます。",
		"These are the terms that an honest offer states (Japan’s Freelance Act). Where one of the terms or the pay is not settled yet, say why and by when it will be: “undecided: client has not said, %s”.")
	msgPostIntroMember = i18n.T(
		"今の勤務先の副業を、社員の方に向けて募集できます。%s",
		"Offer a gig at the company you work at now. Employees will see it. %s")
	msgPostIntroCut = i18n.T(
		"%sメッセージが長いため、業務内容には最初の%d文字までを入れました。",
		"%s The message is long: the task holds only what fits into its first %d characters.")
	msgEditIntro = i18n.T(
		"変更は募集チャンネルのカードにすぐ反映され、何を変えたかが履歴に残ります。",
		"Changes show on the card at once, and the history says what was changed.")
)

// What is wrong with a value, and what would be right.
var (
	msgUndecidedHow  = i18n.T("未定のときは、理由と決まる日を書いてください。例：「未定：相手先と調整中、%s」", "If it is undecided, please say why and by when it will be known: “undecided: client has not said, %s”.")
	msgUndecidedWhen = i18n.T("決まる日は、%sから%sまでの日付にしてください。", "Please give a day from %s to %s by which it will be known.")
	msgPay           = i18n.T("0より大きい金額を、通貨がわかるように書いてください。例：「50万円」「時給5,000円」「30〜50万円」。決まっていなければ「未定：理由、日付」と書けます。", "Please give an amount above zero with its currency, such as “¥500,000”, “5,000 JPY/hour” or “$3,000–5,000”; or “undecided: why, by when”.")
	msgPaymentNumber = i18n.T("納品から支払いまでの日数を、0から%dまでの数字で書いてください。例：30", "Please give the days from delivery to payment as a number from 0 to %d, such as 30.")
	msgPaymentLate   = i18n.T("フリーランス法により、報酬は納品から%d日以内に支払う必要があります。それ以下の数字にしてください。例：30", "By the Freelance Act, pay is due within %d days of delivery. Please give that or fewer, such as 30.")
	msgHours         = i18n.T("月の稼働時間を、1から%dまでの数字で書いてください。例：20", "Please give the hours a month as a number from 1 to %d, such as 20.")
	msgDeadlineDay   = i18n.T("実在する日付を書いてください。例：%s", "Please give a day that exists, such as %s.")
	msgDeadlinePast  = i18n.T("締切が過去の日付です。%s以降にしてください。", "This day has passed. Please give %s or later.")
	msgDeadlineFar   = i18n.T("締切が先すぎます。%sまでの日付にしてください。", "This is too far away. Please give %s or earlier.")
	msgNoWords       = i18n.T("文字か数字で書いてください。記号や絵文字だけでは伝わりません。", "Please use letters or digits. Symbols or emoji alone say too little.")
	msgManySkills    = i18n.T("スキルは%d個までです（今は%d個）。", "At most %d skills, please: there are %d.")
	msgMuchSkill     = i18n.T("スキルは全部で%d文字までです（今は%d文字）。", "At most %d characters of skills, please: there are %d.")
	msgLongSkill     = i18n.T("スキルは1つ%d文字までです。「%s」を短くするか、「、」で区切ってください。", "A skill has at most %d characters. Please shorten “%s”, or separate with commas.")
	msgFewPeople     = i18n.T("すでに%d人の採用が決まっています。それ以上の人数にしてください。", "%d {person is|people are} accepted already. Please give at least that many places.")
)

// Buttons.
var (
	labelPost           = i18n.T("副業を募集する", "Offer a gig")
	labelPostAsGig      = i18n.T("副業として募集", "Post as gig")
	labelPreview        = i18n.T("確認へ進む", "Preview")
	labelPublish        = i18n.T("公開する", "Publish")
	labelEdit           = i18n.T("編集する", "Edit")
	labelDiscard        = i18n.T("破棄する", "Discard")
	labelSave           = i18n.T("保存する", "Save")
	labelPause          = i18n.T("一時停止する", "Pause")
	labelResume         = i18n.T("再開する", "Resume")
	labelRefer          = i18n.T("紹介する", "Pass it on")
	labelReferrals      = i18n.T("紹介した副業", "Gigs you passed on")
	labelSeeReferred    = i18n.T("内容を見る", "See it")
	labelCode           = i18n.T("紹介のコード", "Code of the referral")
	labelExtend         = i18n.T("30日続ける", "Go on for 30 days")
	labelCorrect        = i18n.T("今も正しい", "Still correct")
	labelClose          = i18n.T("募集を終了する", "Close")
	labelAnswerAll      = i18n.T("全員に返事をする", "Answer all who wait")
	labelApply          = i18n.T("応募する", "Apply")
	labelDetails        = i18n.T("詳しく見る", "Details")
	labelWithdraw       = i18n.T("取り下げる", "Withdraw")
	labelApplicants     = i18n.T("応募者を見る", "See applicants")
	labelApplicant      = i18n.T("応募を見る", "See application")
	labelTalk           = i18n.T("話を進める", "Talk")
	labelAccept         = i18n.T("採用する", "Accept")
	labelDecline        = i18n.T("見送る", "Decline")
	labelSend           = i18n.T("送る", "Send")
	labelMyApplications = i18n.T("応募の状況", "My applications")
	labelMine           = i18n.T("自分の募集", "My gigs")
	labelList           = i18n.T("募集をすべて見る", "All open gigs")
	labelRegister       = i18n.T("登録する", "Register")
	labelGig            = i18n.T("募集", "Gig")
	labelSkill          = i18n.T("スキル", "Skill")
	labelPoster         = i18n.T("募集した人", "Posted by")
)
