package web

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/alumnibot/alumnibot/adapters/web/webtest"
	"github.com/alumnibot/alumnibot/bot"
)

func TestPageFormWithFaults(t *testing.T) {
	s, f, _ := open(t, nil)
	s.Visit("web:sato", "web:#gigs")
	s.Enter("/gig post")
	s.Says("dialog.sheet h2", "募集を出す")
	s.See(`document.activeElement.name === "title"`)
	s.See(`!document.querySelector("[data-field=agree] input").checked`)
	s.Type(`[data-field=task] textarea`, "在庫APIを書き直す")
	s.Click(`dialog.sheet [type=submit]`)

	s.Says(`[data-fault=title]`, "在庫APIの書き直し")
	s.See(`document.activeElement.name === "title" && document.activeElement.getAttribute("aria-invalid") !== null`)
	s.See(`document.activeElement.getAttribute("aria-describedby").split(" ").some((id) => document.getElementById(id).textContent.includes("入力してください"))`)
	s.See(`document.querySelector("[data-field=task] textarea").value === "在庫APIを書き直す"`)
	s.Says(`dialog.sheet [role=alert]`, "2か所")

	s.Type(`[data-field=title] input`, "在庫API")
	s.See(`document.querySelector("[data-fault=title]").hidden`)
	s.Click(`[data-field=who] input[value=all]`)
	s.Type(`[data-field=places] input`, "２")
	s.Type(`[data-field=deadline] input`, "12/20")
	s.Type(`[data-field=contact] input`, "さと")
	s.Type(`[data-field=contact] input`, strings.Repeat(kb.Backspace, 2)+"佐藤")
	s.Says(`[data-field=contact] [role=option]`, "佐藤 恵子")
	s.Type(`[data-field=contact] input`, kb.Tab)
	s.Click(`[data-field=skills] input[value=go]`)
	s.Click(`[data-field=skills] input[value=redis]`)
	s.See(`(() => { const e = document.querySelector("[data-field=place] select"); e.value = "remote"; return true; })()`)
	s.Click(`[data-field=agree] input`)
	s.Click(`dialog.sheet [type=submit]`)
	s.Says(`li[data-private]`, "公開しました。")
	s.See(`document.querySelector("dialog") === null && document.querySelector("[data-banner=draft]") === null`)
	s.Says(`li[data-author=bot] h3`, "在庫API")
	s.Says(`li[data-author=bot] summary`, "1件の返信")

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
	s.Visit("web:sato", "web:#gigs")
	s.Click(`[data-look-choice=discord]`)
	s.See(`document.documentElement.dataset.look === "discord"`)
	s.Enter("/gig post")
	s.Says("dialog.sheet .part", "1/2")
	s.See(`document.querySelectorAll("dialog.sheet .field").length === 4`)
	s.Click(`dialog.sheet [type=submit]`)
	s.Says(`li[data-private]`, "入力してください")
	s.See(`document.querySelector("dialog") === null`)
	s.Enter("/gig post")
	s.Type(`[data-field=title] input`, "在庫API")
	s.Click(`dialog.sheet [type=submit]`)
	s.Says(`li[data-private] button`, "続ける")
	s.Click(fmt.Sprintf(`button[data-action="%s"]`, action("post.next", "").Encode()))
	s.Says("dialog.sheet .part", "2/2")
	if traits := f.latest().About().Traits; traits.FormFields != 5 || traits.InlineFaults {
		t.Errorf("traits %+v", traits)
	}
	s.Do(chromedp.Reload())
	s.See(`document.documentElement.dataset.look === "discord" && document.querySelector("[data-me='web:sato']") !== null`)
}

func TestPagePrivateAnswersAndSwitching(t *testing.T) {
	s, _, _ := open(t, nil)
	s.Visit("web:hana", "web:#gigs")
	s.Enter("/gig list")
	s.Says(`li[data-private] .only`, "あなただけに表示")
	s.Says(`li[data-private].echo`, "/gig list")
	s.Click(`[data-me]`)
	s.Type(`dialog.people input`, "ｋｅｎ")
	s.See(`document.querySelectorAll("dialog.people [data-person]").length === 1`)
	s.Key("Enter", 13)
	s.See(`document.querySelector("[data-me='web:ken']") !== null && document.documentElement.lang === "en"`)
	s.See(`document.querySelectorAll("li[data-message]").length === 0`)
	s.Says(`.opening`, "The beginning of #gigs")
	s.Click(`.cast [data-person="web:hana"]`)
	s.See(`document.querySelectorAll("li[data-message]").length === 2`)
	s.Click(`li[data-private].echo .only .link`)
	s.See(`document.querySelectorAll("li[data-message]").length === 1`)
	s.Click(`[data-locale=en]`)
	s.Says(`li[data-private] .only`, "Only you can see this")
	s.See(`document.querySelector(".cast [data-person='web:hana']").getAttribute("aria-pressed") === "true"`)
}

func TestPageButtonsAndUpdates(t *testing.T) {
	s, f, a := open(t, nil)
	s.Visit("web:hana", "home")
	s.Says(".homepage", "こんにちは")
	ref := sends(t, a, bot.Outgoing{Key: "1", User: "web:hana", Message: gigCard(bot.Japanese, hostile, "募集中")})
	s.Says(`[data-conversation=direct] [data-unread]`, "1")
	s.Click(`[data-conversation=direct]`)
	s.Says(`h3.heading`, hostile)
	s.See(`document.querySelector("[data-conversation=direct] [data-unread]") === null`)
	s.See(`document.querySelector(".mention").textContent === "@佐藤 恵子"`)
	s.See(`(() => { const a = document.querySelector("li a[href^=http]"); return a.rel.includes("noopener") && a.target === "_blank"; })()`)
	s.Click(fmt.Sprintf(`button[data-action="%s"]`, action("gig.apply", "g1").Encode()))
	s.Type(`[data-field=title] input`, "よろしく")
	s.Type(`[data-field=title] input`, kb.Enter)
	s.Says(fmt.Sprintf(`li[data-message="%s"]`, ref), "応募しました。")
	s.Says(fmt.Sprintf(`li[data-message="%s"]`, ref), "編集済み")

	s.Enter("/slow")
	<-f.begun
	s.See(`!document.querySelector(".thinking").hidden`)
	close(f.gate)
	s.Says(`li[data-author=bot]`, "お待たせしました。")
	s.See(`document.querySelector(".thinking").hidden`)
	s.Enter("/export")
	s.Says(`a.file[download]`, "あなたのデータ.json")
}

func TestPageCompletion(t *testing.T) {
	s, f, _ := open(t, nil)
	s.Visit("web:sato", "web:#gigs")
	s.Type(webtest.Composer, "/gi")
	s.Says(`.composer [role=option]`, "/gig list")
	s.See(`(() => { const l = document.querySelector("` + webtest.Composer + `"); return l.getAttribute("role") === "combobox" && l.getAttribute("aria-expanded") === "true" && document.getElementById(l.getAttribute("aria-controls")).getAttribute("role") === "listbox"; })()`)
	s.Type(webtest.Composer, kb.ArrowDown)
	s.See(`document.getElementById(document.querySelector("` + webtest.Composer + `").getAttribute("aria-activedescendant")).getAttribute("aria-selected") === "true"`)
	s.Type(webtest.Composer, kb.Enter)
	s.See(`document.querySelector("` + webtest.Composer + `").value === "/gig post "`)
	s.Says(`.composer [role=option]`, "skills:")
	s.Type(webtest.Composer, "sk")
	s.See(`document.querySelectorAll(".composer [role=option]").length === 1`)
	s.Type(webtest.Composer, kb.Tab)
	s.See(`document.querySelector("` + webtest.Composer + `").value === "/gig post skills:"`)
	s.Type(webtest.Composer, "kub")
	s.Says(`.composer [role=option]`, "kubernetes")
	s.Type(webtest.Composer, kb.Escape)
	s.See(`document.querySelector(".composer [role=listbox]").hidden && !document.querySelector("` + webtest.Composer + `").hasAttribute("role")`)
	s.Type(webtest.Composer, kb.Enter)
	s.Says("dialog.sheet h2", "募集を出す")
	if e := f.latest().(bot.UsedCommand); e.Line != "/gig post skills:kub" {
		t.Errorf("the bot was told %q", e.Line)
	}
}

func TestPageShortcut(t *testing.T) {
	s, f, _ := open(t, nil)
	s.Visit("web:sato", "web:#gigs")
	s.Enter("手伝ってくれる方を探しています")
	s.Says(`li[data-author="web:sato"]`, "探しています")
	s.Visit("web:suzuki", "web:#gigs")
	s.Click(`li[data-author="web:sato"] .tools > button`)
	s.Says(`[role=menuitem]`, "募集として投稿")
	s.Click(`[data-shortcut="gig.post"]`)
	s.Says("dialog.sheet h2", "募集を出す")
	if e, ok := f.latest().(bot.UsedCommand); !ok || e.On == nil || e.On.Text != "手伝ってくれる方を探しています" {
		t.Errorf("the bot was told %+v", f.latest())
	}
}

func TestPageKeepsWhatWasTyped(t *testing.T) {
	s, _, _ := open(t, nil)
	s.Visit("web:sato", "web:#gigs")
	s.Type(webtest.Composer, "まだ途中")
	s.Visit("web:sato", "direct")
	s.See(`document.querySelector("` + webtest.Composer + `").value === ""`)
	s.Visit("web:sato", "web:#gigs")
	s.See(`document.querySelector("` + webtest.Composer + `").value === "まだ途中"`)
	emptied(s)

	s.Enter("/gig post")
	s.Type(`[data-field=title] input`, "在庫API")
	s.Click(`[data-field=who] input[value=all]`)
	s.Type(`[data-field=title] input`, kb.Escape)
	s.See(`document.querySelector("dialog") === null`)
	s.Do(chromedp.Reload())
	s.Says(`[data-banner=draft]`, "募集を出す")
	s.Click(`[data-banner=draft] button`)
	s.See(`document.querySelector("[data-field=title] input").value === "在庫API" && document.querySelector("[data-field=who] input[value=all]").checked`)
	s.Click(`dialog header button`)
	s.Click(`[data-banner=draft] button:last-child`)
	s.See(`document.querySelector("[data-banner]") === null`)

	s.Enter("/gig post")
	s.Says("dialog.sheet h2", "募集を出す")
	s.Click(`dialog header button`)
	s.See(`document.querySelector("dialog") === null && document.querySelector("[data-banner]") === null`)
}

func TestPageReset(t *testing.T) {
	ready := errors.New("not yet")
	s, _, a := open(t, func(c *Config) {
		c.NothingKept = true
		c.Reset = func(context.Context) error { return ready }
	})
	sends(t, a, bot.Outgoing{User: "web:hana", Message: say("before")})
	s.Visit("web:hana", "direct")
	s.Says(`[data-banner=nothing-kept]`, "保存されません")
	s.Says(`li[data-message]`, "before")
	again := func() {
		s.Click(`[data-settings]`)
		s.Click(`[data-reset]`)
		s.Says(`[role=alertdialog]`, "最初の状態に戻しますか？")
		s.Click(`[role=alertdialog] .danger`)
	}
	again()
	s.Says(`[data-toast=error]`, "いまは応答できません")
	ready = nil
	s.Click(`[role=alertdialog] .ordinary`)
	again()
	s.Says(`[data-toast=note]`, "最初の状態に戻しました。")
	s.See(`document.querySelectorAll("li[data-message]").length === 0`)
}

// A page whose server went away says so, and has what it missed when there is
// one again, with the same data.
func TestPageReconnects(t *testing.T) {
	a, f, redis := playground(t)
	address, stop := running(t, a, f)
	s := webtest.Browse(t, address)
	s.Expect("ERR_CONNECTION_REFUSED")
	s.Visit("web:hana", "direct")
	stop()
	s.Says(`[data-banner=offline]`, "つなぎ直しています")
	s.Enter("聞こえますか")
	s.Says(`[data-toast=error]`, "送信できませんでした")
	s.See(`document.querySelector("` + webtest.Composer + `").value === "聞こえますか"`)

	second := New(seed(redis.DB))
	sends(t, second, bot.Outgoing{User: "web:hana", Message: say("while you were away")})
	f.send = second
	runningAt(t, second, f, strings.TrimPrefix(address, "http://"))
	s.Says(`li[data-message]`, "while you were away")
	s.See(`document.querySelector("[data-banner=offline]") === null`)
	s.Type(webtest.Composer, kb.Enter)
	s.Says(`li[data-author=bot]`, "聞こえますか")
}

func TestPageGuide(t *testing.T) {
	s, f, _ := open(t, nil)
	s.Visit("web:hana", "home")
	s.Click(`[data-step="1"] button`)
	s.See(`document.querySelector("[data-me='web:sato']") !== null && document.querySelector("` + webtest.Composer + `").value === "/gig post"`)
	s.See(`document.activeElement === document.querySelector("` + webtest.Composer + `")`)
	if e := f.latest(); e != nil {
		if _, ok := e.(bot.Opened); !ok {
			t.Errorf("the guide did something by itself: %+v", e)
		}
	}
	s.See(`document.querySelector("[data-step='1']").classList.contains("done")`)
}
