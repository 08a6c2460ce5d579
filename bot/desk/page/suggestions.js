// What a mail asked, why it was not answered by itself, and a reply to start from: text, taken into the reply on demand.
import { button, h, toast } from "./dom.js";
import { actions } from "./conversation.js";
import { clock } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** The mails that wait, the latest first. @param {Desk} desk @returns {HTMLElement[]} */
export function suggestions(desk) {
  return (desk.open?.suggestions ?? []).map((it) => suggestion(desk, it));
}

/** Whether no person has answered since the latest of them came. @param {Whole} open */
export function isUnanswered(open) {
  const answered = open.messages.findLast((each) => each.author === "person")?.at ?? "";
  return (open.suggestions[0]?.at ?? "") > answered;
}

/** @param {Desk} desk @param {SuggestedReply} it */
function suggestion(desk, it) {
  return h(
    "article",
    { class: "suggestion" },
    h("p", { class: "detail" }, h("time", { datetime: it.at, text: clock(it.at) }), it.subject && ` ${it.subject}`),
    h("h3", { text: "Question du client" }),
    h("p", { class: "text asked", role: "group", "aria-label": "Question du client", tabindex: "0", text: it.question }),
    h("h3", { text: "Pas de réponse automatique" }),
    h("p", { text: `${it.reason.charAt(0).toUpperCase()}${it.reason.slice(1)}.` }),
    it.reply && h("h3", { text: "Réponse suggérée" }),
    it.reply && h("p", { class: "text", text: it.reply }),
    it.reply && use(desk, it.reply),
  );
}

/** @param {Desk} desk @param {string} reply */
function use(desk, reply) {
  const { take } = actions(desk);
  if (!desk.holds && !take?.can) return h("p", { class: "detail", text: "Un collègue a cette conversation." });
  const text = desk.holds ? "Reprendre cette réponse" : "Prendre la main et reprendre cette réponse";
  return button(text, () => start(desk, reply), { class: "primary" });
}

/** Take the conversation when nobody has it, then write the reply where it can be changed. @param {Desk} desk @param {string} reply */
async function start(desk, reply) {
  if (!desk.holds && !(await desk.act("take"))) return;
  const composer = document.querySelector(".composer");
  if (!desk.holds || !composer) return toast("La conversation vient de changer de mains.", "problem");
  composer.dispatchEvent(new CustomEvent("start", { detail: reply }));
}
