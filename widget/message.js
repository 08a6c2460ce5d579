// One message as the shopper sees it: who wrote it, its text, its files, its quick replies, its fate.
import { button, h } from "./dom.js";
import { formatted } from "./markdown.js";

/**
 * @typedef {object} Acts
 * @property {(reply: Button) => void} reply @property {(pending: Pending) => void} retry
 * @property {(file: SentFile) => void} fetch
 */

/** A message kept by the service. @param {Message} message @param {Texts} texts @param {Acts} acts @returns {HTMLElement} */
export function messageItem(message, texts, acts) {
  const { author, author_name: name, text, at } = message;
  const who = author === "person" ? texts.person(name) : texts.who[author];
  const body = author === "shopper" ? [h("p", { text })] : formatted(text);
  const time = h("time", { datetime: at, text: new Date(at).toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" }) });
  return h(
    "li",
    { class: author, dir: "auto" },
    h("p", { class: "who" }, who, " ", time),
    h("div", { class: "bubble" }, ...(text ? body : []), ...files(message.files ?? [], texts, author === "shopper" ? null : acts)),
    quickReplies(message, texts, acts),
  );
}

/** A message not acknowledged yet. @param {Pending} pending @param {Texts} texts @param {Acts} acts @returns {HTMLElement} */
export function pendingItem(pending, texts, acts) {
  const { problem } = pending;
  return h(
    "li",
    { class: problem ? "shopper pending refused" : "shopper pending", dir: "auto" },
    h("p", { class: "who", text: texts.who.shopper }),
    h("div", { class: "bubble" }, pending.text && h("p", { text: pending.text }), ...files(pending.files, texts, null)),
    h("p", { class: "fate", text: problem ?? texts.waitingToSend }),
    problem && button("plain", texts.retry, () => acts.retry(pending)),
  );
}

/** Say in a message what has become of it, without adding a node that would be read out. @param {HTMLElement} item @param {string} text */
export function tellFate(item, text) {
  const fate = item.querySelector(".fate");
  if (fate?.firstChild) fate.firstChild.nodeValue = text;
  else item.append(h("p", { class: "fate", text }));
}

/** Replies that were not used any more: they stay readable, and tell which one was chosen. @param {HTMLElement} item @param {string} said @param {Texts} texts */
export function retireReplies(item, said, texts) {
  const group = item.querySelector(".replies");
  for (const reply of group?.querySelectorAll("button") ?? []) {
    const isChosen = reply.dataset.said === said;
    const mark = isChosen && h("span", { class: "hidden", text: ` (${texts.chosen})` });
    reply.replaceWith(h("span", { class: isChosen ? "reply chosen" : "reply" }, reply.textContent, mark));
  }
}

/** @param {Message} message @param {Texts} texts @param {Acts} acts */
function quickReplies({ buttons }, texts, acts) {
  const sound = buttons.filter((each) => typeof each?.title === "string");
  if (!sound.length) return null;
  const made = sound.map((each) => {
    const said = each.payload || each.title;
    return button("reply", each.title, () => acts.reply(each), { "data-said": said });
  });
  return h("div", { class: "replies", role: "group", "aria-label": texts.replies }, ...made);
}

/** @param {SentFile[]} sent @param {Texts} texts @param {Acts | null} acts */
function files(sent, texts, acts) {
  return sent.map((file) => {
    const name = `${file.name} (${texts.size(file.size)})`;
    return acts ? button("plain file", name, () => acts.fetch(file)) : h("p", { class: "file", text: name });
  });
}
