package gig

import (
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// What routes do, for help.
var (
	sumPost         = i18n.T("副業を募集します", "Offer a gig")
	sumList         = i18n.T("募集中の副業を表示します", "See the open gigs")
	sumShow         = i18n.T("募集の内容を表示します", "See one gig in full")
	sumMine         = i18n.T("自分の募集と応募の数を表示します", "See the gigs you posted and who applied")
	sumApplications = i18n.T("自分の応募の状況を表示します", "See where your applications stand")
)

// Publishing and keeping a gig.
var (
	msgPreview          = i18n.T("公開する前にご確認ください。読む方にはこのように表示されます。", "Please check before publishing. This is what readers will see.")
	msgCardFull         = i18n.T("募集チャンネルと一覧に、この内容を載せます。", "All of this will be in the gig channel and in the list.")
	msgCardShort        = i18n.T("詳しい内容を見られるのは%sの方だけです。募集チャンネルには要点だけを載せます。", "The gig channel shows the main points only. Who can read all of it: %s.")
	msgReach            = i18n.T("\n公開すると、条件に合い、副業の案内に同意しているメンバー*%d人*にダイレクトメッセージで届きます。", "\nWhen you publish, *%d {member|members}* who agreed to gig offers and match will get a direct message.")
	msgReachNobody      = i18n.T("\n条件に合い、副業の案内に同意しているメンバーは今のところいません。", "\nNobody who agreed to gig offers matches right now.")
	msgReachEmployees   = i18n.T("\nダイレクトメッセージは送りません。", "\nNobody gets a direct message.")
	msgDiscarded        = i18n.T("「%s」の下書きを破棄しました。", "The draft “%s” is discarded.")
	msgPublished        = i18n.T("公開しました。", "Published.")
	msgPublishedTo      = i18n.T("公開しました。条件に合うメンバー%d人に案内を送ります。", "Published. %d matching {member gets|members get} a direct message.")
	msgPublishedAlready = i18n.T("この募集はすでに公開されています。", "This gig is published already.")
	msgStale            = i18n.T("下書きに書かれた日付が過ぎています。次の項目を修正してから公開してください：%s", "A date in the draft has passed. Please correct this before publishing: %s")
	msgSame             = i18n.T("変更はありませんでした。", "Nothing was changed.")
	msgEdited           = i18n.T("変更しました：%s。募集チャンネルの表示も更新されます。", "Changed: %s. The card in the channel is updated too.")
	msgPaused           = i18n.T("一時停止しました。再開するまで応募できません。", "Paused. Nobody can apply until you resume.")
	msgResumed          = i18n.T("再開しました。また応募を受け付けます。", "Resumed. People can apply again.")
	msgClosed           = i18n.T("募集を終了しました。", "The gig is closed.")
	msgNotFromHere      = i18n.T("この募集は現在「%s」のため、この操作はできません。", "This cannot be done while the gig is in this state: %s.")
	msgOverForGood      = i18n.T("この募集は「%s」のため変更できません。必要な場合は、新しく募集してください。", "This gig cannot be changed any more (%s). Please post a new one if you need to.")
	msgNotHere          = i18n.T("その募集は見つかりません。", "There is no such gig (any more).")
	msgNotYours         = i18n.T("この操作ができるのは、募集した%sさんと、人事・運営の担当者だけです。", "Only %s, who posted it, and the HR people and community managers can do this.")
)

// The card.
var (
	msgStateLine      = i18n.T("*%s*　公開範囲：%s", "*%s* · Visible to: %s")
	msgOpenLeft       = i18n.T("募集中・残り%d人", "Open · %d {place|places} left")
	msgForSome        = i18n.T("詳しい内容は、%sの方が［詳しく見る］から見られます。", "“Details” shows all of it to: %s.")
	msgUndecided      = i18n.T("*未定*（%s。%sまでに決まります）", "*Undecided* (%s; known by %s)")
	msgUndecidedShort = i18n.T("未定", "undecided")
	typedUndecided    = i18n.T("未定：%s、%s", "undecided: %s, %s")
	msgPayment        = i18n.T("納品から%d日以内", "Within %d {day|days} of delivery")
	msgPaymentAtOnce  = i18n.T("納品と同じ日", "On the day of delivery")
	msgFreeHours      = i18n.T("%d時間", "%d {hour|hours}")
	msgHoursMonth     = i18n.T("月%d時間", "%d {hour|hours} a month")
	msgPeople         = i18n.T("%d人", "%d")
	msgByMember       = i18n.T("%s（メンバー）", "%s (a member)")
	countLine         = i18n.T("応募%d件・返事待ち%d件・採用%d人", "%d {application|applications} · %d waiting for an answer · %d accepted")
	msgChanged        = i18n.T("%s（%s）", "%s (%s)")
	msgOffer          = i18n.T("%sのアルムナイコミュニティから、副業のご案内です。", "A gig for you, from the %s alumni community.")
	msgOfferReasons   = i18n.T("書いていただいたこと：%s", "You wrote: %s")
	msgOfferConsent   = i18n.T("副業の案内に同意されている方にお送りしています。", "You get this because you agreed to gig offers.")
	reasonHours       = i18n.T("月%d時間", "%d h a month")
)

// What time has to say to who posted a gig, and to members.
var (
	msgEnding       = i18n.T("「%s」の募集は%sで終わります。続けますか？", "“%s” ends on %s. Shall it go on?")
	msgStill        = i18n.T("「%s」（%sまで）の内容は、今も正しいですか？3日以内にお返事がない場合は、一時停止します。", "Is “%s” (until %s) still correct? Without an answer within three days it is paused.")
	msgPausedByTime = i18n.T("「%s」を一時停止しました。内容が今も正しければ、すぐに再開できます。", "“%s” is paused. If it is still correct, it can go on at once.")
	msgEnded        = i18n.T("「%s」の募集期間が終わりました。", "The last day of “%s” is over.")
	msgReview       = i18n.T("「%s」で、%d人がお返事を待っています。応募から3営業日以上たった方がいます。", "%[2]d {person waits|people wait} for an answer about “%[1]s”, some for three working days or more.")
	msgCorrect      = i18n.T("ありがとうございます。2週間後にもう一度うかがいます。", "Thank you. We will ask again in two weeks.")
	msgExtended     = i18n.T("%sまで募集を続けます。", "It goes on until %s.")
	msgDaily        = i18n.T("%sのアルムナイコミュニティから、昨日からの新しい副業が%d件あります。", "From the %s alumni community: %d new {gig|gigs} for you since yesterday.")
	msgWeekly       = i18n.T("%sのアルムナイコミュニティから、この1週間の新しい副業が%d件あります。", "From the %s alumni community: %d new {gig|gigs} for you this week.")
	msgLate         = i18n.T("%sのアルムナイコミュニティから、まだお知らせしていなかった副業が%d件あります。", "From the %s alumni community: %d {gig|gigs} that you have not heard of yet.")
)

// Passing a gig on.
var (
	sumReferral       = i18n.T("紹介された副業を見ます", "See a gig that somebody passed on to you")
	sumReferrals      = i18n.T("紹介した副業の状況を表示します", "See whether the gigs you passed on are open")
	msgRefer          = i18n.T("次の文を、紹介したい方に送ってください。", "Send these words to somebody whom it may suit:")
	msgReferWords     = i18n.T("「%s」という副業の紹介です。%sのアルムナイボットに「/gig referral code:%s」と送ると、内容を見られます。", "A side job that may suit you: “%s”. Write “/gig referral code:%[3]s” to the alumni bot of %[2]s to see it.")
	msgReferPrivate   = i18n.T("相手が見たか、応募したかは、あなたには伝わりません。わかるのは、まだ募集中かどうかだけです。", "You are not told whether they look at it or apply, only whether it still is open.")
	msgReferred       = i18n.T("%sさんから、副業の紹介です。見ても応募しても、%[1]sさんには伝わりません。", "%s passed a side job on to you. %[1]s is not told whether you look at it or apply.")
	msgNoReferral     = i18n.T("この紹介は見つかりません。コードをもう一度ご確認ください。", "There is no such referral. Please check the code.")
	msgReferrals      = i18n.T("*紹介した副業*", "*Gigs you passed on*")
	msgReferralsEmpty = i18n.T("まだ紹介した副業はありません。募集の［詳しく見る］から紹介できます。", "You have not passed on a gig yet. The details of a gig have a button for it.")
	msgReferOpen      = i18n.T("募集中", "Open")
	msgReferOver      = i18n.T("募集は終わりました", "Not open any more")
)

// Lists and the home page.
var (
	msgList                 = i18n.T("*募集中の副業*", "*Open gigs*")
	msgListSkill            = i18n.T("*募集中の副業（%s）*", "*Open gigs: %s*")
	msgListEmpty            = i18n.T("今のところ、募集中の副業はありません。", "There are no open gigs right now.")
	msgOneSkill             = i18n.T("スキルは1つだけ書いてください。例：skill:go", "One skill, please, such as skill:go.")
	msgSummary              = i18n.T("*%s*　%s\n%s", "*%s* · %s\n%s")
	msgPart                 = i18n.T("%s：%s", "%s: %s")
	msgWhichGig             = i18n.T("表示したい募集のタイトルを、「/gig show gig:タイトル」のように書いてください。一覧は /gig list で見られます。", "Please name the gig: /gig show gig:title. The list is at /gig list.")
	msgNoSuchTitle          = i18n.T("「%s」という募集中の副業は見つかりません。一覧は /gig list、ご自分の募集は /gig mine で見られます。", "There is no open gig “%s”. Open ones are at /gig list, your own at /gig mine.")
	msgYourApplication      = i18n.T("あなたの応募：%s", "Your application: %s")
	msgMine                 = i18n.T("*あなたの募集*", "*Gigs you posted*")
	msgMineEmpty            = i18n.T("まだ募集はありません。", "You have not posted a gig yet.")
	msgMineLine             = i18n.T("*%s*　%s", "*%s* · %s")
	msgMineCounts           = i18n.T("%s\n%s", "%s\n%s")
	msgOwnApplications      = i18n.T("*あなたの応募*", "*Your applications*")
	msgOwnApplicationsEmpty = i18n.T("応募はまだありません。募集中の副業は /gig list で見られます。", "You have not applied yet. Open gigs are at /gig list.")
	msgOwnApplication       = i18n.T("*%s*　%s", "*%s* · %s")
	msgGoneGig              = i18n.T("（なくなった募集）", "(a gig that is gone)")
	headPosted              = i18n.T("あなたの募集", "Gigs you posted")
	headFitting             = i18n.T("あなたに合う副業", "Gigs that fit you")
	headOpen                = i18n.T("募集中の副業", "Open gigs")
	headApplications        = i18n.T("あなたの応募", "Your applications")
	msgNothingPosted        = i18n.T("公開中の募集はありません。", "You have no published gig at the moment.")
	msgWaitingForYou        = i18n.T("返事待ちの応募が*%d件*あります。", "*%d {application waits|applications wait}* for your answer.")
	msgFitting              = i18n.T("*%s*　%s　%s", "*%s* · %s · %s")
	msgNothingFits          = i18n.T("今のところ、条件に合う募集はありません。", "Nothing fits right now.")
)

func stateWords(s State) i18n.Line {
	switch s {
	case Draft:
		return i18n.T("下書き", "Draft")
	case Open:
		return i18n.T("募集中", "Open")
	case Paused:
		return i18n.T("一時停止中", "Paused")
	case Filled:
		return i18n.T("採用決定", "Filled")
	case Closed:
		return i18n.T("募集終了", "Closed")
	default:
		return i18n.T("応募期間終了", "Expired")
	}
}

func changeWords(w Change) i18n.Line {
	switch w {
	case WasCreated:
		return i18n.T("%s　%sさんが作成", "%s: drafted by %s")
	case WasPublished:
		return i18n.T("%s　%sさんが公開", "%s: published by %s")
	case WasEdited:
		return i18n.T("%s　%sさんが変更", "%s: changed by %s")
	case WasPaused:
		return i18n.T("%s　%sさんが一時停止", "%s: paused by %s")
	case WasLeftAlone:
		return i18n.T("%s　確認への返事がなく一時停止", "%s: paused, nobody said that it is still correct")
	case WasExpired:
		return i18n.T("%s　募集期間が終了", "%s: its last day is over")
	case WasResumed:
		return i18n.T("%s　%sさんが再開", "%s: resumed by %s")
	case WasFilled:
		return i18n.T("%s　募集人数に到達", "%s: every place is taken")
	case WasReopened:
		return i18n.T("%s　枠が空いたため募集を再開", "%s: open again, a place became free")
	default:
		return i18n.T("%s　%sさんが終了", "%s: closed by %s")
	}
}

func countText(l bot.Localizer, g Gig) bot.Text {
	return l.Text(countLine, g.Applied, len(g.Waiting), g.Accepted)
}

// fieldList names fields of the form, as people read lists.
func fieldList(l bot.Localizer, names []string) string {
	labels := make([]string, len(names))
	for i, name := range names {
		labels[i] = l.Label(fieldLabel(name))
	}
	return i18n.List(l.Language(), labels)
}

var (
	reasonSeparator = i18n.T("・", "; ")
	valueSeparator  = i18n.T("　", " · ")
)

// joined puts short reasons side by side.
func joined(l bot.Localizer, parts []string) string {
	return strings.Join(parts, l.Label(reasonSeparator))
}

// inRow puts labelled values side by side.
func inRow(l bot.Localizer, parts []string) string {
	return strings.Join(parts, l.Label(valueSeparator))
}
