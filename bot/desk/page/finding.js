// A finding of law as an agent can defend it: the verdict, its days, its articles, and the rules that led to it.
import { h } from "./dom.js";
import { FINDINGS, FLAGS, OVERLAYS, PROOFS, REMEDIES, clock, day, word } from "./words.js";

/** @param {any} answer @returns {HTMLElement} */
export function finding(answer) {
  const it = answer.finding;
  const facts = {
    "Fin de la garantie": day(it.end_date),
    "Présomption jusqu'au": day(it.presumption_end),
    "À prouver": word(PROOFS, it.proof),
    Recours: (it.remedies ?? []).map((/** @type {string} */ each) => word(REMEDIES, each)).join(", "),
    Attention: (it.flags ?? []).map((/** @type {string} */ each) => word(FLAGS, each)).join(", "),
  };
  const overlays = (it.overlays ?? []).map((/** @type {any} */ each) =>
    `${word(OVERLAYS, each.code)} ${day(each.date)}`.trim(),
  );
  const status = it.status ?? "";
  return h(
    "div",
    {
      class: "finding",
      "data-kind": status.startsWith("COVERED")
        ? "yes"
        : status.includes("EXPIRED") || status.startsWith("LGC_NA")
          ? "no"
          : "maybe",
    },
    h("p", { class: "verdict", text: word(FINDINGS, status) || answer.topic }),
    h(
      "dl",
      {},
      ...Object.entries(facts)
        .filter(([, value]) => value)
        .map(([name, value]) => h("div", {}, h("dt", { text: name }), h("dd", { text: value }))),
    ),
    overlays.length
      ? h("ul", { class: "plain" }, ...overlays.map((/** @type {string} */ text) => h("li", { text })))
      : null,
    it.citations?.length ? h("p", { class: "citations", text: `Articles\u00a0: ${it.citations.join(", ")}` }) : null,
    h(
      "details",
      {},
      h("summary", { text: "Pourquoi" }),
      h("p", {
        class: "detail",
        text: `Calculé le ${clock(answer.answered_at)} au ${day(answer.as_of)}${answer.order_number ? ` pour ${answer.order_number}` : ""}, règles ${answer.rule_set}.`,
      }),
      h("p", { class: "detail", text: "Données retenues" }),
      h(
        "ul",
        { class: "trace" },
        ...Object.entries(answer.inputs).map(([name, value]) =>
          h("li", { text: `${name} = ${typeof value === "object" ? JSON.stringify(value) : value}` }),
        ),
      ),
      h("p", { class: "detail", text: "Règles appliquées" }),
      h(
        "ol",
        { class: "trace" },
        ...(answer.trace ?? []).map((/** @type {any} */ each) => h("li", { text: String(each) })),
      ),
    ),
  );
}
