// A list of suggestions under a text field: the ARIA combobox pattern with
// aria-activedescendant. The field keeps the focus all the time.

import { h } from "./dom.js";

let count = 0;

// suggest attaches a list to the field. pick(item) is called with what was
// chosen. Enter chooses only what was moved to with the arrows (or, if eager,
// the first one); Tab takes the first one if none was moved to.
export function suggest(field, { label, pick, eager = false, row }) {
  const id = `offers-${++count}`;
  const box = h("ul", { class: "offers", id, role: "listbox", hidden: true });
  let items = [];
  let active = -1;

  function show(list) {
    items = list;
    active = eager && list.length > 0 ? 0 : -1;
    box.setAttribute("aria-label", label());
    box.replaceChildren(...items.map((item, i) =>
      h("li", { id: `${id}-${i}`, role: "option", "aria-selected": "false", onmousedown: (e) => { e.preventDefault(); choose(i); } }, row(item))));
    box.hidden = items.length === 0;
    // A field has this role only while there is a list: otherwise it is an
    // ordinary text field, of several lines perhaps.
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-autocomplete", "list"], ["aria-controls", id]]) {
      if (box.hidden) field.removeAttribute(name);
      else field.setAttribute(name, value);
    }
    mark();
  }

  function mark() {
    [...box.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) {
      field.setAttribute("aria-activedescendant", `${id}-${active}`);
      box.children[active].scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function choose(i) {
    const item = items[i];
    show([]);
    pick(item);
  }

  // key handles what concerns the list, and reports whether it did.
  function key(e) {
    if (box.hidden || e.isComposing) return false;
    const n = items.length;
    if (e.key === "ArrowDown") active = (active + 1) % n;
    else if (e.key === "ArrowUp") active = active <= 0 ? n - 1 : active - 1;
    else if (e.key === "Escape") return show([]), stop(e);
    else if (e.key === "Tab" && !e.shiftKey) return choose(Math.max(active, 0)), stop(e);
    else if (e.key === "Enter" && !e.shiftKey && active >= 0) return choose(active), stop(e);
    else return false;
    mark();
    return stop(e);
  }

  function stop(e) {
    e.preventDefault();
    e.stopPropagation();
    return true;
  }

  return { box, show, key, hide: () => show([]) };
}
