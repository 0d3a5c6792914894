package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/cmd/alumnibot/seed"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// The story, as far as it goes before the bot ends: Hana registers, and Keiko
// Sato offers a gig that many hear of.
const gigTitle = "棚卸しの手伝い"

func (p page) beginsStory() {
	p.t.Helper()
	p.types("hana", "direct", "/alumni register name:田中 花 skills:Go、Redis hours:20", bot.Values{
		"department": "開発部", "left": "2022", "closeness": "gigs", "gigs": "yes",
	})
	p.types("sato", "web:#general", "来週、棚卸しがあります", nil)
	p.types("sato", "web:#gigs", "/gig post title:"+gigTitle, bot.Values{
		"client": "Tsubame Works 製造技術部", "task": "倉庫の棚卸しを手伝ってください。", "audience": "alumni",
		"period": "1月の1日", "place": "リモート", "hours": "1", "people": "1", "deadline": deadline(), "pay": "2万円", "payment": "30",
	})
}

// deadline is a day that has not passed.
func deadline() string { return bot.DateOf(time.Now()).AddDays(20).String() }

var willHear = regexp.MustCompile(`条件に合うメンバー(\d+)人に案内を送ります`)

// publishes publishes the gig and returns how many will be told.
func (p page) publishes() int {
	p.t.Helper()
	p.presses("sato", "web:#gigs", gigTitle, "公開する", nil)
	return p.willHear()
}

// willHear is how many are to be told of the gig, as its poster reads it.
func (p page) willHear() int {
	p.t.Helper()
	for _, m := range p.sees("sato", "web:#gigs") {
		if found := willHear.FindStringSubmatch(m.String()); found != nil {
			n, _ := strconv.Atoi(found[1])
			return n
		}
	}
	p.t.Fatalf("the gig is not published: %s", p.sees("sato", "web:#gigs"))
	return 0
}

// heard is how many alumni have the gig among their direct messages. It fails
// the test if somebody has it twice.
func (p page) heard() int {
	p.t.Helper()
	n := 0
	for _, person := range seed.People() {
		switch got := p.count(person.ID, "direct", gigTitle, "[停止する]"); {
		case person.Locale != bot.Japanese && got == 0:
			got = p.count(person.ID, "direct", gigTitle, "[Stop]")
			n += got
		case got > 1:
			p.t.Fatalf("%s has the gig %d times", person.ID, got)
		default:
			n += got
		}
	}
	return n
}

// remembers checks what was there before the bot ended.
func (p page) remembers() {
	p.t.Helper()
	for what, n := range map[string]int{
		"what Keiko wrote":          p.count("e01", "web:#general", "来週、棚卸しがあります"),
		"what Hana was answered":    p.count("hana", "direct", "田中 花さん、ご登録ありがとうございます。"),
		"what Hana typed":           p.count("hana", "direct", "/alumni register"),
		"that the gig is published": p.count("sato", "web:#gigs", gigTitle, "公開しました"),
	} {
		if n != 1 {
			p.t.Errorf("%s is there %d times", what, n)
		}
	}
	p.types("hana", "direct", "/alumni profile", nil)
	if p.count("hana", "direct", "プロフィール", "田中 花", "Go、Redis", "20時間") == 0 {
		p.t.Error("Hana is not registered any more", p.sees("hana", "direct"))
	}
}

// endsStory is the rest of it, after the bot came back.
func (p page) endsStory() {
	p.t.Helper()
	await(p.t, "the card is in the channel", func() bool {
		return p.count("e01", "web:#gigs", gigTitle, "募集中・残り1人") == 1
	})
	p.presses("hana", "web:#gigs", gigTitle, "応募する", bot.Values{"message": "数えるのは得意です。"})
	await(p.t, "Keiko hears of the application", func() bool {
		return p.count("sato", "direct", "田中 花さんの応募", "数えるのは得意です。") == 1
	})
	p.presses("sato", "direct", "田中 花さんの応募", "採用する", nil)
	await(p.t, "Hana hears that she is accepted", func() bool {
		return p.count("hana", "direct", gigTitle, "採用が決まりました") == 1
	})
	await(p.t, "the card says so", func() bool {
		return p.count("e01", "web:#gigs", gigTitle, "採用決定") == 1
	})
}

// A playground that is asked to end leaves nothing running and loses nothing:
// what was not sent yet is sent by the next one.
func TestStopAndStartAgain(t *testing.T) {
	t.Parallel()
	redistest.NeedServer(t)
	dir := t.TempDir()
	first := launch(t, "--data", dir)
	first.beginsStory()
	many := first.publishes()
	servers := children(first.cmd.Process.Pid)
	if code := first.stop(); code != exitOK {
		t.Errorf("it ended with %d, and says:\n%s", code, first.stderr)
	}
	if first.stderr.Len() > 0 {
		t.Errorf("it complains:\n%s", first.stderr)
	}
	for _, pid := range servers {
		if runs(pid) {
			t.Errorf("process %d, which it started, is still there", pid)
		}
	}

	second := launch(t, "--data", dir)
	second.remembers()
	await(t, fmt.Sprintf("%d alumni have heard of the gig", many), func() bool { return second.heard() == many })
	second.endsStory()
	if n := second.heard(); n != many {
		t.Errorf("%d alumni have heard of the gig, want %d", n, many)
	}
}

// kill -9 while the gig is being sent to many: nobody gets it twice, and who
// had not got it yet does. That takes until the lease of the dead process ends,
// for which only ALUMNIBOT_TEST_REAL=1 waits.
func TestKillAndStartAgain(t *testing.T) {
	t.Parallel()
	redistest.NeedServer(t)
	dir := t.TempDir()
	first := launch(t, "--data", dir)
	first.beginsStory()
	first.presses("sato", "web:#gigs", gigTitle, "公開する", nil)
	await(t, "the first alumni hear of the gig", func() bool { return first.count("m010", "direct", gigTitle) > 0 })
	first.kill()
	killed := time.Now()

	second := launch(t, "--data", dir)
	second.remembers()
	many, early := second.willHear(), second.heard()
	t.Logf("%d of %d had heard of the gig", early, many)
	if os.Getenv("ALUMNIBOT_TEST_REAL") != "1" {
		return
	}
	awaitWithin(t, time.Minute, time.Second, fmt.Sprint("all ", many, " have heard of the gig"), func() bool { return second.heard() == many })
	t.Logf("all %d have heard of it %s after the kill", many, time.Since(killed).Round(time.Second))
	second.endsStory()
	if n := second.heard(); n != many {
		t.Errorf("%d alumni have heard of the gig, want %d", n, many)
	}
}

// The redis-server of a running playground dies: the bot starts it again and
// goes on with what it had.
func TestTheServerDies(t *testing.T) {
	t.Parallel()
	redistest.NeedServer(t)
	p := launch(t, "--data", t.TempDir())
	p.beginsStory()
	servers := children(p.cmd.Process.Pid)
	if len(servers) != 1 {
		t.Skipf("this system does not tell which processes the playground started: %v", servers)
	}
	if err := sendSignal(servers[0], os.Kill); err != nil {
		t.Fatal(err)
	}
	p.types("hana", "direct", "/gig list", nil)
	if p.count("hana", "direct", "少し待って、もう一度お試しください。") == 0 && p.count("hana", "direct", "募集中の副業") == 0 {
		t.Errorf("while it is away, Hana reads: %s", p.sees("hana", "direct"))
	}
	await(t, "the bot answers again", func() bool {
		p.types("hana", "direct", "/gig list", nil)
		return p.count("hana", "direct", "募集中の副業", "在庫API") > 0
	})
	await(t, "the gig is published, after some tries", func() bool {
		if p.count("sato", "web:#gigs", gigTitle, "公開しました") == 0 {
			p.presses("sato", "web:#gigs", gigTitle, "公開する", nil)
		}
		return p.count("sato", "web:#gigs", gigTitle, "公開しました") == 1
	})
	p.remembers()
	p.endsStory()
}
