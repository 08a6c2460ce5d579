// Other software told of what happens: its addresses, the events it wants, and the log of what was sent.
import { ask, get, post } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { confirm, dialog } from "./dialogs.js";
import { clock } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

const EVENTS = {
  handoff: "Un conseiller est demandé",
  message: "Message",
  closing: "Clôture",
  ticket: "Dossier ouvert",
};
const STATUSES = { pending: "à envoyer", delivered: "reçu", failed: "abandonné" };

/** @param {Desk} _ @returns {HTMLElement} */
export function webhooksPage(_) {
  const list = h("ul", { class: "cards" });
  const whole = h(
    "div",
    {},
    h("p", {
      class: "help",
      text: "Savia peut prévenir votre propre logiciel de service client. Chaque envoi est signé, répété jusqu'à réponse, et porte une clé qui évite les doublons.",
    }),
    h("p", {}, button("Ajouter une adresse", add, { class: "primary" })),
    list,
  );

  async function load() {
    try {
      const { webhooks } = await get("webhooks");
      list.replaceChildren(...webhooks.map(card));
      if (!webhooks.length)
        list.replaceChildren(h("li", { class: "empty", text: "Aucun autre logiciel n'est prévenu." }));
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }

  /** @param {any} it */
  function card(it) {
    const log = h("div", {});
    const details = h("details", {}, h("summary", { text: "Journal des envois" }), log);
    const draw = async () =>
      log.replaceChildren(deliveries(it, (await get(`webhooks/${it.id}/deliveries`)).deliveries, draw));
    details.addEventListener("toggle", () => details.open && draw());
    return h(
      "li",
      { class: "card" },
      h("p", {}, h("strong", { text: it.url }), it.is_active ? "" : " (arrêté)"),
      h("p", {
        class: "detail",
        text: it.events.map((/** @type {keyof typeof EVENTS} */ each) => EVENTS[each]).join(", "),
      }),
      h(
        "p",
        { class: "case-actions" },
        button(
          it.is_active ? "Arrêter" : "Reprendre",
          () => run(() => ask("PATCH", `webhooks/${it.id}`, { is_active: !it.is_active })),
          { "aria-label": `${it.is_active ? "Arrêter" : "Reprendre"} ${it.url}` },
        ),
        button(
          "Supprimer",
          () =>
            confirm("Supprimer cette adresse\u00a0?", "Son journal des envois est effacé.", "Supprimer", () =>
              run(() => ask("DELETE", `webhooks/${it.id}`)),
            ),
          { "aria-label": `Supprimer ${it.url}` },
        ),
      ),
      details,
    );
  }

  function add() {
    const url = h("input", { type: "url", required: true, placeholder: "https://" });
    const boxes = Object.entries(EVENTS).map(([value, text]) =>
      h("label", { class: "choice" }, h("input", { type: "checkbox", name: "events", value, checked: true }), text),
    );
    dialog(
      "Ajouter une adresse",
      [field("Adresse à appeler", url), h("fieldset", {}, h("legend", { text: "Ce qui est envoyé" }), ...boxes)],
      "Ajouter",
      (form) =>
        run(async () => {
          const { secret } = await post("webhooks", { url: url.value, events: new FormData(form).getAll("events") });
          dialog(
            "Clé de signature",
            [
              h("p", {
                text: "Elle vérifie l'en-tête X-Savia-Signature de chaque envoi. Copiez-la maintenant\u00a0: elle ne sera plus affichée.",
              }),
              h("p", {}, h("code", { class: "secret", text: secret })),
            ],
            "C'est noté",
            () => undefined,
          );
        }),
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

/** @param {any} webhook @param {any[]} found @param {() => void} draw */
function deliveries(webhook, found, draw) {
  if (!found.length) return h("p", { class: "empty", text: "Rien n'a encore été envoyé." });
  const again = (/** @type {any} */ it) => async () => {
    await post(`webhooks/${webhook.id}/deliveries/${encodeURIComponent(it.key)}/retry`).catch((error) =>
      toast(error.message, "problem"),
    );
    draw();
  };
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...["Moment", "Événement", "État", "Essais", "Réponse"].map((text) => h("th", { scope: "col", text })),
      ),
    ),
    h(
      "tbody",
      {},
      ...found.map((it) =>
        h(
          "tr",
          {},
          h("td", { text: clock(it.created_at) }),
          h("td", { text: EVENTS[/** @type {keyof typeof EVENTS} */ (it.event)] }),
          h(
            "td",
            {},
            STATUSES[/** @type {keyof typeof STATUSES} */ (it.status)],
            " ",
            it.status === "failed" && button("Renvoyer", again(it)),
          ),
          h("td", { text: String(it.attempts) }),
          h("td", { text: it.error ?? (it.answered_status ? `HTTP ${it.answered_status}` : "") }),
        ),
      ),
    ),
  );
}
