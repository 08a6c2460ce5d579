// "Suivre ma commande": its number and its e-mail, said to the assistant, which alone decides what may be shown.
import { h } from "./dom.js";
import { formOf } from "./form.js";

/** @param {TaskTools} tools @param {LaterTexts} texts @returns {HTMLElement} */
export function orderTask(tools, texts) {
  const { orderForm: words, form } = texts;
  const fields = [
    { name: "number", label: words.number, value: tools.context.order, required: words.numberMissing },
    { name: "email", label: words.email, type: "email", autocomplete: "email", required: form.email },
  ];
  const track = async (/** @type {Record<string, string>} */ { number, email }) => {
    tools.say(words.said(number, email));
    return {};
  };
  return h("div", {}, h("p", { text: words.intro }), formOf(fields, words.track, form, track));
}
