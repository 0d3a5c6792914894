package seed

import "github.com/alumnibot/alumnibot/bot"

// offer is one gig of the seed and what became of it.
type offer struct {
	by       string
	daysAgo  int // when it was posted
	deadline int // days from the seed's today; may be in the past
	values   bot.Values
	applied  []applicant
	end      ending
}

// applicant is somebody who applied, and what HR pressed then.
type applicant struct {
	user    string
	message string
	verdict string // a route, or empty: no answer yet
}

// ending is what the poster did last; empty: nothing.
type ending string

const (
	staysDraft ending = "draft"
	paused     ending = "gig.pause"
	closed     ending = "gig.close"
)

const (
	talk    = "gig.talk"
	accept  = "gig.accept"
	decline = "gig.decline"
)

// offers are the gigs, in every state that there is: open, paused, filled,
// closed, expired, and one that is not published yet.
var offers = []offer{
	{
		by: "sato", daysAgo: 5, deadline: 18,
		values: bot.Values{
			"title": "在庫APIの応答改善（Go・Redis）", "client": "Tsubame Works 開発部", "skills": "go, redis", "audience": "alumni",
			"task":   "在庫照会APIの応答が遅くなっています。原因の調査、キャッシュの設計と実装、測定結果のまとめをお願いします。",
			"period": "12月から2か月", "place": "リモート", "hours": "20", "people": "2", "pay": "時給6,000円", "payment": "30",
		},
		applied: []applicant{{"m001", "同じAPIの初期版を担当していました。週5時間ほど動けます。", talk}, {"m011", "キャッシュの設計は今の仕事でもやっています。", ""}},
	},
	{
		by: "sato", daysAgo: 9, deadline: 12,
		values: bot.Values{
			"title": "新製品サイトの英訳と校正", "client": "Tsubame Works 海外事業部", "skills": "翻訳, 英語", "audience": "alumni",
			"task":   "新製品の紹介ページ（日本語で約8,000字）を英訳し、英語話者の目で校正してください。用語集があります。",
			"period": "12月中旬から3週間", "place": "リモート", "hours": "15", "people": "1", "pay": "一式12万円", "payment": "30",
		},
		applied: []applicant{{"m004", "海外事業部で製品資料を10年訳していました。", ""}},
	},
	{
		by: "alice", daysAgo: 3, deadline: 25,
		values: bot.Values{
			"title": "Interviews with first-time users", "client": "Tsubame Works Design", "skills": "ux research", "audience": "everyone",
			"task":   "Plan and run eight remote interviews with people who use our app for the first time, and sum up what you learn in five pages.",
			"period": "January to February", "place": "remote", "hours": "25", "people": "1", "pay": "300,000 JPY", "payment": "45",
		},
	},
	{
		by: "suzuki", daysAgo: 2, deadline: 30,
		values: bot.Values{
			"title": "若手営業むけ勉強会の講師", "client": "Tsubame Works 営業部", "skills": "営業, プレゼンテーション", "audience": "alumni",
			"task":   "入社3年目までの営業10人に、提案の組み立て方を話していただきます。90分を3回、資料は一緒に作ります。",
			"period": "1月の毎週水曜", "place": "大阪", "hours": "8", "people": "1", "pay": "1回5万円",
			"payment": "未定: 経理と調整中, 12/20",
		},
	},
	{
		by: "alice", daysAgo: 1, deadline: 28,
		values: bot.Values{
			"title": "需要予測モデルの見直し", "client": "Tsubame Works データ分析室", "skills": "python, machine learning", "audience": "alumni",
			"task":   "季節商品の需要予測が外れがちです。特徴量と評価の方法を見直し、来期に使えるノートブックにまとめてください。",
			"period": "未定: 現場と調整中, 12/15", "place": "リモート", "hours": "30", "people": "1", "pay": "月20万円", "payment": "30",
		},
		applied: []applicant{{"m008", "統計の学習会を社内で続けています。", decline}},
	},
	{
		by: "sato", daysAgo: 14, deadline: 10, end: paused,
		values: bot.Values{
			"title": "採用広報の記事づくり", "client": "Tsubame Works 人事部", "skills": "ライティング, 採用", "audience": "everyone",
			"task":   "社員3人に話を聞き、1本2,000字ほどの記事にまとめてください。写真はこちらで用意します。",
			"period": "12月から1か月", "place": "東京", "hours": "12", "people": "1", "pay": "1本4万円", "payment": "30",
		},
	},
	{
		by: "sato", daysAgo: 20, deadline: 8,
		values: bot.Values{
			"title": "契約書ひな形の点検", "client": "Tsubame Works 法務部", "skills": "契約実務", "audience": "alumni",
			"task":   "業務委託契約のひな形5点を読み、今の法律に合わないところと直し方を一覧にしてください。",
			"period": "12月中", "place": "リモート", "hours": "10", "people": "1", "pay": "一式8万円", "payment": "30",
		},
		applied: []applicant{{"m015", "契約審査を担当しています。", decline}, {"m005", "法務部でこのひな形を作った一人です。", accept}},
	},
	{
		by: "alice", daysAgo: 18, deadline: 6,
		values: bot.Values{
			"title": "Figma部品集の整理", "client": "Tsubame Works デザイン室", "skills": "figma, ui design", "audience": "alumni",
			"task":   "散らばった画面部品を一つのライブラリーにまとめ、使い方を1ページに書いてください。",
			"period": "11月から2か月", "place": "リモート", "hours": "16", "people": "1", "pay": "時給5,000円", "payment": "30",
		},
		applied: []applicant{{"m009", "部品集の最初の版を作りました。続きをやらせてください。", accept}},
	},
	{
		by: "suzuki", daysAgo: 25, deadline: 3, end: closed,
		values: bot.Values{
			"title": "工場見学の案内役", "client": "Tsubame Works 製造技術部", "skills": "品質管理", "audience": "everyone",
			"task":   "学生20人の見学で、品質の仕事を30分ほど話していただきます。",
			"period": "11月末の1日", "place": "名古屋", "hours": "4", "people": "2", "pay": "3万円", "payment": "20",
		},
		applied: []applicant{{"m003", "品質管理を8年担当しました。", accept}},
	},
	{
		by: "alice", daysAgo: 28, deadline: 2, end: closed,
		values: bot.Values{
			"title": "経費精算の手順書づくり", "client": "Tsubame Works 経理部", "skills": "経理, excel", "audience": "alumni",
			"task":   "新しい経費精算の流れを、初めての人が迷わない手順書にしてください。画面の写しは用意します。",
			"period": "11月の2週間", "place": "リモート", "hours": "6", "people": "1", "pay": "5万円", "payment": "30",
		},
	},
	{
		by: "sato", daysAgo: 40, deadline: -12,
		values: bot.Values{
			"title": "広告運用の引き継ぎ支援", "client": "Tsubame Works マーケティング部", "skills": "広告運用", "audience": "alumni",
			"task":   "担当の交代に合わせて、運用の考え方と毎週の作業を新しい担当に伝えてください。",
			"period": "10月から1か月", "place": "リモート", "hours": "10", "people": "1", "pay": "10万円", "payment": "30",
		},
	},
	{
		by: "alice", daysAgo: 0, deadline: 30, end: staysDraft,
		values: bot.Values{
			"title": "社内Wikiの英語ページ", "client": "Tsubame Works 開発部", "skills": "英語", "audience": "everyone",
			"task":   "開発部のWikiから、海外の同僚がよく読む20ページを英語にしてください。",
			"period": "1月から2か月", "place": "リモート", "hours": "10", "people": "1", "pay": "時給4,000円", "payment": "30",
		},
	},
}
