// What the browser keeps for the conversation: the token and the messages not sent yet, one entry each so that two tabs
// do not overwrite each other. When storage is blocked, memory does until the page is left.

export class Memory {
  /** @type {Map<string, string>} */
  #spare = new Map();
  /** @type {boolean | undefined} */
  #lasts;

  /** @param {string} server */
  constructor(server) {
    this.prefix = `savia:${server}:`;
  }

  /** Whether what is kept outlives the page; found out when it is first asked, not before the panel is opened. */
  get lasts() {
    if (this.#lasts !== undefined) return this.#lasts;
    try {
      localStorage.setItem(this.prefix + "test", "");
      localStorage.removeItem(this.prefix + "test");
      return (this.#lasts = true);
    } catch {
      return (this.#lasts = false);
    }
  }

  /** @param {string} name @returns {string | null} */
  get(name) {
    return this.lasts ? localStorage.getItem(this.prefix + name) : (this.#spare.get(name) ?? null);
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    try {
      if (this.lasts) return localStorage.setItem(this.prefix + name, value);
    } catch {
      this.#lasts = false; // full: what follows stays in memory
    }
    this.#spare.set(name, value);
  }

  /** @param {string} name */
  remove(name) {
    this.#spare.delete(name);
    if (this.lasts) localStorage.removeItem(this.prefix + name);
  }

  /** What only this tab remembers; read when no value is given. @param {string} name @param {string} [value] */
  tab(name, value) {
    try {
      if (value === undefined) return sessionStorage.getItem(this.prefix + name);
      sessionStorage.setItem(this.prefix + name, value);
    } catch {}
  }

  /** Messages written and not acknowledged, oldest first. @returns {Pending[]} */
  pending() {
    /** @type {Record<string, string>} */
    const kept = this.lasts ? { ...localStorage } : {};
    const start = this.prefix + "out:";
    const own = Object.keys(kept).filter((key) => key.startsWith(start)).map((key) => kept[key]);
    const spare = [...this.#spare].filter(([key]) => key.startsWith("out:")).map(([, value]) => value);
    return [...own, ...spare].map((value) => JSON.parse(value)).sort((a, b) => a.at - b.at);
  }
}
