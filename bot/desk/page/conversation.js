// The open conversation: who it is with and what can be done, what was said, what is being written.
import { conversation } from "./api.js";
import { button, h, keyed } from "./dom.js";
import { composer } from "./composer.js";
import { askReason, askColleague, confirm } from "./dialogs.js";
import { AUTHORS, CHANNELS, STATES, clock, customer, word } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {HTMLElement[]} */
export function conversationView(desk) {
  const header = h("header", { class: "case-header" });
  const said = h("ol", {});
  const log = h("div", { class: "log", role: "log", "aria-label": "Messages", tabindex: "0" }, said);
  const typing = h("p", { class: "typing", role: "status" });
  const writing = composer(desk);
  const earlier = button("Messages précédents", () => desk.earlier(), { class: "quiet earlier" });
  queueMicrotask(() => {
    desk.on(header, ["open", "lists"], () => drawHeader(desk, header));
    desk.on(log, ["open", "messages"], () => drawLog(desk, log, said, earlier));
    desk.on(typing, ["typing", "messages"], () => drawTyping(desk, typing));
  });
  drawHeader(desk, header);
  drawLog(desk, log, said, earlier, true);
  return [header, earlier, log, typing, writing];
}

/** What an agent can do with the open conversation, by name. @param {Desk} desk @returns {Record<string, { text: string, key: string, can: boolean, run: () => any, isMain?: boolean }>} */
export function actions(desk) {
  const it = desk.open?.case;
  const isTheirs = it?.state === "person" && !desk.holds;
  return {
    take: {
      text: isTheirs
        ? "Reprendre"
        : it?.state === "closed"
          ? "Rouvrir"
          : it?.state === "assistant"
            ? "Prendre la main"
            : "Prendre",
      key: "T",
      can: !!it && !desk.holds && (!isTheirs || desk.isAdministrator),
      run: () => desk.act("take"),
      isMain: true,
    },
    transfer: { text: "Transférer", key: "F", can: desk.holds, run: () => askColleague(desk) },
    release: { text: "Remettre en file", key: "L", can: desk.holds, run: () => desk.act("release") },
    give_back: {
      text: "Rendre à l'assistant",
      key: "G",
      can: desk.holds,
      run: () =>
        confirm(
          "Rendre la conversation à l'assistant\u00a0?",
          "Le client en est informé et l'assistant répond à sa prochaine question.",
          "Rendre à l'assistant",
          () => desk.act("return"),
        ),
    },
    close: { text: "Clore", key: "C", can: desk.holds || it?.state === "waiting", run: () => askReason(desk) },
  };
}

/** @param {Desk} desk @param {HTMLElement} header */
function drawHeader(desk, header) {
  const it = desk.open?.case;
  if (!it) return;
  const looking = (desk.lists.viewers[it.id] ?? [])
    .filter((agent) => agent !== desk.me.id)
    .map((agent) => desk.name(agent));
  const state =
    it.state === "person" ? (desk.holds ? "Avec vous" : `Avec ${desk.name(it.agent)}`) : word(STATES, it.state);
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.action;
  header.replaceChildren(
    h(
      "div",
      { class: "case-title" },
      h("a", { class: "back", href: "#/conversations", text: "Liste" }),
      h("h1", { text: customer(it) }),
      h("span", { class: "state", "data-state": it.state, text: state }),
      h("span", { class: "channel", text: word(CHANNELS, it.channel) }),
      looking.length
        ? h("span", { class: "looking", text: `${looking.join(", ")} regarde${looking.length > 1 ? "nt" : ""} aussi` })
        : null,
    ),
    h(
      "div",
      { class: "case-actions" },
      ...Object.entries(actions(desk))
        .filter(([, action]) => action.can)
        .map(([name, action]) =>
          button(action.text, action.run, {
            class: action.isMain ? "primary" : "",
            "data-action": name,
            "aria-keyshortcuts": action.key,
            title: `Raccourci ${action.key}`,
          }),
        ),
    ),
  );
  if (focused) /** @type {HTMLElement | null} */ (header.querySelector(`[data-action="${focused}"]`))?.focus();
}

/** @param {Desk} desk @param {HTMLElement} log @param {HTMLElement} said @param {HTMLElement} earlier @param {boolean} [isFirst] */
function drawLog(desk, log, said, earlier, isFirst = false) {
  const open = desk.open;
  if (!open) return;
  const isAtEnd = isFirst || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  earlier.hidden = (open.messages[0]?.seq ?? 1) <= 1;
  const notes = open.notes.filter(
    (note) => !open.messages[0] || note.at >= open.messages[0].at || open.messages[0].seq <= 1,
  );
  const kept = new Set(open.messages.map((each) => each.client_id?.split(":").pop()));
  const pending = desk.outbox.of(open.case.id).filter((each) => !kept.has(each.client_id));
  const items = [
    ...open.messages.map((it) => ({ key: `m${it.seq}`, at: it.at, make: () => message(desk, it) })),
    ...notes.map((it) => ({ key: `n${it.id}`, at: it.at, make: () => note(it) })),
  ].sort((one, other) => one.at.localeCompare(other.at));
  const last = pending.map((it) => ({
    key: `p${it.client_id}${it.problem ?? ""}`,
    at: it.at,
    make: () => onItsWay(desk, it),
  }));
  const read = desk.readUpTo;
  keyed(
    said,
    [...items, ...last],
    (it) => it.key,
    (it, old) => old ?? it.make(),
  );
  for (const each of log.querySelectorAll("[data-seq]")) {
    each.toggleAttribute("data-read", Number(/** @type {HTMLElement} */ (each).dataset.seq) <= read);
  }
  if (isAtEnd) requestAnimationFrame(() => (log.scrollTop = log.scrollHeight));
}

/** @param {Desk} desk @param {Message} it */
function message(desk, it) {
  const who = it.author === "person" ? (it.author_name ?? AUTHORS.person) : AUTHORS[it.author];
  return h(
    "li",
    { class: `message ${it.author}`, "data-seq": String(it.seq) },
    it.author !== "notice" &&
      h("p", { class: "meta" }, h("strong", { text: who }), " ", h("time", { datetime: it.at, text: clock(it.at) })),
    it.text && h("p", { class: "text", text: it.text }),
    ...it.files.map((file) => attachment(desk, file)),
    it.buttons.length ? h("p", { class: "choices", text: `Choix proposés\u00a0: ${it.buttons.join(", ")}` }) : null,
  );
}

/** A file the shopper sent; pictures are shown. @param {Desk} desk @param {SentFile} file */
function attachment(desk, file) {
  const address = `/desk/api/${conversation(desk.open?.case.id ?? "")}/files/${encodeURIComponent(file.id)}`;
  const isPicture = ["image/jpeg", "image/png", "image/webp"].includes(file.type);
  const size = `${Math.max(1, Math.round(file.size / 1024))}\u00a0Ko`;
  return h(
    "a",
    { class: "file", href: address, download: file.name },
    isPicture && h("img", { src: address, alt: "", loading: "lazy" }),
    h("span", { text: `${file.name} (${size})` }),
  );
}

/** @param {Note} it */
function note(it) {
  return h(
    "li",
    { class: "message note" },
    h(
      "p",
      { class: "meta" },
      h("strong", { text: `Note de ${it.author}` }),
      " ",
      h("time", { datetime: it.at, text: clock(it.at) }),
      " (invisible pour le client)",
    ),
    h("p", { class: "text", text: it.text }),
  );
}

/** @param {Desk} desk @param {Pending} it */
function onItsWay(desk, it) {
  return h(
    "li",
    { class: "message person pending" },
    h("p", { class: "meta" }, h("strong", { text: desk.me.name }), it.problem ? " non envoyé" : " envoi en cours…"),
    h("p", { class: "text", text: it.text }),
    it.problem &&
      h(
        "p",
        { class: "problem" },
        it.problem,
        " ",
        button("Retirer", () => desk.outbox.drop(it.client_id), { class: "quiet" }),
      ),
  );
}

/** @param {Desk} desk @param {HTMLElement} place */
function drawTyping(desk, place) {
  const who = [
    desk.typing.has("shopper") && "Le client écrit…",
    desk.typing.has("assistant") && "L'assistant répond…",
  ].filter(Boolean);
  place.textContent = who.join(" ");
}
