// What one can do to the bot from behind the scenes (dialog.backstage): move
// its clock ([data-pass]), make things go wrong ([data-fault]), save what was
// done as a script, and look at what the bot heard and answered.

import { h, icon, toast, patch, refocus } from "./dom.js";
import { state, changes, t, behind, pass, fault } from "./state.js";

let dialog = null;
let body = null;

export function openBackstage() {
  body = h("div", { class: "behind" });
  dialog = h("dialog", { class: "backstage", "aria-label": t("backstage") },
    h("header", {}, h("h2", {}, t("backstage")),
      h("button", { type: "button", class: "tool", "aria-label": t("close"), onclick: () => dialog.close() }, icon("close"))),
    body);
  dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    dialog = null;
    refocus();
  });
  document.body.append(dialog);
  dialog.showModal();
  show();
}

changes.addEventListener("backstage", () => dialog && show());

const moment = (at) =>
  new Intl.DateTimeFormat(state.locale, { dateStyle: "medium", timeStyle: "short", timeZone: state.start.zone || undefined }).format(new Date(at));

async function show() {
  let view;
  try {
    view = await behind();
  } catch (e) {
    return toast(e.message, true);
  }
  if (!dialog) return;
  patch(body, clock(view), faults(), script(), traces(view.traces));
  tick(view.faults);
}

function clock(view) {
  const move = (label, seconds) =>
    h("button", { type: "button", class: "action ordinary", data: { pass: seconds, keep: "pass" + seconds }, onclick: (e) => go(e.currentTarget, seconds) }, h("span", {}, t(label)));
  return h("section", {}, h("h3", {}, t("clock")),
    h("p", { data: { now: view.now } }, t("clockNow", { at: moment(view.now) })),
    h("p", {}, view.next ? t("clockNext", { at: moment(view.next) }) : t("clockNone")),
    h("div", { class: "actions" }, view.next ? move("passNext", 0) : null, move("passHour", 3600), move("passDay", 86400), move("passWeek", 604800)));
}

async function go(button, seconds) {
  button.setAttribute("aria-busy", "true");
  try {
    await pass(seconds);
    const view = await behind();
    toast(t("passed", { at: moment(view.now) }));
    await show();
  } catch (e) {
    toast(e.message, true);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function faults() {
  const name = state.person.name;
  const row = (key, label) =>
    h("label", { class: "pick", data: { keep: "fault" + key } },
      h("input", { type: "checkbox", data: { fault: key }, onclick: set }), h("span", {}, t(label, { name })));
  return h("section", {}, h("h3", {}, t("faultsTitle")),
    row("twice", "faultTwice"), row("closed", "faultClosed"), row("gone", "faultGone"), row("limited", "faultLimited"), row("stopped", "faultStopped"));
}

// tick has the boxes show what is.
function tick(now) {
  for (const box of body.querySelectorAll("[data-fault]")) box.checked = now[box.dataset.fault];
}

// set asks for a fault, or for its end: the box changes when it is there.
async function set(click) {
  const { dataset, checked } = click.currentTarget;
  click.preventDefault();
  try {
    tick(await fault(dataset.fault, checked));
  } catch (e) {
    toast(e.message, true);
  }
}

function script() {
  return h("section", {}, h("h3", {}, t("scriptTitle")), h("p", {}, t("scriptText")),
    h("p", { class: "actions" }, h("a", { class: "action ordinary", href: "/conversation.txt", download: "conversation.txt", data: { script: "" } }, h("span", {}, t("scriptSave")))));
}

function traces(list) {
  return h("section", {}, h("h3", {}, t("tracesTitle")),
    list.length === 0 ? h("p", {}, t("tracesNone")) : h("ol", { class: "traces" }, list.map((x) =>
      h("li", {}, h("details", { data: { keep: x.at + x.event } },
        h("summary", {}, h("code", {}, `${x.who} ${x.event} → ${x.answer}`), h("span", { class: "aside" }, `${x.took} ms`)),
        h("pre", { tabindex: "0" }, JSON.stringify(x.data, null, 2)))))));
}
