// Administration: one page a subject, named by the address.
import { h } from "./dom.js";
import { agentsPage } from "./admin-agents.js";
import { housePage } from "./admin-house.js";
import { repliesPage } from "./admin-replies.js";
import { webhooksPage } from "./admin-webhooks.js";
import { auditPage } from "./admin-audit.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @type {Record<string, { title: string, show: (desk: Desk) => HTMLElement }>} */
const PAGES = {
  conseillers: { title: "Conseillers", show: agentsPage },
  horaires: { title: "Horaires et règles", show: housePage },
  reponses: { title: "Réponses types", show: repliesPage },
  notifications: { title: "Autres logiciels", show: webhooksPage },
  journal: { title: "Journal", show: auditPage },
};

/** @param {Desk} desk @param {string[]} rest @returns {HTMLElement} */
export function administrationView(desk, rest) {
  const name = rest[0] && Object.hasOwn(PAGES, rest[0]) ? rest[0] : "conseillers";
  const page = /** @type {typeof PAGES[string]} */ (PAGES[name]);
  const links = Object.entries(PAGES).map(([each, { title }]) =>
    h("a", { href: `#/administration/${each}`, text: title, "aria-current": each === name ? "page" : undefined }),
  );
  return h(
    "div",
    { class: "page" },
    h("h1", { text: page.title }),
    h("nav", { class: "tabs", "aria-label": "Administration" }, ...links),
    page.show(desk),
  );
}
