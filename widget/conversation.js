// One conversation as this page knows it: messages by number, messages waiting to be sent, who has it, what was read.
// A message is sent again until the service acknowledges it; its `client_id` makes that harmless.
import { Connection } from "./connection.js";
import { uuid } from "./dom.js";
import { Memory } from "./storage.js";

const AUTHORS = ["shopper", "assistant", "person", "notice"];
const FINAL = ["too_long", "empty", "malformed", "too_many_files", "unknown_file"]; // sending again would not help
const TYPING_LASTS = 4000; // milliseconds
const READY_WITHIN = 9000;

/**
 * @typedef {object} View what is told of a conversation
 * @property {(message: Message, isHistory: boolean) => void} message
 * @property {(pending: Pending) => void} pending
 * @property {(frame: Frame) => void} told a frame that is not a message
 * @property {(status: string) => void} status
 * @property {() => void} reset
 */

export class Conversation {
  /** @type {Map<string, Pending>} */
  pending = new Map();
  last = 0;
  readUpTo = 0;
  state = "assistant";
  notice = "";
  unread = 0;
  /** The token the line was opened with. @type {string | undefined} */
  session;
  #history = 0;
  #typing = false;

  /** @param {SavChatHost} host @param {View} view */
  constructor(host, view) {
    this.host = host;
    this.view = view;
    /** Once the service has given a token. @type {Promise<void>} */
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    this.memory = new Memory(host.server);
    this.adopt = (/** @type {StorageEvent} */ { key, newValue }) => {
      // Another tab has begun the conversation before this one said anything.
      if (key === this.memory.prefix + "token" && newValue && newValue !== this.session && !this.last) this.line?.connect();
    };
    addEventListener("storage", this.adopt);
  }

  /** Open the line, once. */
  start() {
    if (this.line) return;
    for (const each of this.memory.pending()) {
      this.pending.set(each.client_id, each);
      this.view.pending(each);
    }
    const on = {
      frame: (/** @type {Frame | null} */ frame) => this.#receive(frame),
      status: (/** @type {string} */ status) => this.#status(status),
    };
    this.line = new Connection(this.host.server, () => this.#hello(), () => this.last, on);
  }

  close() {
    removeEventListener("storage", this.adopt);
    this.line?.close();
  }

  /** Write a message: kept at once, sent now or when the line is back. @param {string} text @param {SentFile[]} [files] */
  say(text, files = []) {
    const pending = { client_id: uuid(), text, files, at: Date.now() };
    this.#typing = false;
    this.#keep(pending);
    this.#send(pending);
  }

  /** Send again what was refused. @param {Pending} pending */
  retry(pending) {
    delete pending.problem;
    this.#keep(pending);
    this.#send(pending);
  }

  /** Tell that the shopper writes. */
  type() {
    clearTimeout(this.typed);
    this.typed = setTimeout(() => this.#tellTyping(false), TYPING_LASTS);
    this.#tellTyping(true);
  }

  /** Tell that everything has been read. */
  read() {
    this.unread = 0;
    if (this.readUpTo >= this.last) return;
    this.readUpTo = this.last;
    this.line?.send({ type: "read", seq: this.last });
  }

  /** @param {number} score @param {string} comment */
  rate(score, comment) {
    this.line?.send({ type: "rate", client_id: uuid(), score, ...(comment && { comment }) });
  }

  /** Ask the service for something with the token. @param {string} path @param {FormData} [form] */
  async ask(path, form) {
    await Promise.race([this.ready, new Promise((late) => setTimeout(late, READY_WITHIN))]);
    const headers = { Authorization: `Bearer ${this.token}` };
    return fetch(`${this.host.server}api/v1/chat/${path}`, {
      method: form ? "POST" : "GET",
      body: form,
      headers,
      credentials: "omit",
    });
  }

  get token() {
    return this.memory.get("token");
  }

  #hello() {
    const page = { url: location.origin + location.pathname, title: document.title, ...this.host.context };
    return { token: this.token, after: this.last, page, ...(this.host.user && { user: this.host.user }) };
  }

  /** @param {string} status */
  #status(status) {
    this.view.status(status);
    if (status === "online") for (const each of this.pending.values()) if (!each.problem) this.#send(each);
  }

  /** @param {Pending} pending */
  #keep(pending) {
    this.pending.set(pending.client_id, pending);
    this.memory.set(`out:${pending.client_id}`, JSON.stringify(pending));
    this.view.pending(pending);
  }

  /** @param {Pending} pending */
  #send({ client_id, text, files }) {
    this.line?.send({ type: "say", client_id, text, ...(files.length && { files: files.map(({ id }) => id) }) });
  }

  /** @param {boolean} on */
  #tellTyping(on) {
    if (on !== this.#typing) this.line?.send({ type: "typing", on });
    this.#typing = on;
  }

  /** @param {Frame | null} frame */
  #receive(frame) {
    if (!frame) this.view.told({ type: "strange" });
    else if (frame.type === "welcome") this.#welcome(/** @type {any} */ (frame));
    else if (frame.type === "message") this.#message(/** @type {any} */ (frame));
    else if (frame.type === "ack") this.#settle(frame.client_id);
    else if (frame.type === "error") this.#refuse(frame);
    else {
      if (frame.type === "state") this.state = frame.state;
      if (frame.type === "read" && frame.author === "shopper") {
        this.readUpTo = Math.max(this.readUpTo, frame.seq);
        if (this.readUpTo >= this.last) this.unread = 0;
      }
      this.view.told(frame);
    }
  }

  /** @param {Welcome} welcome */
  #welcome({ token, seq, read, state, notice }) {
    if (this.session && token !== this.session) {
      this.view.reset();
      this.last = this.readUpTo = this.unread = 0;
    }
    this.session = token;
    this.isReady?.();
    if (token !== this.token) this.memory.set("token", token);
    this.#history = this.last ? this.#history : seq;
    this.readUpTo = Math.max(this.readUpTo, read);
    Object.assign(this, { state, notice });
    this.view.told({ type: "welcome", seq });
  }

  /** @param {Message} message */
  #message(message) {
    if (!isSound(message)) return this.view.told({ type: "strange" });
    if (message.seq <= this.last) return;
    this.last = message.seq;
    if (message.author !== "shopper" && message.seq > this.readUpTo) this.unread++;
    this.view.message(message, message.seq <= this.#history);
    this.#settle(message.client_id);
  }

  /** @param {string | undefined} id */
  #settle(id) {
    if (!id || !this.pending.delete(id)) return;
    this.memory.remove(`out:${id}`);
  }

  /** @param {Frame} frame */
  #refuse(frame) {
    const pending = this.pending.get(frame.client_id);
    if (!pending) return this.view.told(frame);
    pending.problem = String(frame.text);
    if (FINAL.includes(frame.code)) this.memory.remove(`out:${pending.client_id}`);
    this.view.pending(pending);
  }
}

/** Whether a message can be shown; one that cannot must not move the place we have come to. @param {Message} message */
function isSound({ seq, author, text, buttons, facts, files, at }) {
  const isText = typeof text === "string" && AUTHORS.includes(author) && !Number.isNaN(Date.parse(at));
  return Number.isInteger(seq) && isText && Array.isArray(buttons) && Array.isArray(files ?? []) && typeof (facts ?? {}) === "object";
}
