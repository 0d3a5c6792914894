// A form of the bot: dialog.sheet[data-sheet], its fields by name
// (.field[data-field]), faults beside them ([data-fault]). What was typed is
// kept when it is closed: see the drafts in state.js.

import { h, icon, toast, refocus } from "./dom.js";
import { state, t, act, keepDraft, dropDraft, changes } from "./state.js";
import { fieldRow, readField } from "./fields.js";
import { follow, spans } from "./message.js";

let dialog = null;

// openSheet shows the sheet, or replaces the one that is shown. where is the
// conversation and the message whose button opened it.
export function openSheet(sheet, where, faults = {}, values = sheet.values) {
  const before = dialog;
  before?.close("replaced");
  before?.remove(); // at once: two forms may have fields of the same name
  const fields = sheet.sections.flatMap((s) => s.fields);
  const problem = h("p", { class: "faultcount", role: "alert", tabindex: "-1", hidden: true });
  const submit = h("button", { type: "submit", class: "action primary" }, h("span", {}, sheet.submit));
  const form = h("form", { novalidate: true, autocomplete: "off" },
    h("header", {},
      h("h2", { id: "sheet-title" }, sheet.title),
      sheet.parts > 1 ? h("span", { class: "part" }, t("part", { n: sheet.part, of: sheet.parts })) : null,
      h("button", { type: "button", class: "tool", "aria-label": t("close"), title: t("close"), onclick: () => mine.close("closed") }, icon("close"))),
    sheet.parts > 1 ? h("progress", { class: "parts", max: sheet.parts, value: sheet.part, "aria-hidden": "true" }) : null,
    h("div", { class: "sheetbody" },
      problem,
      sheet.intro?.length ? h("p", { class: "intro" }, spans(sheet.intro)) : null,
      sheet.sections.map((section) => sectionOf(section, values))),
    h("footer", {},
      h("button", { type: "button", class: "action ordinary", onclick: () => mine.close("closed") }, t("cancel")), submit));
  const mine = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title", data: { sheet: sheet.id, of: state.person.id } }, form);
  dialog = mine;

  const read = () => Object.fromEntries(fields.map((f) => [f.name, readField(form, f)]));
  const keep = () => keepDraft({ sheet, where, faults, values: read() });
  let sent = false;
  form.addEventListener("input", () => !sent && keep());
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (submit.getAttribute("aria-busy") === "true") return;
    submit.setAttribute("aria-busy", "true");
    try {
      const outcome = await act("send", { sheet: sheet.id, values: read(), ...where });
      sent = true;
      if (outcome.sheet && outcome.faults && outcome.sheet.id === sheet.id && sameFields(outcome.sheet, sheet)) {
        sent = false;
        faults = outcome.faults;
        mark(form, problem, faults);
        return;
      }
      dropDraft(sheet.id);
      mine.close("sent");
      follow(outcome, where);
    } catch (err) {
      keep();
      toast(err.message, true);
    } finally {
      submit.removeAttribute("aria-busy");
    }
  });
  mine.addEventListener("close", () => {
    if (!sent && JSON.stringify(read()) === JSON.stringify(untouched(sheet, fields))) dropDraft(sheet.id);
    mine.remove();
    refocus();
    if (dialog === mine) dialog = null;
    changes.dispatchEvent(new CustomEvent("drafts"));
  });
  document.body.append(mine);
  mine.showModal();
  mark(form, problem, faults);
  if (Object.keys(faults).length === 0) form.querySelector(".sheetbody :is(input, textarea, select):not([type=hidden])")?.focus();
}

const sameFields = (a, b) => JSON.stringify(a.sections.map((s) => s.fields.map((f) => [f.name, f.kind]))) === JSON.stringify(b.sections.map((s) => s.fields.map((f) => [f.name, f.kind])));

// untouched is what the form holds when nobody has typed.
const untouched = (sheet, fields) => Object.fromEntries(fields.map((f) => [f.name, sheet.values[f.name] ?? ""]));

function sectionOf(section, values) {
  return h("section", { class: "section" },
    section.heading ? h("h3", {}, section.heading) : null,
    section.fields.map((f) => fieldRow(f, values[f.name] ?? "")));
}

// mark puts the faults beside their fields and goes to the first one. A fault
// goes away when its field is changed.
function mark(form, problem, faults) {
  for (const row of form.querySelectorAll(".field")) {
    const fault = faults[row.dataset.field];
    const p = row.querySelector("[data-fault]");
    p.textContent = fault || "";
    p.hidden = !fault;
    row.classList.toggle("bad", !!fault);
    for (const input of row.querySelectorAll("[data-input]")) input.toggleAttribute("aria-invalid", !!fault);
    if (fault) row.addEventListener("input", () => clear(row), { once: true });
  }
  const known = [...form.querySelectorAll(".field.bad")];
  const other = Object.entries(faults).filter(([name]) => !known.some((row) => row.dataset.field === name)).map(([, text]) => text);
  const n = Object.keys(faults).length;
  problem.hidden = n === 0;
  problem.textContent = [n === 0 ? "" : n === 1 ? t("fault") : t("faults", { n }), ...other].join(" ");
  const first = known[0]?.querySelector("[data-input]") ?? (n > 0 ? problem : null);
  first?.focus();
  known[0]?.scrollIntoView({ block: "center" });
}

function clear(row) {
  row.classList.remove("bad");
  row.querySelector("[data-fault]").hidden = true;
  for (const input of row.querySelectorAll("[data-input]")) input.removeAttribute("aria-invalid");
}

// Another person's forms are not shown on this one's screen.
changes.addEventListener("screen", () => dialog && dialog.dataset.of !== state.person.id && dialog.close("switched"));
