// Where the shopper writes: the text, the files joined to it, and what is wrong with either.
import { h, icon, iconButton } from "./dom.js";
import { FILE_TYPES, LONGEST_TEXT } from "./protocol.js";

export class Composer {
  /** @type {SentFile[]} */
  files = [];

  /**
   * @param {import("./conversation.js").Conversation} conversation @param {Texts} texts @param {() => void} sent
   * @param {() => Promise<More>} more
   */
  constructor(conversation, texts, sent, more) {
    this.conversation = conversation;
    this.texts = texts;
    this.sent = sent;
    this.more = more;
    this.problem = h("p", { class: "problem", id: "problem", role: "alert" });
    this.joined = h("div", { class: "joined" });
    this.field = h("textarea", {
      rows: "1",
      "aria-label": texts.write,
      "aria-describedby": "problem",
      placeholder: texts.writeHint,
      enterkeyhint: "send",
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.picker = h("input", { type: "file", accept: FILE_TYPES.join(","), multiple: true, hidden: true, onchange: () => this.#picked() });
    this.element = h(
      "form",
      { class: "composer", onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
      this.problem,
      this.joined,
      this.picker,
      iconButton("clip", texts.attach, () => this.picker.click()),
      this.field,
      h("button", { class: "icon send", "aria-label": texts.send, title: texts.send }, icon("send")),
    );
  }

  focus() {
    this.field.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text && !this.files.length) return;
    if (text.length > LONGEST_TEXT) return this.complain(this.texts.tooLong(text.length));
    this.conversation.say(text, this.files);
    this.files = [];
    this.field.value = "";
    this.joined.replaceChildren();
    this.complain("");
    this.sent();
  }

  #typed() {
    if (this.field.value.trim()) this.conversation.type();
    if (this.field.value.length <= LONGEST_TEXT) this.complain("");
  }

  async #picked() {
    const chosen = /** @type {File[]} */ ([...this.picker.files]);
    this.picker.value = "";
    (await this.more()).attach(chosen, this);
  }

  /** Tell what is wrong with what is written or joined. @param {string} text */
  complain(text) {
    this.problem.textContent = text;
    this.field.toggleAttribute("aria-invalid", Boolean(text));
  }
}
