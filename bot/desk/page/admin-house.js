// Opening hours, days of closure and the rules of the queue.
import { ask, get } from "./api.js";
import { button, field, h, toast } from "./dom.js";
import { text, week } from "./hours.js";

/** @typedef {import("./desk.js").Desk} Desk */

const NAMES = ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"];
const NUMBERS = {
  default_capacity: ["Conversations à la fois pour un nouveau conseiller", ""],
  away_after_minutes: [
    "Absent après (minutes sans geste)",
    "Ses conversations sans réponse retournent alors dans la file.",
  ],
  gone_after_seconds: ["Disparu après (secondes sans page ouverte)", "Ses conversations retournent dans la file."],
  offer_after_minutes: ["Proposer un message après (minutes d'attente)", ""],
  expire_after_minutes: [
    "Prendre un message après (minutes d'attente)",
    "L'attente s'arrête et le client laisse son message.",
  ],
  abandon_after_minutes: ["Attente abandonnée après (minutes hors de la page)", ""],
};

/** @param {Desk} _ @returns {HTMLElement} */
export function housePage(_) {
  const whole = h("form", { class: "house" });
  get("house").then(
    (house) => draw(whole, house),
    (error) => toast(error.message, "problem"),
  );
  return whole;
}

/** @param {HTMLElement} form @param {any} house */
function draw(form, house) {
  const days = week(house.rules.opening_hours || house.hours).map((spans, place) => dayRow(NAMES[place] ?? "", spans));
  const closures = h("ul", { class: "plain" }, ...house.closures.map(closure));
  const numbers = Object.entries(NUMBERS).map(([name, [label, help]]) => {
    const input = h("input", { type: "number", value: house.rules[name], min: "1" });
    return { name, input, whole: field(label ?? "", input, help) };
  });
  const automatic = h("input", { type: "checkbox", checked: house.rules.automatic_assignment });
  form.replaceChildren(
    h(
      "section",
      {},
      h("h2", { text: "Horaires, heure de Paris" }),
      h("p", {
        class: "help",
        text: `Le service est ${house.is_open ? "ouvert" : "fermé"} en ce moment. Les jours fériés français sont fermés d'office.`,
      }),
      ...days.map((day) => day.whole),
    ),
    h(
      "section",
      {},
      h("h2", { text: "Jours de fermeture" }),
      closures,
      button("Ajouter un jour", () => closures.append(closure({ day: "", label: "" }))),
    ),
    h(
      "section",
      {},
      h("h2", { text: "File d'attente" }),
      h("label", { class: "choice" }, automatic, "Attribuer automatiquement les conversations aux conseillers libres"),
      h("div", { class: "grid" }, ...numbers.map((each) => each.whole)),
    ),
    h("p", { class: "foot" }, h("button", { class: "primary", text: "Enregistrer" })),
  );
  form.onsubmit = async (event) => {
    event.preventDefault();
    const rules = {
      opening_hours: text(days.map((day) => day.read())),
      automatic_assignment: automatic.checked,
      ...Object.fromEntries(numbers.map((each) => [each.name, Number(each.input.value)])),
    };
    const closed = [...closures.children].map((each) => /** @type {any} */ (each).read()).filter((each) => each.day);
    try {
      draw(form, await ask("PUT", "house", { rules, closures: closed }));
      toast("C'est enregistré, et appliqué dès maintenant.");
    } catch (error) {
      const refusal = /** @type {import("./api.js").Refusal} */ (error);
      for (const [name, mistake] of Object.entries(refusal.more.fields ?? {}))
        toast(
          `${NUMBERS[/** @type {keyof typeof NUMBERS} */ (name)]?.[0] ?? "Horaires"}\u00a0: ${mistake}.`,
          "problem",
        );
      if (!refusal.more.fields) toast(refusal.message, "problem");
    }
  };
}

/** A day with two stretches at most. @param {string} name @param {import("./hours.js").Span[]} spans */
function dayRow(name, spans) {
  const inputs = [0, 1].map((place) =>
    ["opens", "closes"].map((end) =>
      h("input", {
        type: "time",
        value: /** @type {any} */ (spans[place])?.[end] ?? "",
        "aria-label": `${name}, ${place ? "seconde" : "première"} plage, ${end === "opens" ? "de" : "à"}`,
      }),
    ),
  );
  const whole = h(
    "div",
    { class: "day", role: "group", "aria-label": name },
    h("span", { text: name }),
    ...inputs.flatMap(([from, to]) => [from, h("span", { text: "à" }), to]),
  );
  return {
    whole,
    read: () =>
      inputs.map(([from, to]) => ({ opens: from.value, closes: to.value })).filter((span) => span.opens && span.closes),
  };
}

/** @param {{ day: string, label: string }} it */
function closure(it) {
  const day = h("input", { type: "date", value: it.day, "aria-label": "Jour de fermeture" });
  const label = h("input", { value: it.label, "aria-label": "Motif", placeholder: "Inventaire", maxlength: "80" });
  const row = h(
    "li",
    { class: "bar" },
    day,
    label,
    button("Retirer", () => row.remove()),
  );
  row.read = () => ({ day: day.value, label: label.value });
  return row;
}
