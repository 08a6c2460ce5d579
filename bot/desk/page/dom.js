// Making elements. Nothing here reads HTML: all that a shopper or a colleague typed is text.

/**
 * An element: `on…` are listeners, `text` its text, true and false are attributes put or left out, the rest attributes.
 * @param {string} tag @param {Record<string, any>} [is] @param {...(Node | string | null | undefined | false)} inside
 * @returns {any}
 */
export function h(tag, is = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(is)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "value") /** @type {any} */ (element).value = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...inside
      .filter((each) => each !== null && each !== undefined && each !== false)
      .map((each) => /** @type {Node} */ (each)),
  );
  return element;
}

/** A button. @param {string} text @param {() => void} onclick @param {Record<string, any>} [is] */
export function button(text, onclick, is = {}) {
  return h("button", { type: "button", text, onclick, ...is });
}

let fields = 0;

/**
 * A labelled field; what is wrong with it is said below and read with it.
 * @param {string} label @param {any} control @param {string} [help]
 */
export function field(label, control, help) {
  control.id ||= `field-${++fields}`;
  const note = h("p", { class: "help", id: `${control.id}-help`, text: help ?? "" });
  if (help) control.setAttribute("aria-describedby", note.id);
  const whole = h("div", { class: "field" }, h("label", { for: control.id, text: label }), control, help && note);
  return whole;
}

/** A choice among options. @param {Record<string, string>} options @param {string} chosen @param {Record<string, any>} [is] */
export function select(options, chosen, is = {}) {
  const made = h("select", is, ...Object.entries(options).map(([value, text]) => h("option", { value, text })));
  made.value = chosen;
  return made;
}

/**
 * Bring the children of a list to the items given, keeping the elements of those that stay: focus and selection hold.
 * @template T
 * @param {HTMLElement} parent @param {T[]} items @param {(item: T) => string} key
 * @param {(item: T, old: HTMLElement | undefined) => HTMLElement} make
 */
export function keyed(parent, items, key, make) {
  const before = new Map(
    Array.from(parent.children, (child) => [
      /** @type {HTMLElement} */ (child).dataset.key,
      /** @type {HTMLElement} */ (child),
    ]),
  );
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const old = before.get(name);
    before.delete(name);
    const element = make(item, old);
    element.dataset.key = name;
    if (old && old !== element) {
      if (place === old) place = old.nextElementSibling;
      old.remove();
    }
    if (element === place) place = element.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const gone of before.values()) gone.remove();
}

/** Say something to those who do not see the page. @param {string} text */
export function announce(text) {
  const place = document.getElementById("announce");
  if (!place) return;
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 50);
}

/** Show a sentence for a while, at the bottom of the page. @param {string} text @param {string} [kind] */
export function toast(text, kind = "") {
  const place = document.getElementById("toasts");
  const note = h("p", { class: `toast ${kind}`, text });
  place?.append(note);
  setTimeout(() => note.remove(), 7000);
}

/** An identifier nobody else has. */
export function uuid() {
  return (
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-")
  );
}
