// Writing: a reply to the shopper or a private note, with canned replies under a slash.
import { conversation, get, post } from "./api.js";
import { confirm } from "./dialogs.js";
import { button, h, toast } from "./dom.js";
import { pickReply } from "./replies.js";

/** @typedef {import("./desk.js").Desk} Desk */

const TYPING_EVERY = 3000; // milliseconds
const TYPING_ENDS = 5000;
const LINES = { least: 3, most: 16 };
const VARIABLE = /\{([a-z_]+)\}/;

/** @param {Desk} desk @returns {HTMLElement} */
export function composer(desk) {
  const id = desk.open?.case.id ?? "";
  const draft = `savia-desk-draft:${id}`;
  const isMail = desk.open?.case.channel === "mail";
  const text = h("textarea", { id: "reply", maxlength: "4000", "aria-label": "Réponse au client" });
  let isNote = false;
  write(sessionStorage.getItem(draft) ?? "");
  const asReply = button("Répondre", () => change(false), {
    class: "tab",
    "aria-pressed": "true",
    "aria-keyshortcuts": "R",
  });
  const asNote = button("Note privée", () => change(true), {
    class: "tab",
    "aria-pressed": "false",
    "aria-keyshortcuts": "O",
  });
  const canned = button("Réponses types (/)", () => openReplies(), { class: "quiet" });
  const send = button("Envoyer", submit, { class: "primary" });
  const help = h("p", { class: "help", id: "reply-help" });
  text.setAttribute("aria-describedby", "reply-help");
  const whole = h(
    "form",
    { class: "composer", "aria-label": "Écrire" },
    h("div", { class: "tabs" }, asReply, asNote, canned),
    text,
    h("div", { class: "foot" }, help, send),
  );
  whole.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  text.addEventListener("input", () => {
    sessionStorage.setItem(draft, text.value);
    if (!isNote) typing(desk, text.value !== "");
  });
  text.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    // A mail has paragraphs: Enter alone begins a line there, and never sends one half written.
    const sends = isMail && !isNote ? event.ctrlKey || event.metaKey : !event.shiftKey;
    if (event.key === "Enter" && sends && !event.isComposing) {
      event.preventDefault();
      void submit();
    } else if (event.key === "/" && text.value === "" && !isNote) {
      event.preventDefault();
      openReplies();
    } else if (event.key === "Escape") text.blur();
  });
  whole.addEventListener("mode", (/** @type {CustomEvent} */ event) => change(event.detail));
  whole.addEventListener("start", (/** @type {CustomEvent} */ event) => start(event.detail));

  /** @param {boolean} toNote */
  function change(toNote) {
    isNote = toNote;
    draw();
    if (!text.disabled) text.focus();
  }

  function draw() {
    const canReply = desk.holds;
    if (!canReply && !isNote) isNote = false;
    whole.classList.toggle("is-note", isNote);
    asReply.setAttribute("aria-pressed", String(!isNote));
    asNote.setAttribute("aria-pressed", String(isNote));
    text.setAttribute("aria-label", isNote ? "Note privée, invisible pour le client" : "Réponse au client");
    text.disabled = send.disabled = !isNote && !canReply;
    canned.hidden = isNote || !canReply;
    send.textContent = isNote ? "Ajouter la note" : "Envoyer";
    help.textContent = isNote
      ? "Seuls les conseillers lisent cette note."
      : canReply
        ? isMail
          ? "Le client reçoit cette réponse par e-mail. Ctrl + Entrée pour envoyer."
          : "Entrée pour envoyer, Maj + Entrée pour aller à la ligne."
        : "Prenez la conversation pour répondre au client.";
  }

  function openReplies() {
    const reading = get("replies").then(({ replies }) => replies);
    pickReply(desk, reading, begin);
  }

  /** Write a reply to be changed before it leaves; its first hole is selected. @param {string} reply */
  function begin(reply) {
    write(reply);
    sessionStorage.setItem(draft, reply);
    text.focus();
    const hole = VARIABLE.exec(reply);
    if (hole) text.setSelectionRange(hole.index, hole.index + hole[0].length);
    else text.setSelectionRange(reply.length, reply.length);
  }

  /** Begin a reply with a suggestion; what is written already is replaced only when that is confirmed. @param {string} reply */
  function start(reply) {
    const replace = () => {
      change(false);
      begin(reply);
    };
    if (!text.value.trim() || text.value === reply) return replace();
    confirm("Remplacer votre texte\u00a0?", "Ce que vous avez commencé à écrire est perdu.", "Remplacer", replace);
  }

  /** Show a text in a field of its height. @param {string} written */
  function write(written) {
    text.value = written;
    text.rows = Math.min(LINES.most, Math.max(LINES.least, written.split("\n").length));
  }

  async function submit() {
    const said = text.value.trim();
    if (!said || text.disabled) return;
    const hole = isNote ? null : VARIABLE.exec(said);
    if (hole) return toast(`Complétez ${hole[0]} avant d'envoyer.`, "problem");
    try {
      if (isNote) await post(`${conversation(id)}/notes`, { text: said });
      else desk.outbox.add(id, said);
    } catch (error) {
      return toast(/** @type {Error} */ (error).message, "problem");
    }
    write("");
    sessionStorage.removeItem(draft);
    if (isNote) {
      change(false);
      await desk.refresh();
    } else typing(desk, false);
  }

  queueMicrotask(() => desk.on(whole, ["open"], draw));
  draw();
  return whole;
}

let told = 0;
let ends = 0;

/** Tell the shopper that this agent writes, now and then, and that they stopped. @param {Desk} desk @param {boolean} isWriting */
function typing(desk, isWriting) {
  if (!desk.holds) return;
  clearTimeout(ends);
  if (isWriting) ends = setTimeout(() => typing(desk, false), TYPING_ENDS);
  if (isWriting && Date.now() - told < TYPING_EVERY) return;
  told = isWriting ? Date.now() : 0;
  desk.line.send({ type: "typing", on: isWriting });
}
