package link

import "github.com/alumnibot/alumnibot/bot/i18n"

var (
	sumLink  = i18n.T("ほかのアカウントとつなぎます", "Link another account of yours")
	hintCode = i18n.T("もう一方のアカウントに表示されたコード", "The code that your other account was shown")

	msgIntro      = i18n.T("ほかのサービスやワークスペースで使っているアカウントからも、同じメンバーとして利用できるようになります。", "Link an account that you use elsewhere, and both are one member.")
	msgIntroNew   = i18n.T("もう一方のアカウントで登録済みなら、つなぐと、このアカウントからも同じメンバーとして利用できます。", "If your other account is registered, link it, and this one is the same member.")
	msgTypeCode   = i18n.T("つなぎたいアカウントで、このとおり送ってください：%s", "With the other account, send exactly this: %s")
	msgCodeSecret = i18n.T("コードが使えるのは%d分間、1回だけです。ほかの方には教えないでください。", "The code works once, within %d minutes. Do not give it to anybody.")

	headAccounts    = i18n.T("つながっているアカウント", "Linked accounts")
	msgAccounts     = i18n.T("いま%d個のアカウントがつながっています。", "%d {account is|accounts are} linked now.")
	msgHere         = i18n.T("お知らせは、このアカウントに届きます。", "Messages come to this account.")
	msgElsewhere    = i18n.T("お知らせは、別のアカウントに届きます。", "Messages come to another account.")
	labelHere       = i18n.T("ここで受け取る", "Get them here")
	labelPartThis   = i18n.T("このアカウントを外す", "Unlink this account")
	labelPartOthers = i18n.T("ほかのアカウントを外す", "Unlink the others")

	msgNoCode    = i18n.T("コードは「K7Q2F-9MXTB」のような10文字です。もう一方のアカウントで /alumni link と送ると表示されます。", "A code has ten letters and digits, such as K7Q2F-9MXTB. Send /alumni link with your other account to be shown one.")
	msgWrongCode = i18n.T("このコードは使えません。もう一方のアカウントで /alumni link と送って、新しいコードを入力してください。（あと%d回）", "This code does not work. Send /alumni link with your other account, and type the new one. (%d {try|tries} left)")
	msgLocked    = i18n.T("違うコードが続いたため、いまは入力できません。%d分ほど待って、もう一度お試しください。", "There were too many wrong codes. Please wait %d {minute|minutes} and try again.")
	msgOwnCode   = i18n.T("これはこのアカウントに表示されたコードです。もう一方のアカウントで入力してください。", "This code was shown to this very account. Type it with your other one.")

	msgAskOther   = i18n.T("*%s*さんのアカウントと、このアカウントをつなぎますか。", "Link this account with that of *%s*?")
	msgAskOwn     = i18n.T("*%s*さんのアカウントを、あなたの登録につなぎますか。", "Link the account of *%s* with your registration?")
	msgAskWarning = i18n.T("つなぐと、どちらからも同じプロフィールや応募を見たり変えたりできます。ご自分のアカウントでなければ、つながないでください。", "Both will be able to see and change the same profile and applications. If it is not your own account, do not link it.")
	labelLink     = i18n.T("つなぐ", "Link")

	msgLinked        = i18n.T("アカウントがつながりました。どちらも*%s*さんとして利用できます。", "The accounts are linked. Both are *%s* now.")
	msgLinkedEffect  = i18n.T("プロフィール、同意、応募は共通です。つなぐ前の内容は、そのまま残っています。", "They share profile, consents and applications. Everything is as it was before.")
	msgLinkedAlready = i18n.T("このふたつのアカウントは、もうつながっています。", "These two accounts are linked already.")
	msgTwoMembers    = i18n.T("どちらのアカウントも別々に登録されているため、つなげません。同意や応募が混ざらないよう、片方の登録を削除してからつなぎます。管理者にご相談ください。", "Both accounts are registered, each as a member of its own, so they cannot be linked: consents and applications must not mix. Ask an admin to delete one of the registrations first.")
	msgNobody        = i18n.T("どちらのアカウントも、まだ登録されていません。どちらかで登録してから、もう一度［つなぐ］を押してください。", "Neither account is registered yet. Register with one of them, then press Link again.")
	labelRegister    = i18n.T("登録する", "Register")
	msgManyAccounts  = i18n.T("つなげるアカウントは%d個までです。/alumni link で不要なものを外してください。", "At most %d {account|accounts} can be linked. Unlink one with /alumni link first.")
	msgCodeOver      = i18n.T("このコードはもう使えません。もう一方のアカウントで /alumni link と送って、新しいコードを入力してください。", "This code is over. Send /alumni link with your other account, and type the new one.")
	msgCodeUsed      = i18n.T("このアカウントは、もうつながっています。", "This account is linked already.")

	msgNothingLinked = i18n.T("つながっているアカウントはありません。/alumni link でつなげます。", "No other account is linked. Link one with /alumni link.")
	msgThisGone      = i18n.T("このアカウントは外れました。ここでは登録されていない状態です。もう一度つなぐには /alumni link を使ってください。", "This account is unlinked: here, you are not registered any more. To link it again, use /alumni link.")
	msgOtherGone     = i18n.T("ほかのアカウントは外れました。このアカウントの登録はそのままです。", "The other account is unlinked. This one stays registered.")
)
