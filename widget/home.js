// The first view: a search over the frequent answers and a tile for each thing the shopper can do without waiting.
import { h, icon } from "./dom.js";
import { formatted } from "./markdown.js";

const PAUSE = 250; // milliseconds without a key before we search
const SHORTEST = 3; // characters

export class HomeView {
  /**
   * @param {string} server @param {string} greeting @param {Texts} texts
   * @param {(tile: string) => void} choose @param {() => void} resume
   */
  constructor(server, greeting, texts, choose, resume) {
    this.server = server;
    this.texts = texts;
    this.choose = choose;
    this.count = h("p", { class: "hidden", role: "status" });
    this.found = h("div", { class: "answers" });
    this.field = h("input", { type: "search", id: "search", placeholder: texts.searchHint, autocomplete: "off", oninput: () => this.#typed() });
    this.resume = h("button", { type: "button", class: "main resume", hidden: true, onclick: resume, text: texts.resume });
    this.element = h(
      "section",
      { class: "view home" },
      h("p", { class: "greeting", text: greeting }),
      h("p", { class: "notice", id: "notice", text: texts.notice }),
      this.resume,
    );
  }

  /** Add what is not needed to write at once: the tiles and the search. */
  fill() {
    const { texts } = this;
    const tiles = Object.entries(texts.tiles).map(([name, label]) =>
      h("li", {}, h("button", { type: "button", class: "tile", "data-tile": name, onclick: () => this.choose(name) }, icon(name), h("span", { text: label }))),
    );
    const label = h("label", { for: "search", text: texts.search });
    this.element.append(h("ul", { class: "tiles" }, ...tiles), label, this.field, this.count, this.found);
  }

  #typed() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#search(this.field.value.trim()), PAUSE);
  }

  /** @param {string} asked */
  async #search(asked) {
    if (asked.length < SHORTEST) return this.#show([], "");
    try {
      const response = await fetch(`${this.server}api/v1/answers?q=${encodeURIComponent(asked)}`, { credentials: "omit" });
      const { answers } = await response.json();
      if (asked === this.field.value.trim()) this.#show(answers, answers.length ? this.texts.searchFound(answers.length) : this.texts.searchNone);
    } catch {
      this.#show([], this.texts.loadFailed);
    }
  }

  /** @param {{ question: string, text: string }[]} answers @param {string} told */
  #show(answers, told) {
    this.count.textContent = told;
    this.count.classList.toggle("hidden", answers.length > 0);
    this.found.replaceChildren(
      ...answers.map(({ question, text }) => h("details", {}, h("summary", { text: question }), ...formatted(text))),
    );
  }
}
