// The panel on the right: summary, order, findings of law with their articles and trace, recall, tickets, history.
import { ask, conversation, post } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { confirm } from "./dialogs.js";
import { finding } from "./finding.js";
import { isUnanswered, suggestions } from "./suggestions.js";
import {
  CAUSES,
  CONDITIONS,
  ORDER_STATES,
  STATES,
  TICKET_KINDS,
  TICKET_STATES,
  clock,
  day,
  euros,
  word,
} from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {HTMLElement} */
export function dossier(desk) {
  const whole = h("div", { class: "dossier" });
  const opened = new Set(["orders", "findings", "recall", "tickets"]);
  if (desk.open && isUnanswered(desk.open)) opened.add("suggestions");
  const draw = () => {
    const open = desk.open;
    if (!open) return;
    const { summary, orders, findings, recall, tickets } = open.dossier;
    const parts = [
      h(
        "section",
        { class: "summary" },
        h("h2", { text: "En bref" }),
        h("ul", {}, ...summary.map((text) => h("li", { text }))),
      ),
      open.suggestions.length ? part("suggestions", "Réponse suggérée à l'e-mail", ...suggestions(desk)) : null,
      recall ? part("recall", "Rappel de produit", recallOf(recall)) : null,
      part(
        "orders",
        orders.length > 1 ? "Commandes identifiées" : "Commande identifiée",
        ...(orders.length
          ? orders.map(order)
          : [
              h("p", { class: "empty", text: "Le client n'a pas donné de numéro et d'e-mail qui correspondent." }),
              unlocking(open),
            ]),
      ),
      part(
        "findings",
        "Constat juridique",
        ...(findings.length
          ? findings.map(finding)
          : [h("p", { class: "empty", text: "Aucun droit n'a été calculé dans cette conversation." })]),
      ),
      tickets.length ? part("tickets", "Dossiers", h("ul", { class: "plain" }, ...tickets.map(ticket))) : null,
      part("history", "Historique", history(open)),
      h(
        "div",
        { class: "foot" },
        h("a", { href: `/desk/api/${conversation(open.case.id)}/export`, download: "", text: "Exporter" }),
        desk.isAdministrator && button("Supprimer", () => remove(desk), { class: "quiet danger" }),
      ),
    ];
    whole.replaceChildren(...parts.filter((each) => each !== null));
  };

  /** @param {string} name @param {string} title @param {...any} inside */
  function part(name, title, ...inside) {
    const details = h("details", { open: opened.has(name) }, h("summary", {}, h("h2", { text: title })), ...inside);
    details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](name));
    return details;
  }

  queueMicrotask(() => desk.on(whole, ["open"], draw));
  draw();
  return whole;
}

/** @param {any} it */
function order(it) {
  return h(
    "div",
    { class: "order" },
    h(
      "p",
      {},
      h("strong", { text: it.number }),
      " ",
      h("span", { class: "state", text: word(ORDER_STATES, it.status) }),
    ),
    pairs({
      Client: it.name,
      "E-mail": it.email,
      "Commandée le": day(it.ordered_on),
      "Livrée le": day(it.delivered_on),
      Colis: it.shipment?.tracking ? `${it.shipment.carrier ?? ""} ${it.shipment.tracking}` : "",
      "Prévue le": it.delivered_on ? "" : day(it.shipment?.expected_on),
      Remboursement: it.refund
        ? `${euros(it.refund.amount)} ${it.refund.issued_on ? `versé le ${day(it.refund.issued_on)}` : `dû le ${day(it.refund.due_on)}`}`
        : "",
    }),
    h(
      "ul",
      { class: "plain lines" },
      ...it.lines.map((/** @type {any} */ line) =>
        h(
          "li",
          {},
          h("strong", { text: line.name }),
          h("span", {
            class: "detail",
            text: [`${line.quantity}\u00a0×\u00a0${euros(line.price)}`, word(CONDITIONS, line.condition), line.sku]
              .filter(Boolean)
              .join(", "),
          }),
        ),
      ),
    ),
    it.repairs.length
      ? h(
          "ul",
          { class: "plain" },
          ...it.repairs.map((/** @type {any} */ repair) =>
            h("li", {
              text: `Réparation ${repair.ticket ?? ""}, ${repair.under_guarantee ? "sous garantie" : "hors garantie"}, ${repair.closed_on ? `terminée le ${day(repair.closed_on)}` : `en cours depuis le ${day(repair.opened_on)}`}`,
            }),
          ),
        )
      : null,
  );
}

/** @param {any} it */
function recallOf(it) {
  const isSafe = /^https:\/\//.test(it.url ?? "");
  return h(
    "div",
    { class: "recall" },
    h("p", {}, h("strong", { text: `${it.brand} ${it.models.join(", ")}` })),
    h("p", { text: it.risk ?? "" }),
    it.is_sure ? null : h("p", { text: "À confirmer : le numéro de lot n'est pas encore connu." }),
    h(
      "p",
      { class: "detail" },
      `Fiche ${it.reference} du ${day(it.published_on)} `,
      isSafe && h("a", { href: it.url, target: "_blank", rel: "noreferrer", text: "fiche officielle" }),
    ),
  );
}

/** @param {any} it */
function ticket(it) {
  return h(
    "li",
    {},
    h("strong", { text: it.number }),
    ` ${word(TICKET_KINDS, it.kind)}, ${word(TICKET_STATES, it.status)}`,
    h("span", { class: "detail", text: [it.sku, it.symptom ?? it.message, it.contact].filter(Boolean).join(", ") }),
  );
}

/** @param {Whole} open */
function history(open) {
  const changes = open.events.map((it) => ({
    at: it.at,
    text: `${word(STATES, it.to)}${it.holder ? ` (${it.holder})` : ""}\u00a0: ${it.cause_text ?? word(CAUSES, it.cause)}${it.agent && it.agent !== it.holder ? `, par ${it.agent}` : ""}`,
  }));
  const ratings = open.ratings.map((it) => ({
    at: it.at,
    text: `Satisfaction\u00a0: ${it.score} sur 5${it.comment ? `, «\u00a0${it.comment}\u00a0»` : ""}`,
  }));
  const all = [{ at: open.case.opened_at, text: "Début de la conversation" }, ...changes, ...ratings].sort(
    (one, other) => one.at.localeCompare(other.at),
  );
  return h(
    "ol",
    { class: "plain history" },
    ...all.map((it) => h("li", {}, h("time", { datetime: it.at, text: clock(it.at) }), ` ${it.text}`)),
  );
}

/** For an order locked by wrong e-mails, once the agent has checked the shopper otherwise. @param {Whole} open */
function unlocking(open) {
  if (!open.events.some((it) => it.cause === "lock")) return null;
  const number = h("input", { autocomplete: "off" });
  return h(
    "div",
    { class: "unlock" },
    field(
      "Numéro de commande verrouillé",
      number,
      "Déverrouillez-le après avoir vérifié l'identité du client autrement.",
    ),
    button("Déverrouiller", async () => {
      try {
        await post("unlock", { number: number.value });
        toast("La commande est déverrouillée.");
      } catch (error) {
        toast(/** @type {Error} */ (error).message, "problem");
      }
    }),
  );
}

/** @param {Record<string, string>} known */
function pairs(known) {
  const given = Object.entries(known).filter(([, value]) => value);
  return h("dl", {}, ...given.map(([name, value]) => h("div", {}, h("dt", { text: name }), h("dd", { text: value }))));
}

/** @param {Desk} desk */
function remove(desk) {
  const id = desk.open?.case.id ?? "";
  confirm(
    "Supprimer la conversation\u00a0?",
    "Les messages et les notes sont effacés pour toujours. Les dossiers ouverts restent. La suppression est inscrite au journal.",
    "Supprimer",
    async () => {
      try {
        await ask("DELETE", conversation(id));
        location.hash = "#/conversations";
      } catch (error) {
        toast(/** @type {Error} */ (error).message, "problem");
      }
    },
  );
}
