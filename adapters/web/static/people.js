// Who one is: the card in the sidebar, the people who are one click away, and
// the list of everybody (dialog.people, [data-person] on each).

import { h, icon, avatar, refocus } from "./dom.js";
import { state, t, go } from "./state.js";

const groups = ["alumni", "hr", "managers", "employees", "outsiders"];

// folded makes search forgiving: width, case, kana.
const folded = (s) =>
  s.normalize("NFKC").toLowerCase().replace(/[\u3041-\u3096]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60)).replace(/\s+/g, "");

export function findPeople(query) {
  const q = folded(query);
  return state.start.people.filter((p) => folded(p.name + p.title + p.id.slice(4)).includes(q));
}

export function personRow(p) {
  return [avatar(p), h("span", { class: "who" }, h("span", { class: "name" }, p.name), h("span", { class: "title" }, p.title))];
}

// dot tells of messages that somebody else has not seen; one's own stand beside
// the conversation.
function dot(p) {
  const n = p.id === state.person.id ? 0 : state.waiting[p.id];
  return n ? h("span", { class: "count", "aria-label": t("waiting", { n }) }, n) : null;
}

// choose becomes the person, in the conversation one is in if they have it too.
export function choose(id) {
  go(id, state.at);
}

// cast are the people whom the story is about.
export function cast() {
  const featured = state.start.people.filter((p) => p.featured);
  if (featured.length === 0) return null;
  return h("div", { class: "cast", role: "group", "aria-label": t("featured") },
    featured.map((p) =>
      h("button", { type: "button", class: "castmember", "aria-pressed": String(p.id === state.person.id), "aria-label": t("become", { name: p.name }), title: `${p.name} · ${p.title}`, data: { person: p.id, keep: p.id }, onclick: () => choose(p.id) },
        avatar(p), dot(p))));
}

// openPeople is the list of everybody, with a search field.
export function openPeople() {
  const search = h("input", { type: "search", placeholder: t("search"), "aria-label": t("search"), autocomplete: "off", spellcheck: "false" });
  const body = h("div", { class: "peoplelist" });
  const dialog = h("dialog", { class: "people", "aria-label": t("switchPerson") },
    h("header", {}, h("h2", {}, t("switchPerson")),
      h("button", { type: "button", class: "tool", "aria-label": t("close"), onclick: () => dialog.close() }, icon("close"))),
    h("div", { class: "searchfield" }, icon("search"), search), body);

  const row = (p) =>
    h("li", {}, h("button", { type: "button", "aria-pressed": String(p.id === state.person.id), data: { person: p.id }, onclick: () => { dialog.close(); choose(p.id); } },
      personRow(p), h("span", { class: "lang" }, p.locale === "ja" ? "日本語" : "English"), dot(p)));
  const section = (name, list) =>
    list.length === 0 ? null : h("section", {}, h("h3", {}, t(name), h("span", { class: "n" }, t("members", { n: list.length }))), h("ul", {}, list.map(row)));
  const fill = () => {
    const found = findPeople(search.value);
    const featured = found.filter((p) => p.featured);
    const waiting = found.filter((p) => !p.featured && state.waiting[p.id]);
    const rest = found.filter((p) => !p.featured && !state.waiting[p.id]);
    const sections = [section("featured", featured), section("withNews", waiting), ...groups.map((g) => section(g, rest.filter((p) => p.group === g)))].filter(Boolean);
    body.replaceChildren(...(sections.length > 0 ? sections : [h("p", { class: "nobody" }, t("nobody"))]));
  };
  search.addEventListener("input", fill);
  dialog.addEventListener("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const buttons = [...body.querySelectorAll("button")];
    if (step) {
      e.preventDefault();
      const next = buttons.indexOf(document.activeElement) + step;
      (next < 0 ? search : buttons[Math.min(next, buttons.length - 1)])?.focus();
    } else if (e.key === "Enter" && document.activeElement === search && buttons[0]) {
      e.preventDefault();
      buttons[0].click();
    }
  });
  dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    refocus();
  });
  fill();
  document.body.append(dialog);
  dialog.showModal();
  search.focus();
}
