package web

import (
	"fmt"
	"testing"
)

// On a phone nothing scrolls sideways and everything can be touched.
func TestPageOnAPhone(t *testing.T) {
	s, f, a := open(t, nil)
	populate(t, a, f)
	s.size(360, 740)
	for _, look := range []string{"slack", "discord"} {
		for _, at := range []string{"home", "direct", "web:#gigs", "web:#general"} {
			s.visit("web:hana", at)
			eval[any](s, fmt.Sprintf(`document.querySelector("[data-look-choice=%s]").click()`, look))
			if wide := eval[int](s, `Math.max(document.documentElement.scrollWidth, document.querySelector("#log").scrollWidth)`); wide > 360 {
				t.Errorf("%s, %s: %d pixels wide", look, at, wide)
			}
			s.touchable(look + ", " + at)
		}
		s.enter("/gig post")
		s.says("dialog.sheet h2", "募集を出す")
		s.see(`document.querySelector("dialog").getBoundingClientRect().width === 360`)
		s.touchable(look + ", form")
		s.click(`dialog header button`)
	}
	s.click(".menubutton")
	s.see(`document.querySelector("main").inert && getComputedStyle(document.querySelector(".side")).visibility === "visible"`)
	s.settled()
	s.touchable("drawer")
	s.click(`[data-conversation="web:#gigs"]`)
	s.see(`!document.querySelector("main").inert`)
}

// touchable finds what is too small for a finger.
func (s *screen) touchable(where string) {
	s.t.Helper()
	small := eval[[]string](s, `[...document.querySelectorAll("button, a[href], summary, input, select, textarea")].map((e) => [e, (e.closest("label.pick") || e.closest(".searchfield") || e).getBoundingClientRect()])
		.filter(([e, r]) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.matches(".skip, .text a, .note a, .picker") && r.width > 0 && (r.height < 43.5 || r.width < 43.5))
		.map(([e, r]) => e.outerHTML.slice(0, 80) + " " + Math.round(r.width) + "×" + Math.round(r.height))`)
	for _, e := range small {
		s.t.Errorf("%s: too small for a finger: %s", where, e)
	}
}

// TestPageContrast measures every visible text against what is behind it.
func TestPageContrast(t *testing.T) {
	s, f, a := open(t, nil)
	populate(t, a, f)
	for _, look := range []string{"slack", "discord"} {
		for _, dark := range []bool{false, true} {
			s.dark(dark)
			s.visit("web:hana", "web:#gigs")
			s.click(`[data-look-choice=` + look + `]`)
			s.settled()
			s.readable(fmt.Sprintf("%s, dark %t, channel", look, dark))
			s.visit("web:hana", "direct")
			s.enter("/gig post")
			s.says("dialog.sheet h2", "募集を出す")
			s.click(`dialog.sheet [type=submit]`)
			s.settled()
			s.readable(fmt.Sprintf("%s, dark %t, form", look, dark))
			eval[any](s, `document.querySelector("dialog")?.close()`)
			s.enter("/gig")
			s.settled()
			s.readable(fmt.Sprintf("%s, dark %t, direct", look, dark))
		}
	}
}

// settled waits until nothing moves any more.
func (s *screen) settled() {
	s.t.Helper()
	s.see(`document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`)
}

// readable finds texts with less contrast than WCAG's AA asks for.
func (s *screen) readable(where string) {
	s.t.Helper()
	for _, e := range eval[[]string](s, contrast) {
		s.t.Errorf("%s: %s", where, e)
	}
}

const contrast = `(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
	const rgba = (color) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = color;
		canvas.fillRect(0, 0, 1, 1);
		const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
		return [r, g, b, a / 255];
	};
	const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
	const luminance = (c) => {
		const [r, g, b] = c.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = (e) => {
		const layers = [];
		for (; e; e = e.parentElement) {
			layers.push(rgba(getComputedStyle(e).backgroundColor));
			if (layers.at(-1)[3] === 1 || e.tagName === "DIALOG") break;
		}
		return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
	};
	const modal = document.querySelector("dialog[open]");
	const found = [];
	const walker = document.createTreeWalker(modal || document.body, NodeFilter.SHOW_TEXT);
	for (let node; (node = walker.nextNode()); ) {
		const e = node.parentElement;
		if (!node.data.trim() || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || e.closest(".skip, .aside, [aria-busy=true], script, style")) continue;
		const style = getComputedStyle(e), back = behind(e), text = over(rgba(style.color), back);
		const [light, dim] = [luminance(text), luminance(back)].sort((a, b) => b - a);
		const ratio = (light + 0.05) / (dim + 0.05);
		const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
		if (ratio < (large ? 3 : 4.5)) found.push(ratio.toFixed(2) + " " + (e.className || e.tagName) + ": " + node.data.trim().slice(0, 30) + " " + style.color + " on " + back.map(Math.round));
	}
	return [...new Set(found)];
})()`
