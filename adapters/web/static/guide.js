// What to try: the story in steps (aside.guide, [data-step]), and commands where
// a conversation is empty ([data-try]).

import { h, icon, toast } from "./dom.js";
import { state, changes, t, inLocale, personOf, go, become, remember, remembered } from "./state.js";
import { put } from "./composer.js";

let root;
const tried = () => new Set((remembered("tried") || "").split(",").filter(Boolean).map(Number));

export function makeGuide() {
  root = h("aside", { class: "guide", id: "guide", hidden: true });
  changes.addEventListener("screen", show);
  // What stood beside the conversation does not come to stand over it.
  matchMedia(beside).addEventListener("change", (e) => !e.matches && guideOpen() && hide());
  return root;
}

const has = () => state.start.guide.length > 0;
const beside = "(min-width: 1180px)";
const wide = () => matchMedia(beside).matches;

export const guideOpen = () => !root.hidden;

export function toggleGuide(open = root.hidden) {
  if (wide()) remember("guide", open ? "open" : "closed");
  root.hidden = !open;
  show();
  changes.dispatchEvent(new CustomEvent("guide"));
}

function hide() {
  root.hidden = true;
  changes.dispatchEvent(new CustomEvent("guide"));
}

// firstGuide opens the guide for somebody who never closed it, where there is
// room beside the conversation.
export function firstGuide() {
  root.hidden = !has() || !wide() || remembered("guide") === "closed";
}

function show() {
  root.setAttribute("aria-label", t("guide"));
  const done = tried();
  const next = state.start.guide.findIndex((_, i) => !done.has(i));
  root.replaceChildren(
    h("header", {}, h("h2", {}, t("guideTitle")),
      h("button", { type: "button", class: "tool", "aria-label": t("guideHide"), title: t("guideHide"), onclick: () => toggleGuide(false) }, icon("close"))),
    h("ol", {}, state.start.guide.map((step, i) => {
      const p = personOf(step.as);
      return h("li", { class: done.has(i) ? "done" : i === next ? "next" : "", data: { step: i } },
        h("span", { class: "stepmark", "aria-hidden": "true" }, done.has(i) ? icon("check") : String(i + 1)),
        h("div", {},
          h("p", {}, inLocale(step.line), done.has(i) ? h("span", { class: "aside" }, t("guideDone")) : null),
          h("button", { type: "button", class: i === next ? "action primary" : "action ordinary", onclick: () => follow(step, i) }, t("guideDo", { name: p?.name ?? "" }))));
    })));
}

async function follow(step, i) {
  const done = tried().add(i);
  remember("tried", [...done].join(","));
  if (!wide()) hide();
  try {
    if (state.person.id !== step.as || state.at !== step.in) {
      await become(step.as, step.in);
      go(step.as, step.in);
    }
  } catch (e) {
    return toast(e.message, true);
  }
  show();
  if (!step.type) return;
  put(step.type);
  toast(t("guideType"));
}

// forgetTried begins the story anew.
export function forgetTried() {
  remember("tried", "");
  show();
}

// tryChips are commands to begin with: those of the configuration for this
// group, else the first ones there are.
export function tryChips() {
  const commands = state.start.routes.filter((r) => r.command);
  const lines = state.start.try?.[state.person.group] ?? commands.slice(0, 5).map((r) => "/" + r.command);
  const about = (line) => commands.filter((r) => (line + " ").startsWith("/" + r.command + " ")).sort((a, b) => b.command.length - a.command.length)[0];
  return h("ul", { class: "tries" }, lines.map((line) =>
    h("li", {}, h("button", { type: "button", data: { try: line }, onclick: () => put(line) }, h("code", {}, line), h("span", {}, inLocale(about(line)?.summary))))));
}
