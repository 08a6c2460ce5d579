// The two ways to the service: a WebSocket, and plain requests where no socket gets through. Both take frames to send and
// hand on the frames received; each tells once that it is lost. When to use which is settled in connection.js.
import { readFrame } from "./protocol.js";

const WELCOME_WITHIN = 6000; // milliseconds
const PING_EVERY = 20000;
const DEAD_AFTER = 45000;
const ANSWER_WITHIN = 5000; // when we doubt that the line lives
const WAIT = 25; // seconds a request waits for news

/** @typedef {{ frame(frame: Frame | null): void, lost(welcomed: boolean): void }} Listener */

export class SocketLine {
  #welcomed = false;
  #over = false;

  /** @param {string} server @param {object} hello @param {Listener} on */
  constructor(server, hello, on) {
    this.on = on;
    this.socket = new WebSocket(server.replace(/^http/, "ws") + "api/v1/chat/socket");
    this.socket.onopen = () => this.send({ type: "hello", ...hello });
    this.socket.onclose = () => this.#end();
    this.socket.onmessage = ({ data }) => this.#heard(readFrame(data));
    this.pings = setInterval(() => this.send({ type: "ping" }), PING_EVERY);
    this.#deadIn(WELCOME_WITHIN);
  }

  /** @param {Frame} frame */
  send(frame) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Make sure that somebody is still there. */
  check() {
    this.send({ type: "ping" });
    this.#deadIn(ANSWER_WITHIN);
  }

  close() {
    this.on = { frame() {}, lost() {} };
    this.#end();
  }

  /** @param {Frame | null} frame */
  #heard(frame) {
    this.#deadIn(DEAD_AFTER);
    this.#welcomed ||= frame?.type === "welcome";
    this.on.frame(frame);
  }

  /** @param {number} milliseconds */
  #deadIn(milliseconds) {
    clearTimeout(this.death);
    if (!this.#over) this.death = setTimeout(() => this.#end(), milliseconds);
  }

  #end() {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.pings);
    clearTimeout(this.death);
    this.socket.close();
    this.on.lost(this.#welcomed);
  }
}

export class RequestLine {
  #stop = new AbortController();
  #token = "";
  #sending = Promise.resolve();

  /** @param {string} server @param {object} hello @param {() => number} last @param {Listener} on */
  constructor(server, hello, last, on) {
    this.api = server + "api/v1/chat/";
    this.last = last;
    this.on = on;
    this.#listen(hello);
  }

  /** Frames go one after the other. @param {Frame} frame */
  send(frame) {
    this.#sending = this.#sending.then(() => this.#send(frame)).catch(() => this.#lose());
  }

  check() {}

  close() {
    this.on = { frame() {}, lost() {} };
    this.#stop.abort();
  }

  /** @param {object} hello */
  async #listen(hello) {
    try {
      const { status, body } = await this.#ask("session", hello);
      if (status !== 200) throw new Error(`${status}`);
      this.#token = body.token;
      this.on.frame(body);
      for (;;) {
        const answer = await this.#ask(`messages?after=${this.last()}&wait=${WAIT}`);
        if (answer.status !== 200) throw new Error(`${answer.status}`);
        this.#hand(answer.body);
      }
    } catch {
      this.#lose();
    }
  }

  /** @param {Frame} frame */
  async #send({ type, ...content }) {
    const path = { say: "messages", rate: "rating", read: "read" }[type];
    if (!path) return;
    const { status, body } = await this.#ask(path, content);
    if (status >= 500 || status === 401) throw new Error(`${status}`);
    if (body.error) this.on.frame({ type: "error", code: body.code, text: body.error, client_id: content.client_id });
    else if (type === "say") this.#hand(body);
    if (type === "rate") this.on.frame({ type: "ack", client_id: content.client_id, seq: 0 });
  }

  /** @param {{ messages: Frame[], state: Frame, ack?: Frame }} news */
  #hand({ messages, state, ack }) {
    for (const frame of [...messages, state, ack]) if (frame) this.on.frame(frame);
  }

  #lose() {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.on.lost(Boolean(this.#token));
  }

  /** @param {string} path @param {object} [content] */
  async #ask(path, content) {
    const response = await fetch(this.api + path, {
      method: content ? "POST" : "GET",
      body: content && JSON.stringify(content),
      headers: { "Content-Type": "application/json", ...(this.#token && { Authorization: `Bearer ${this.#token}` }) },
      credentials: "omit",
      signal: this.#stop.signal,
    });
    return { status: response.status, body: await response.json() };
  }
}
