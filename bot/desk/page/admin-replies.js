// Canned replies: their shortcut, their text and its variables.
import { ask, get, post } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { confirm, dialog } from "./dialogs.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} _ @returns {HTMLElement} */
export function repliesPage(_) {
  const list = h("ul", { class: "cards" });
  /** @type {Record<string, string>} */
  let variables = {};
  const whole = h(
    "div",
    {},
    h(
      "p",
      {},
      button("Ajouter une réponse", () => edit(null), { class: "primary" }),
    ),
    list,
  );

  async function load() {
    try {
      const found = await get("replies");
      variables = found.variables;
      list.replaceChildren(...found.replies.map(card));
      if (!found.replies.length)
        list.replaceChildren(
          h("li", {
            class: "empty",
            text: "Aucune réponse type. Les conseillers les appellent en tapant / dans une réponse vide.",
          }),
        );
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }

  /** @param {CannedReply} it */
  function card(it) {
    return h(
      "li",
      { class: "card" },
      h("p", {}, h("strong", { text: `/${it.shortcut}` }), ` ${it.title}`),
      h("p", { class: "text", text: it.text }),
      h(
        "p",
        { class: "case-actions" },
        button("Modifier", () => edit(it), { "aria-label": `Modifier ${it.shortcut}` }),
        button(
          "Supprimer",
          () =>
            confirm(`Supprimer /${it.shortcut}\u00a0?`, "Les messages déjà envoyés restent.", "Supprimer", () =>
              run(() => ask("DELETE", `replies/${it.id}`)),
            ),
          { "aria-label": `Supprimer ${it.shortcut}` },
        ),
      ),
    );
  }

  /** @param {CannedReply | null} it */
  function edit(it) {
    const shortcut = h("input", { value: it?.shortcut ?? "", required: true, maxlength: "30", autocomplete: "off" });
    const title = h("input", { value: it?.title ?? "", required: true, maxlength: "80" });
    const text = h("textarea", { rows: "6", required: true, maxlength: "4000", value: it?.text ?? "" });
    const known = Object.entries(variables)
      .map(([name, meaning]) => `{${name}}\u00a0: ${meaning}`)
      .join("\u00a0; ");
    dialog(
      it ? `Modifier /${it.shortcut}` : "Ajouter une réponse",
      [
        field("Raccourci", shortcut, "Minuscules, chiffres et tirets, par exemple retour-colis."),
        field("Titre", title),
        field("Texte", text, known),
      ],
      "Enregistrer",
      () => {
        const body = { shortcut: shortcut.value.replace(/^\//, ""), title: title.value, text: text.value };
        void run(() => (it ? ask("PUT", `replies/${it.id}`, body) : post("replies", body)));
      },
    );
  }

  /** @param {() => Promise<any>} work */
  async function run(work) {
    try {
      await work();
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
    void load();
  }

  void load();
  return whole;
}
