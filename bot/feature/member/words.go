package member

import "github.com/alumnibot/alumnibot/bot/i18n"

// What routes do, for help.
var (
	sumRegister   = i18n.T("アルムナイに登録します", "Join the alumni")
	sumProfile    = i18n.T("自分のプロフィールを表示します", "See your profile")
	sumEdit       = i18n.T("プロフィールを編集します", "Edit your profile")
	sumVisibility = i18n.T("項目ごとに公開範囲を選びます", "Choose who sees which field")
	sumEmployers  = i18n.T("退職後の勤務先を書きます", "Say where you worked since")
	sumCloseness  = i18n.T("つながり方を変えます", "Change how close to be")
	sumConsent    = i18n.T("同意の状況を確かめ、取りやめます", "See or withdraw what you agreed to")
	sumFind       = i18n.T("メンバーを探します", "Find members")
	sumSkills     = i18n.T("よく使われているスキルを表示します", "See which skills there are")
)

// Registering.
var (
	sayRegisterIntro = i18n.T(
		"ここに書いたことだけを保存します。会社が持っている情報を取り込むことはありません。あとからいつでも直せます。",
		"Only what you write here is kept. Nothing is taken over from company records. You can change it at any time.")
	sayRegisterFirst = i18n.T(
		"まだアルムナイに登録されていません。先に /alumni register で登録してください。",
		"You are not registered yet. Please register first: /alumni register")
	sayAlready        = i18n.T("すでに登録済みです。変更は［編集］からできます。", "You are registered already. Use “Edit” to change something.")
	sayWelcome        = i18n.T("%sさん、ご登録ありがとうございます。", "Thank you for registering, %s.")
	sayWillSend       = i18n.T("これからお送りするもの：%s。", "What you will get from now on: %s.")
	sayNothingSent    = i18n.T("メッセージの受け取りには同意されていないので、こちらからご連絡することはありません。", "You agreed to no messages, so we will not write to you.")
	sayHeld           = i18n.T("「%s」のあいだは、同意済みの「%s」もお送りしません。", "While you are on “%s”, this is not sent although you agreed to it: %s.")
	sayNoSkillsNoGigs = i18n.T("副業の案内は、スキルを書くと届くようになります。", "Gig offers will come once you write down some skills.")
	sayInDirectory    = i18n.T("名簿に載りました。ほかの方に見えるのは、名前とアカウント、公開範囲で選んだ項目だけです。", "You are in the directory now. Others see your name, your account, and only the fields you choose to show.")
	sayNotInDirectory = i18n.T("名簿には載りません。", "You are not in the directory.")
	sayChangeAny      = i18n.T(
		"変更や同意の取りやめは、いつでも上のボタンか /alumni profile、/alumni consent でできます。",
		"Change anything or withdraw at any time with these buttons, or with /alumni profile and /alumni consent.")
)

// The profile.
var (
	titleProfile        = i18n.T("プロフィール", "Your profile")
	sayShownTo          = i18n.T("%s（%s）", "%s (%s)")
	sayUnset            = i18n.T("未記入", "not given")
	sayShownNowhere     = i18n.T("かっこの中は公開範囲です。名簿に載ることに同意していないので、検索では見つかりません。", "Who sees it is in brackets. You did not agree to be in the directory, so no search finds you.")
	sayShownInDirectory = i18n.T("かっこの中は公開範囲です。名簿で検索されたときに使います。", "Who sees it is in brackets: it counts when somebody finds you in the directory.")
	saySaved            = i18n.T("保存しました。", "Saved.")
	saySavedVisibility  = i18n.T("公開範囲を変えました。次の検索から反映されます。", "Changed. It counts from the next search on.")
	saySavedCloseness   = i18n.T("つながり方を変えました。半年後にもう一度うかがいます。", "Changed. We will ask again in six months.")

	sayVisibilityIntro = i18n.T("名簿で見つかったときに、だれがどの項目を見られるかを選びます。名前はいつも表示されます。", "Choose who sees which field when you are found in the directory. Your name is always shown.")
	sayEmployersIntro  = i18n.T("1行に1社ずつ書いてください。今の勤務先は、公開範囲で変えるまで自分にしか見えません。", "One company a line. Only you see the present one, unless you choose otherwise.")
	sayClosenessIntro  = i18n.T("今の気持ちに近いものを選んでください。いつでも変えられます。", "Choose what fits you now. You can change it at any time.")
	sayYears           = i18n.T("%s年〜%s年", "%s–%s")
	sayUntil           = i18n.T("%s年まで", "until %s")
	saySince           = i18n.T("%s年〜", "since %s")
	sayHours           = i18n.T("月%d時間", "%d {hour|hours} a month")
	sayEmployer        = i18n.T("%s（%s）", "%s (%s)")
)

// What is wrong, and what would be right.
var (
	sayNeedsLetter   = i18n.T("文字か数字を1つ以上入れてください。", "Please write at least one letter or digit.")
	sayLeftBefore    = i18n.T("退職した年が、入社した年（%s年）より前になっています。同じ年か、それより後にしてください。", "This is before the year you joined (%s). Please give the same year or a later one.")
	sayManySkills    = i18n.T("スキルは%d個までです（今は%d個）。", "At most %d skills, please: there are %d.")
	sayMuchSkill     = i18n.T("スキルは全部で%d文字までです（今は%d文字）。", "At most %d characters of skills, please: there are %d.")
	sayLongSkill     = i18n.T("スキルは1つ%d文字までです。「%s」を短くするか、「、」で区切ってください。", "A skill has at most %d characters. Please shorten “%s”, or separate with commas.")
	sayEmployerLike  = i18n.T("「%s」が読み取れません。「会社名, 2020-2023」、今の勤務先は「会社名, 2023-」のように書いてください。", "Cannot read “%s”. Please write “Company, 2020-2023”, or “Company, 2023-” for the present one.")
	sayEmployerLong  = i18n.T("会社名は%d文字までです：「%s」", "A company’s name has at most %d characters: “%s”")
	sayEmployerYears = i18n.T("「%s」の年を確かめてください。%s年から%s年までで、始まりが先です。", "Please check the years of “%s”: from %s to %s, the start first.")
	sayManyEmployers = i18n.T("勤務先は%d社までです（今は%d社）。", "At most %d companies, please: there are %d.")
	sayFewerWords    = i18n.T("言葉は%d個までにしてください。", "At most %d words, please.")
	sayYearsLike     = i18n.T("年は「2019」か「2019-2023」のように書いてください。", "Please write a year such as 2019, or 2019-2023.")
)

// Consent.
var (
	titleConsent    = i18n.T("同意の状況", "What you agreed to")
	sayConsentIntro = i18n.T("目的ごとに選べます。取りやめると、すぐに止まります。", "Each purpose by itself. Withdrawing takes effect at once.")

	sayGiven           = i18n.T("*同意済み*（%sから）　%s", "*Agreed* since %s. %s")
	sayNotGiven        = i18n.T("同意なし　%s", "Not agreed. %s")
	labelAgreeTo       = i18n.T("%sに同意する", "Agree: %s")
	labelWithdrawFrom  = i18n.T("%sを取りやめる", "Withdraw: %s")
	sayAgreed          = i18n.T("「%s」に同意しました。", "You agreed: %s.")
	sayWithdrawn       = i18n.T("「%s」への同意を取りやめました。", "Withdrawn: %s.")
	headLedger         = i18n.T("これまでの記録", "Records so far")
	sayLedgerGiven     = i18n.T("\n%s　%sに同意（文面%s）", "\n%s: agreed to %s (text %s)")
	sayLedgerWithdrawn = i18n.T("\n%s　%sを取りやめ（文面%s）", "\n%s: withdrew from %s (text %s)")
	sayWhichPurpose    = i18n.T("目的は次のどれかです：%s", "It is one of these: %s")
	sayStands          = i18n.T("「%s」はすでにこの状態なので、変更はありません。", "Nothing changed: %s is so already.")
	hintWithdraw       = i18n.T("取りやめる目的", "What to withdraw")
)

// The directory.
var (
	sayFindIntro   = i18n.T("名簿に載ることに同意した方だけが見つかります。空欄のままなら全員を表示します。", "Finds only those who agreed to be found. Leave everything empty to see all of them.")
	sayFound       = i18n.T("*%d人*見つかりました。", "*%d {person|people}* found.")
	sayFoundMore   = i18n.T("検索結果の続きです。", "More results.")
	sayNobody      = i18n.T("見つかりませんでした。言葉を減らすか、別の言い方でお試しください。", "Nobody found. Try fewer words, or other ones.")
	sayNobodyYet   = i18n.T("名簿に載っている方はまだいません。", "Nobody is in the directory yet.")
	sayAndMore     = i18n.T("%s、ほか%d個", "%s and %d more")
	sayBetween     = i18n.T("／", " · ")
	sayBold        = i18n.T("*%s*", "*%s*")
	saySearchGone  = i18n.T("この検索結果はもう使えません。もう一度探してください。", "These results can no longer be used. Please search again.")
	sayNotListed   = i18n.T("この方は名簿に載っていません。", "This person is not in the directory.")
	titleSkills    = i18n.T("よく使われているスキル", "Skills of our members")
	sayUsed        = i18n.T("%s（%d人）", "%s (%d)")
	sayUsedNote    = i18n.T("名簿でスキルを見せている方の人数です。", "Counted among those who show their skills in the directory.")
	sayNoSkillsYet = i18n.T("スキルを見せている方はまだいません。", "Nobody shows any skills yet.")
)

// The vocabulary.
var (
	headAdded         = i18n.T("*追加した言いかえ*", "*Added to the vocabulary*")
	sayAddedLine      = i18n.T("\n%s → %s", "\n%s → %s")
	sayAddedRest      = i18n.T("\nほか%d個", "\nand %d more")
	sayNoneAdded      = i18n.T("\nまだありません。", "\nNothing yet.")
	sayManagersTeach  = i18n.T("言いかえを変えられるのは、コミュニティの運営担当だけです。", "Only community managers can change the vocabulary.")
	sayOneAtATime     = i18n.T("add: と remove: は別々に送ってください。", "Please send add: and remove: separately.")
	sayTeachLike      = i18n.T("言いかえの追加は「/alumni skills add:golang means:go」、削除は「/alumni skills remove:golang」のように書きます。", "Write /alumni skills add:golang means:go to add, and /alumni skills remove:golang to take it back.")
	saySameWord       = i18n.T("「%s」は同じ言葉として読まれるので、追加はいりません。", "“%s” is read as the same already.")
	sayKnownWord      = i18n.T("「%s」は、すでに「%s」と読んでいます。", "“%s” is read as “%s” already.")
	sayIsSkill        = i18n.T("「%s」はスキルの名前そのものなので、別のスキルとしては読めません。", "“%s” is the name of a skill itself, so it cannot mean another.")
	sayTooManyWords   = i18n.T("追加できる言いかえは%d個までです。使わないものを削除してください。", "At most %d can be added. Please remove what is not used.")
	sayTaught         = i18n.T("これから「%s」を「%s」と読みます。", "“%s” is read as “%s” from now on.")
	sayTaughtProfiles = i18n.T("そう書いていた%d人のプロフィールにも反映しました。", "It is changed in %d {profile|profiles} that had it.")
	sayTaughtRest     = i18n.T("あと%d人のプロフィールは、次に本人が編集したときに変わります。", "%d more will change when their owners edit them.")
	sayNoSuchWord     = i18n.T("「%s」は追加されていません。", "“%s” was not added.")
	sayForgotten      = i18n.T("「%s」の言いかえを削除しました。プロフィールはそのままです。", "“%s” is no longer read as another. Profiles stay as they are.")
)

// The home page.
var (
	sayHome = i18n.T(
		"退職したあとも%sとつながっていたい方のための場所です。どのくらいの距離でつながるか、何を見せるかは、自分で決められます。",
		"A place for people who left %s and want to stay in touch. How close to be, and what to show, is up to you.")
	sayHomeStaff = i18n.T(
		"%sを離れた方たちと、これからもつながるための場所です。名簿に載っている方を探せます。",
		"Where %s stays in touch with the people who left. You can find those who are in the directory.")
	sayHomeName = i18n.T("%sさん", "%s")
	sayNone     = i18n.T("なし", "nothing")
)
