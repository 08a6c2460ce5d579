// "Vérifier un rappel": by brand and model, by bar code, by batch.
import { cardOf, day } from "./cards.js";
import { button, h } from "./dom.js";
import { formOf, mistakesOf, turnTo } from "./form.js";
import { link } from "./markdown.js";

const SITE = "https://rappel.conso.gouv.fr";

/** @param {TaskTools} tools @param {LaterTexts} texts @returns {HTMLElement} */
export function recallTask(tools, texts) {
  const { recallForm: words, form } = texts;
  const fields = ["brand", "model", "gtin", "batch"].map((name) => ({
    name,
    label: /** @type {Record<string, any>} */ (words)[name],
    value: tools.context[name],
  }));
  const check = async (/** @type {Record<string, string>} */ values) => {
    if (!Object.values(values).some(Boolean)) return { brand: words.missing };
    const answer = await tools.post("api/v1/recalls/check", values);
    return answer.status === 200 ? turnTo(stage, outcome(answer.body, values, tools, texts)) : mistakesOf(answer, form);
  };
  const stage = h("div", {}, h("p", { text: words.intro }), formOf(fields, words.check, form, check));
  return stage;
}

/** @param {any} found @param {Record<string, string>} values @param {TaskTools} tools @param {LaterTexts} texts */
function outcome(found, values, tools, texts) {
  const { recallForm: words, form } = texts;
  const [title, meaning] = /** @type {Record<string, string[]>} */ (words.results)[found.status];
  const isRecalled = found.status === "recalled";
  const product = [values.brand, values.model].filter(Boolean).join(" ") || values.gtin;
  const steps = found.steps.map((/** @type {string} */ step) => h("li", { text: /** @type {Record<string, string>} */ (words.steps)[step] }));
  return h(
    "div",
    { class: "result" },
    h("h3", { tabindex: "-1", text: title }),
    h("p", { text: meaning }),
    isRecalled && h("ol", {}, ...steps),
    ...found.recalls.map((/** @type {any} */ recall) => recallCard(recall, texts)),
    h("p", {}, link(SITE, words.site)),
    isRecalled && button("main", words.ask, () => tools.say(words.said(product))),
    button("plain", form.person, () => tools.say(form.person)),
    button("plain", form.again, () => tools.again("recall")),
  );
}

/** @param {any} recall @param {LaterTexts} texts */
function recallCard(recall, { recallForm: words, card }) {
  const remedies = recall.remedies.map((/** @type {string} */ each) => /** @type {Record<string, string>} */ (card.remedy)[each]);
  /** @type {[string, string | Node][]} */
  const pairs = [[words.published, day(recall.published_on)]];
  if (recall.risk) pairs.unshift([words.risk, recall.risk]);
  if (remedies.length) pairs.push([words.remedies, remedies.join(", ")]);
  if (recall.url) pairs.push([words.notice, link(recall.url, recall.reference)]);
  return cardOf("recall", [recall.brand, ...recall.models].join(" "), pairs);
}
