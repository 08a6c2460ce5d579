// "Vérifier ma garantie": the form straight on the warranty endpoint, and its finding in plain words.
import { cardOf, day, verdictPairs } from "./cards.js";
import { button, h } from "./dom.js";
import { formOf, mistakesOf, turnTo } from "./form.js";

/** @param {TaskTools} tools @param {LaterTexts} texts @returns {HTMLElement} */
export function guaranteeTask(tools, texts) {
  const { guarantee: words, form } = texts;
  const check = async (/** @type {Record<string, string>} */ values) => {
    const answer = await tools.post("api/v1/warranty/assess", requestOf(values));
    return answer.status === 200 ? turnTo(stage, finding(answer.body, tools, texts)) : renamed(mistakesOf(answer, form));
  };
  const stage = h("div", {}, h("p", { text: words.intro }), formOf(fieldsOf(tools.context, words), words.check, form, check));
  const outcome = /** @type {HTMLSelectElement} */ (stage.querySelector("[name=outcome]"));
  const dates = stage.querySelectorAll("[data-name=request],[data-name=returned]");
  const show = () => dates.forEach((/** @type {HTMLElement} */ each) => (each.hidden = !outcome.value));
  outcome.addEventListener("change", show);
  show();
  return stage;
}

/** @param {Record<string, any>} context @param {LaterTexts["guarantee"]} words @returns {Field[]} */
function fieldsOf(context, words) {
  const max = new Date().toLocaleDateString("sv");
  const { conditions, sellers, buyers, outcomes } = words;
  return [
    { name: "condition", label: words.condition, type: "radio", choices: conditions, value: context.condition ?? "new" },
    { name: "delivery_date", label: words.delivery, type: "date", max, value: context.delivered_on, required: words.deliveryMissing },
    { name: "defect_date", label: words.defect, type: "date", max, hint: words.defectHint },
    { name: "seller_type", label: words.seller, type: "select", choices: sellers, value: "pro" },
    { name: "buyer_type", label: words.buyer, type: "select", choices: buyers, value: "consumer" },
    { name: "outcome", label: words.repaired, type: "select", choices: outcomes, value: "" },
    { name: "request", label: words.request, type: "date", max },
    { name: "returned", label: words.returned, type: "date", max },
  ];
}

/** @param {Record<string, string>} values */
function requestOf({ outcome, request, returned, ...known }) {
  const filled = Object.fromEntries(Object.entries(known).filter(([, value]) => value));
  const repair = { basis: "legal", outcome, ...(request && { request }), ...(returned && { returned }) };
  return outcome ? { ...filled, repairs: [repair] } : filled;
}

/** Mistakes about the repair are told at its fields. @param {Record<string, string>} mistakes */
function renamed(mistakes) {
  return Object.fromEntries(Object.entries(mistakes).map(([field, text]) => [field.replace(/^repairs\W*0\W*/, ""), text]));
}

/** @param {any} found @param {TaskTools} tools @param {LaterTexts} texts */
function finding(found, tools, texts) {
  const { guarantee: words, form, card } = texts;
  const [title, meaning] = /** @type {Record<string, string[]>} */ (words.verdicts)[found.status] ?? [found.status, ""];
  const isCovered = found.status.startsWith("COVERED");
  const kind = isCovered ? "covered" : found.status.includes("EXPIRED") ? "expired" : "";
  const overlays = found.overlays.map((/** @type {any} */ { code, date }) => {
    const sentence = /** @type {Record<string, string>} */ (words.overlays)[code];
    return sentence && h("li", { text: date && !sentence.endsWith(".") ? `${sentence}\u00a0${day(date, card.locale)}.` : sentence });
  });
  const flags = found.flags.map((/** @type {string} */ flag) => {
    const sentence = /** @type {Record<string, string>} */ (words.flags)[flag];
    return sentence && h("li", { text: sentence });
  });
  return h(
    "div",
    { class: "result" },
    h("h3", { tabindex: "-1", text: title }),
    h("p", { text: meaning }),
    cardOf(kind, "", verdictPairs(found, card)),
    h("ul", {}, ...overlays, ...flags),
    h("p", { class: "hint", text: words.reviewable }),
    isCovered && button("main", words.ask, () => tools.say(words.said)),
    button("plain", form.person, () => tools.say(form.person)),
    button("plain", form.again, () => tools.again("guarantee")),
  );
}
