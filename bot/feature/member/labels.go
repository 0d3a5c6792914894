package member

import "github.com/alumnibot/alumnibot/bot/i18n"

// Labels of fields, and hints.
var (
	labelName       = i18n.T("名前", "Name")
	hintName        = i18n.T("ここで名乗る名前です。旧姓やニックネームでもかまいません。", "What people here call you. A former name or a nickname is fine.")
	labelDepartment = i18n.T("退職時の部署", "Department when you left")
	labelJoined     = i18n.T("入社した年（西暦）", "Year you joined")
	labelLeft       = i18n.T("退職した年（西暦）", "Year you left")
	labelYears      = i18n.T("在籍していた年", "Years at the company")
	labelPlace      = i18n.T("働ける場所", "Where you can work")
	hintPlace       = i18n.T("リモートのほかに働ける地域です。例：東京、福岡", "Besides remotely. For example: Tokyo, Fukuoka")
	labelSkills     = i18n.T("スキル", "Skills")
	hintSkills      = i18n.T("「、」や改行で区切って自由に書いてください。例：Go、経理、翻訳", "Write freely, separated by commas or line breaks. For example: Go, accounting, translation")
	labelHours      = i18n.T("月に使える時間", "Hours a month")
	hintHours       = i18n.T("副業などに使える時間です。0〜200の数字で書いてください。", "What you could spend on gigs, from 0 to 200.")
	labelZone       = i18n.T("タイムゾーン", "Time zone")
	labelCloseness  = i18n.T("つながり方", "How close to be")
	hintCloseness   = i18n.T("「そっとしておいてほしい」を選ぶと、何もお送りしません。「近況を読むだけ」を選ぶと、お知らせだけをお送りします。", "“Quiet”: we send you nothing. “News”: we send you notices only.")
	labelEmployer   = i18n.T("今の勤務先", "Present employer")
	labelEmployers  = i18n.T("これまでの勤務先", "Former employers")
	labelCompanies  = i18n.T("勤務先", "Companies")
	hintEmployers   = i18n.T("例：「みどり商事、2020-2023」。今の勤務先は「あおぞら製作所、2023-」", "For example: “Midori Trading, 2020-2023”; the present one: “Aozora Works, 2023-”")
	labelAccount    = i18n.T("アカウント", "Account")
	labelAgreedTo   = i18n.T("同意していること", "Agreed to")
	labelText       = i18n.T("キーワード", "Words")
	hintFindText    = i18n.T("名前、部署、スキルなど。例：Go left:2019..2023 hours:>=10 -company:みどり商事", "A name, department, skill… For example: Go left:2019..2023 hours:>=10 -company:Midori")
	hintFindSkill   = i18n.T("例：Go（両方なら「Go Redis」、どちらかなら「Go,Redis」）", "For example: Go (both: “Go Redis”; either: “Go,Redis”)")
	hintFindDept    = i18n.T("部署名の一部でもかまいません。", "A part of its name is enough.")
	hintFindLeft    = i18n.T("例：2019、2019..2023、2020以降", "For example: 2019, 2019..2023, or >=2020")
	labelCompany    = i18n.T("勤務先", "Company")
	hintFindCompany = i18n.T("退職後の勤務先の名前", "Where they have worked since")
	hintAddWord     = i18n.T("追加する言葉（運営担当）", "A word to add (managers)")
	hintMeans       = i18n.T("その言葉が指すスキル", "The skill that it means")
	hintRemoveWord  = i18n.T("削除する言葉（運営担当）", "A word to take back (managers)")
)

// Titles, headings and buttons.
var (
	labelRegister      = i18n.T("アルムナイ登録", "Register as an alumnus")
	labelDoRegister    = i18n.T("登録する", "Register")
	headAbout          = i18n.T("あなたについて", "About you")
	headAbility        = i18n.T("できること・つながり方", "What you do, how close to be")
	headConsent        = i18n.T("同意（どれも任意です）", "Consent (each one is up to you)")
	titleEdit          = i18n.T("プロフィールの編集", "Edit your profile")
	titleFind          = i18n.T("メンバーを探す", "Find members")
	labelSave          = i18n.T("保存する", "Save")
	labelSearch        = i18n.T("探す", "Search")
	labelSearchAgain   = i18n.T("条件を変えて探す", "Search again")
	labelNext          = i18n.T("次へ", "Next")
	labelFirst         = i18n.T("最初に戻る", "Back to the first")
	labelProfile       = i18n.T("プロフィール", "Profile")
	labelEdit          = i18n.T("編集する", "Edit")
	labelVisibility    = i18n.T("公開範囲", "Who sees what")
	labelEmployersEdit = i18n.T("退職後の勤務先", "Employers since leaving")
	labelClosenessEdit = i18n.T("つながり方", "How close to be")
	labelConsent       = i18n.T("同意の状況", "What you agreed to")
	labelAllSkills     = i18n.T("みんなのスキル", "Everybody’s skills")
	labelFind          = i18n.T("メンバーを探す", "Find members")
)

// Levels of closeness and of visibility.
var (
	wordQuiet      = i18n.T("そっとしておいてほしい", "Quiet: please leave me be")
	wordNews       = i18n.T("近況を読むだけ", "News: I just read along")
	wordChat       = i18n.T("ときどき話したい", "Chat: happy to talk now and then")
	wordGigs       = i18n.T("副業の話を聞きたい", "Gigs: open to side jobs")
	wordMentor     = i18n.T("相談に乗りたい", "Mentor: glad to give advice")
	wordReturn     = i18n.T("いつか戻ることも考えている", "Return: may come back one day")
	wordOnlyMe     = i18n.T("自分だけ", "Only me")
	wordToManagers = i18n.T("運営担当まで", "Community managers")
	wordToMembers  = i18n.T("メンバー・社員まで", "Members and employees")
)

// consentText is the version of the words in purposeWords: what a member reads
// when they agree. Whoever changes the words gives it a new value; a test
// notices.
const consentText = "1"

// purpose is a purpose in words: its name, the box, and what agreeing means.
type purpose struct{ name, agree, means i18n.Line }

func purposeWords(p Purpose) purpose {
	switch p {
	case Notices:
		return purpose{
			i18n.T("お知らせ", "Notices"),
			i18n.T("お知らせを受け取る", "Send me notices"),
			i18n.T("会社の近況やイベントの案内を、ダイレクトメッセージで受け取ります。", "Company news and invitations to events, by direct message."),
		}
	case Gigs:
		return purpose{
			i18n.T("副業の案内", "Gig offers"),
			i18n.T("副業の案内を受け取る", "Offer me gigs"),
			i18n.T("書いたスキル・時間・場所に合う副業の案内を、理由つきのダイレクトメッセージで受け取ります。", "Gigs that fit the skills, hours and place you wrote, by direct message, with the reasons."),
		}
	case CheckIns:
		return purpose{
			i18n.T("近況アンケート", "Check-ins"),
			i18n.T("近況アンケートを受け取る", "Send me check-ins"),
			i18n.T("短い質問をときどきダイレクトメッセージで受け取ります。答えるかどうかは毎回選べます。", "Short questions now and then, by direct message. Each time you choose whether to answer."),
		}
	case Directory:
		return purpose{
			i18n.T("名簿", "Directory"),
			i18n.T("名簿に載る", "List me in the directory"),
			i18n.T("メンバーや社員が検索できるようになります。見えるのは名前とアカウント、公開範囲で選んだ項目だけです。", "People here can find you: your name, your account, and only the fields you choose to show."),
		}
	default:
		return purpose{
			i18n.T("人の紹介", "Introductions"),
			i18n.T("人の紹介を受ける", "Introduce me to people"),
			i18n.T("話が合いそうなメンバーや社員を紹介します。会うかどうかは毎回選べます。", "Members or employees with shared topics. Each time you choose whether to meet."),
		}
	}
}
