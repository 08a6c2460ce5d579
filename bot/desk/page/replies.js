// Choosing a canned reply: typed words narrow the list, arrows and Enter choose; variables are filled in.
import { h } from "./dom.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * Open at once, so that what is typed after the slash lands here and not in the reply; the list comes when it is read.
 * @param {Desk} desk @param {Promise<CannedReply[]>} reading @param {(text: string) => void} use
 */
export function pickReply(desk, reading, use) {
  /** @type {CannedReply[]} */
  let replies = [];
  let wasChosen = false; // by Enter, before the list was there
  const input = h("input", {
    id: "reply-search",
    role: "combobox",
    autocomplete: "off",
    "aria-label": "Chercher une réponse type",
    "aria-expanded": "true",
    "aria-controls": "reply-list",
    "aria-autocomplete": "list",
    placeholder: "Raccourci ou mot du titre",
  });
  const list = h("ul", { id: "reply-list", role: "listbox", "aria-label": "Réponses types" });
  const none = h("p", { class: "empty", text: "Aucune réponse type ne correspond." });
  const dialog = h("dialog", { class: "picker", "aria-label": "Réponses types" }, input, list, none);
  /** @type {CannedReply[]} */
  let found = [];
  let at = 0;

  function draw() {
    const wanted = plain(input.value);
    found = replies.filter((each) => plain(`${each.shortcut} ${each.title}`).includes(wanted));
    at = Math.min(at, Math.max(0, found.length - 1));
    none.hidden = found.length > 0 || !replies.length;
    list.replaceChildren(
      ...found.map((each, place) =>
        h(
          "li",
          {
            role: "option",
            id: `reply-${each.id}`,
            "aria-selected": String(place === at),
            onclick: () => choose(each),
          },
          h("strong", { text: `/${each.shortcut}` }),
          " ",
          each.title,
          h("span", { class: "preview", text: filled(desk, each.text) }),
        ),
      ),
    );
    const active = found[at];
    if (active) input.setAttribute("aria-activedescendant", `reply-${active.id}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {CannedReply | undefined} reply */
  function choose(reply) {
    if (!reply) return;
    dialog.close();
    use(filled(desk, reply.text));
  }

  input.addEventListener("input", () => {
    at = 0;
    draw();
  });
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at = (at + step + found.length) % Math.max(1, found.length);
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      wasChosen = !replies.length;
      choose(found[at]);
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  draw();
  dialog.showModal();
  input.focus();
  reading.then((read) => {
    replies = read;
    draw();
    if (wasChosen) choose(found[at]);
    none.hidden = found.length > 0;
  });
}

/** The text with what is known in the place of its variables; the others stay to be completed. @param {Desk} desk @param {string} text */
export function filled(desk, text) {
  /** @type {Record<string, string>} */
  const known = { ...desk.open?.dossier.variables, conseiller: desk.me.name, boutique: desk.me.shop };
  return text.replace(/\{([a-z_]+)\}/g, (whole, name) => known[name] || whole);
}

/** @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
