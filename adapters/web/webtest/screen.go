// Package webtest looks at the playground's page with a real browser, for
// tests.
//
// It promises that a test fails when the page complains in its console, and
// that it waits for what is to be seen instead of sleeping. Where no Chromium is
// installed the test is skipped, unless ALUMNIBOT_TEST_REAL is 1: then that is a
// failure.
package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Screen is a browser's tab with the playground in it. What can be looked for:
//
//	a[data-conversation=home|direct|<channel>]   the sidebar's places; aria-current on the one that is shown
//	[data-person=<id>]                           buttons that become that person; [data-me] is who one is
//	[data-look-choice=slack|discord]             the look; [data-locale=ja|en] the person's language
//	form.composer textarea[name=line]            where one types; [role=option] are the suggestions
//	li[data-message][data-author=bot|<id>]       messages; data-private=true on those only the reader sees
//	button[data-action=<encoded action>]         the bot's buttons
//	button[data-shortcut=<route>]                what the bot offers on somebody's message
//	dialog.sheet [data-field=<name>]             a form's fields; [data-fault] inside says what is wrong
//	[data-banner=offline|nothing-kept|draft]     what stands above the conversation
//	[data-toast=note|error]                      what is said for a moment
type Screen struct {
	t       *testing.T
	ctx     context.Context
	address string
	shots   string

	expected []string
}

// Composer is where one types.
const Composer = `form.composer textarea[name=line]`

// patience is how long something may take to be seen.
const patience = 15 * time.Second

// Do runs a step in the browser.
func (s *Screen) Do(step chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, step)
	for try := 0; try < 5 && err != nil && strings.Contains(err.Error(), "node with given id"); try++ {
		err = chromedp.Do(ctx, step) // the page replaced it between finding and using it
	}
	if err != nil {
		s.Shot("failure")
		s.t.Fatalf("in the browser: %v", err)
	}
}

// Expect has the page's complaints about something pass.
func (s *Screen) Expect(what string) { s.expected = append(s.expected, what) }

// Visit shows a conversation (home, direct or a channel's id) as a person sees
// it.
func (s *Screen) Visit(person, at string) {
	s.t.Helper()
	s.Do(chromedp.Navigate(s.address + "/#as=" + person + "&at=" + strings.ReplaceAll(at, "#", "%23")))
	s.See(fmt.Sprintf(`document.querySelector('[data-me="%s"]') !== null`, person))
	s.See(fmt.Sprintf(`document.querySelector('[data-conversation="%s"][aria-current]') !== null`, at))
}

// See waits until an expression is true on the page.
func (s *Screen) See(expression string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingInterval(30*time.Millisecond))); err != nil {
		s.Shot("failure")
		body, _ := chromedp.Run(s.ctx, chromedp.Evaluate[string](`document.body.innerText`))
		s.t.Fatalf("not seen: %s: %v\non the page:\n%s", expression, err, body)
	}
}

// Says waits until the text of one of the elements holds all that is expected.
func (s *Screen) Says(selector string, texts ...string) {
	s.t.Helper()
	all, err := json.Marshal(texts)
	if err != nil {
		s.t.Fatal(err)
	}
	s.See(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => %s.every((text) => e.textContent.includes(text)))`, selector, all))
}

// Click waits for the element and clicks it.
func (s *Screen) Click(selector string) {
	s.t.Helper()
	s.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Press clicks the last of the bot's buttons with this label.
func (s *Screen) Press(label string) {
	s.t.Helper()
	last := fmt.Sprintf(`[...document.querySelectorAll('button[data-action]')].filter((b) => b.textContent.trim() === %q && b.getAttribute('aria-busy') !== 'true').at(-1)`, label)
	s.See(last + ` !== undefined`)
	Eval[bool](s, last+`.click() === undefined`)
}

// Type types text into an element.
func (s *Screen) Type(selector, text string) {
	s.t.Helper()
	s.Do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Enter sends a line from the composer, once no form is in the way.
func (s *Screen) Enter(text string) {
	s.t.Helper()
	s.See(`document.querySelector("dialog") === null`)
	s.Type(Composer, text)
	s.Key("Enter", 13)
}

// Key presses a key that the page handles itself. Type would also send the
// character, which a browser does not after a key that was handled.
func (s *Screen) Key(key string, code int64) {
	s.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(s.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: key, Code: key, WindowsVirtualKeyCode: code, NativeVirtualKeyCode: code,
		}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// Fill puts values into the open form's fields by name, in the order given:
// pairs of a name and a value. Choices are clicked.
func (s *Screen) Fill(pairs ...string) {
	s.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		s.See(fmt.Sprintf(`document.querySelector('dialog.sheet [data-field="%s"]') !== null`, pairs[i]))
		Eval[bool](s, fmt.Sprintf(`(() => {
			const row = document.querySelector('dialog.sheet [data-field="%s"]'), value = %q;
			const boxes = [...row.querySelectorAll('input[type=checkbox], input[type=radio]')];
			for (const box of boxes) {
				const wanted = box.type === 'checkbox' && box.name && boxes.length === 1 ? value === 'yes' : value.split(',').includes(box.value);
				if (box.checked !== wanted) box.click();
			}
			if (boxes.length === 0) {
				const field = row.querySelector('[data-input]');
				field.value = value;
				field.dispatchEvent(new Event('input', { bubbles: true }));
			}
			return true;
		})()`, pairs[i], pairs[i+1]))
	}
}

// Submit sends the open form.
func (s *Screen) Submit() {
	s.t.Helper()
	s.Click(`dialog.sheet button[type=submit]`)
}

// Eval is the value of an expression on the page.
func Eval[T any](s *Screen, expression string) T {
	s.t.Helper()
	v, err := chromedp.Run(s.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		s.Shot("failure")
		s.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// Show scrolls to the last element of that kind.
func (s *Screen) Show(selector string) {
	s.t.Helper()
	Eval[bool](s, fmt.Sprintf(`[...document.querySelectorAll(%q)].at(-1).scrollIntoView({ block: 'end', behavior: 'instant' }) === undefined`, selector))
	s.Settled()
}

// Settled waits until nothing moves any more.
func (s *Screen) Settled() {
	s.t.Helper()
	s.See(`document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`)
}
