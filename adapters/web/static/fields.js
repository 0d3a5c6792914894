// The fields of a form: one row each, with its label, hint and fault tied to it
// by aria-describedby.

import { h, icon } from "./dom.js";
import { state, t, personOf } from "./state.js";
import { suggest } from "./offers.js";
import { findPeople, personRow } from "./people.js";

const radios = 5; // up to as many picks are shown at once

// fieldRow is the row of a field that holds value.
export function fieldRow(f, value) {
  const id = "field-" + f.name;
  const hint = f.hint || (f.kind === "day" ? t("dayExample") : "");
  const described = [hint ? id + "-hint" : "", id + "-fault"].filter(Boolean).join(" ");
  const common = { id, name: f.name, "aria-describedby": described, "aria-required": f.optional ? null : "true", data: { input: "" } };
  const label = [f.label, f.optional ? h("span", { class: "optional" }, t("optional")) : null];
  const below = [
    hint ? h("p", { class: "hint", id: id + "-hint" }, hint) : null,
    h("p", { class: "fault", id: id + "-fault", data: { fault: f.name }, hidden: true }),
  ];
  const row = { class: `field kind-${f.kind}`, data: { field: f.name, kind: f.kind } };
  if (f.kind === "tick") {
    const box = h("input", { ...common, type: "checkbox", checked: value === "yes" });
    return h("div", row, h("label", { class: "pick" }, box, h("span", {}, label)), below);
  }
  if (f.kind === "choices" || (f.kind === "choice" && f.picks.length <= radios)) {
    return h("fieldset", { ...row, "aria-describedby": described }, h("legend", {}, label), picks(f, value), below);
  }
  return h("div", row, h("label", { for: id }, label), input(f, value, common), below);
}

function picks(f, value) {
  const many = f.kind === "choices";
  const chosen = many ? value.split(",") : [value];
  const list = many || !f.optional ? f.picks : [...f.picks, { value: "", label: t("none") }];
  return h("div", { class: "picks" }, list.map((p) =>
    h("label", { class: "pick" },
      h("input", { type: many ? "checkbox" : "radio", name: f.name, value: p.value, checked: chosen.includes(p.value), data: { input: "" } }),
      h("span", {}, p.label))));
}

function input(f, value, common) {
  switch (f.kind) {
    case "lines": {
      const area = h("textarea", { ...common, rows: 4, value });
      return h("div", {}, area, counter(area, f.limit));
    }
    case "choice":
      return h("select", common,
        h("option", { value: "", selected: value === "" }, f.optional ? t("none") : t("choose")),
        f.picks.map((p) => h("option", { value: p.value, selected: p.value === value }, p.label)));
    case "number":
      return h("input", { ...common, type: "text", inputmode: "numeric", value, class: "short" });
    case "day":
      return day(f, value, common);
    case "person":
      return person(value, common);
    default: {
      const line = h("input", { ...common, type: "text", value });
      return h("div", {}, line, counter(line, f.limit));
    }
  }
}

// counter appears when there is little room left.
function counter(field, limit) {
  const out = h("p", { class: "count", "aria-hidden": "true", hidden: true });
  const show = () => {
    const n = [...field.value].length;
    out.hidden = n < limit * 0.8;
    out.classList.toggle("over", n > limit);
    out.textContent = t("count", { n, of: limit });
  };
  field.addEventListener("input", show);
  show();
  return out;
}

// day takes words as well ("12/10"); the calendar writes the day into them.
function day(f, value, common) {
  const text = h("input", { ...common, type: "text", value, class: "short" });
  const hidden = h("input", { type: "date", class: "picker", tabindex: "-1", "aria-hidden": "true", min: f.min, max: f.max });
  hidden.addEventListener("input", (e) => e.stopPropagation());
  hidden.addEventListener("change", () => {
    if (!hidden.value) return;
    text.value = hidden.value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const open = h("button", { type: "button", class: "tool", "aria-label": t("calendar"), title: t("calendar") }, icon("calendar"));
  open.addEventListener("click", () => {
    hidden.value = /^\d{4}-\d{2}-\d{2}$/.test(text.value) ? text.value : "";
    hidden.showPicker();
  });
  return h("div", { class: "dayfield" }, text, open, hidden);
}

// person is chosen by name; what is sent is the account.
function person(value, common) {
  const text = h("input", { ...common, type: "text", value: personOf(value)?.name ?? "", placeholder: t("choosePerson"), autocomplete: "off" });
  text.dataset.user = value;
  const list = suggest(text, {
    label: () => t("offers"), eager: true, row: personRow,
    pick: (p) => {
      text.value = p.name;
      text.dataset.user = p.id;
      text.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "picked" }));
    },
  });
  const search = (e) => {
    if (e.detail === "picked") return list.hide();
    text.dataset.user = state.start.people.find((p) => p.name === text.value.trim())?.id ?? "";
    list.show(findPeople(text.value).slice(0, 8));
  };
  text.addEventListener("input", search);
  text.addEventListener("focus", () => text.value === "" && list.show(findPeople("").slice(0, 8)));
  text.addEventListener("keydown", list.key);
  text.addEventListener("blur", list.hide);
  return h("div", { class: "personfield" }, text, list.box);
}

// readField is the value of a field as the bot wants it.
export function readField(form, f) {
  const inputs = [...form.querySelectorAll(`.field[data-field="${CSS.escape(f.name)}"] [data-input]`)];
  switch (f.kind) {
    case "tick":
      return inputs[0].checked ? "yes" : "";
    case "choices":
      return inputs.filter((i) => i.checked).map((i) => i.value).join(",");
    case "choice":
      return inputs.length === 1 && inputs[0].tagName === "SELECT" ? inputs[0].value : inputs.find((i) => i.checked)?.value ?? "";
    case "person":
      // A name that is nobody's is sent as typed, so that the bot says so.
      return inputs[0].dataset.user || inputs[0].value.trim();
    default:
      return inputs[0].value;
  }
}
