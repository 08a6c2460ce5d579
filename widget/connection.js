// Keeps a line to the service: a socket first, requests when no socket gets through, again after a random pause when
// nothing answers. What the frames mean is settled in conversation.js.
import { SocketLine } from "./socket.js";

const FIRST_PAUSE = 500; // milliseconds; doubled at each failure, drawn between 0 and that ("full jitter")
const LONGEST_PAUSE = 30000;
const SOCKET_AGAIN = 60000; // while requests do, a socket is tried again that often

export class Connection {
  /** @type {Line | undefined} */
  #line;
  /** @type {SocketLine | undefined} */
  #probe;
  #failures = 0;
  /** "connecting", "online" or "waiting". */
  status = "connecting";

  /**
   * @param {string} server @param {() => object} hello what the first frame says @param {() => number} last
   * @param {{ frame(frame: Frame | null): void, status(status: string): void }} on
   */
  constructor(server, hello, last, on) {
    this.server = server;
    this.hello = hello;
    this.last = last;
    this.on = on;
    /** @type {[EventTarget, string, () => void][]} */
    this.signs = [
      [window, "online", () => this.#hurry()],
      [window, "pageshow", () => this.#hurry()],
      [document, "visibilitychange", () => document.hidden || this.#hurry()],
      [window, "offline", () => this.#line?.check()],
    ];
    for (const [where, sign, act] of this.signs) where.addEventListener(sign, act);
    this.connect();
  }

  /** Begin again with a new line. */
  connect() {
    clearTimeout(this.again);
    this.#line?.close();
    this.#probe?.close();
    this.#tell("connecting");
    this.#line = this.#socket((welcomed) => (welcomed ? this.#pause() : this.#requests()));
  }

  /** @param {Frame} frame */
  send(frame) {
    if (this.status === "online") this.#line?.send(frame);
  }

  close() {
    for (const [where, sign, act] of this.signs) where.removeEventListener(sign, act);
    clearTimeout(this.again);
    this.#line?.close();
    this.#probe?.close();
  }

  /** @param {(welcomed: boolean) => void} lost @returns {SocketLine | undefined} */
  #socket(lost) {
    try {
      return new SocketLine(this.server, this.hello(), { frame: (frame) => this.#frame(frame), lost });
    } catch {
      setTimeout(lost, 0, false); // the page's policy forbids sockets
    }
  }

  /** A socket failed before it was welcomed: it is barred only if requests get through. */
  #requests() {
    const on = { frame: (/** @type {Frame | null} */ frame) => this.#frame(frame), lost: () => this.#pause() };
    const failed = this.#line;
    import(`${this.server}widget/requests.js`).then(({ RequestLine }) => {
      if (failed !== this.#line) return;
      this.#line = new RequestLine(this.server, this.hello(), this.last, on);
      this.again = setTimeout(() => this.#trySocket(), SOCKET_AGAIN);
    }, on.lost);
  }

  #trySocket() {
    const requests = this.#line;
    this.#probe = this.#socket((welcomed) => {
      this.#probe = undefined;
      if (welcomed) this.#pause();
      else if (requests === this.#line) this.again = setTimeout(() => this.#trySocket(), SOCKET_AGAIN);
    });
  }

  /** @param {Frame | null} frame */
  #frame(frame) {
    if (frame?.type === "welcome") {
      this.#failures = 0;
      if (this.#probe) {
        this.#line?.close();
        this.#line = this.#probe;
        this.#probe = undefined;
      }
      this.on.frame(frame);
      this.#tell("online");
    } else this.on.frame(frame);
  }

  #pause() {
    clearTimeout(this.again);
    this.#tell("waiting");
    const pause = Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures++);
    this.again = setTimeout(() => this.connect(), pause);
  }

  /** The network or the page is back: do not wait for the pause to end. */
  #hurry() {
    if (this.status === "waiting") this.connect();
    else this.#line?.check();
  }

  /** @param {string} status */
  #tell(status) {
    if (status === "connecting" && this.status === "waiting") return; // said once until it is back
    this.status = status;
    this.on.status(status);
  }
}
