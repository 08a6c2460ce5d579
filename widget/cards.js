// Cards under an answer: the verdict, order, recall or ticket that its facts hold, as a title and a list of pairs.
import { h } from "./dom.js";
import { link } from "./markdown.js";

const ALONE = ["not_recalled", "available", "discontinued"]; // verdicts that say enough without a date

/** Cards of the facts of an answer. @param {Record<string, any>} facts @param {LaterTexts} texts @returns {HTMLElement[]} */
export function cardsOf(facts, { card }) {
  const words = /** @type {Record<string, any>} */ (card);
  const made = [];
  const verdict = facts.verdict ?? {};
  const pairs = [...partPairs(facts.part), ...verdictPairs(verdict, words)];
  if (facts.recall?.reference) made.push(recallCardOf(facts.recall, words));
  if (words.verdict[verdict.status] && (pairs.length || ALONE.includes(verdict.status))) made.push(cardOf(verdict.status, words.verdict[verdict.status], pairs));
  for (const topic of ["order", "repair", "refund"]) {
    const status = words[`${topic}s`][facts[topic]?.status];
    if (status) made.push(cardOf(topic, words[topic], [["", status]]));
  }
  const { ticket } = facts;
  if (ticket?.id) made.push(cardOf("ticket", words.ticket, [["", `${ticket.id}`]]));
  return made;
}

/** A recall that was told: whether it strikes this product or only some, what it gives a right to, its notice. @param {Record<string, any>} recall @param {Record<string, any>} words */
function recallCardOf({ status, reference, url, remedies, others }, words) {
  /** @type {[string, string | Node][]} */
  const pairs = [[words.recall, link(`${url ?? ""}`, reference)]];
  const isSure = status !== "needs_batch";
  if (isSure && remedies?.length) pairs.unshift([words.choice, named(remedies, words.remedy)]);
  if (others?.length) pairs.push([words.others, others.join(", ")]);
  return cardOf(isSure ? "recalled" : "recall", words.recalls[isSure ? "recalled" : "needs_batch"], pairs);
}

/** @param {Record<string, any> | undefined} part @returns {[string, string][]} */
function partPairs(part) {
  if (!part?.name) return [];
  const price = part.price && `${part.price}`.replace(".", ",") + "\u00a0€";
  return [["", [part.name, price].filter(Boolean).join(", ")]];
}

/** Names of things, the unknown ones left out. @param {string[]} things @param {Record<string, string>} names */
const named = (things, names) => things.map((each) => names[each]).filter(Boolean).join(", ");

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
  /** @type {[string, string][]} */
  const pairs = [];
  if (found.end_date) pairs.push([words.end, day(found.end_date, words.locale)]);
  if (words.proofs[found.proof]) pairs.push([words.proof, words.proofs[found.proof]]);
  if (found.remedies?.length) pairs.push([words.remedies, named(found.remedies, words.remedy)]);
  if (found.citations?.length) pairs.push([words.articles, found.citations.map(article).join(", ")]);
  return pairs;
}

/** An article as it is read aloud; those of the civil code come as "C. civ. 1641". @param {string} citation */
const article = (citation) => citation.replace(/^C\. civ\. (.+)/, "$1\u00a0du\u00a0code\u00a0civil");
