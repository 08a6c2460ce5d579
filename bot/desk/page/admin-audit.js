// The audit log: who did what, newest first.
import { get } from "./api.js";
import { button, h, select, toast } from "./dom.js";
import { AUDIT, clock, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} _ @returns {HTMLElement} */
export function auditPage(_) {
  const action = select({ "": "Toutes les actions", ...AUDIT }, "", { "aria-label": "Action" });
  const rows = h("tbody", {});
  const more = button("Plus anciennes", () => load(false));
  let last = 0;

  /** @param {boolean} isFresh */
  async function load(isFresh) {
    const query = new URLSearchParams({ action: action.value, before: isFresh ? "" : String(last) });
    try {
      const { entries } = await get(`audit?${query}`);
      if (isFresh) rows.replaceChildren();
      rows.append(...entries.map(row));
      last = entries.at(-1)?.id ?? last;
      more.hidden = entries.length < 100;
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }
  action.addEventListener("change", () => load(true));
  void load(true);
  return h(
    "div",
    {},
    h("p", { class: "bar" }, action),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...["Moment", "Qui", "Action", "Objet", "Adresse"].map((text) => h("th", { scope: "col", text }))),
      ),
      rows,
    ),
    more,
  );
}

/** @param {any} it */
function row(it) {
  const details = Object.entries(it.details)
    .map(([name, value]) => `${name} = ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
  return h(
    "tr",
    {},
    h("td", {}, h("time", { datetime: it.at, text: clock(it.at) })),
    h("td", { text: it.agent ?? "" }),
    h("td", { text: word(AUDIT, it.action) }),
    h("td", {}, it.subject ?? "", details && h("span", { class: "detail", text: details })),
    h("td", { text: it.address ?? "" }),
  );
}
