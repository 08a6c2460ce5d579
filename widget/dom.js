// Making elements. Nothing here reads HTML: all that comes from outside is text.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  close: "M5 5l14 14M19 5L5 19",
  back: "M15 5l-7 7 7 7",
  send: "M4 12L20 4l-5 16-3-7z",
  clip: "M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7",
  menu: "M5 7h14M5 12h14M5 17h14",
  guarantee: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4",
  recall: "M12 4l9 16H3zM12 10v4M12 17v1",
  order: "M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10",
  repair: "M20 7l-3 3-3-3 3-3a6 6 0 0 0-7 8l-6 6 2 2 2 2 6-6a6 6 0 0 0 8-7z",
  part: "M8 4h8l5 8-5 8H8l-5-8zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  withdrawal: "M9 6L4 11l5 5M4 11h11a5 5 0 0 1 0 9",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
};

/**
 * An element: `on…` are listeners, `text` its text, names known of the element are set, the others are attributes.
 * @param {string} tag @param {Record<string, any>} [is] @param {...(Node | string | null | undefined | false)} inside
 * @returns {any}
 */
export function h(tag, is = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(is)) {
    if (value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.toggleAttribute(name, true);
    else element.setAttribute(name, value);
  }
  element.append(...inside.filter((each) => each !== null && each !== undefined && each !== false).map((each) => /** @type {Node} */ (each)));
  return element;
}

/** A drawing that assistive technology leaves out. @param {string} name */
export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS(SVG, tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", /** @type {Record<string, string>} */ (ICONS)[name]);
  svg.append(path);
  return svg;
}

/** A button. @param {string} kind @param {string} text @param {() => void} onclick @param {Record<string, any>} [is] */
export function button(kind, text, onclick, is = {}) {
  return h("button", { type: "button", class: kind, text, onclick, ...is });
}

/** A button that shows only a drawing. @param {string} drawing @param {string} label @param {() => void} onclick */
export function iconButton(drawing, label, onclick) {
  return h("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick }, icon(drawing));
}

/** An identifier nobody else has. */
export function uuid() {
  return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}

/** A deep copy of some texts in which others take their place. @param {Record<string, any>} base @param {Record<string, any>} over */
export function merged(base, over) {
  const copy = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const isGroup = value && typeof value === "object" && !Array.isArray(value);
    copy[name] = isGroup ? merged(copy[name] ?? {}, value) : value;
  }
  return copy;
}
