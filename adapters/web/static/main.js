// The page begins here: who one is and where stands in the address
// (#as=web:hana&at=direct), so that a reload, a bookmark and the back button
// work, and two tabs can be two people.

import { h, icon, toast, patch } from "./dom.js";
import { state, changes, t, begin, become, go, exists, place, setLook, remember, remembered, conversation, conversationName, inLocale, drafts, dropDraft, forgetDrafts, reset } from "./state.js";
import { makeSidebar } from "./sidebar.js";
import { makeLog, anyUnread } from "./log.js";
import { makeComposer } from "./composer.js";
import { makeGuide, firstGuide, toggleGuide, guideOpen, forgetTried } from "./guide.js";
import { openSheet } from "./sheet.js";
import { openBackstage } from "./backstage.js";

const app = document.getElementById("app");
const html = document.documentElement;
let title, topic, stage, banners, settings;
let told = false; // that nothing is kept

async function main() {
  await begin();
  title = h("h1", {});
  topic = h("p", { class: "topic" });
  banners = h("div", { class: "banners" });
  settings = h("div", { class: "settings", id: "settings", popover: "auto" });
  stage = h("header", { class: "stage" });
  const side = makeSidebar();
  const log = makeLog();
  const composer = makeComposer();
  const guide = makeGuide();
  const menu = h("button", { type: "button", class: "tool menubutton", "aria-expanded": "false", "aria-controls": "side", onclick: () => drawer(true) }, icon("menu"));
  const scrim = h("div", { class: "scrim", onclick: () => drawer(false) });
  const middle = h("main", {}, h("div", { class: "bar" }, menu, h("div", { class: "where" }, title, topic)), banners, log, composer);
  app.replaceChildren(stage, side, scrim, middle, guide, settings);
  app.removeAttribute("aria-busy");

  const drawer = (open) => {
    app.toggleAttribute("data-drawer", open);
    menu.setAttribute("aria-expanded", String(open));
    middle.inert = stage.inert = open;
    if (open) side.querySelector("[data-me]")?.focus();
    else if (side.contains(document.activeElement)) menu.focus();
  };
  side.addEventListener("click", (e) => e.target.closest("a") && drawer(false));
  document.addEventListener("keydown", (e) => e.key === "Escape" && app.hasAttribute("data-drawer") && drawer(false));
  for (const type of ["place", "drawer"]) changes.addEventListener(type, () => drawer(false));
  changes.addEventListener("screen", () => {
    drawer(false);
    menu.setAttribute("aria-label", t("menu"));
    html.lang = state.locale;
    document.querySelector(".skip").textContent = t("skip");
    remember("person", state.person.id);
  });
  for (const type of ["screen", "place"]) changes.addEventListener(type, showPlace);
  for (const type of ["screen", "look", "guide"]) changes.addEventListener(type, showStage);
  for (const type of ["screen", "online", "drafts"]) changes.addEventListener(type, showBanners);
  for (const type of ["screen", "place", "marks"]) changes.addEventListener(type, showTitle);
  addEventListener("hashchange", route);
  firstGuide();
  setTheme(remembered("theme", ["light", "dark"]) || "auto");
  await route();
}

// route shows what the address says.
async function route() {
  const query = new URLSearchParams(location.hash.slice(1));
  const known = (id) => state.start.people.some((p) => p.id === id);
  const as = [query.get("as"), state.person?.id, remembered("person"), state.start.people[0]?.id].find(known);
  const at = query.get("at") || "home";
  try {
    if (state.person?.id !== as) await become(as, at);
    else if (state.at !== at && exists(at)) place(at);
  } catch (e) {
    toast(e.message, true);
    if (!state.person) setTimeout(route, 2000);
  }
}

function showPlace() {
  const c = conversation();
  title.textContent = conversationName(state.at);
  topic.textContent = state.at === "home" ? t("homeTopic") : state.at === "direct" ? t("directTopic") : [t("members", { n: c.members }), inLocale(c.topic)].filter(Boolean).join(" · ");
}

function showTitle() {
  const n = anyUnread();
  document.title = `${n > 0 ? `(${n}) ` : ""}${conversationName(state.at)} · ${state.person.name} · ${state.start.community}`;
}

// --- the stage: what concerns the playground and not the platform -----------

function lookSwitch() {
  const choice = (look, label) =>
    h("button", { type: "button", "aria-pressed": String(state.look === look), data: { lookChoice: look, keep: look }, onclick: () => setLook(look) }, label);
  return h("div", { class: "segments look", role: "group", "aria-label": t("look") }, choice("slack", t("asSlack")), choice("discord", t("asDiscord")));
}

function showStage() {
  html.dataset.look = state.look;
  const guideButton = state.start.guide.length === 0 ? null :
    h("button", { type: "button", class: "stagebutton guidebutton", "aria-expanded": String(guideOpen()), "aria-controls": "guide", onclick: () => toggleGuide() }, icon("compass"), h("span", {}, t("guide")));
  patch(stage,
    h("div", { class: "brand" }, h("img", { src: "/static/bot.svg", alt: "", width: 26, height: 26 }), h("strong", {}, "alumnibot"), h("span", {}, t("playground"))),
    lookSwitch(),
    h("div", { class: "stageend" }, guideButton, state.start.backstage ?
      h("button", { type: "button", class: "stagebutton", "aria-haspopup": "dialog", "aria-label": t("backstage"), title: t("backstage"), data: { backstage: "", keep: "backstage" }, onclick: openBackstage }, icon("clock"), h("span", {}, t("backstage"))) : null,
      h("button", { type: "button", class: "stagebutton", "aria-label": t("settings"), title: t("settings"), popovertarget: "settings", data: { settings: "" } }, icon("gear"))));
  showSettings();
}

function showSettings() {
  const now = html.dataset.theme || "auto";
  const theme = (name, label) =>
    h("button", { type: "button", "aria-pressed": String(now === name), data: { themeChoice: name, keep: name }, onclick: () => { setTheme(name); showSettings(); } }, label);
  patch(settings,
    h("div", { class: "onphone" }, h("h2", {}, t("look")), lookSwitch()),
    h("h2", {}, t("theme")),
    h("div", { class: "segments", role: "group", "aria-label": t("theme") }, theme("auto", t("themeAuto")), theme("light", t("themeLight")), theme("dark", t("themeDark"))),
    state.start.reset ? h("button", { type: "button", class: "action danger wide", data: { reset: "" }, onclick: askReset }, t("reset")) : null);
}

function setTheme(name) {
  if (name === "auto") delete html.dataset.theme;
  else html.dataset.theme = name;
  remember("theme", name);
}

function askReset() {
  settings.hidePopover();
  const yes = h("button", { type: "button", class: "action danger" }, h("span", {}, t("resetYes")));
  const no = h("button", { type: "button", class: "action ordinary", onclick: () => dialog.close() }, t("cancel"));
  const dialog = h("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": "reset-title", "aria-describedby": "reset-text" },
    h("h2", { id: "reset-title" }, t("resetTitle")), h("p", { id: "reset-text" }, t("resetText")), h("footer", {}, no, yes));
  yes.addEventListener("click", async () => {
    yes.setAttribute("aria-busy", "true");
    try {
      await reset();
      forgetTried();
      forgetDrafts();
      toast(t("resetDone"));
      dialog.close();
    } catch (e) {
      toast(e.message, true);
    } finally {
      yes.removeAttribute("aria-busy");
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

function showBanners() {
  const list = [];
  if (!state.online) list.push(h("p", { class: "banner offline", role: "status", data: { banner: "offline" } }, h("span", { class: "spinner", "aria-hidden": "true" }), t("offline")));
  if (state.start.nothingKept && !told) {
    const close = () => {
      told = true;
      showBanners();
    };
    list.push(h("div", { class: "banner", data: { banner: "nothing-kept", keep: "nothing-kept" } }, h("p", {}, t("nothingKept")),
      h("button", { type: "button", class: "tool", "aria-label": t("close"), title: t("close"), onclick: close }, icon("close"))));
  }
  for (const d of drafts()) {
    if (document.querySelector(`dialog[data-sheet="${CSS.escape(d.sheet.id)}"]`)) continue;
    list.push(h("div", { class: "banner draft", data: { banner: "draft", keep: d.sheet.id } }, icon("pencil"), h("span", {}, t("draft", { name: d.sheet.title })),
      h("button", { type: "button", class: "link", onclick: () => openSheet(d.sheet, d.where, d.faults, d.values) }, t("draftOpen")),
      h("button", { type: "button", class: "link", onclick: () => dropDraft(d.sheet.id) }, t("draftDrop"))));
  }
  patch(banners, list);
}

main().catch((e) => {
  app.replaceChildren(h("p", { class: "boot" }, e.message));
});

export { go };
