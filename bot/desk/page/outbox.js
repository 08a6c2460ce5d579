// Messages on their way: kept in the tab until the service has them, and sent again after a cut. Their identifier makes
// sending twice harmless.
import { conversation, post } from "./api.js";
import { uuid } from "./dom.js";

const KEPT = "savia-desk-outbox";
const AGAIN = 2500; // milliseconds

export class Outbox extends EventTarget {
  /** @type {Pending[]} */
  pending = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  #isSending = false;

  /** Send a message. @param {string} to @param {string} text */
  add(to, text) {
    this.pending.push({ conversation: to, client_id: uuid(), text, at: new Date().toISOString() });
    this.#changed();
    void this.flush();
  }

  /** Take a message that was refused out, for its text to be written again. @param {string} clientId */
  drop(clientId) {
    this.pending = this.pending.filter((each) => each.client_id !== clientId);
    this.#changed();
  }

  /** @param {string} id */
  of(id) {
    return this.pending.filter((each) => each.conversation === id);
  }

  /** Send what waits, in order; called again after a cut. */
  async flush() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let next; (next = this.pending.find((each) => !each.problem));) {
      try {
        await post(`${conversation(next.conversation)}/messages`, { text: next.text, client_id: next.client_id });
        this.drop(next.client_id);
      } catch (error) {
        const refusal = /** @type {import("./api.js").Refusal} */ (error);
        if (refusal.isPassing) {
          setTimeout(() => this.flush(), AGAIN);
          break;
        }
        next.problem = refusal.message;
        this.#changed();
      }
    }
    this.#isSending = false;
  }

  #changed() {
    sessionStorage.setItem(KEPT, JSON.stringify(this.pending));
    this.dispatchEvent(new Event("change"));
  }
}
