// "Renoncer au contrat ici": the declaration, then its confirmation, then the dated acknowledgement (L221-21, D221-5).
import { button, h, uuid } from "./dom.js";
import { save } from "./files.js";
import { formOf, mistakesOf, turnTo } from "./form.js";

/** @param {TaskTools} tools @param {LaterTexts} texts @param {Record<string, string>} [known] @returns {HTMLElement} */
export function withdrawalTask(tools, texts, known = { order_number: tools.context.order ?? "" }) {
  const { withdrawal: words, orderForm, form } = texts;
  /** @type {Field[]} */
  const fields = [
    { name: "name", label: words.name, autocomplete: "name", required: words.nameMissing },
    { name: "order_number", label: orderForm.number, required: orderForm.numberMissing },
    { name: "email", label: words.email, type: "email", autocomplete: "email", required: form.email },
    { name: "products", label: words.products, type: "area", hint: words.productsHint },
  ];
  for (const field of fields) field.value = known[field.name];
  const declare = async (/** @type {Record<string, string>} */ values) => {
    const answer = await tools.post("api/v1/withdrawals", { step: "declare", ...values });
    return answer.status === 200 ? turnTo(stage, ...review(answer.body.statement, values)) : mistakesOf(answer, form);
  };
  const stage = h("div", {}, h("p", { text: words.intro }), formOf(fields, words.next, form, declare));
  return stage;

  /** @param {string} statement @param {Record<string, string>} values */
  function review(statement, values) {
    const client_id = uuid(); // confirming twice declares once
    const confirm = async () => {
      const answer = await tools.post("api/v1/withdrawals", { step: "confirm", client_id, ...values });
      return answer.status === 200 ? turnTo(stage, ...acknowledgement(answer.body)) : mistakesOf(answer, form);
    };
    const change = () => stage.replaceWith(withdrawalTask(tools, texts, values));
    return [
      h("p", { tabindex: "-1", text: words.review }),
      h("blockquote", { text: statement }),
      formOf([], words.confirm, form, confirm),
      button("plain", words.change, change),
    ];
  }

  /** @param {{ number: string, acknowledgement: string, is_mailed: boolean }} declared */
  function acknowledgement({ number, acknowledgement: text, is_mailed }) {
    const keep = () => save(words.file(number), new Blob([text], { type: "text/plain" }));
    return [
      h("h3", { tabindex: "-1", text: words.done }),
      h("p", { text: is_mailed ? words.mailed : words.keep }),
      h("blockquote", { text }),
      button("main", words.save, keep),
    ];
  }
}
