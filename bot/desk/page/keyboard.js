// Keys. Those of one letter act outside fields only, and an agent can turn them off (they disturb voice control).
import { actions } from "./conversation.js";
import { showKeys } from "./dialogs.js";
import { conversation, post } from "./api.js";
import { toast } from "./dom.js";
import { goTo } from "./workspace.js";

/** @typedef {import("./desk.js").Desk} Desk */

const SETTING = "savia-desk-keys";
const KEYS = {
  "Alt + ↓ / Alt + ↑": "conversation suivante, précédente",
  N: "prendre la plus ancienne en attente",
  T: "prendre la conversation affichée",
  R: "répondre",
  O: "écrire une note privée",
  "/": "réponses types (dans une réponse vide), recherche (ailleurs)",
  F: "transférer",
  L: "remettre en file",
  G: "rendre à l'assistant",
  C: "clore",
  Échap: "quitter le champ ou la fenêtre",
  "?": "cette liste",
};

export const areKeysOn = () => localStorage.getItem(SETTING) !== "no";
/** @param {boolean} isOn */
export const turnKeys = (isOn) => localStorage.setItem(SETTING, isOn ? "yes" : "no");

/** @param {Desk} desk */
export function watchKeys(desk) {
  addEventListener("keydown", (event) => {
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      return step(desk, event.key === "ArrowDown" ? 1 : -1);
    }
    const target = /** @type {HTMLElement} */ (event.target);
    const isWriting = target.closest("input, textarea, select, [contenteditable], dialog");
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey || !areKeysOn()) return;
    if (press(desk, event.key.toLowerCase())) event.preventDefault();
  });
}

/** @param {Desk} desk @param {string} key */
function press(desk, key) {
  const named = Object.values(actions(desk)).find((action) => action.can && action.key.toLowerCase() === key);
  if (named) named.run();
  else if (key === "n") void takeNext(desk);
  else if (key === "r" || key === "o")
    document.querySelector(".composer")?.dispatchEvent(new CustomEvent("mode", { detail: key === "o" }));
  else if (key === "/") location.hash = "#/recherche";
  else if (key === "?") showKeys(KEYS);
  else return false;
  return true;
}

/** Take who has waited longest; when a colleague was quicker, the next one. @param {Desk} desk */
export async function takeNext(desk) {
  const next = desk.lists.waiting[0];
  if (!next) return toast("Personne n'attend.");
  try {
    await post(`${conversation(next.id)}/take`);
    goTo(next.id);
  } catch (error) {
    toast(/** @type {Error} */ (error).message, "problem");
  }
}

/** Go to the next conversation of the lists. @param {Desk} desk @param {number} by */
function step(desk, by) {
  const all = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".lists a.case")]);
  if (!all.length) return;
  const at = all.findIndex((each) => each.getAttribute("aria-current") === "true");
  const next = all[(at + by + all.length) % all.length];
  if (next) location.hash = next.hash;
  next?.focus();
  desk.tell("lists");
}
