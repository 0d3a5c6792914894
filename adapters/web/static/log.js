// The middle of the page: a conversation (ol[role=log]) or the home page
// (section.homepage).

import { h, icon, toast } from "./dom.js";
import { state, changes, t, act, conversation, conversationName, inLocale, isMine, markRead, seen, go, unread } from "./state.js";
import { messageItem, joins, dayOf, blocks } from "./message.js";
import { tryChips } from "./guide.js";

let root, list, below;
let since = 0; // what was read when the conversation was opened
let homeTurn = 0;
let stuck = true; // to the bottom, until the reader scrolls up
let lastTop = 0;

export function makeLog() {
  root = h("section", { id: "log", class: "log", tabindex: "-1" });
  below = h("button", { type: "button", class: "below", hidden: true, onclick: () => toBottom(true) }, icon("down"), h("span"));
  root.addEventListener("scroll", () => {
    if (atBottom()) stuck = below.hidden = true;
    else if (root.scrollTop < lastTop - 2) stuck = false;
    lastTop = root.scrollTop;
  }, { passive: true });
  changes.addEventListener("screen", show);
  changes.addEventListener("place", show);
  changes.addEventListener("message", (e) => receive(e.detail));
  changes.addEventListener("gone", (e) => e.detail.conversation === state.at && fill(false));
  changes.addEventListener("acted", () => state.at === "home" && showHome(false));
  document.addEventListener("visibilitychange", markRead);
  return h("div", { class: "logframe" }, root, below);
}

function show() {
  below.querySelector("span").textContent = t("newBelow");
  below.hidden = true;
  if (state.at === "home") return showHome(true);
  since = conversation().read;
  fill(true);
  const mark = root.querySelector(".newmark");
  stuck = false;
  if (mark) mark.scrollIntoView({ block: "center" });
  else toBottom(false);
  seen();
}

const atBottom = () => root.scrollHeight - root.scrollTop - root.clientHeight < 80;

function toBottom(smooth) {
  stuck = true;
  root.scrollTo({ top: root.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

// fill writes the conversation anew. The log is a new element, so that a screen
// reader does not read all of it aloud.
function fill(opened) {
  const c = conversation();
  const top = root.scrollTop;
  const focused = document.activeElement?.dataset?.action;
  list = h("ol", { class: c.id === "direct" ? "messages direct" : "messages", role: "log", "aria-live": "polite", "aria-label": t("log", { name: conversationName(c.id) }) });
  const all = [...c.messages.values()].sort((a, b) => a.seq - b.seq);
  const replies = Map.groupBy(all.filter((m) => m.thread && c.messages.has(m.thread)), (m) => m.thread);
  let before = null;
  let marked = !opened && !root.querySelector(".newmark");
  for (const m of all) {
    if (m.thread && c.messages.has(m.thread)) continue;
    if (!before || dayOf(before) !== dayOf(m)) list.append(h("li", { class: "day", role: "separator" }, h("span", {}, dayOf(m))));
    let joined = joins(before, m);
    if (!marked && m.seq > since && !isMine(m)) {
      if (before) list.append(h("li", { class: "newmark", role: "separator" }, h("span", {}, t("newHere"))));
      marked = true;
      joined = false;
    }
    list.append(messageItem(m, { joined, replies: replies.get(m.id) }));
    before = { ...m, replies: replies.get(m.id) };
  }
  root.replaceChildren(opening(c, all.length === 0), list);
  if (!opened) root.scrollTop = top;
  if (focused) list.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
}

function receive({ message, isNew }) {
  if (message.conversation !== state.at) {
    if (state.at === "home" && message.conversation === "direct" && !isMine(message)) showHome(false);
    return;
  }
  const stick = stuck || isMine(message) || message.only;
  const c = conversation();
  const top = c.messages.get(message.thread) ?? message; // the message that has it in its thread
  const shown = list.querySelector(`:scope > [data-message="${CSS.escape(top.id)}"]`);
  if (shown) replace(shown, top, c);
  else if (isNew && c.messages.size > 1) append(message);
  else fill(false);
  const item = list.querySelector(`[data-message="${CSS.escape(message.id)}"]`);
  item?.classList.add(isNew ? "arrived" : "changed");
  if (isNew && stick) toBottom(false);
  else if (isNew && !message.thread) below.hidden = false;
  markRead();
}

// replace writes one message anew where it stands.
function replace(shown, m, c) {
  const focused = shown.contains(document.activeElement) ? document.activeElement.dataset.action : null;
  const replies = [...c.messages.values()].filter((x) => x.thread === m.id).sort((a, b) => a.seq - b.seq);
  const fresh = messageItem(m, { joined: shown.classList.contains("joined"), replies });
  shown.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
}

// append adds the latest message without touching the others.
function append(m) {
  const all = [...conversation().messages.values()].filter((x) => !x.thread && x.id !== m.id).sort((a, b) => a.seq - b.seq);
  const before = all.at(-1);
  if (before && before.seq > m.seq) return fill(false);
  if (!before || dayOf(before) !== dayOf(m)) list.append(h("li", { class: "day", role: "separator" }, h("span", {}, dayOf(m))));
  const threaded = before && list.querySelector(`[data-message="${CSS.escape(before.id)}"] .thread`);
  list.append(messageItem(m, { joined: !threaded && joins(before, m) }));
}

// opening stands above the first message.
function opening(c, empty) {
  const direct = c.id === "direct";
  const text = direct ? t("emptyDirectText") : empty ? t("emptyChannelText") : inLocale(c.topic);
  return h("div", { class: "opening" + (empty ? " empty" : "") },
    h("div", { class: "mark", "aria-hidden": "true" }, direct ? h("img", { src: "/static/bot.svg", alt: "" }) : icon("hash")),
    h("h2", {}, direct ? t("emptyDirect") : t("emptyChannel", { name: c.name })),
    text ? h("p", {}, text) : null,
    empty ? tryChips() : null);
}

// --- home -----------------------------------------------------------------

async function showHome(opened) {
  const mine = ++homeTurn;
  const person = state.person.id;
  if (opened) root.replaceChildren(h("div", { class: "homepage skeleton", "aria-busy": "true" }, h("i"), h("i"), h("i"), h("i")));
  let content = [];
  try {
    content = (await act("home", { conversation: "home" })).home || [];
  } catch (e) {
    toast(e.message, true);
  }
  if (mine !== homeTurn || state.at !== "home" || person !== state.person.id) return;
  const top = root.scrollTop;
  const focused = document.activeElement?.dataset?.action;
  root.replaceChildren(h("div", { class: "homepage" }, content.length > 0 ? panels(content) : emptyHome()));
  root.scrollTop = opened ? 0 : top;
  if (focused) root.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
}

// panels are the parts of the home page: each heading begins one.
function panels(content) {
  const parts = [[]];
  for (const b of content) {
    if (b.kind === "heading" && parts.at(-1).length > 0) parts.push([]);
    parts.at(-1).push(b);
  }
  return parts.map((part) => h("section", { class: "panel blocks" }, blocks(part, null)));
}

function emptyHome() {
  return h("div", { class: "opening empty" },
    h("div", { class: "mark", "aria-hidden": "true" }, icon("home")),
    h("h2", {}, t("emptyHome")),
    h("p", {}, t("emptyHomeText")),
    h("button", { type: "button", class: "action primary", onclick: () => go(state.person.id, "direct") }, t("toDirect")));
}

export const anyUnread = () => [...state.conversations.values()].reduce((n, c) => n + unread(c), 0);
