// What the page knows: who works here, the lists, the open conversation. Views listen to `change` events of a kind.
import { get, post, conversation, useCsrf } from "./api.js";
import { toast } from "./dom.js";
import { Line } from "./socket.js";
import { Outbox } from "./outbox.js";

/** @type {Lists} */
const NOTHING = { waiting: [], held: [], agents: [], viewers: {}, messages_left: 0, people_answer: false };

export class Desk extends EventTarget {
  lists = NOTHING;
  /** @type {Whole | null} */
  open = null;
  /** Which of the others are writing. @type {Set<string>} */
  typing = new Set();
  readUpTo = 0;
  outbox = new Outbox();
  #again = 0;

  /** @param {Me} me */
  constructor(me) {
    super();
    this.me = me;
    useCsrf(me.csrf);
    this.line = new Line(
      (frame) => this.#take(frame),
      (isOpen) => this.#status(isOpen),
    );
    this.outbox.addEventListener("change", () => this.tell("messages"));
  }

  /** @param {string} kind */
  tell(kind) {
    this.dispatchEvent(new Event(kind));
  }

  /** Listen to some kinds of changes until the element leaves the page. @param {HTMLElement} element @param {string[]} kinds @param {() => void} work */
  on(element, kinds, work) {
    const checked = () =>
      element.isConnected ? work() : kinds.forEach((kind) => this.removeEventListener(kind, checked));
    for (const kind of kinds) this.addEventListener(kind, checked);
  }

  /** The conversations this agent has, those that wait for an answer first. */
  get mine() {
    return this.lists.held.filter((each) => each.agent === this.me.id).sort(byUrgency);
  }

  get isAdministrator() {
    return this.me.role === "administrator";
  }

  /** Whether this agent has the open conversation. */
  get holds() {
    return this.open?.case.state === "person" && this.open.case.agent === this.me.id;
  }

  /** @param {string | null} id */
  name(id) {
    return this.lists.agents.find((each) => each.id === id)?.name ?? "un conseiller";
  }

  /** Open a conversation, or none. @param {string | null} id */
  async view(id) {
    this.open = null;
    this.typing.clear();
    if (id === null) return this.line.send({ type: "view", conversation: null });
    this.open = await get(conversation(id));
    this.#watch();
    this.tell("open");
  }

  /** Do something to the open conversation, tell what was refused, and look again. @param {string} action @param {any} [body] */
  async act(action, body) {
    const open = this.open;
    if (!open) return false;
    try {
      await post(`${conversation(open.case.id)}/${action}`, body);
      return true;
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
      return false;
    } finally {
      await this.refresh();
    }
  }

  /** Read the open conversation again. */
  async refresh() {
    const id = this.open?.case.id;
    if (!id) return;
    try {
      const fresh = /** @type {Whole} */ (await get(conversation(id)));
      if (this.open?.case.id !== id) return;
      const known = this.open.messages;
      const first = fresh.messages[0]?.seq ?? Infinity;
      fresh.messages = [...known.filter((each) => each.seq < first), ...fresh.messages];
      this.open = fresh;
      this.tell("open");
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }

  /** Read the messages before those shown. */
  async earlier() {
    const open = this.open;
    if (!open) return;
    const { messages } = await get(`${conversation(open.case.id)}/messages?before=${open.messages[0]?.seq ?? 0}`);
    open.messages = [...messages, ...open.messages];
    this.tell("messages");
  }

  #watch() {
    const open = this.open;
    if (open) this.line.send({ type: "view", conversation: open.case.id, after: open.messages.at(-1)?.seq ?? 0 });
  }

  /** @param {boolean} isOpen */
  #status(isOpen) {
    this.isOnline = isOpen;
    this.tell("status");
    if (!isOpen) return;
    this.#watch();
    void this.refresh();
    void this.outbox.flush();
  }

  /** @param {any} frame */
  #take(frame) {
    if (frame.type === "lists") {
      const before = this.lists;
      this.lists = frame;
      this.dispatchEvent(new CustomEvent("arrivals", { detail: { before } }));
      this.tell("lists");
    } else if (frame.type === "messages" && frame.conversation === this.open?.case.id) {
      this.#add(frame.messages);
    } else if (frame.type === "typing") {
      this.typing[frame.on ? "add" : "delete"](frame.author);
      this.tell("typing");
    } else if (frame.type === "read") {
      this.readUpTo = frame.seq;
      this.tell("messages");
    } else if (frame.type === "changed") {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.refresh(), 120);
    }
  }

  /** @param {Message[]} messages */
  #add(messages) {
    const open = /** @type {Whole} */ (this.open);
    const last = open.messages.at(-1)?.seq ?? 0;
    const fresh = messages.filter((each) => each.seq > last);
    if (!fresh.length) return;
    open.messages.push(...fresh);
    if (fresh.some((each) => each.author === "shopper")) this.typing.delete("shopper");
    this.tell("messages");
    // What the assistant found, or who has the conversation, comes with its messages.
    if (fresh.some((each) => each.author !== "shopper" && each.author !== "person")) {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.refresh(), 120);
    }
  }
}

/** @param {Case} one @param {Case} other */
function byUrgency(one, other) {
  return (
    (one.unanswered_since ?? "9").localeCompare(other.unanswered_since ?? "9") || one.since.localeCompare(other.since)
  );
}
