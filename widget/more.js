// What is loaded when it is first needed: the forms of the tiles, the cards under answers, the question of satisfaction.
import { attach } from "./attachments.js";
import { cardsOf } from "./cards.js";
import { merged } from "./dom.js";
import { keep } from "./files.js";
import { guaranteeTask } from "./guarantee.js";
import { orderTask } from "./order.js";
import { previewOf } from "./preview.js";
import { ratingOf } from "./rating.js";
import { recallTask } from "./recall.js";
import { STYLES_LATER } from "./styles.js";
import { FRENCH_LATER } from "./texts.js";
import { withdrawalTask } from "./withdrawal.js";

/** @type {Record<string, (tools: TaskTools, texts: LaterTexts) => HTMLElement>} */
const TASKS = { guarantee: guaranteeTask, recall: recallTask, order: orderTask, withdrawal: withdrawalTask };

/** Everything, with the texts that the shop or the language replaces. @param {ShadowRoot} root @param {Record<string, any>} replaced @returns {More} */
export function prepared(root, replaced) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES_LATER);
  root.adoptedStyleSheets.push(sheet);
  const texts = /** @type {LaterTexts} */ (merged(FRENCH_LATER, replaced));
  return {
    makeTask: (name, page) => TASKS[name]({ ...page, post: (path, content) => post(page.server + path, content) }, texts),
    keep,
    attach: (chosen, composer) => attach(chosen, composer, texts.attachments),
    preview: (text, open) => previewOf(text, open, texts.preview),
    cards: (facts) => cardsOf(facts, texts),
    ratingForm: (send, skip) => ratingOf(texts, send, skip),
  };
}

/** @param {string} address @param {object} content */
async function post(address, content) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(address, { method: "POST", body: JSON.stringify(content), headers, credentials: "omit" });
  return { status: response.status, body: await response.json() };
}
