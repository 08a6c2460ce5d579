// "Vérifier un rappel": by brand and model, by bar code, by batch.
import { cardOf, day } from "./cards.js";
import { button, h } from "./dom.js";
import { formOf, mistakesOf, turnTo } from "./form.js";
import { link } from "./markdown.js";

const IN_FORM = ["needs_brand", "needs_model", "needs_gtin", "needs_batch"]; // what is wanted is a field of the form
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
    return answer.status === 200 ? turnTo(stage, outcome(answer.body, values, () => complete(values, answer.body.status), tools, texts)) : mistakesOf(answer, form);
  };
  /** The same form with what was said, at the field still wanted. @param {Record<string, string>} values @param {string} status */
  const complete = (values, status) => {
    const fuller = recallTask({ ...tools, context: { ...tools.context, ...values } }, texts);
    stage.replaceWith(fuller);
    const wanted = fuller.querySelector(`[name="${status.replace("needs_", "")}"]`) ?? fuller.querySelector("input");
    /** @type {HTMLElement} */ (wanted).focus();
  };
  const stage = h("div", {}, h("p", { text: words.intro }), formOf(fields, words.check, form, check));
  return stage;
}

/** @param {any} found @param {Record<string, string>} values @param {() => void} complete @param {TaskTools} tools @param {LaterTexts} texts */
function outcome(found, values, complete, tools, texts) {
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
    ...found.recalls.map((/** @type {any} */ recall) => recallCard(recall, isRecalled, texts)),
    h("p", {}, link(SITE, words.site)),
    IN_FORM.includes(found.status) && button("main", words.complete, complete),
    isRecalled && button("main", words.ask, () => tools.say(words.said(product))),
    button("plain", form.person, () => tools.say(form.person)),
    button("plain", form.again, () => tools.again("recall")),
  );
}

/** @param {any} recall @param {boolean} isSure whether it strikes this product @param {LaterTexts} texts */
function recallCard(recall, isSure, { recallForm: words, card }) {
  const remedies = recall.remedies.map((/** @type {string} */ each) => /** @type {Record<string, string>} */ (card.remedy)[each]);
  /** @type {[string, string | Node][]} */
  const pairs = [[words.published, day(recall.published_on, card.locale)]];
  if (recall.risk) pairs.unshift([/^risque/i.test(recall.risk) ? "" : words.risk, recall.risk]); // some notices name it so
  if (isSure && remedies.length) pairs.push([card.choice, remedies.join(", ")]);
  if (recall.url) pairs.push([card.recall, link(recall.url, recall.reference)]);
  return cardOf("recall", [recall.brand, ...recall.models].join(" "), pairs);
}
