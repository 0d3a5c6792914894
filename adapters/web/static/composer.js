// Where one types: form.composer with textarea[name=line] and a list of
// suggestions ([role=listbox]) for commands.

import { h, icon, toast } from "./dom.js";
import { state, changes, t, act, complete, conversationName } from "./state.js";
import { suggest } from "./offers.js";
import { follow } from "./message.js";

const typed = new Map(); // what was typed and not sent, by person and place
let form, line, send, hint, thinking, list;
let asked = null; // the completion that is under way
let timer = 0;

const key = () => state.person.id + " " + state.at;

export function makeComposer() {
  line = h("textarea", { name: "line", rows: 1, autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "send" });
  send = h("button", { type: "submit", class: "sendbutton" }, icon("send"));
  hint = h("p", { class: "sendhint", id: "sendhint", "aria-hidden": "true" });
  thinking = h("p", { class: "thinking", role: "status", hidden: true }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span"));
  list = suggest(line, { label: () => t("offers"), pick: insert, row: offerRow });
  form = h("form", { class: "composer", onsubmit: submit }, list.box, thinking, h("div", { class: "field" }, line, send), hint);
  line.addEventListener("input", changed);
  line.addEventListener("keydown", keydown);
  // An Enter that was handled does not become a line as well.
  line.addEventListener("keypress", (e) => e.key === "Enter" && !e.shiftKey && e.preventDefault());
  line.addEventListener("blur", () => list.hide());
  line.addEventListener("focus", () => offer());
  changes.addEventListener("screen", show);
  changes.addEventListener("place", show);
  return form;
}

function show() {
  form.hidden = state.at === "home";
  const name = conversationName(state.at);
  line.setAttribute("aria-label", t("composer", { name }));
  line.placeholder = state.at === "direct" ? t("placeholderBot") : t("placeholder", { name });
  send.setAttribute("aria-label", t("send"));
  send.title = t("send");
  thinking.lastChild.textContent = t("thinking");
  line.value = typed.get(key()) || "";
  list.hide();
  grown();
}

function offerRow(item) {
  return [h("span", { class: "offerlabel" }, item.label), item.detail ? h("span", { class: "offerdetail" }, item.detail) : null];
}

function changed() {
  typed.set(key(), line.value);
  grown();
  clearTimeout(timer);
  timer = setTimeout(offer, 70);
}

function grown() {
  line.style.setProperty("height", "auto");
  line.style.setProperty("height", Math.min(line.scrollHeight, 220) + "px");
  const empty = line.value.trim() === "";
  send.toggleAttribute("data-ready", !empty);
  hint.textContent = empty ? "" : t(/^[/／]/.test(line.value) ? "offersHint" : "sendHint");
}

async function offer() {
  asked?.abort();
  const text = line.value.slice(0, line.selectionStart);
  if (!/^[/／]/.test(text) || document.activeElement !== line) return list.hide();
  asked = new AbortController();
  try {
    const found = await complete(text, asked.signal);
    if (document.activeElement === line && text === line.value.slice(0, line.selectionStart)) {
      list.show(found.items.map((item) => ({ ...item, typed: found.typed })));
    }
  } catch (e) {
    // Suggestions are a comfort: without them one types on.
    if (e.name !== "AbortError") list.hide();
  }
}

function insert(item) {
  const at = line.selectionStart;
  const start = at - item.typed.length;
  const text = item.insert.endsWith(":") ? item.insert : item.insert + " ";
  line.setRangeText(text, start, at, "end");
  line.focus();
  changed();
}

function keydown(e) {
  if (list.key(e)) return;
  // 229: a key that belongs to an input method, in browsers that say so late.
  if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
  e.preventDefault();
  form.requestSubmit();
}

// put has the text ready in the composer, to be sent by whoever reads it.
export function put(text) {
  line.value = text;
  changed();
  line.focus();
  line.setSelectionRange(text.length, text.length);
}

// run sends a line as if it had been typed.
export function run(text) {
  put(text);
  form.requestSubmit();
}

async function submit(e) {
  e.preventDefault();
  const text = line.value;
  if (text.trim() === "") return;
  const where = { conversation: state.at, message: "" };
  const from = key();
  line.value = "";
  typed.delete(from);
  clearTimeout(timer);
  asked?.abort();
  list.hide();
  grown();
  const slow = setTimeout(() => (thinking.hidden = false), 350);
  try {
    follow(await act("say", { text }), where);
  } catch (err) {
    toast(err.message, true);
    typed.set(from, text);
    if (from === key() && line.value === "") show();
  } finally {
    clearTimeout(slow);
    thinking.hidden = true;
  }
}
