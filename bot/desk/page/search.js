// Past conversations by words, order number, ticket or e-mail.
import { get } from "./api.js";
import { field, h, select, toast } from "./dom.js";
import { CHANNELS, STATES, clock, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {HTMLElement} */
export function searchView(desk) {
  const words = h("input", { type: "search", autocomplete: "off" });
  const state = select({ "": "Tous les états", ...STATES }, "");
  const list = h("ul", { class: "cards" });
  const told = h("p", { class: "empty", role: "status" });
  const form = h(
    "form",
    { class: "bar", role: "search" },
    field("Mots, numéro de commande ou de dossier, e-mail", words),
    field("État", state),
    h("button", { class: "primary", text: "Chercher" }),
  );
  const whole = h("div", { class: "page" }, h("h1", { text: "Recherche" }), form, told, list);

  async function search() {
    try {
      const { found } = await get(`search?${new URLSearchParams({ q: words.value, state: state.value })}`);
      told.textContent = found.length
        ? `${found.length}\u00a0conversation${found.length > 1 ? "s" : ""}, la plus récente d'abord.`
        : "Aucune conversation ne correspond.";
      list.replaceChildren(...found.map((/** @type {any} */ it) => result(desk, it)));
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    void search();
  });
  state.addEventListener("change", search);
  queueMicrotask(() => words.focus());
  void search();
  return whole;
}

/** @param {Desk} desk @param {any} it */
function result(desk, it) {
  return h(
    "li",
    { class: "card" },
    h("a", {
      href: `#/conversations/${encodeURIComponent(it.conversation_id)}`,
      text: it.customer ?? it.email ?? `Visiteur ${it.conversation_id.slice(-4)}`,
    }),
    h("p", {
      class: "meta",
      text: [
        word(STATES, it.state) + (it.agent ? `, ${desk.name(it.agent)}` : ""),
        word(CHANNELS, it.channel),
        clock(it.updated_at),
        `${it.last_seq}\u00a0messages`,
      ].join(", "),
    }),
    it.excerpt &&
      h("p", { class: "text", text: it.excerpt.length > 240 ? `${it.excerpt.slice(0, 239)}…` : it.excerpt }),
  );
}
