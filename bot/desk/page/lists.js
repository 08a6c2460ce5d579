// The lists on the left: who waits, whom I have, whom colleagues have, who talks with the assistant.
import { get } from "./api.js";
import { button, h, keyed } from "./dom.js";
import { CHANNELS, customer, minutesSince, since, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

const LONG = 3; // minutes of waiting
const TOO_LONG = 8;

/** @param {Desk} desk @returns {HTMLElement} */
export function lists(desk) {
  const waiting = list("En attente", "Personne n'attend.");
  const mine = list("Mes conversations", "Vous n'avez pas de conversation.");
  const others = list("Chez mes collègues", "Aucune.");
  const assistant = list("Avec l'assistant", "Aucune depuis une demi-heure.");
  const whole = h(
    "nav",
    { class: "lists", "aria-label": "Conversations" },
    waiting.whole,
    mine.whole,
    others.whole,
    withAssistant(desk, assistant),
  );

  function draw() {
    waiting.fill(desk.lists.waiting, (it) => line(desk, it));
    mine.fill(desk.mine, (it) => line(desk, it));
    others.fill(
      desk.lists.held.filter((each) => each.agent !== desk.me.id),
      (it) => line(desk, it),
    );
  }
  queueMicrotask(() => {
    desk.on(whole, ["lists", "shown"], draw);
    const tick = setInterval(() => (whole.isConnected ? draw() : clearInterval(tick)), 20000);
  });
  draw();
  return whole;
}

/** A titled list. @param {string} title @param {string} none */
function list(title, none) {
  const items = h("ul", {});
  const count = h("span", { class: "count" });
  const empty = h("p", { class: "empty", text: none });
  const whole = h("section", {}, h("h2", {}, title, " ", count), items, empty);
  return {
    whole,
    /** @param {Case[]} cases @param {(it: Case) => HTMLElement} make */
    fill(cases, make) {
      count.textContent = String(cases.length);
      empty.hidden = cases.length > 0;
      keyed(
        items,
        cases,
        (it) => it.id,
        (it, old) => renewed(old, make(it)),
      );
    },
  };
}

/** The line as it was when nothing changed; otherwise a new one, which takes the focus over. @param {HTMLElement | undefined} old @param {HTMLElement} fresh */
function renewed(old, fresh) {
  const before = old?.firstElementChild;
  if (!old || !before) return h("li", {}, fresh);
  if (before.isEqualNode(fresh)) return old;
  const hadFocus = before === document.activeElement;
  before.replaceWith(fresh);
  if (hadFocus) fresh.focus();
  return old;
}

/** @param {Desk} desk @param {ReturnType<typeof list>} found */
function withAssistant(desk, found) {
  const load = async () => found.fill((await get("with-assistant")).found, (it) => line(desk, it));
  const details = h(
    "details",
    {},
    h("summary", { text: "Avec l'assistant" }),
    found.whole,
    button("Actualiser", load, { class: "quiet" }),
  );
  details.addEventListener("toggle", () => details.open && load());
  return details;
}

/** One conversation of a list. @param {Desk} desk @param {Case} it */
function line(desk, it) {
  const isOpen = desk.open?.case.id === it.id;
  const from = it.state === "waiting" ? it.since : it.unanswered_since;
  const looking = (desk.lists.viewers[it.id] ?? [])
    .filter((agent) => agent !== desk.me.id)
    .map((agent) => desk.name(agent));
  return h(
    "a",
    {
      href: `#/conversations/${encodeURIComponent(it.id)}`,
      class: "case",
      "aria-current": isOpen ? "true" : undefined,
      "data-mood": mood(it),
    },
    h("span", { class: "who", text: customer(it) }),
    from &&
      h("span", {
        class: "time",
        title: it.state === "waiting" ? "Attend depuis" : "Sans réponse depuis",
        text: since(from),
      }),
    h("span", { class: "preview", text: it.preview || "Pas encore de message." }),
    h(
      "span",
      { class: "about" },
      h("span", { class: "channel", text: word(CHANNELS, it.channel) }),
      it.state === "waiting"
        ? h("span", { text: (it.cause_text ?? "") + (it.is_back ? ", remise en file" : "") })
        : it.agent !== desk.me.id && it.agent
          ? h("span", { text: `avec ${desk.name(it.agent)}` })
          : null,
      looking.length
        ? h("span", { class: "looking", text: `${looking.join(", ")} regarde${looking.length > 1 ? "nt" : ""}` })
        : null,
    ),
  );
}

/** How pressing a conversation is. @param {Case} it */
function mood(it) {
  const from = it.state === "waiting" ? it.since : it.unanswered_since;
  if (!from) return "calm";
  const minutes = minutesSince(from);
  return minutes >= TOO_LONG ? "late" : minutes >= LONG ? "long" : it.state === "waiting" ? "calm" : "unanswered";
}
