// The line to the service: opened again by itself, with what the page was looking at.

const PING_EVERY = 20000; // milliseconds
const SILENT_FOR = 12000; // after a ping, without any answer, the line is dead
const SIGNED_OUT = 4401;

export class Line {
  #tries = 0;
  /** @type {WebSocket | undefined} */
  #socket;
  #heard = 0;
  #touched = true;

  /** @param {(frame: any) => void} onFrame @param {(isOpen: boolean) => void} onStatus */
  constructor(onFrame, onStatus) {
    this.onFrame = onFrame;
    this.onStatus = onStatus;
    for (const sign of ["pointerdown", "keydown", "wheel"])
      addEventListener(sign, () => (this.#touched = true), { passive: true });
    setInterval(() => this.#ping(), PING_EVERY);
    addEventListener("online", () => this.open());
    this.open();
  }

  /** Open the line unless it is open. */
  open() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = (this.#socket = new WebSocket(`${scheme}://${location.host}/desk/api/socket`));
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.#heard = Date.now();
      this.onStatus(true);
    });
    socket.addEventListener("message", ({ data }) => {
      this.#heard = Date.now();
      this.onFrame(JSON.parse(data));
    });
    socket.addEventListener("close", ({ code }) => this.#closed(socket, code));
  }

  /** @param {any} frame */
  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {WebSocket} socket @param {number} code */
  #closed(socket, code) {
    if (socket !== this.#socket) return;
    if (code === SIGNED_OUT) return location.assign("/desk/sign-in");
    this.onStatus(false);
    const wait = Math.min(5000, 500 * 2 ** this.#tries++) * (0.7 + Math.random() * 0.6);
    setTimeout(() => this.open(), wait);
  }

  #ping() {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    this.send({ type: "ping", active: this.#touched });
    this.#touched = false;
    const asked = Date.now();
    setTimeout(() => {
      if (socket === this.#socket && this.#heard < asked) socket.close();
    }, SILENT_FOR);
  }
}
