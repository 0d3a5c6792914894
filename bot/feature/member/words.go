package member

import "github.com/alumnibot/alumnibot/bot/i18n"

// What routes do, for help.
var (
	sumRegister   = i18n.T("アルムナイ登録をします", "Register as an alumnus")
	sumProfile    = i18n.T("自分のプロフィールを表示します", "See your profile")
	sumEdit       = i18n.T("プロフィールを編集します", "Edit your profile")
	sumVisibility = i18n.T("項目ごとに公開範囲を選びます", "Choose who sees which field")
	sumEmployers  = i18n.T("退職後の勤務先を編集します", "Say where you have worked since")
	sumZone       = i18n.T("タイムゾーンを決めます", "Set your time zone")
	sumCloseness  = i18n.T("つながり方を変えます", "Change how close to be")
	sumConsent    = i18n.T("同意の状況を確認し、変更します", "See or change what you agreed to")
	sumFind       = i18n.T("メンバーを探します", "Find members")
	sumSkills     = i18n.T("よく使われているスキルを表示します", "See which skills members have")
)

// Registering.
var (
	msgRegisterIntro = i18n.T(
		"ここに書いたことだけを保存します。会社が持っている情報を取り込むことはありません。あとからいつでも直せます。",
		"Only what you write here is kept. Nothing is taken over from company records. You can change it at any time.")
	msgRegisterFirst = i18n.T(
		"アルムナイ登録がまだお済みではありません。/alumni register から登録してください。",
		"You are not registered yet. Please register first: /alumni register")
	msgAlready        = i18n.T("登録済みです。変更は［編集する］からできます。", "You are registered already. Use “Edit” to change something.")
	msgWelcome        = i18n.T("%sさん、ご登録ありがとうございます。", "Thank you for registering, %s.")
	msgWillSend       = i18n.T("これからお送りするもの：%s。", "What you will get from now on: %s.")
	msgNothingSent    = i18n.T("メッセージの受け取りには同意されていないので、こちらからご連絡することはありません。", "You agreed to no messages, so we will not write to you.")
	msgHeld           = i18n.T("「%s」を選んでいるあいだは、同意済みの「%s」もお送りしません。", "While you are on “%s”, you do not get this, although you agreed to it: %s.")
	msgNoSkillsNoGigs = i18n.T("スキルを書くと、副業の案内が届くようになります。", "Gig offers will come once you write down some skills.")
	msgInDirectory    = i18n.T("名簿に載りました。ほかの方に見えるのは、名前とアカウント、公開範囲で選んだ項目だけです。", "You are in the directory now. Others see your name, your account, and only the fields you choose to show.")
	msgNotInDirectory = i18n.T("名簿には載りません。", "You are not in the directory.")
	msgChangeAny      = i18n.T(
		"変更や同意の取り消しは、いつでも上のボタン、または /alumni profile と /alumni consent からできます。",
		"Change or withdraw anything at any time: with these buttons, or with /alumni profile and /alumni consent.")
)

// The profile.
var (
	titleProfile        = i18n.T("プロフィール", "Your profile")
	msgShownTo          = i18n.T("%s（%s）", "%s (%s)")
	msgUnset            = i18n.T("未記入", "not given")
	msgShownNowhere     = i18n.T("かっこの中は公開範囲です。名簿に載っていないので、検索では見つかりません。", "In brackets: who sees it. You are not in the directory, so no search finds you.")
	msgShownInDirectory = i18n.T("かっこの中は、名簿で見つかったときの公開範囲です。", "In brackets: who sees it when they find you in the directory.")
	msgSaved            = i18n.T("保存しました。", "Saved.")
	msgSavedVisibility  = i18n.T("公開範囲を変更しました。次の検索から反映されます。", "Saved. It applies from the next search on.")
	msgZoneIntro        = i18n.T("夜間を避けて送るときや、「各自の現地時間」の配信で基準にします。", "It decides when it is night for you, and when you get what is sent by everybody’s own clock.")
	msgNoZone           = i18n.T("Asia/TokyoやEurope/Berlinのような、タイムゾーンの名前を入力してください。", "Please give the name of a time zone, such as Asia/Tokyo or Europe/Berlin.")
	msgSavedZone        = i18n.T("%s（いま%s）の時刻に合わせてお送りします。", "From now on your clock is that of %s, where it is %s.")
	msgSavedCloseness   = i18n.T("つながり方を変更しました。半年後に、ホームでもう一度うかがいます。", "Saved. Your home page will ask you again in six months.")
	msgReask            = i18n.T("「%s」を選んでから半年がたちました。今も同じでよいか、［つながり方］からお聞かせください。", "It is six months since you chose “%s”. Please say with “How close to be” whether it still fits.")

	msgVisibilityIntro = i18n.T("名簿で見つかったときに、だれがどの項目を見られるかを選びます。名前はいつも表示されます。", "Choose who sees which field when you are found in the directory. Your name is always shown.")
	msgEmployersIntro  = i18n.T("1行に1社ずつ書いてください。今の勤務先は、公開範囲を変えないかぎり、ご自分にしか見えません。", "One company per line. Only you see the present one, unless you choose otherwise.")
	labelDigest        = i18n.T("副業の案内の届け方", "How gig offers reach you")
	hintZone           = i18n.T("例：Asia/Tokyo、America/New_York。空欄なら%sです。", "Such as Asia/Tokyo or America/New_York. Empty: %s.")
	hintDigest         = i18n.T("まとめて届く案内は、朝9時にお送りします。", "Those of a day or a week come together at 9:00.")
	wordAtOnce         = i18n.T("すぐに", "At once")
	wordDaily          = i18n.T("1日分をまとめて", "Once a day")
	wordWeekly         = i18n.T("1週間分をまとめて（月曜）", "Once a week, on Monday")
	msgClosenessIntro  = i18n.T("今の気持ちに近いものを選んでください。いつでも変えられます。", "Choose what fits you now. You can change it at any time.")
	msgYears           = i18n.T("%s年〜%s年", "%s–%s")
	msgUntil           = i18n.T("%s年まで", "until %s")
	msgSince           = i18n.T("%s年〜", "since %s")
	msgHours           = i18n.T("%d時間", "%d {hour|hours}")
	msgEmployer        = i18n.T("%s（%s）", "%s (%s)")
)

// What is wrong, and what would be right.
var (
	msgNeedsLetter   = i18n.T("文字か数字を1つ以上入れてください。", "Please write at least one letter or digit.")
	msgLeftBefore    = i18n.T("退職した年が、入社した年（%s年）より前になっています。同じ年か、それより後にしてください。", "This is before the year you joined (%s). Please give the same year or a later one.")
	msgManySkills    = i18n.T("スキルは%d個までです（今は%d個）。", "At most %d skills, please: there are %d.")
	msgMuchSkill     = i18n.T("スキルは全部で%d文字までです（今は%d文字）。", "At most %d characters of skills, please: there are %d.")
	msgLongSkill     = i18n.T("スキルは1つ%d文字までです。「%s」を短くするか、「、」で区切ってください。", "A skill has at most %d characters. Please shorten “%s”, or separate with commas.")
	msgEmployerLike  = i18n.T("「%s」を読み取れませんでした。「会社名、2020-2023」、今の勤務先は「会社名、2023-」のように書いてください。", "I couldn’t read “%s”. Please write “Company, 2020-2023”, or “Company, 2023-” for the present one.")
	msgEmployerLong  = i18n.T("会社名は%d文字までです：「%s」", "A company’s name has at most %d characters: “%s”")
	msgEmployerYears = i18n.T("「%s」の年をご確認ください。%s年から%s年までの年を、古いほうから書いてください。", "Please check the years of “%s”: between %s and %s, the earlier one first.")
	msgManyEmployers = i18n.T("勤務先は%d社までです（今は%d社）。", "At most %d companies, please: there are %d.")
)

// Consent.
var (
	titleConsent    = i18n.T("同意の状況", "What you agreed to")
	msgConsentIntro = i18n.T("目的ごとに選べます。同意を取り消すと、すぐに止まります。", "You choose for each purpose. Withdrawing takes effect at once.")

	msgGiven           = i18n.T("*同意済み*（%sから）　%s", "*Agreed* since %s. %s")
	msgNotGiven        = i18n.T("同意なし　%s", "Not agreed. %s")
	labelAgreeTo       = i18n.T("%sに同意する", "Agree: %s")
	labelWithdrawFrom  = i18n.T("%sの同意を取り消す", "Withdraw: %s")
	msgAgreed          = i18n.T("「%s」に同意しました。", "You agreed: %s.")
	msgWithdrawn       = i18n.T("「%s」への同意を取り消しました。", "You withdrew your consent: %s.")
	headLedger         = i18n.T("これまでの記録", "History")
	msgLedgerGiven     = i18n.T("\n%s　「%s」に同意（第%s版の文面）", "\n%s: agreed to “%s” (wording %s)")
	msgLedgerWithdrawn = i18n.T("\n%s　「%s」の同意を取り消し（第%s版の文面）", "\n%s: withdrew “%s” (wording %s)")
	msgWhichPurpose    = i18n.T("次の中から選んでください：%s", "Please choose one of these: %s")
	msgStands          = i18n.T("「%s」はすでにこの状態なので、変更はありません。", "Nothing changed: “%s” was like this already.")
	hintWithdraw       = i18n.T("同意を取り消す目的", "What to withdraw")
)

// The directory.
var (
	msgFindIntro   = i18n.T("名簿に載ることに同意した方だけが見つかります。空欄のままなら全員を表示します。", "Finds only those who agreed to be found. Leave everything empty to see all of them.")
	msgFound       = i18n.T("*%d人*見つかりました。", "*%d {person|people}* found.")
	msgFoundMore   = i18n.T("検索結果の続きです。", "More results.")
	msgSearched    = i18n.T("条件：%s", "Searched: %s")
	msgNobody      = i18n.T("見つかりませんでした。項目で見つかるのは、その項目をあなたに見せている方だけです。条件を減らすか、別の言葉でお試しください。", "Nobody found. A field finds only those who show it to you. Try fewer conditions, or different words.")
	msgMeant       = i18n.T("もしかして「%s」でしょうか（%d人）。", "Did you mean “%s” (%d)?")
	msgNobodyYet   = i18n.T("名簿に載っている方はまだいません。", "Nobody is in the directory yet.")
	msgAndMore     = i18n.T("%s、ほか%d個", "%s and %d more")
	msgBetween     = i18n.T("／", " · ")
	msgBold        = i18n.T("*%s*", "*%s*")
	msgSearchGone  = i18n.T("この検索結果はもう使えません。もう一度探してください。", "These results can no longer be used. Please search again.")
	msgNotListed   = i18n.T("この方は名簿に載っていません。", "This person is not in the directory.")
	titleSkills    = i18n.T("よく使われているスキル", "Our members’ skills")
	msgUsed        = i18n.T("%s（%d人）", "%s (%d)")
	msgUsedNote    = i18n.T("名簿でスキルを見せている方の人数です。", "Counted among those who show their skills in the directory.")
	msgNoSkillsYet = i18n.T("スキルを見せている方はまだいません。", "Nobody shows any skills yet.")
)

// The vocabulary.
var (
	headAdded         = i18n.T("*追加した言い換え*", "*Added to the vocabulary*")
	msgAddedLine      = i18n.T("\n%s → %s", "\n%s → %s")
	msgAddedRest      = i18n.T("\nほか%d個", "\nand %d more")
	msgNoneAdded      = i18n.T("\nまだありません。", "\nNothing yet.")
	msgManagersTeach  = i18n.T("言い換えを変更できるのは、運営担当だけです。", "Only community managers can change the vocabulary.")
	msgOneAtATime     = i18n.T("add: と remove: は別々に送ってください。", "Please send add: and remove: separately.")
	msgTeachLike      = i18n.T("言い換えの追加は「/alumni skills add:golang means:go」、削除は「/alumni skills remove:golang」のように書きます。", "Write /alumni skills add:golang means:go to add, and /alumni skills remove:golang to take it back.")
	msgSameWord       = i18n.T("「%s」は同じ言葉として扱われるので、追加は必要ありません。", "“%s” already counts as the same word.")
	msgKnownWord      = i18n.T("「%s」は、すでに「%s」として扱われています。", "“%s” already counts as “%s”.")
	msgIsSkill        = i18n.T("「%s」はスキルの名前そのものなので、別のスキルの言い換えにはできません。", "“%s” is the name of a skill itself, so it cannot mean another.")
	msgTooManyWords   = i18n.T("追加できる言い換えは%d個までです。使わないものを削除してください。", "At most %d words can be added. Please remove those that are not used.")
	msgTaught         = i18n.T("これから「%s」を「%s」として扱います。", "“%s” counts as “%s” from now on.")
	msgTaughtProfiles = i18n.T("そう書いていた%d人のプロフィールにも反映しました。", "This changed %d {profile|profiles}.")
	msgTaughtRest     = i18n.T("あと%d人のプロフィールは、次に本人が編集したときに変わります。", "%d more will change when their owners edit them.")
	msgNoSuchWord     = i18n.T("「%s」は追加されていません。", "“%s” was not added.")
	msgForgotten      = i18n.T("「%s」の言い換えを削除しました。プロフィールはそのままです。", "“%s” no longer counts as another skill. Profiles stay as they are.")
)

// The home page.
var (
	msgHome = i18n.T(
		"退職したあとも%sとつながっていたい方のための場所です。どのくらいの距離でつながるか、何を見せるかは、自分で決められます。",
		"A place for people who left %s and want to stay in touch. How close to be and what to show is up to you.")
	msgHomeStaff = i18n.T(
		"%sを離れた方たちと、これからもつながるための場所です。名簿に載っている方を探せます。",
		"Where %s stays in touch with the people who left. You can search for those in the directory.")
	msgHomeName = i18n.T("%sさん", "%s")
	msgNone     = i18n.T("なし", "nothing")
)
