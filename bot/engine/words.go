package engine

import "github.com/alumnibot/alumnibot/bot/i18n"

var (
	sayOutsider   = i18n.T("申し訳ありません。ご利用いただけるのは、%sのアルムナイコミュニティの方だけです。", "Sorry, this is only for people in the alumni community of %s.")
	sayNotAllowed = i18n.T("この操作ができるのは%sの方です。", "Only these people can do this: %s.")
	sayJoin       = i18n.T("先にアルムナイ登録をお願いします。/%s か、下のボタンから登録できます。", "Please register first: with /%s or the button below.")
	labelJoin     = i18n.T("登録する", "Register")
	sayElsewhere  = i18n.T("これは別のコミュニティのものです。", "This belongs to another community.")
	sayGone       = i18n.T("このボタンはもう使えません。/alumni home からやり直してください。", "This button no longer works. Please start again from /alumni home.")
	sayExpired    = i18n.T("このフォームは期限切れです。お手数ですが、もう一度開いてください。", "This form has expired. Please open it again.")
	sayNotYours   = i18n.T("これはほかの方が開いたフォームです。ご自分で開き直してください。", "Somebody else opened this form. Please open your own.")
	sayDone       = i18n.T("この操作は完了しています。", "This has already been done.")
	sayBusy       = i18n.T("ほかの方が同時に更新しています。少し待って、もう一度お試しください。", "Others are changing this right now. Please try again in a moment.")
	sayAgain      = i18n.T("いま接続できません。少し待って、もう一度お試しください。（照会番号 %s）", "We can't reach our data right now. Please try again in a moment. (Reference %s)")
	saySorry      = i18n.T("申し訳ありません。うまくいきませんでした。続くときは、照会番号%sを管理者にお知らせください。", "Sorry, something went wrong. If it keeps happening, tell an admin this reference: %s")
	sayWhich      = i18n.T("どのコミュニティのことでしょうか。", "Which community is this about?")

	sayHome      = i18n.T("ホームを表示します", "Show your home page")
	sayHomeTitle = i18n.T("%s アルムナイ", "%s alumni")

	sayForm       = i18n.T("「%s」はフォームで入力します。下のボタンから開いてください。", "“%s” is a form. Please open it with the button below.")
	labelForm     = i18n.T("フォームを開く", "Open the form")
	sayFix        = i18n.T("入力内容をご確認ください（%d件）。入力した内容は残っています。", "Please check %d {field|fields}. What you typed is kept.")
	labelFix      = i18n.T("修正する", "Fix")
	sayContinue   = i18n.T("「%s」の%d/%dまで入力しました。続きを入力してください。", "“%s”: part %d of %d is done. Please go on.")
	labelContinue = i18n.T("続ける", "Continue")
	labelNext     = i18n.T("次へ", "Next")

	sayOption        = i18n.T("%s：%s", "%s: %s")
	sayUnknownOption = i18n.T("「%s」を読み取れませんでした。使える項目：%s", "I couldn't read “%s”. You can use: %s")
	sayNoOptions     = i18n.T("このコマンドのあとには何も付けられません。", "This command takes nothing after it.")

	sayMissing    = i18n.T("入力してください。", "Please fill this in.")
	sayTooLong    = i18n.T("%d文字以内で入力してください（現在%d文字）。", "At most %d characters, please. This has %d.")
	sayOneLine    = i18n.T("1行で入力してください。", "One line only, please.")
	sayNumber     = i18n.T("%dから%dまでの整数で入力してください。", "A whole number from %d to %d, please.")
	sayDay        = i18n.T("実在する日付を、2026-12-10や12月10日のように入力してください。", "A day that exists, please, such as 2026-12-10 or 10 Dec.")
	sayDayFrom    = i18n.T("%s以降の日付を入力してください。", "A day from %s on, please.")
	sayDayUntil   = i18n.T("%sまでの日付を入力してください。", "A day up to %s, please.")
	sayDayBetween = i18n.T("%sから%sまでの日付を入力してください。", "A day from %s to %s, please.")
	sayPick       = i18n.T("次の中から選んでください：%s", "Please choose from: %s")
	sayPerson     = i18n.T("このワークスペースの方を選んでください。", "Please choose somebody from this workspace.")
	sayTick       = i18n.T("「はい」か「いいえ」で入力してください。", "Please say yes or no.")
	sayTwice      = i18n.T("同じ項目が2回あります。1回だけ入力してください。", "This is given twice. Once, please.")
	sayCharacters = i18n.T("表示できない文字が含まれています。取り除いて入力してください。", "This holds characters that cannot be shown. Please remove them.")

	roleMember   = i18n.T("登録メンバー", "registered members")
	roleEmployee = i18n.T("社員", "employees")
	roleHR       = i18n.T("人事担当", "HR")
	roleManager  = i18n.T("コミュニティ運営", "community managers")
	roleAdmin    = i18n.T("管理者", "admins")
)
