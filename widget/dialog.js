// The panel: one dialog with its header, the home, the chat and the forms; what is open, what has the focus, what is
// read. Beside the page on a wide screen, instead of it on a small one.
import { ChatView } from "./chat.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, h, iconButton } from "./dom.js";
import { HomeView } from "./home.js";
import { STYLES } from "./styles.js";

const CHAT_TILES = ["repair", "part", "person"];

/** Do something once what there is to see is seen. @param {() => void} act */
const afterFrame = (act) => requestAnimationFrame(() => setTimeout(act));

export class Panel {
  #small = matchMedia("(max-width: 480px), (max-height: 480px)");
  #view = "home";

  /** @param {SavChatHost} host @param {Texts} texts @param {() => Promise<More>} more */
  constructor(host, texts, more) {
    this.host = host;
    this.texts = texts;
    this.more = more;
    const view = {
      message: (/** @type {Message} */ message, /** @type {boolean} */ isHistory) => this.#message(message, isHistory),
      pending: (/** @type {Pending} */ pending) => this.chat.pending(pending),
      told: (/** @type {Frame} */ frame) => this.#told(frame),
      status: (/** @type {string} */ status) => this.#status(status),
      reset: () => this.chat.reset(),
    };
    this.conversation = new Conversation(host, view);
    this.composer = new Composer(this.conversation, texts, () => this.show("chat"), more);
    this.chat = new ChatView(this.conversation, texts, () => this.composer.focus(), more);
    const greeting = host.getAttribute("greeting") || texts.greeting;
    this.home = new HomeView(host.server, greeting, texts, (tile) => this.#choose(tile), () => this.#openChat());
    this.#build();
  }

  #build() {
    const { texts, host } = this;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    host.root.adoptedStyleSheets.push(sheet);
    this.heading = h("h2", { id: "title", tabindex: "-1", text: texts.title });
    this.back = iconButton("back", texts.back, () => this.#goHome());
    this.menu = h("details", { class: "menu" }, h("summary", { class: "icon", "aria-label": texts.menu }, "⋯"), this.#menuItems());
    this.status = h("p", { class: "status", role: "status" });
    this.task = h("section", { class: "view task", hidden: true });
    this.dialog = h(
      "dialog",
      { "aria-labelledby": "title", lang: host.lang || "fr", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event), oncancel: (/** @type {Event} */ event) => this.#cancel(event) },
      h("div", { class: "bar" }, this.back, this.heading, this.menu, iconButton("close", texts.close, () => this.close())),
      this.status,
      h("div", { class: "views" }, this.home.element, this.chat.element, this.task),
      this.composer.element,
    );
    this.composer.field.setAttribute("aria-describedby", "problem notice");
    this.preview = h("div", { role: "status" });
    host.root.append(this.dialog, this.preview);
    this.#small.addEventListener("change", () => this.dialog.open && this.#show());
    visualViewport?.addEventListener("resize", () => this.#fit());
    this.show("home");
    afterFrame(() => this.#warm());
  }

  /** After the first frame: complete the home, and from then on keep the closed panel laid out, so that it opens fast. */
  #warm() {
    this.home.fill();
    this.dialog.classList.add("warm");
  }

  /** Open the panel, or one of its tasks, and give the keyboard to it. @param {string} [task] */
  open(task) {
    this.host.launcher.ariaExpanded = "true";
    this.preview.replaceChildren();
    if (this.conversation.last || this.conversation.pending.size) this.show("chat");
    this.#show();
    if (task) this.#choose(task);
    else this.#focus();
    this.#read();
    this.#tell("open");
    // What the shopper sees comes first; the line is opened once it is there.
    afterFrame(() => {
      this.#remember(true);
      this.conversation.start();
      if (this.conversation.pending.size && !this.chosen) this.show("chat");
    });
  }

  close() {
    this.dialog.close();
    this.host.launcher.ariaExpanded = "false";
    this.host.launcher.focus();
    this.#remember(false);
    this.#tell("close");
  }

  /** Go on with a conversation begun on another page; the panel that was open beside it is open here, without the focus. */
  resume() {
    this.conversation.start();
    if (this.#small.matches || !this.conversation.memory.tab("open")) return;
    this.host.launcher.ariaExpanded = "true";
    this.dialog.open = true; // show() would take the keyboard from the page
  }

  /** @param {boolean} isOpen */
  #remember(isOpen) {
    this.conversation.memory.tab("open", isOpen ? "1" : "");
  }

  /** Say hello again: the shop now says who is logged in. */
  connect() {
    this.conversation.line?.connect();
  }

  /** The element leaves the page. */
  leave() {
    this.conversation.close();
    this.dialog.remove();
    this.preview.remove();
  }

  /** Show one of the views. @param {"home" | "chat" | "task"} name */
  show(name) {
    this.#view = name;
    this.home.element.hidden = name !== "home";
    this.chat.element.hidden = name !== "chat";
    this.task.hidden = name !== "task";
    this.back.hidden = name === "home";
    this.menu.hidden = name !== "chat";
    this.composer.element.hidden = name === "task";
    this.home.resume.hidden = !this.conversation.last;
    this.heading.textContent = this.texts.title;
    if (name === "chat") this.chat.toEnd();
    this.#read();
  }

  #show() {
    this.dialog.close();
    if (this.#small.matches) this.dialog.showModal();
    else this.dialog.show();
    this.#fit();
  }

  /** The keyboard of a phone leaves less room than the screen has. */
  #fit() {
    const room = this.#small.matches && visualViewport ? `${visualViewport.height}px` : "";
    this.dialog.style.height = room;
  }

  /** A keyboard goes to where one writes; a finger would only bring the phone's keyboard over the tiles. */
  #focus() {
    if (matchMedia("(pointer: coarse)").matches) this.heading.focus();
    else this.composer.focus();
  }

  #goHome() {
    this.show("home");
    const tile = this.home.element.querySelector(`[data-tile="${this.chosen}"]`) ?? this.heading;
    tile.focus();
  }

  #openChat() {
    this.show("chat");
    this.composer.focus();
  }

  /** @param {string} tile */
  async #choose(tile) {
    this.chosen = tile;
    if (CHAT_TILES.includes(tile)) return this.#sayInChat(/** @type {Record<string, string>} */ (this.texts.said)[tile]);
    try {
      const { makeTask } = await this.more();
      const { context, server } = this.host;
      const say = (/** @type {string} */ text) => this.#sayInChat(text);
      this.task.replaceChildren(makeTask(tile, { context, server, say, again: (each) => this.#choose(each) }));
      this.show("task");
      this.heading.textContent = /** @type {Record<string, string>} */ (this.texts.tiles)[tile];
      this.heading.focus();
    } catch {
      this.#mention(this.texts.loadFailed);
    }
  }

  /** @param {string} text */
  #sayInChat(text) {
    this.conversation.say(text);
    this.#openChat();
  }

  #menuItems() {
    const { texts } = this;
    const act = (/** @type {() => void} */ does) => () => {
      this.menu.open = false;
      does();
    };
    return h(
      "div",
      { class: "items" },
      button("item", texts.transcript, act(() => this.chat.transcript())),
      button("item", texts.end, act(() => this.chat.rate(true))),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    if (this.menu.open) {
      this.menu.open = false;
      this.menu.firstElementChild?.focus();
    } else this.close();
  }

  /** Escape on a dialog that stands instead of the page. @param {Event} event */
  #cancel(event) {
    event.preventDefault();
    this.close();
  }

  /** @param {Message} message @param {boolean} isHistory */
  #message(message, isHistory) {
    this.chat.message(message);
    this.home.resume.hidden = false;
    this.#read();
    if (this.conversation.last >= this.history) this.chat.live();
    if (isHistory || message.author === "shopper") return;
    this.#tell("message", message);
    if (this.mentioned) this.#mention("");
    if (!this.dialog.open) this.#showPreview(message.text);
  }

  /** @param {Frame} frame */
  #told(frame) {
    const { texts, conversation } = this;
    if (frame.type === "welcome") {
      if (this.history === undefined && frame.seq && !this.chosen) this.show("chat");
      this.history = frame.seq;
      if (conversation.last >= frame.seq) this.chat.live();
    } else if (frame.type === "typing") this.chat.typed(frame);
    else if (frame.type === "read") this.chat.read(frame);
    else if (frame.type === "strange") this.#mention(texts.status.strange);
    else if (frame.type === "error") this.#mention(frame.text);
    else if (frame.type === "state") this.#state(frame);
    this.#count();
  }

  /** Say something that the next message makes past. @param {string} text */
  #mention(text) {
    this.mentioned = text;
    this.status.textContent = text;
  }

  /** @param {Frame} frame */
  #state({ state, position, estimate_minutes: minutes }) {
    const words = this.texts.state;
    const was = this.state ?? "assistant";
    this.state = state;
    if (state === "waiting") this.status.textContent = words.waiting(position, minutes);
    else if (state !== was) this.status.textContent = /** @type {Record<string, any>} */ (words)[state];
    if (state === "closed" && was !== "closed") this.chat.rate();
  }

  /** @param {string} status */
  #status(status) {
    const words = this.texts.status;
    if (status === "waiting") this.status.textContent = words.waiting;
    else if (status === "online" && this.status.textContent === words.waiting) this.#mention(words.online);
    this.dialog.dataset.line = status;
  }

  /** What is in sight is read. */
  #read() {
    if (this.dialog.open && this.#view === "chat" && !document.hidden) this.conversation.read();
    this.#count();
  }

  #count() {
    const { unread } = this.conversation;
    if (unread === this.host.unread) return;
    this.host.unread = unread;
    this.#tell("unread", unread);
  }

  /** @param {string} text */
  async #showPreview(text) {
    const { preview } = await this.more();
    this.preview.replaceChildren(preview(text, () => this.open()));
  }

  /** @param {string} what @param {unknown} [detail] */
  #tell(what, detail) {
    this.host.dispatchEvent(new CustomEvent(`sav-${what}`, { detail, bubbles: true, composed: true }));
  }
}
