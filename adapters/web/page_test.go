package web

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/alumnibot/alumnibot/bot"
)

func TestPageFormWithFaults(t *testing.T) {
	s, f, _ := open(t, nil)
	s.visit("web:sato", "web:#gigs")
	s.enter("/gig post")
	s.says("dialog.sheet h2", "募集を出す")
	s.see(`document.activeElement.name === "title"`)
	s.see(`!document.querySelector("[data-field=agree] input").checked`)
	s.typed(`[data-field=task] textarea`, "在庫APIを書き直す")
	s.click(`dialog.sheet [type=submit]`)

	s.says(`[data-fault=title]`, "在庫APIの書き直し")
	s.see(`document.activeElement.name === "title" && document.activeElement.getAttribute("aria-invalid") !== null`)
	s.see(`document.activeElement.getAttribute("aria-describedby").split(" ").some((id) => document.getElementById(id).textContent.includes("入力してください"))`)
	s.see(`document.querySelector("[data-field=task] textarea").value === "在庫APIを書き直す"`)
	s.says(`dialog.sheet [role=alert]`, "2か所")

	s.typed(`[data-field=title] input`, "在庫API")
	s.see(`document.querySelector("[data-fault=title]").hidden`)
	s.click(`[data-field=who] input[value=all]`)
	s.typed(`[data-field=places] input`, "２")
	s.typed(`[data-field=deadline] input`, "12/20")
	s.typed(`[data-field=contact] input`, "さと")
	s.typed(`[data-field=contact] input`, strings.Repeat(kb.Backspace, 2)+"佐藤")
	s.says(`[data-field=contact] [role=option]`, "佐藤 恵子")
	s.typed(`[data-field=contact] input`, kb.Tab)
	s.click(`[data-field=skills] input[value=go]`)
	s.click(`[data-field=skills] input[value=redis]`)
	s.see(`(() => { const e = document.querySelector("[data-field=place] select"); e.value = "remote"; return true; })()`)
	s.click(`[data-field=agree] input`)
	s.click(`dialog.sheet [type=submit]`)
	s.says(`li[data-private]`, "公開しました。")
	s.see(`document.querySelector("dialog") === null && document.querySelector("[data-banner=draft]") === null`)
	s.says(`li[data-author=bot] h3`, "在庫API")
	s.says(`li[data-author=bot] summary`, "1件の返信")

	want := bot.Values{"title": "在庫API", "task": "在庫APIを書き直す", "who": "all", "places": "２", "deadline": "12/20",
		"contact": "web:sato", "skills": "go,redis", "place": "remote", "agree": "yes"}
	sent := f.latest().(bot.Sent)
	if fmt.Sprint(sent.Values) != fmt.Sprint(want) {
		t.Errorf("the bot was sent %v\nwant %v", sent.Values, want)
	}
}

// On Discord's screen the form comes in parts, and faults in a private answer.
func TestPageAsDiscord(t *testing.T) {
	s, f, _ := open(t, nil)
	s.visit("web:sato", "web:#gigs")
	s.click(`[data-look-choice=discord]`)
	s.see(`document.documentElement.dataset.look === "discord"`)
	s.enter("/gig post")
	s.says("dialog.sheet .part", "1/2")
	s.see(`document.querySelectorAll("dialog.sheet .field").length === 4`)
	s.click(`dialog.sheet [type=submit]`)
	s.says(`li[data-private]`, "入力してください")
	s.see(`document.querySelector("dialog") === null`)
	s.enter("/gig post")
	s.typed(`[data-field=title] input`, "在庫API")
	s.click(`dialog.sheet [type=submit]`)
	s.says(`li[data-private] button`, "続ける")
	s.click(fmt.Sprintf(`button[data-action="%s"]`, action("post.next", "").Encode()))
	s.says("dialog.sheet .part", "2/2")
	if traits := f.latest().About().Traits; traits.FormFields != 5 || traits.InlineFaults {
		t.Errorf("traits %+v", traits)
	}
	s.do(reload())
	s.see(`document.documentElement.dataset.look === "discord" && document.querySelector("[data-me='web:sato']") !== null`)
}

func TestPagePrivateAnswersAndSwitching(t *testing.T) {
	s, _, _ := open(t, nil)
	s.visit("web:hana", "web:#gigs")
	s.enter("/gig list")
	s.says(`li[data-private] .only`, "あなただけに表示")
	s.says(`li[data-private].echo`, "/gig list")
	s.click(`[data-me]`)
	s.typed(`dialog.people input`, "ｋｅｎ")
	s.see(`document.querySelectorAll("dialog.people [data-person]").length === 1`)
	s.press("Enter", 13)
	s.see(`document.querySelector("[data-me='web:ken']") !== null && document.documentElement.lang === "en"`)
	s.see(`document.querySelectorAll("li[data-message]").length === 0`)
	s.says(`.opening`, "The beginning of #gigs")
	s.click(`.cast [data-person="web:hana"]`)
	s.see(`document.querySelectorAll("li[data-message]").length === 2`)
	s.click(`li[data-private].echo .only .link`)
	s.see(`document.querySelectorAll("li[data-message]").length === 1`)
	s.click(`[data-locale=en]`)
	s.says(`li[data-private] .only`, "Only you can see this")
	s.see(`document.querySelector(".cast [data-person='web:hana']").getAttribute("aria-pressed") === "true"`)
}

func TestPageButtonsAndUpdates(t *testing.T) {
	s, f, a := open(t, nil)
	s.visit("web:hana", "home")
	s.says(".homepage", "こんにちは")
	ref := sends(t, a, bot.Outgoing{Key: "1", User: "web:hana", Message: gigCard(bot.Japanese, hostile, "募集中")})
	s.says(`[data-conversation=direct] [data-unread]`, "1")
	s.click(`[data-conversation=direct]`)
	s.says(`h3.heading`, hostile)
	s.see(`document.querySelector("[data-conversation=direct] [data-unread]") === null`)
	s.see(`document.querySelector(".mention").textContent === "@佐藤 恵子"`)
	s.see(`(() => { const a = document.querySelector("li a[href^=http]"); return a.rel.includes("noopener") && a.target === "_blank"; })()`)
	s.click(fmt.Sprintf(`button[data-action="%s"]`, action("gig.apply", "g1").Encode()))
	s.typed(`[data-field=title] input`, "よろしく")
	s.typed(`[data-field=title] input`, kb.Enter)
	s.says(fmt.Sprintf(`li[data-message="%s"]`, ref), "応募しました。")
	s.says(fmt.Sprintf(`li[data-message="%s"]`, ref), "編集済み")

	s.enter("/slow")
	<-f.begun
	s.see(`!document.querySelector(".thinking").hidden`)
	close(f.gate)
	s.says(`li[data-author=bot]`, "お待たせしました。")
	s.see(`document.querySelector(".thinking").hidden`)
	s.enter("/export")
	s.says(`a.file[download]`, "あなたのデータ.json")
}

func TestPageCompletion(t *testing.T) {
	s, f, _ := open(t, nil)
	s.visit("web:sato", "web:#gigs")
	s.typed(line, "/gi")
	s.says(`.composer [role=option]`, "/gig list")
	s.see(`(() => { const l = document.querySelector("` + line + `"); return l.getAttribute("role") === "combobox" && l.getAttribute("aria-expanded") === "true" && document.getElementById(l.getAttribute("aria-controls")).getAttribute("role") === "listbox"; })()`)
	s.typed(line, kb.ArrowDown)
	s.see(`document.getElementById(document.querySelector("` + line + `").getAttribute("aria-activedescendant")).getAttribute("aria-selected") === "true"`)
	s.typed(line, kb.Enter)
	s.see(`document.querySelector("` + line + `").value === "/gig post "`)
	s.says(`.composer [role=option]`, "skills:")
	s.typed(line, "sk")
	s.see(`document.querySelectorAll(".composer [role=option]").length === 1`)
	s.typed(line, kb.Tab)
	s.see(`document.querySelector("` + line + `").value === "/gig post skills:"`)
	s.typed(line, "kub")
	s.says(`.composer [role=option]`, "kubernetes")
	s.typed(line, kb.Escape)
	s.see(`document.querySelector(".composer [role=listbox]").hidden && !document.querySelector("` + line + `").hasAttribute("role")`)
	s.typed(line, kb.Enter)
	s.says("dialog.sheet h2", "募集を出す")
	if e := f.latest().(bot.UsedCommand); e.Line != "/gig post skills:kub" {
		t.Errorf("the bot was told %q", e.Line)
	}
}

func TestPageShortcut(t *testing.T) {
	s, f, _ := open(t, nil)
	s.visit("web:sato", "web:#gigs")
	s.enter("手伝ってくれる方を探しています")
	s.says(`li[data-author="web:sato"]`, "探しています")
	s.visit("web:suzuki", "web:#gigs")
	s.click(`li[data-author="web:sato"] .tools > button`)
	s.says(`[role=menuitem]`, "募集として投稿")
	s.click(`[data-shortcut="gig.post"]`)
	s.says("dialog.sheet h2", "募集を出す")
	if e, ok := f.latest().(bot.UsedCommand); !ok || e.On == nil || e.On.Text != "手伝ってくれる方を探しています" {
		t.Errorf("the bot was told %+v", f.latest())
	}
}

func TestPageKeepsWhatWasTyped(t *testing.T) {
	s, _, _ := open(t, nil)
	s.visit("web:sato", "web:#gigs")
	s.typed(line, "まだ途中")
	s.visit("web:sato", "direct")
	s.see(`document.querySelector("` + line + `").value === ""`)
	s.visit("web:sato", "web:#gigs")
	s.see(`document.querySelector("` + line + `").value === "まだ途中"`)
	s.emptied()

	s.enter("/gig post")
	s.typed(`[data-field=title] input`, "在庫API")
	s.click(`[data-field=who] input[value=all]`)
	s.typed(`[data-field=title] input`, kb.Escape)
	s.see(`document.querySelector("dialog") === null`)
	s.do(reload())
	s.says(`[data-banner=draft]`, "募集を出す")
	s.click(`[data-banner=draft] button`)
	s.see(`document.querySelector("[data-field=title] input").value === "在庫API" && document.querySelector("[data-field=who] input[value=all]").checked`)
	s.click(`dialog header button`)
	s.click(`[data-banner=draft] button:last-child`)
	s.see(`document.querySelector("[data-banner]") === null`)

	s.enter("/gig post")
	s.says("dialog.sheet h2", "募集を出す")
	s.click(`dialog header button`)
	s.see(`document.querySelector("dialog") === null && document.querySelector("[data-banner]") === null`)
}

func TestPageReset(t *testing.T) {
	ready := errors.New("not yet")
	s, _, a := open(t, func(c *Config) {
		c.NothingKept = true
		c.Reset = func(context.Context) error { return ready }
	})
	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("before")})
	s.visit("web:hana", "direct")
	s.says(`[data-banner=nothing-kept]`, "保存されません")
	s.says(`li[data-message]`, "before")
	again := func() {
		s.click(`[data-settings]`)
		s.click(`[data-reset]`)
		s.says(`[role=alertdialog]`, "最初の状態に戻しますか？")
		s.click(`[role=alertdialog] .danger`)
	}
	again()
	s.says(`[data-toast=error]`, "いまは応答できません")
	ready = nil
	s.click(`[role=alertdialog] .ordinary`)
	again()
	s.says(`[data-toast=note]`, "最初の状態に戻しました。")
	s.see(`document.querySelectorAll("li[data-message]").length === 0`)
}

// A page whose server went away says so, and has what it missed when there is
// one again, with the same data.
func TestPageReconnects(t *testing.T) {
	path := chromium(t)
	a, f, redis := playground(t)
	address, stop := running(t, a, f)
	s := browse(t, path, address)
	s.expect("ERR_CONNECTION_REFUSED")
	s.visit("web:hana", "direct")
	stop()
	s.says(`[data-banner=offline]`, "つなぎ直しています")
	s.enter("聞こえますか")
	s.says(`[data-toast=error]`, "送信できませんでした")
	s.see(`document.querySelector("` + line + `").value === "聞こえますか"`)

	second := New(seed(redis.DB))
	sends(t, second, bot.Outgoing{User: "web:hana", Message: say("while you were away")})
	f.send = second
	runningAt(t, second, f, strings.TrimPrefix(address, "http://"))
	s.says(`li[data-message]`, "while you were away")
	s.see(`document.querySelector("[data-banner=offline]") === null`)
	s.typed(line, kb.Enter)
	s.says(`li[data-author=bot]`, "聞こえますか")
}

func TestPageGuide(t *testing.T) {
	s, f, _ := open(t, nil)
	s.visit("web:hana", "home")
	s.click(`[data-step="1"] button`)
	s.see(`document.querySelector("[data-me='web:sato']") !== null && document.querySelector("` + line + `").value === "/gig post"`)
	s.see(`document.activeElement === document.querySelector("` + line + `")`)
	if e := f.latest(); e != nil {
		if _, ok := e.(bot.Opened); !ok {
			t.Errorf("the guide did something by itself: %+v", e)
		}
	}
	s.see(`document.querySelector("[data-step='1']").classList.contains("done")`)
}
