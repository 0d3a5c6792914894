// The left side: nav.side with a[data-conversation=home|direct|<channel>].

import { h, icon, avatar, toast, patch } from "./dom.js";
import { state, changes, t, act, unread, conversationName } from "./state.js";
import { cast, openPeople } from "./people.js";

let root;

export function makeSidebar() {
  root = h("nav", { id: "side", class: "side" });
  for (const type of ["screen", "place", "marks", "waiting"]) changes.addEventListener(type, show);
  return root;
}

function show() {
  root.setAttribute("aria-label", t("sidebar"));
  const ids = [...state.conversations.keys()];
  patch(root,
    h("div", { class: "community" }, h("span", {}, state.start.community),
      h("button", { type: "button", class: "tool", "aria-label": t("closeMenu"), data: { keep: "close" }, onclick: () => changes.dispatchEvent(new CustomEvent("drawer")) }, icon("close"))),
    person(),
    cast(),
    h("div", { class: "places" },
      h("ul", {}, place("home")),
      h("h2", {}, t("channels")),
      h("ul", {}, ids.filter((id) => id !== "direct").map(place)),
      h("h2", {}, t("directs")),
      h("ul", {}, place("direct"))));
}

function person() {
  const p = state.person;
  const language = (locale, label) =>
    h("button", { type: "button", lang: locale, "aria-pressed": String(state.locale === locale), data: { locale, keep: "lang" + locale }, onclick: () => speak(locale) }, label);
  return h("div", { class: "me" },
    h("button", { type: "button", class: "mecard", "aria-haspopup": "dialog", "aria-label": `${t("you")}: ${p.name}. ${t("switchPerson")}`, title: t("switchPerson"), data: { me: p.id, keep: "me" }, onclick: openPeople },
      avatar(p), h("span", { class: "who" }, h("span", { class: "name" }, p.name), h("span", { class: "title" }, p.title)), icon("swap")),
    h("div", { class: "segments language", role: "group", "aria-label": t("language") }, language("ja", "日本語"), language("en", "English")));
}

async function speak(locale) {
  try {
    await act("locale", { locale, conversation: "direct" });
  } catch (e) {
    toast(e.message, true);
  }
}

function place(id) {
  const c = state.conversations.get(id);
  const n = c && id !== state.at ? unread(c) : 0;
  const name = id === "home" || id === "direct" ? conversationName(id) : c.name;
  const mark = id === "home" ? icon("home") : id === "direct" ? avatar(null) : icon("hash");
  const href = "#" + new URLSearchParams({ as: state.person.id, at: id });
  return h("li", {}, h("a", { href, class: n > 0 ? "place unread" : "place", "aria-current": id === state.at ? "page" : null, data: { conversation: id, keep: "at" + id } },
    mark, h("span", { class: "placename" }, name),
    n > 0 ? h("span", { class: "count", data: { unread: n } }, h("span", { "aria-hidden": "true" }, n > 99 ? "99+" : n), h("span", { class: "aside" }, t("unread", { n }))) : null));
}
