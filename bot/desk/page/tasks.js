// Messages left while nobody answered, and the other tickets: taken in charge, answered by e-mail, settled.
import { get, post } from "./api.js";
import { button, h, select, toast } from "./dom.js";
import { TICKET_KINDS, TICKET_STATES, clock, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {HTMLElement} */
export function tasksView(desk) {
  const kind = select({ "": "Tous les dossiers", ...TICKET_KINDS }, "message", { "aria-label": "Genre" });
  const settled = h("input", { type: "checkbox" });
  const list = h("ul", { class: "cards" });
  const empty = h("p", { class: "empty" });
  const whole = h(
    "div",
    { class: "page" },
    h("h1", { text: "Messages laissés et dossiers" }),
    h("div", { class: "bar" }, kind, h("label", { class: "choice" }, settled, "Montrer ce qui est traité")),
    list,
    empty,
  );

  async function load() {
    const query = new URLSearchParams({ kind: kind.value, settled: settled.checked ? "1" : "" });
    try {
      const { tasks } = await get(`tasks?${query}`);
      list.replaceChildren(...tasks.map((/** @type {any} */ it) => task(desk, it, load)));
      empty.textContent = tasks.length ? "" : settled.checked ? "Rien n'a encore été traité." : "Rien à traiter.";
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  }
  kind.addEventListener("change", load);
  settled.addEventListener("change", load);
  let left = desk.lists.messages_left;
  queueMicrotask(() => desk.on(whole, ["lists"], () => left !== (left = desk.lists.messages_left) && load()));
  void load();
  return whole;
}

/** @param {Desk} desk @param {any} it @param {() => void} load */
function task(desk, it, load) {
  const act = (/** @type {string} */ action) => async () => {
    try {
      await post(`tasks/${encodeURIComponent(it.number)}/${action}`);
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
    load();
  };
  const isSettled = it.status === "done" || it.status === "cancelled";
  const isMine = it.agent === desk.me.id;
  const subject = encodeURIComponent(`Votre demande ${it.number}, ${desk.me.shop}`);
  return h(
    "li",
    { class: "card" },
    h(
      "p",
      { class: "meta" },
      h("strong", { text: it.number }),
      ` ${word(TICKET_KINDS, it.kind)}, ${word(TICKET_STATES, it.status)}${it.agent ? `, ${isMine ? "par vous" : desk.name(it.agent)}` : ""} `,
      h("time", { datetime: it.created_at, text: clock(it.created_at) }),
    ),
    h("p", { class: "text", text: it.message ?? it.symptom ?? "" }),
    h("p", {
      class: "detail",
      text: [it.contact && `Répondre à ${it.contact}`, it.order_number && `commande ${it.order_number}`, it.sku]
        .filter(Boolean)
        .join(", "),
    }),
    h(
      "p",
      { class: "case-actions" },
      !isSettled && !isMine && button("Prendre en charge", act("take"), { class: "primary" }),
      !isSettled && isMine && button("Laisser", act("leave")),
      it.channel !== "mail" &&
        it.contact?.includes("@") &&
        h("a", {
          class: "button",
          href: `mailto:${encodeURIComponent(it.contact)}?subject=${subject}`,
          text: "Répondre par e-mail",
        }),
      it.conversation &&
        h("a", {
          class: "button",
          href: `#/conversations/${encodeURIComponent(it.conversation)}`,
          text: it.channel === "mail" ? "Répondre à l'e-mail" : "Voir la conversation",
        }),
      isSettled ? button("Rouvrir", act("reopen")) : button("Marquer traité", act("settle")),
    ),
  );
}
