// <sav-chat>: the button of the shopper's help. The panel is another file, loaded as soon as the shopper presses the
// button; before that nothing is stored and nothing else is requested. Types: types.d.ts.
(() => {
  // A script of type "module" is not the current one.
  const script = /** @type {HTMLScriptElement} */ (document.currentScript ?? document.querySelector('[src*="widget/savia.js"]'));
  const WORDS = {
    fr: ["Besoin d'aide\u00a0?", "non lus", "L'aide ne répond pas. Réessayez dans un instant."],
    en: ["Need help?", "unread", "Help does not answer. Please try again shortly."],
  };
  const CSS_TEXT = `:host{--c:#17595b}
[aria-haspopup]{position:fixed;z-index:var(--sav-z-index,100000);bottom:calc(20px + env(safe-area-inset-bottom));
right:20px;min-height:52px;padding:0 20px;border:1px solid #0000;border-radius:26px;cursor:pointer;
font:600 16px system-ui,sans-serif;background:var(--c);color:#fff;color:lch(from var(--c) calc((49.4 - l)*999) 0 0);
box-shadow:0 2px 8px #0004}
[aria-haspopup]:focus-visible{outline:3px solid;outline-offset:-6px}
:host([position=left]) [aria-haspopup]{right:auto;left:20px}
[aria-haspopup] b{margin-left:8px;padding:2px 8px;border-radius:10px;background:#b3261e;color:#fff}
b:empty{display:none}
@media print{[aria-haspopup]{display:none}}`;

  class SavChat extends HTMLElement {
    static observedAttributes = ["color", "label", "lang"];
    root = this.attachShadow({ mode: "open" });
    launcher = document.createElement("button");
    #label = document.createElement("span");
    #badge = document.createElement("b");
    /** @type {Promise<SavPanel> | undefined} */
    #panel;
    #tries = 0;
    #unread = 0;
    /** @type {string | null} */
    user = null;
    context = {};
    texts = {};

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS_TEXT);
      this.root.adoptedStyleSheets = [sheet];
      this.#label.role = "status";
      this.launcher.append(this.#label, this.#badge);
      this.launcher.ariaHasPopup = "dialog";
      this.launcher.ariaExpanded = "false";
      this.launcher.onclick = () => this.toggle();
      // A press opens; the panel is on its way while the finger lifts. Merely passing over the button asks for nothing.
      this.launcher.onpointerdown = () => this.#load().catch(() => {});
      this.root.append(this.launcher);
    }

    get server() {
      return new URL(this.getAttribute("server") ?? "..", script.src).href.replace(/\/?$/, "/");
    }

    get unread() {
      return this.#unread;
    }

    set unread(count) {
      this.#unread = count;
      this.#show();
    }

    connectedCallback() {
      this.#show();
      try {
        // A conversation under way goes on from page to page.
        if (localStorage[`savia:${this.server}:token`]) setTimeout(() => this.#load().then((panel) => panel.resume()), 300);
      } catch {}
    }

    disconnectedCallback() {
      this.#panel?.then((panel) => panel.leave());
      this.#panel = undefined;
    }

    attributeChangedCallback() {
      this.#show();
    }

    #show(problem = false) {
      const words = this.lang === "en" ? WORDS.en : WORDS.fr;
      const color = this.getAttribute("color");
      if (color) this.style.setProperty("--c", color);
      this.#label.textContent = problem && words[2] || this.getAttribute("label") || words[0];
      this.#badge.textContent = this.unread ? `${this.unread}` : "";
      this.#badge.ariaLabel = `${this.unread} ${words[1]}`;
    }

    #load() {
      this.#panel ??= import(`${this.server}widget/panel.js${this.#tries ? `?${this.#tries}` : ""}`).then(
        (panel) => panel.mount(this),
        (error) => {
          this.#panel = undefined;
          this.#tries++;
          throw error;
        },
      );
      return this.#panel;
    }

    /** @param {string} [task] */
    open(task) {
      return this.#load().then((panel) => panel.open(task), () => this.#show(true));
    }

    async close() {
      (await this.#panel)?.close();
    }

    toggle() {
      return this.launcher.ariaExpanded === "true" ? this.close() : this.open();
    }

    /** @param {string | null} token */
    setUser(token) {
      this.user = token;
      this.#panel?.then((panel) => panel.connect());
    }

    /** @param {object} context */
    setContext(context) {
      this.context = context;
    }
  }

  if (customElements.get("sav-chat")) return;
  customElements.define("sav-chat", SavChat);
  const place = () => {
    if (document.querySelector("sav-chat")) return;
    const element = document.createElement("sav-chat");
    for (const name in script.dataset) element.setAttribute(name, script.dataset[name] ?? "");
    document.body.append(element);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
  else place();
})();
