package web

import (
	"fmt"
	"testing"

	"github.com/alumnibot/alumnibot/adapters/web/webtest"
)

// On a phone nothing scrolls sideways and everything can be touched.
func TestPageOnAPhone(t *testing.T) {
	s, f, a := open(t, nil)
	populate(t, a, f)
	s.Size(360, 740)
	for _, look := range []string{"slack", "discord"} {
		for _, at := range []string{"home", "direct", "web:#gigs", "web:#general"} {
			s.Visit("web:hana", at)
			webtest.Eval[any](s, fmt.Sprintf(`document.querySelector("[data-look-choice=%s]").click()`, look))
			if wide := webtest.Eval[int](s, `Math.max(document.documentElement.scrollWidth, document.querySelector("#log").scrollWidth)`); wide > 360 {
				t.Errorf("%s, %s: %d pixels wide", look, at, wide)
			}
			touchable(t, s, look+", "+at)
		}
		s.Enter("/gig post")
		s.Says("dialog.sheet h2", "募集を出す")
		s.See(`document.querySelector("dialog").getBoundingClientRect().width === 360`)
		touchable(t, s, look+", form")
		s.Click(`dialog header button`)
	}
	s.Click(".menubutton")
	s.See(`document.querySelector("main").inert && getComputedStyle(document.querySelector(".side")).visibility === "visible"`)
	s.Settled()
	touchable(t, s, "drawer")
	s.Click(`[data-conversation="web:#gigs"]`)
	s.See(`!document.querySelector("main").inert`)
}

// touchable finds what is too small for a finger.
func touchable(t *testing.T, s *webtest.Screen, where string) {
	t.Helper()
	small := webtest.Eval[[]string](s, `[...document.querySelectorAll("button, a[href], summary, input, select, textarea")].map((e) => [e, (e.closest("label.pick") || e.closest(".searchfield") || e).getBoundingClientRect()])
		.filter(([e, r]) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !e.matches(".skip, .text a, .note a, .picker") && r.width > 0 && (r.height < 43.5 || r.width < 43.5))
		.map(([e, r]) => e.outerHTML.slice(0, 80) + " " + Math.round(r.width) + "×" + Math.round(r.height))`)
	for _, e := range small {
		t.Errorf("%s: too small for a finger: %s", where, e)
	}
}

// TestPageContrast measures every visible text against what is behind it.
func TestPageContrast(t *testing.T) {
	s, f, a := open(t, nil)
	populate(t, a, f)
	for _, look := range []string{"slack", "discord"} {
		for _, dark := range []bool{false, true} {
			s.Dark(dark)
			s.Visit("web:hana", "web:#gigs")
			s.Click(`[data-look-choice=` + look + `]`)
			s.Settled()
			readable(t, s, fmt.Sprintf("%s, dark %t, channel", look, dark))
			s.Visit("web:hana", "direct")
			s.Enter("/gig post")
			s.Says("dialog.sheet h2", "募集を出す")
			s.Click(`dialog.sheet [type=submit]`)
			s.Settled()
			readable(t, s, fmt.Sprintf("%s, dark %t, form", look, dark))
			webtest.Eval[any](s, `document.querySelector("dialog")?.close()`)
			s.Enter("/gig")
			s.Settled()
			readable(t, s, fmt.Sprintf("%s, dark %t, direct", look, dark))
		}
	}
}

// readable finds texts with less contrast than WCAG's AA asks for.
func readable(t *testing.T, s *webtest.Screen, where string) {
	t.Helper()
	for _, e := range webtest.Eval[[]string](s, contrast) {
		t.Errorf("%s: %s", where, e)
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
