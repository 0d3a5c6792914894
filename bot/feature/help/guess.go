package help

import (
	"slices"
	"strings"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/i18n"
)

// hints are words in which people ask for what a command does, by command, in
// both languages. Where several commands fit, those further up come first.
var hints = []struct{ command, words string }{
	{"alumni consent", "同意 やめたい 止めて 停止 解除 迷惑 退会 脱退 削除 unsubscribe consent stop delete leave quit"},
	{"alumni snooze", "休み 休止 しばらく 一時停止 pause snooze break vacation"},
	{"alumni register", "登録 参加 入りたい はじめ 始め register join sign start"},
	{"gig post", "募集した 募集を出 依頼した 人を探 お願いした post hire recruit offer"},
	{"gig applications", "応募 選考 application applied"},
	{"gig list", "副業 仕事 案件 募集 業務委託 gig job work project"},
	{"alumni profile", "プロフィール 登録内容 変更 修正 スキル profile change edit update skill"},
	{"alumni closeness", "つながり方 距離 closeness"},
	{"alumni find", "名簿 メンバー 探し さがし 検索 会いたい だれ 誰 find search member people who"},
	{"checkin mine", "アンケート 回答 近況 check-in checkin survey answer"},
	{"checkin new", "アンケートを作 アンケートを送 new check-in ask everybody"},
	{"broadcast new", "配信 お知らせを送 一斉 全員に broadcast announce everybody newsletter"},
	{"alumni link", "連携 つなぐ リンク 別のアカウント slack discord link account"},
	{"alumni setup", "設定 チャンネル setup channel configure"},
}

// maxGuesses is how many commands are offered to whoever wrote something else.
const maxGuesses = 3

// toRegister is what those are offered who ask for what members can do.
const toRegister = "alumni register"

// guess finds commands, of those given, that may be meant by what somebody wrote
// in their own words.
func guess(typed string, mine []bot.Route) []bot.Route {
	typed = " " + i18n.Fold(typed) + " "
	var found []bot.Route
	offer := func(command string) {
		if at := slices.IndexFunc(mine, func(r bot.Route) bool { return r.Command == command }); at >= 0 {
			found = append(found, mine[at])
		}
	}
	understood := false
	for _, h := range hints {
		if slices.ContainsFunc(strings.Fields(h.words), func(word string) bool { return says(typed, i18n.Fold(word)) }) {
			understood = true
			offer(h.command)
		}
	}
	if understood && len(found) == 0 {
		offer(toRegister)
	}
	return found[:min(len(found), maxGuesses)]
}

// says reports whether a folded text holds a word: a Latin one from its beginning
// on, as in jobs, others anywhere.
func says(text, word string) bool {
	if word[0] < 0x80 {
		word = " " + word
	}
	return strings.Contains(text, word)
}
