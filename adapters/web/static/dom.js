// Making elements. Whatever people typed reaches the page as text nodes only:
// there is no innerHTML anywhere.

const SVG = "http://www.w3.org/2000/svg";

// h makes an element: h("button", {class: "x", type: "button", onclick: f, data: {id: 1}}, "text", child…).
// Attributes that are null, undefined or false are left out; children too.
export function h(tag, attributes = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") {
      for (const [key, v] of Object.entries(value)) if (v !== undefined && v !== false) el.dataset[key] = v;
    } else if (name.startsWith("on")) {
      el.addEventListener(name.slice(2), value);
    } else if (name === "value" || name === "checked" || name === "selected") {
      el[name] = value;
    } else {
      el.setAttribute(name, value === true ? "" : value);
    }
  }
  el.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return el;
}

// patch makes an element's children like the given ones and touches nothing
// that is alike already, so that a click which is under way, the focus and an
// animation survive. What has a data-keep is never turned into something else.
export function patch(parent, ...children) {
  const fresh = children.flat().filter((c) => c !== null && c !== undefined && c !== false && c !== "");
  fresh.forEach((child, i) => {
    const old = parent.childNodes[i];
    if (!old) parent.append(child);
    else if (old.isEqualNode(child)) return;
    else if (old.nodeType !== 1 || old.tagName !== child.tagName || old.dataset.keep !== child.dataset.keep) old.replaceWith(child);
    else {
      for (const { name } of [...old.attributes]) if (!child.hasAttribute(name)) old.removeAttribute(name);
      for (const { name, value } of child.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
      patch(old, [...child.childNodes]);
    }
  });
  while (parent.childNodes.length > fresh.length) parent.lastChild.remove();
}

// Drawn on a grid of 20, in lines of 1.6.
const icons = {
  home: ["M3.5 9 10 3.5 16.5 9v7a.8.8 0 0 1-.8.8H12V12H8v4.8H4.3a.8.8 0 0 1-.8-.8z"],
  hash: ["M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.8 7.5h13M3.2 12.5h13"],
  eye: ["M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10z", "M10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z"],
  send: ["M3.5 16.5 17 10 3.5 3.5 5 10zM5 10h6"],
  menu: ["M3.5 5.5h13M3.5 10h13M3.5 14.5h13"],
  close: ["M5 5l10 10M15 5 5 15"],
  more: ["M4.8 10h.01M10 10h.01M15.2 10h.01"],
  search: ["M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6zM12.7 12.7l4 4"],
  swap: ["M6.5 8 10 4.5 13.5 8M6.5 12l3.5 3.5 3.5-3.5"],
  calendar: ["M4 5h12v11.5H4zM4 8.5h12M7 3v3.5M13 3v3.5"],
  file: ["M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11.5 2.5V6H15M10.2 9v5M8 12l2.2 2.2L12.4 12"],
  gear: ["M4 6h6M14 6h2M4 14h2M10 14h6", "M12 4.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM8 12.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z"],
  compass: ["M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z", "M13.3 6.7 11.3 11.3 6.7 13.3 8.7 8.7z"],
  clock: ["M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z", "M10 6v4.3l3 1.8"],
  check: ["M4.5 10.5 8.3 14.3 15.5 6.3"],
  down: ["M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5"],
  pencil: ["M4 16l.8-3.6L13.5 3.7l2.8 2.8-8.7 8.7z"],
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of icons[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

// drawing is a chart. What it is labelled with is text.
export function drawing(c) {
  const make = (tag, attributes, text) => {
    const el = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
    if (text !== undefined) el.textContent = text;
    return el;
  };
  const svg = make("svg", { viewBox: `0 0 ${c.width} ${c.height}`, class: "drawing", role: "img", "aria-label": c.title });
  for (const b of c.bars || []) {
    svg.append(make("rect", { class: "track", x: b.x, y: b.y, width: b.track, height: b.height }));
    svg.append(make("rect", { class: "bar", x: b.x, y: b.y, width: b.width, height: b.height }));
  }
  for (const label of c.texts || []) {
    svg.append(make("text", { class: label.faint ? "faint" : "", x: label.x, y: label.y, "font-size": label.size }, label.text));
  }
  return svg;
}

// avatar is a person's initial on a colour of their own, or the bot's mark.
export function avatar(person) {
  if (!person) return h("img", { class: "avatar", src: "/static/bot.svg", alt: "", width: 36, height: 36 });
  return h("span", { class: `avatar hue${(person.index * 3) % 10}`, "aria-hidden": "true" }, [...person.name][0] || "?");
}

// refocus is for after a dialog: a browser then gives the field that had the
// focus before the focus again, but not always the caret.
export function refocus() {
  const field = document.activeElement;
  if (!field?.matches("input, textarea")) return;
  field.blur();
  field.focus();
}

const toasts = () => document.getElementById("toasts");

// toast says something for a few seconds; errors stay longer.
export function toast(text, isError = false) {
  const el = h("div", { class: isError ? "toast error" : "toast", role: isError ? "alert" : null, data: { toast: isError ? "error" : "note" } }, text);
  toasts().append(el);
  // A modal dialog hides the rest of the page: what is said must be above it.
  if (toasts().showPopover) {
    toasts().setAttribute("popover", "manual");
    toasts().hidePopover?.();
    toasts().showPopover();
  }
  setTimeout(() => el.remove(), isError ? 8000 : 4500);
}
