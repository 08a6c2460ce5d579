// Cards under an answer: the verdict, order, recall or ticket that its facts hold, as a title and a list of pairs.
import { h } from "./dom.js";
import { link } from "./markdown.js";

const ALONE = ["recalled", "not_recalled", "available", "discontinued"]; // verdicts that say enough without a date

/** Cards of the facts of an answer. @param {Record<string, any>} facts @param {LaterTexts} texts @returns {HTMLElement[]} */
export function cardsOf(facts, { card }) {
  const words = /** @type {Record<string, any>} */ (card);
  const made = [];
  const verdict = facts.verdict ?? {};
  const pairs = verdictPairs(verdict, words);
  if (words.verdict[verdict.status] && (pairs.length || ALONE.includes(verdict.status))) made.push(cardOf(verdict.status, words.verdict[verdict.status], pairs));
  for (const topic of ["order", "repair", "refund"]) {
    const status = words[`${topic}s`][facts[topic]?.status];
    if (status) made.push(cardOf(topic, words[topic], [["", status]]));
  }
  const { recall, ticket } = facts;
  if (recall?.reference) made.push(cardOf("recall", words.recall, [["", link(`${recall.url ?? ""}`, recall.reference)]]));
  if (ticket?.id) made.push(cardOf("ticket", words.ticket, [["", `${ticket.id}`]]));
  return made;
}

/** A day as readers expect it: 1er mars 2027. @param {string} iso @param {string} [lang] */
export function day(iso, lang = "fr") {
  const date = new Date(`${iso}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  const written = date.toLocaleDateString(lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return (lang === "fr" ? written.replace(/^1 /, "1er ") : written).replaceAll(" ", "\u00a0");
}

/** @param {string} kind @param {string} title @param {[string, string | Node][]} pairs */
export function cardOf(kind, title, pairs) {
  const rows = pairs.map(([name, value]) => h("div", {}, name && h("dt", { text: name }), h("dd", {}, value)));
  return h("div", { class: `card ${kind}` }, title && h("p", { class: "card-title", text: title }), rows.length > 0 && h("dl", {}, ...rows));
}

/** What a finding of the law says, in pairs. @param {Record<string, any>} found @param {Record<string, any>} words */
export function verdictPairs(found, words) {
  const listed = (/** @type {string[]} */ names, /** @type {Record<string, string>} */ of) =>
    names.map((name) => of[name]).filter(Boolean).join(", ");
  /** @type {[string, string][]} */
  const pairs = [];
  if (found.end_date) pairs.push([words.end, day(found.end_date)]);
  if (words.proofs[found.proof]) pairs.push([words.proof, words.proofs[found.proof]]);
  if (found.remedies?.length) pairs.push([words.remedies, listed(found.remedies, words.remedy)]);
  if (found.citations?.length) pairs.push([words.articles, found.citations.join(", ")]);
  return pairs;
}
