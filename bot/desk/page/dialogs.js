// Questions asked in a window of the page: a reason, a colleague, a confirmation, the list of keys.
import { button, h } from "./dom.js";
import { PRESENCES, REASONS, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * Ask something; the answer runs when the form is sent.
 * @param {string} title @param {Node[]} inside @param {string} yes @param {(form: HTMLFormElement) => any} run
 */
export function dialog(title, inside, yes, run) {
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id: "dialog-title", text: title }),
    ...inside,
    h(
      "div",
      { class: "foot" },
      button("Annuler", () => whole.close()),
      h("button", { class: "primary", text: yes }),
    ),
  );
  const whole = h("dialog", { "aria-labelledby": "dialog-title" }, form);
  form.addEventListener("submit", () => run(form));
  whole.addEventListener("close", () => whole.remove());
  document.body.append(whole);
  whole.showModal();
  return whole;
}

/** @param {string} title @param {string} text @param {string} yes @param {() => any} run */
export function confirm(title, text, yes, run) {
  dialog(title, [h("p", { text })], yes, run);
}

/** @param {Desk} desk */
export function askReason(desk) {
  const choices = Object.entries(REASONS).map(([value, text], place) => radio("reason", value, text, place === 0));
  dialog("Clore la conversation", [h("fieldset", {}, h("legend", { text: "Motif" }), ...choices)], "Clore", (form) =>
    desk.act("close", { reason: new FormData(form).get("reason") }),
  );
}

/** @param {Desk} desk */
export function askColleague(desk) {
  const others = desk.lists.agents.filter((each) => each.id !== desk.me.id);
  const there = others.sort((one, other) => order(one) - order(other));
  if (!there.length)
    return confirm("Aucun autre conseiller", "Personne d'autre ne travaille à ce bureau.", "Compris", () => undefined);
  const choices = there.map((each, place) =>
    radio(
      "to",
      each.id,
      `${each.name}, ${word(PRESENCES, each.presence).toLowerCase()}, ${each.held} sur ${each.capacity}`,
      place === 0,
    ),
  );
  dialog(
    "Transférer la conversation",
    [h("fieldset", {}, h("legend", { text: "À qui" }), ...choices)],
    "Transférer",
    (form) => desk.act("transfer", { to: new FormData(form).get("to") }),
  );
}

/** @param {Record<string, string>} keys */
export function showKeys(keys) {
  const rows = Object.entries(keys).map(([key, what]) =>
    h("div", {}, h("dt", {}, h("kbd", { text: key })), h("dd", { text: what })),
  );
  dialog("Raccourcis clavier", [h("dl", { class: "keys" }, ...rows)], "Fermer", () => undefined);
}

/** @param {string} name @param {string} value @param {string} text @param {boolean} isChosen */
function radio(name, value, text, isChosen) {
  return h("label", { class: "choice" }, h("input", { type: "radio", name, value, checked: isChosen }), text);
}

/** @param {Colleague} colleague */
const order = (colleague) => Object.keys(PRESENCES).indexOf(colleague.presence);
