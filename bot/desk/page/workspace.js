// Conversations: the lists on the left, the open one in the middle, what is known of it on the right.
import { button, h, toast } from "./dom.js";
import { lists } from "./lists.js";
import { conversationView } from "./conversation.js";
import { dossier } from "./dossier.js";
import { takeNext } from "./keyboard.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @param {string[]} rest @returns {HTMLElement} */
export function workspace(desk, rest) {
  const middle = h("section", { class: "middle", "aria-label": "Conversation" });
  const side = h("aside", { class: "side", "aria-label": "Ce que l'assistant sait" });
  const whole = h("div", { class: "workspace" }, lists(desk), middle, side);
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));

  /** @param {string | undefined} id */
  async function show(id) {
    whole.dataset.open = id ? "yes" : "no";
    try {
      await desk.view(id ?? null);
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
    if (desk.open) {
      middle.replaceChildren(...conversationView(desk));
      side.replaceChildren(dossier(desk));
    } else {
      middle.replaceChildren(
        h("h1", { class: "unseen", text: "Conversations" }),
        h(
          "div",
          { class: "empty" },
          h("p", {
            text: "Choisissez une conversation à gauche, ou prenez celle qui attend depuis le plus longtemps.",
          }),
          button("Prendre la plus ancienne", () => takeNext(desk), {
            class: "primary",
            "aria-keyshortcuts": "N",
            title: "Raccourci N",
          }),
        ),
      );
      side.replaceChildren();
    }
    desk.tell("shown");
  }

  const follow = (/** @type {any} */ event) =>
    whole.isConnected ? show(event.detail[0]) : main.removeEventListener("navigate", follow);
  main.addEventListener("navigate", follow);
  void show(rest[0]);
  return whole;
}

/** Go to a conversation. @param {string} id */
export function goTo(id) {
  location.hash = `#/conversations/${encodeURIComponent(id)}`;
}
