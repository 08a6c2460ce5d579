// A form of the panel: labelled fields, mistakes told beside the field they are about, one button.
import { h } from "./dom.js";

/**
 * A form; `send` gets the values and returns the mistakes by field ("" for the whole), none when it has shown its result.
 * @param {Field[]} fields @param {string} action @param {LaterTexts["form"]} words
 * @param {(values: Record<string, string>) => Promise<Record<string, string>>} send
 * @returns {HTMLElement}
 */
export function formOf(fields, action, words, send) {
  const whole = h("p", { class: "problem", role: "alert" });
  const submit = h("button", { class: "main", text: action });
  const form = h("form", { novalidate: true, onsubmit }, ...fields.map((field) => row(field, words)), whole, submit);

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, `${value}`.trim()]));
    const mistakes = missing(fields, values, words);
    if (showMistakes(form, whole, mistakes)) return;
    submit.disabled = true;
    try {
      showMistakes(form, whole, await send(values));
    } catch {
      showMistakes(form, whole, { "": words.failed });
    }
    submit.disabled = false;
  }
  return form;
}

/** Show a step in place of the one before and give it the keyboard. @param {HTMLElement} stage @param {...HTMLElement} step */
export function turnTo(stage, ...step) {
  stage.replaceChildren(...step);
  /** @type {HTMLElement | null} */ (stage.querySelector("[tabindex]"))?.focus();
  return {};
}

/** Mistakes of an answer of the service. @param {{ status: number, body: any }} answer @param {LaterTexts["form"]} words @returns {Record<string, string>} */
export function mistakesOf({ status, body }, words) {
  if (status === 429) return { "": words.tooMany };
  const listed = (body.errors ?? []).map((/** @type {any} */ { field, message }) => [field, message]);
  return listed.length ? Object.fromEntries(listed) : { "": words.failed };
}

/** @param {Field[]} fields @param {Record<string, string>} values @param {LaterTexts["form"]} words */
function missing(fields, values, words) {
  /** @type {Record<string, string>} */
  const mistakes = {};
  for (const { name, required, type } of fields) {
    if (required && !values[name]) mistakes[name] = required;
    else if (type === "email" && values[name] && !/^\S+@\S+\.\S+$/.test(values[name])) mistakes[name] = words.email;
  }
  return mistakes;
}

/** Tell mistakes; returns whether there are any. @param {HTMLElement} form @param {HTMLElement} whole @param {Record<string, string>} mistakes */
function showMistakes(form, whole, mistakes) {
  const left = { ...mistakes };
  /** @type {HTMLElement | undefined} */
  let first;
  for (const each of form.querySelectorAll(".row")) {
    const name = /** @type {HTMLElement} */ (each).dataset.name ?? "";
    const input = /** @type {HTMLElement} */ (each.querySelector("input,select,textarea"));
    const problem = each.querySelector(".problem");
    if (problem) problem.textContent = left[name] ?? "";
    input.setAttribute("aria-invalid", `${Boolean(left[name])}`);
    if (left[name]) first ??= input;
    delete left[name];
  }
  whole.textContent = Object.values(left).join(" ");
  first?.focus();
  return Object.keys(mistakes).length > 0;
}

/** @param {Field} field @param {LaterTexts["form"]} words */
function row(field, words) {
  const { name, label, hint, required, choices } = field;
  const id = `field-${name}`;
  const described = { "aria-describedby": `${id}-hint ${id}-problem` };
  const told = [h("p", { class: "hint", id: `${id}-hint`, text: hint ?? "" }), h("p", { class: "problem", id: `${id}-problem` })];
  if (field.type === "radio") {
    const options = Object.entries(choices ?? {}).map(([value, text]) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name, value, checked: value === field.value }), text),
    );
    return h("fieldset", { class: "row", "data-name": name, ...described }, h("legend", { text: label }), ...options, ...told);
  }
  const title = required || choices ? label : `${label} (${words.optional})`;
  return h("div", { class: "row", "data-name": name }, h("label", { for: id, text: title }), control(field, id, described), ...told);
}

/** @param {Field} field @param {string} id @param {Record<string, string>} described */
function control({ name, type = "text", value = "", choices, autocomplete, max, required }, id, described) {
  const is = { id, name, autocomplete: autocomplete ?? "off", "aria-required": required ? "true" : undefined, ...described };
  if (type === "select") {
    const options = Object.entries(choices ?? {}).map(([of, text]) => h("option", { value: of, text, selected: of === value }));
    return h("select", is, ...options);
  }
  if (type === "area") return h("textarea", { rows: "2", ...is, text: value });
  return h("input", { type, value, max, inputmode: name === "gtin" ? "numeric" : undefined, ...is });
}
