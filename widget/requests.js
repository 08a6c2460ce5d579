// The other way to the service, plain requests, where no socket gets through: loaded only then. Takes frames to send,
// hands on the frames received, tells once that it is lost.

const WAIT = 25; // seconds a request waits for news

export class RequestLine {
  #stop = new AbortController();
  #token = "";
  #sending = Promise.resolve();

  /** @param {string} server @param {object} hello @param {() => number} last @param {LineListener} on */
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
