// The little formatting that answers use: **bold**, lists and links, made as nodes. HTML is shown as the text it is.
import { h } from "./dom.js";

const INLINE = /\*\*(.+?)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)])/g;
const SAFE = /^(https?:|mailto:|tel:)/i;

/** Nodes of a text of the assistant or an adviser. @param {string} text @returns {Node[]} */
export function formatted(text) {
  /** @type {Node[]} */
  const blocks = [];
  /** @type {any} */
  let list = null;
  for (const line of text.split("\n")) {
    const item = /^\s*(?:[-*•]|\d+[.)])\s+(.*)/.exec(line);
    if (item) {
      if (!list) blocks.push((list = h("ul")));
      list.append(h("li", {}, ...inline(item[1])));
    } else {
      list = null;
      if (line.trim()) blocks.push(h("p", {}, ...inline(line)));
    }
  }
  return blocks;
}

/** @param {string} line @returns {(Node | string)[]} */
function inline(line) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let from = 0;
  for (const found of line.matchAll(INLINE)) {
    const [whole, bold, label, address, plain] = found;
    nodes.push(line.slice(from, found.index));
    nodes.push(bold ? h("strong", { text: bold }) : link(address ?? plain, label ?? plain, whole));
    from = found.index + whole.length;
  }
  return [...nodes, line.slice(from)];
}

/** A link when its address is safe, its text otherwise. @param {string} address @param {string} label @param {string} whole */
export function link(address, label, whole = label) {
  if (!SAFE.test(address)) return whole;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: label });
}
