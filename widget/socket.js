// The usual way to the service, a WebSocket: takes frames to send, hands on the frames received, tells once that it is
// lost. The other way is in requests.js; when to use which is settled in connection.js.
import { readFrame } from "./protocol.js";

const WELCOME_WITHIN = 6000; // milliseconds
const PING_EVERY = 20000;
const DEAD_AFTER = 45000;
const ANSWER_WITHIN = 5000; // when we doubt that the line lives

export class SocketLine {
  #welcomed = false;
  #over = false;

  /** @param {string} server @param {object} hello @param {LineListener} on */
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
