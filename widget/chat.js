// The chat as the shopper sees it: the log, what is going on, and the question of satisfaction at the end.
import { button, h } from "./dom.js";
import { formatted } from "./markdown.js";
import { messageItem, pendingItem, retireReplies, tellFate } from "./message.js";

const SLOW_ANSWER = 600; // milliseconds after which we show that an answer is being made
const NEAR_END = 80; // pixels from the end of the log within which it follows new messages
const ABOVE = 8; // pixels kept above the message the log is brought to
const FAREWELLS = ["goodbye", "thank"];
const CARDS = ["verdict", "order", "repair", "refund", "recall", "ticket"]; // facts that a card shows

export class ChatView {
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  #lastByPerson = 0;
  #isRated = false;
  #wasAtEnd = true;

  /** @type {HTMLElement | undefined} */
  rating;

  /**
   * @param {import("./conversation.js").Conversation} conversation @param {Texts} texts @param {() => void} focusComposer
   * @param {() => Promise<More>} more what is loaded when it is needed
   */
  constructor(conversation, texts, focusComposer, more) {
    this.conversation = conversation;
    this.texts = texts;
    this.focusComposer = focusComposer;
    this.more = more;
    this.list = h("ol", {}, this.#notice());
    // Quiet until the history is there; then each addition is read out once.
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-relevant": "additions", "aria-label": texts.log, tabindex: "0" }, this.list);
    this.typing = h("p", { class: "typing" });
    this.newer = button("newer", texts.newMessages, () => this.toEnd(), { hidden: true });
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // What appears above or below the log does not hide its end.
    new ResizeObserver(() => this.#wasAtEnd && this.newer.hidden && this.toEnd()).observe(this.log);
    this.element = h("section", { class: "view chat", hidden: true }, this.log, this.typing, this.newer);
    this.acts = {
      reply: (/** @type {Button} */ { title, payload }) => this.#reply(payload || title),
      retry: (/** @type {Pending} */ pending) => conversation.retry(pending),
      fetch: (/** @type {SentFile} */ file) => this.#fetch(`files/${file.id}`, file.name),
    };
  }

  /** Show a message of the service; one that was pending keeps its place. @param {Message} message */
  message(message) {
    const follows = this.#isAtEnd() || message.author === "shopper";
    if (message.author !== "shopper") this.#showTyping("");
    if (message.author === "person") this.#readByPerson(message.seq);
    const known = this.#items.get(message.client_id ?? "");
    if (known) {
      known.className = "shopper";
      tellFate(known, this.texts.sent);
      known.dataset.seq = `${message.seq}`;
    } else this.#insert(message, follows);
    if (message.author === "shopper") this.#retire(message.text);
    if (FAREWELLS.includes(message.facts?.intent)) this.rate();
    if (follows) this.#follow();
    else this.newer.hidden = false;
  }

  /** Show a message that waits to be sent, or what became of it. @param {Pending} pending */
  pending(pending) {
    const item = pendingItem(pending, this.texts, this.acts);
    const known = this.#items.get(pending.client_id);
    if (known) known.replaceWith(item);
    else this.list.append(item);
    this.#items.set(pending.client_id, item);
    if (!pending.problem) this.#retire(pending.text);
    this.toEnd();
  }

  /** From now on new messages are read out. */
  live() {
    this.log.setAttribute("aria-live", "polite");
  }

  /** @param {Frame} frame */
  typed({ author, on }) {
    clearTimeout(this.slow);
    const words = /** @type {Record<string, string>} */ (this.texts.typing)[author];
    if (!on || author === "person") this.#showTyping(on ? words : "");
    else this.slow = setTimeout(() => this.#showTyping(words), SLOW_ANSWER);
  }

  /** The adviser has read up to a message. @param {number} seq */
  #readByPerson(seq) {
    this.#lastByPerson = Math.max(this.#lastByPerson, seq);
    for (const item of this.list.querySelectorAll("li.shopper[data-seq]"))
      if (Number(item.dataset.seq) <= this.#lastByPerson) tellFate(item, this.texts.readByPerson);
  }

  /** @param {Frame} frame */
  read({ author, seq }) {
    if (author === "person") this.#readByPerson(seq);
  }

  reset() {
    this.#items.clear();
    this.list.replaceChildren(this.#notice());
    for (const each of this.conversation.pending.values()) this.pending(each);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }

  /** Go to the end, but no further than what was asked: an answer longer than the log is read from its beginning. */
  #follow() {
    const asked = [...this.list.querySelectorAll("li.shopper")].at(-1);
    const isInSight = asked?.offsetTop >= this.log.scrollTop;
    const first = isInSight ? asked : this.list.lastElementChild;
    this.log.scrollTop = Math.min(this.log.scrollHeight, first.offsetTop - ABOVE);
    this.newer.hidden = this.#isAtEnd();
  }

  /** Ask once how it went, when the conversation ends; again if the shopper wants to. @param {boolean} [isAsked] */
  async rate(isAsked = false) {
    if (!this.#isRated || (isAsked && !this.rating)) {
      this.#isRated = true;
      const { ratingForm } = await this.more();
      const send = (/** @type {number} */ score, /** @type {string} */ comment) => {
        this.conversation.rate(score, comment);
        this.focusComposer();
      };
      const skip = () => {
        this.rating = undefined;
        this.focusComposer();
      };
      const follows = this.#isAtEnd();
      this.rating = ratingForm(send, skip);
      this.log.after(this.rating);
      if (follows) this.toEnd();
    }
    if (isAsked) this.rating?.querySelector("input")?.focus();
  }

  /** Give the conversation as a text file. */
  transcript() {
    return this.#fetch("transcript", this.texts.transcriptFile);
  }

  /** Tell something that is not a message. @param {string} text */
  say(text) {
    this.list.append(h("li", { class: "notice" }, h("div", { class: "bubble" }, h("p", { text }))));
    this.toEnd();
  }

  #notice() {
    const { texts, conversation } = this;
    const who = h("p", { class: "who", text: texts.who.assistant });
    return h("li", { class: "assistant" }, who, h("div", { class: "bubble" }, ...formatted(conversation.notice || texts.notice)));
  }

  /** @param {Message} message @param {boolean} follows whether the log goes along with it */
  #insert(message, follows) {
    const item = messageItem(message, this.texts, this.acts);
    item.dataset.seq = `${message.seq}`;
    if (message.client_id) this.#items.set(message.client_id, item);
    this.list.insertBefore(item, this.list.querySelector(".pending"));
    if (message.author !== "shopper" && Object.keys(message.facts ?? {}).some((topic) => CARDS.includes(topic))) this.#addCards(item, message, follows);
  }

  /** @param {HTMLElement} item @param {Message} message @param {boolean} follows */
  async #addCards(item, message, follows) {
    try {
      const { cards } = await this.more();
      item.querySelector(".bubble")?.after(...cards(message.facts));
    } catch {} // the text says what the card sums up
    if (follows) this.#follow();
  }

  /** @param {string} said */
  #reply(said) {
    this.conversation.say(said);
    this.focusComposer();
  }

  /** What is said next retires the replies offered before. @param {string} said */
  #retire(said) {
    for (const item of this.list.querySelectorAll("li:has(button.reply)")) retireReplies(item, said, this.texts);
  }

  #scrolled() {
    this.#wasAtEnd = this.#isAtEnd();
    if (this.#wasAtEnd) this.newer.hidden = true;
  }

  #isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
  }

  /** @param {string} words */
  #showTyping(words) {
    clearTimeout(this.slow);
    this.typing.textContent = words;
  }

  /** @param {string} path @param {string} name */
  async #fetch(path, name) {
    const { keep } = await this.more();
    if (!(await keep(this.conversation.ask(path), name))) this.say(this.texts.fileFailed);
  }
}
