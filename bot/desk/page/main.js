// The page: its top bar, and the view that the address names.
import { get, ask } from "./api.js";
import { button, h, select, toast } from "./dom.js";
import { Desk } from "./desk.js";
import { watchArrivals } from "./alerts.js";
import { watchKeys } from "./keyboard.js";
import { PRESENCES } from "./words.js";
import { workspace } from "./workspace.js";
import { tasksView } from "./tasks.js";
import { searchView } from "./search.js";
import { accountView, signOut } from "./account.js";
import { administrationView } from "./administration.js";

const desk = new Desk(await get("me"));
const top_ = /** @type {HTMLElement} */ (document.getElementById("top"));
const main = /** @type {HTMLElement} */ (document.getElementById("main"));

/** @type {Record<string, { title: string, show: (desk: Desk, rest: string[]) => HTMLElement, isHidden?: boolean }>} */
const VIEWS = {
  conversations: { title: "Conversations", show: workspace },
  messages: { title: "Messages laissés", show: tasksView },
  recherche: { title: "Recherche", show: searchView },
  administration: { title: "Administration", show: administrationView, isHidden: !desk.isAdministrator },
  compte: { title: "Mon compte", show: accountView, isHidden: true },
};

let shown = "";
const links = new Map(
  Object.entries(VIEWS)
    .filter(([, view]) => !view.isHidden)
    .map(([name, view]) => [name, h("a", { href: `#/${name}`, text: view.title })]),
);

function drawTop() {
  const presence = select({ online: PRESENCES.online, busy: PRESENCES.busy, away: PRESENCES.away }, desk.me.presence, {
    "aria-label": "Ma présence",
    class: "presence",
    "data-presence": desk.me.presence,
  });
  presence.addEventListener("change", async () => {
    try {
      desk.me.presence = (await ask("PUT", "me/presence", { presence: presence.value })).presence;
      presence.dataset.presence = desk.me.presence;
    } catch (error) {
      toast(/** @type {Error} */ (error).message, "problem");
    }
  });
  top_.append(
    h("a", { class: "brand", href: "#/conversations" }, h("strong", { text: desk.me.shop })),
    h("nav", { "aria-label": "Bureau" }, ...links.values()),
    h("p", { id: "people", class: "people" }),
    presence,
    h("a", { href: "#/compte", class: "me", text: desk.me.name, title: "Mon compte" }),
    button("Se déconnecter", signOut, { class: "quiet sign-out" }),
  );
}

function drawCounts() {
  const left = desk.lists.messages_left;
  const waiting = desk.lists.waiting.length;
  /** @type {HTMLElement} */ (links.get("messages")).textContent = `Messages laissés${left ? ` (${left})` : ""}`;
  document.title = `${waiting ? `(${waiting}) ` : ""}${VIEWS[shown]?.title ?? "Bureau"}, bureau des conseillers`;
  const there = desk.lists.agents.filter((each) => each.presence === "online" || each.presence === "busy").length;
  const people = /** @type {HTMLElement} */ (document.getElementById("people"));
  people.textContent = `${there}\u00a0conseiller${there > 1 ? "s" : ""}, ${desk.lists.people_answer ? "service ouvert" : "service fermé"}`;
  people.dataset.open = String(desk.lists.people_answer);
}

function drawLine() {
  const line = /** @type {HTMLElement} */ (document.getElementById("line"));
  line.hidden = desk.isOnline !== false;
  line.textContent = line.hidden
    ? ""
    : "Connexion perdue. Elle se rétablit toute seule, et rien de ce que vous avez écrit n'est perdu.";
}

function navigate() {
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  const wanted = name && Object.hasOwn(VIEWS, name) ? name : "conversations";
  const isSame = wanted === shown && wanted === "conversations";
  shown = wanted;
  for (const [each, link] of links) {
    if (each === wanted) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (isSame) main.dispatchEvent(new CustomEvent("navigate", { detail: rest }));
  else main.replaceChildren(/** @type {any} */ (VIEWS[wanted]).show(desk, rest));
  drawCounts();
}

drawTop();
document.getElementById("skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
desk.addEventListener("lists", drawCounts);
desk.addEventListener("status", drawLine);
addEventListener("hashchange", navigate);
watchArrivals(desk);
watchKeys(desk);
navigate();
