// One message on the screen: li[data-message][data-author=bot|<person>],
// with data-private where only the reader sees it.

import { h, icon, avatar, drawing, toast } from "./dom.js";
import { state, t, act, inLocale, personOf, isMine } from "./state.js";
import { openSheet } from "./sheet.js";

const open = new Set(); // threads that are unfolded

const clock = () => new Intl.DateTimeFormat(state.locale, { hour: "2-digit", minute: "2-digit" });
const moment = () => new Intl.DateTimeFormat(state.locale, { dateStyle: "medium", timeStyle: "short" });

export const dayOf = (m) =>
  new Intl.DateTimeFormat(state.locale, { year: "numeric", month: "long", day: "numeric", weekday: "short" }).format(new Date(m.at));

// joins reports whether m goes under the same name as the one before it.
export function joins(before, m) {
  return (
    before && before.from === m.from && before.only === m.only && !!before.echo === !!m.echo && dayOf(before) === dayOf(m) &&
    new Date(m.at) - new Date(before.at) < 5 * 60 * 1000 && !before.replies?.length
  );
}

export function messageItem(m, { joined = false, replies = [] } = {}) {
  const author = m.from ? personOf(m.from) : null;
  const name = m.from ? author?.name ?? t("gone") : t("bot");
  const item = h("li", {
    class: "message" + (joined ? " joined" : "") + (m.only ? " private" : "") + (m.echo ? " echo" : ""),
    data: { message: m.id, author: m.from || "bot", private: m.only ? "true" : undefined },
  });
  const head = h("div", { class: "head" },
    h("span", { class: "name" }, name),
    m.from ? null : h("span", { class: "badge" }, t("botBadge")),
    h("time", { datetime: m.at }, clock().format(new Date(m.at))));
  const body = h("div", { class: "body" }, head, ...content(m));
  if (m.edited) body.append(h("span", { class: "edited", title: moment().format(new Date(m.edited)) }, `(${t("edited")})`));
  if (m.only) body.append(onlyYou(m));
  if (replies.length > 0) body.append(thread(m, replies));
  item.append(m.from && !author ? h("span", { class: "avatar hue0", "aria-hidden": "true" }, "·") : avatar(author), body);
  const menu = shortcuts(m);
  if (menu) item.append(menu);
  return item;
}

function onlyYou(m) {
  const dismiss = async () => {
    try {
      await act("dismiss", { message: m.id, conversation: m.conversation });
    } catch (e) {
      toast(e.message, true);
    }
  };
  return h("p", { class: "only" }, icon("eye"), h("span", {}, t(m.echo ? "typed" : "only")),
    h("span", { class: "dot", "aria-hidden": "true" }, "·"),
    h("button", { type: "button", class: "link", onclick: dismiss }, t("dismiss")));
}

function thread(m, replies) {
  const label = replies.length === 1 ? t("reply") : t("replies", { n: replies.length });
  const details = h("details", { class: "thread", open: open.has(m.id), ontoggle: (e) => (e.target.open ? open.add(m.id) : open.delete(m.id)) },
    h("summary", {}, label),
    h("ol", { class: "replies" }, replies.map((r, i) => messageItem(r, { joined: joins(replies[i - 1], r) }))));
  return details;
}

// --- content --------------------------------------------------------------

function content(m) {
  if (m.from) return [h(m.echo ? "code" : "p", { class: m.echo ? "command" : "text" }, m.text)];
  return [h("div", { class: isCard(m.blocks) ? "blocks card" : "blocks" }, blocks(m.blocks, m))];
}

const isCard = (list = []) => list.some((b) => b.kind === "heading" || b.kind === "facts" || b.kind === "chart");

// blocks are the parts of a message of the bot; m is null on the home page.
export function blocks(list = [], m) {
  return list.map((b, i) => block(b, i, m));
}

function block(b, i, m) {
  switch (b.kind) {
    case "heading":
      return h(m ? "h3" : "h2", { class: "heading" }, spans(b.text));
    case "note":
      return h("p", { class: "note" }, spans(b.text));
    case "facts":
      return facts(b.facts);
    case "chart":
      return chart(b);
    case "buttons":
      return h("div", { class: "buttons" }, (b.buttons || []).map((x) => button(x, m)));
    case "file":
      return file(b.file, i, m);
    default:
      return h("p", { class: "text" }, spans(b.text));
  }
}

// chart is the drawing, with its table to be unfolded; the table alone where
// there is no drawing.
function chart(b) {
  if (!b.chart) return h("div", { class: "chart" }, h("strong", {}, spans(b.text)), facts(b.facts));
  return h("figure", { class: "chart" }, drawing(b.chart), h("details", {}, h("summary", {}, t("asTable")), facts(b.facts)));
}

function facts(list = []) {
  return h("dl", { class: "facts" }, list.map((f) => h("div", {}, h("dt", {}, f.label), h("dd", {}, spans(f.value)))));
}

// spans are text with its styles.
export function spans(list = []) {
  return list.map((s) => {
    let node = inner(s);
    if (s.bold) node = h("strong", {}, node);
    return node;
  });
}

function inner(s) {
  if (s.user) return h("span", { class: "mention", data: { user: s.user } }, "@" + (personOf(s.user)?.name ?? s.text));
  if (s.at) {
    const at = new Date(s.at);
    return h("time", { datetime: s.at, title: s.text }, Number.isNaN(at.getTime()) ? s.text : moment().format(at));
  }
  if (s.url && /^(https?|mailto):/i.test(s.url)) {
    return h("a", { href: s.url, rel: "noopener noreferrer", target: "_blank" }, s.text || s.url);
  }
  return document.createTextNode(s.text);
}

function size(bytes) {
  const unit = bytes < 1024 ? ["byte", bytes] : ["kilobyte", bytes / 1024];
  return new Intl.NumberFormat(state.locale, { style: "unit", unit: unit[0], unitDisplay: "short", maximumFractionDigits: 0 }).format(unit[1]);
}

function file(f, i, m) {
  const inside = [icon("file"), h("span", { class: "filename" }, f.name), h("span", { class: "filesize" }, size(f.size))];
  if (!m) return h("span", { class: "file" }, inside);
  const href = `/file/${encodeURIComponent(m.id)}/${i}?person=${encodeURIComponent(state.person.id)}`;
  return h("a", { class: "file", href, download: f.name, "aria-label": t("download", { name: f.name }) }, inside);
}

// button runs its action where it stands. It is busy until the bot answered.
function button(x, m) {
  const el = h("button", { type: "button", class: "action " + (x.style || "ordinary"), data: { action: x.action } }, h("span", {}, x.label));
  el.addEventListener("click", () =>
    busy(el, async () => {
      const where = { conversation: m ? m.conversation : "home", message: m?.id ?? "" };
      follow(await act("press", { action: x.action, ...where }), where);
    }));
  return el;
}

// busy runs f once at a time, with the button saying so.
export async function busy(el, f) {
  if (el.getAttribute("aria-busy") === "true") return;
  el.setAttribute("aria-busy", "true");
  el.setAttribute("aria-disabled", "true");
  try {
    await f();
  } catch (e) {
    toast(e.message, true);
  } finally {
    el.removeAttribute("aria-busy");
    el.removeAttribute("aria-disabled");
  }
}

// follow does what the outcome of an act asks for; where is what a form that
// it opens goes back with.
export function follow(outcome, where) {
  if (outcome.sheet) openSheet(outcome.sheet, where, outcome.faults);
  if (outcome.conversation) location.hash = new URLSearchParams({ as: state.person.id, at: outcome.conversation }).toString();
}

// shortcuts are what the bot offers on messages of people in channels.
function shortcuts(m) {
  const routes = state.start.routes.filter((r) => r.onMessage);
  if (!m.from || m.echo || m.conversation === "direct" || routes.length === 0) return null;
  const id = "menu-" + m.id.replace(/\W/g, "");
  const where = { conversation: m.conversation, message: "" };
  const items = routes.map((r) => {
    const item = h("button", { type: "button", role: "menuitem", data: { shortcut: r.name } }, inLocale(r.onMessage));
    item.addEventListener("click", async () => {
      item.closest("[popover]").hidePopover();
      await busy(item, async () => follow(await act("shortcut", { route: r.name, conversation: m.conversation, message: m.id }), where));
    });
    return item;
  });
  const menu = h("div", { class: "menu", popover: "auto", id, role: "menu", onkeydown: roam }, items);
  const opener = h("button", { type: "button", class: "tool", "aria-label": t("more"), "aria-haspopup": "menu", title: t("more") }, icon("more"));
  opener.addEventListener("click", () => {
    menu.togglePopover();
    const box = opener.getBoundingClientRect();
    menu.style.setProperty("top", Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8) + "px");
    menu.style.setProperty("left", Math.max(8, box.right - menu.offsetWidth) + "px");
    items[0].focus();
  });
  return h("div", { class: "tools" + (isMine(m) ? " mine" : "") }, opener, menu);
}

function roam(e) {
  const items = [...e.currentTarget.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (!step) return;
  e.preventDefault();
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}
