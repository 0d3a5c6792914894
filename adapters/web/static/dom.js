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

// Drawn on a grid of 20, in lines of 1.6.
const icons = {
  home: ["M3.500 9 10 3.500 16.500 9v7a.8.8 0 0 1-.8.8H12V12H8v4.800H4.300a.8.8 0 0 1-.8-.8z"],
  hash: ["M8 3.500 6.500 16.500M13.500 3.500 12 16.500M3.800 7.500h13M3.200 12.500h13"],
  eye: ["M2 10s3-5.500 8-5.500S18 10 18 10s-3 5.500-8 5.500S2 10 2 10z", "M10 7.700a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600z"],
  send: ["M3.500 16.500 17 10 3.500 3.500 5 10zM5 10h6"],
  menu: ["M3.500 5.500h13M3.500 10h13M3.500 14.500h13"],
  close: ["M5 5l10 10M15 5 5 15"],
  more: ["M4.800 10h.01M10 10h.01M15.200 10h.01"],
  search: ["M8.800 3.500a5.300 5.300 0 1 0 0 10.600 5.300 5.300 0 0 0 0-10.600zM12.700 12.700l4 4"],
  swap: ["M6.500 8 10 4.500 13.500 8M6.500 12l3.500 3.500 3.500-3.500"],
  calendar: ["M4 5h12v11.500H4zM4 8.500h12M7 3v3.500M13 3v3.500"],
  file: ["M5.500 2.500h6l3.500 3.500v11.500h-9.500zM11.500 2.500V6H15M10.200 9v5M8 12l2.200 2.200L12.400 12"],
  gear: ["M4 6h6M14 6h2M4 14h2M10 14h6", "M12 4.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600zM8 12.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z"],
  compass: ["M10 2.800a7.200 7.200 0 1 0 0 14.400 7.200 7.200 0 0 0 0-14.400z", "M13.300 6.700 11.300 11.300 6.700 13.300 8.700 8.700z"],
  check: ["M4.500 10.500 8.300 14.300 15.500 6.300"],
  down: ["M10 4v11.500M5.500 11l4.500 4.500 4.500-4.500"],
  pencil: ["M4 16l.8-3.600L13.500 3.700l2.800 2.800-8.700 8.700z"],
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

// avatar is a person's initial on a colour of their own, or the bot's mark.
export function avatar(person) {
  if (!person) return h("img", { class: "avatar", src: "/static/bot.svg", alt: "", width: 36, height: 36 });
  let sum = 0;
  for (const c of person.id) sum = (sum * 31 + c.codePointAt(0)) % 9973;
  return h("span", { class: `avatar hue${sum % 10}`, "aria-hidden": "true" }, [...person.name][0] || "?");
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
